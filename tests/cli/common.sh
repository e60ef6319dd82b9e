# What every script of this folder may use; run.sh starts them through here.
set -u

tenor() { "$TENOR" "$@"; }

# Says what is run, runs it, and says how it ended when that was not with 0.
try() {
    echo "\$ $*"
    local status=0
    "$@" || status=$?
    [ $status = 0 ] || echo "[exit status $status]"
}

# Numbers that differ from one machine to the next become N: those with a decimal point, and rates and times.
mask() { sed -E 's/[0-9]+\.[0-9]+(e-?[0-9]+)?/N/g; s/[0-9,]+ tokens\/s/N tokens\/s/g; s/(seconds|second)":[0-9]+/\1":N/g'; }

skip() { echo "skipped: $*"; exit 77; }

# Two labels that a word tells apart; 48 rows.
reviews() {
    echo "text,label"
    local thing pair
    for thing in food film hotel "phone, by the way," app service; do
        for pair in "good awful" "lovely terrible" "great bad" "superb poor"; do
            set -- $pair
            echo "\"The $thing was $1, so I am happy.\",positive"
            echo "\"The $thing was $2, so I am sad.\",negative"
        done
    done
}

# A network that learns `reviews` in a moment.
small=(--hidden 8 --dim 8 --min-count 1 --lr 0.02 --epochs 8 --dropout 0 --embedding-dropout 0)

# A model of it, in ./model, for the scripts about other commands.
make_model() {
    reviews > reviews.csv
    tenor train reviews.csv -o model "${small[@]}" --quiet
}

. "$1"
