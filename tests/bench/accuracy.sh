#!/bin/sh
# usage: accuracy.sh DATA [CORPUS...]: test accuracy with the default options, the epoch chosen on dev, over the seeds in
# SEEDS (1 to 5), without and with word vectors: mean and standard deviation, of a sample, mean time of a training, and
# size of the first model. DATA holds folders with train.csv, dev.csv and test.csv, and word vectors glove*.txt, of which
# the first is taken. TENOR names the command; build/tenor when not set.
set -eu
[ $# -ge 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd -P)
tenor=${TENOR:-$root/build/tenor}
data=$1
shift
[ $# -gt 0 ] || set -- mr sst2 sst5 subj trec waimai imdb
vectors=$(ls "$data"/glove*.txt 2>/dev/null | head -n 1)
if [ -n "$vectors" ]; then
    echo "vectors: $vectors" >&2
else
    echo "$data has no glove*.txt: measured without word vectors only" >&2
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# field NAME: the last number of that name on standard input, a line of JSON.
field() {
    sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"
}

# measure CORPUS WHAT OPTION...: a line of mean and deviation over the seeds.
measure() {
    corpus=$1 what=$2 size=
    shift 2
    : >"$scratch/runs"
    for seed in ${SEEDS:-1 2 3 4 5}; do
        "$tenor" train "$data/$corpus/train.csv" --dev "$data/$corpus/dev.csv" --test "$data/$corpus/test.csv" \
            -o "$scratch/model" --quiet --json --seed "$seed" "$@" >"$scratch/json"
        printf '%s %s %s\n' "$(sed 's/.*"dev":{//' "$scratch/json" | sed 's/}.*//' | field accuracy)" \
            "$(sed 's/.*"test":{//' "$scratch/json" | sed 's/}.*//' | field accuracy)" \
            "$(field seconds <"$scratch/json")" >>"$scratch/runs"
        [ -n "$size" ] || size=$(cat "$scratch"/model/* | wc -c)
    done
    awk -v corpus="$corpus" -v what="$what" -v size="$size" '
        { dev += $1; test += $2; tests[NR] = $2; seconds += $3; if (NR == 1) first = $2 }
        END {
            mean = test / NR
            for (i = 1; i <= NR; i++)
                squares += (tests[i] - mean) ^ 2
            deviation = NR > 1 ? sqrt(squares / (NR - 1)) : 0
            printf "%-8s %-10s first seed: test %.1f   mean of %d: dev %.1f  test %.1f +- %.1f  %.1f s  %.1f MB\n",
                   corpus, what, 100 * first, NR, 100 * dev / NR, 100 * mean, 100 * deviation, seconds / NR, size / 1e6
        }' "$scratch/runs"
}

for corpus; do
    measure "$corpus" "no vectors"
    case $corpus in waimai) continue ;; esac # the vectors are English
    [ -z "$vectors" ] || measure "$corpus" "vectors" --vectors "$vectors"
done
