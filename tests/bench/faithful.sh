#!/bin/sh
# usage: faithful.sh DATA [CORPUS...]: how faithful explanations of the default model are on the test texts of sst2 and
# waimai, beside other methods (faithful.c says what is measured). DATA holds folders with train.csv, dev.csv and
# test.csv. TENOR names the command; build/tenor when not set. TEXTS: only the first so many texts. SEED: of the models.
set -eu
[ $# -ge 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd -P)
tenor=${TENOR:-$root/build/tenor}
data=$1
shift
[ $# -gt 0 ] || set -- sst2 waimai
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for corpus; do
    "$tenor" train "$data/$corpus/train.csv" --dev "$data/$corpus/dev.csv" -o "$scratch/model" --quiet \
        --seed "${SEED:-1}"
    echo "$corpus:"
    "$(dirname "$tenor")/tests/bench_faithful" "$scratch/model" "$data/$corpus/test.csv" ${TEXTS:+"$TEXTS"}
done
