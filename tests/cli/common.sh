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

# Numbers that differ from one machine to the next become N: those with a decimal point, and rates and times. The path
# of the command becomes its name.
mask() { sed -E "s#$TENOR#tenor#g" | sed -E 's/[0-9]+\.[0-9]+(e-?[0-9]+)?/N/g; s/[0-9,]+ tokens\/s/N tokens\/s/g; s/(seconds|second)":[0-9]+/\1":N/g'; }

# The same for times alone: "1.2 s" in what people read, "seconds" in JSON.
unseconds() { sed -E 's/[0-9.]+ s( |$)/N s\1/; s/"seconds":[0-9.e-]+/"seconds":N/g'; }

# Whether two models are the same, to the byte.
same() {
    local file
    for file in model.json vocab.json weights.safetensors; do
        cmp "$1/$file" "$2/$file" || return
    done
    echo "$1 and $2: the same"
}

# wait_for FILE WORD COUNT: waits until so many lines of the file, which need not be there yet, begin with the word.
wait_for() {
    local lines
    for _ in $(seq 600); do
        lines=$(grep -c "^$2" "$1" 2> /dev/null)
        [ "${lines:-0}" -ge "$3" ] && return
        sleep 0.05
    done
    echo "$1 does not come to $3 lines of $2"
}

# Sends a signal, and says how the process ended.
stop() {
    kill "-$1" "$2"
    wait "$2" 2> /dev/null
    echo "[exit status $?]"
}

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
