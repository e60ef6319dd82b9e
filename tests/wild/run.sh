#!/bin/sh
# usage: run.sh TENOR SOURCE: trains a small model on the project's own corpus and classifies the texts of this folder
# under every perturbation. Each line gets one line, in its place, with a label of the model and a probability, and
# perturbing does what it says. How many answers are right is not tested: tests/bench/wild.sh measures it.
set -eu
export LC_ALL=C
tenor=$1
here=$2/tests/wild
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

complain() {
    echo "$*"
    failed=1
}

"$tenor" train "$2/corpora/reviews.csv" -o "$scratch/model" --quiet --epochs 2 --hidden 16 --dim 16

# check NAME FILE
check() {
    lines=$(wc -l <"$2")
    "$tenor" classify "$scratch/model" --with-text "$2" >"$scratch/out"
    [ "$(wc -l <"$scratch/out")" -eq "$lines" ] || complain "$1: $lines lines, $(wc -l <"$scratch/out") answers"
    cut -f3- "$scratch/out" | cmp - "$2" || complain "$1: the answers are not in the order of the lines"
    wrong=$(cut -f1,2 "$scratch/out" | grep -cvE '^(positive|negative)	(0\.[5-9][0-9]*|1\.0000)$' || true)
    [ "$wrong" -eq 0 ] || complain "$1: $wrong lines without a label and its probability"
    head -n 5 "$2" | while IFS= read -r line; do
        printf '%s\n' "$line" | "$tenor" classify "$scratch/model" --with-text
    done >"$scratch/alone"
    head -n 5 "$scratch/out" | cmp - "$scratch/alone" || complain "$1: a line alone gets another answer"
}

cut -f2 "$here/texts.tsv" >"$scratch/clean"
[ "$(cut -f1 "$here/texts.tsv" | sort | uniq -c | tr -s ' \n' ' ')" = " 100 negative 100 positive " ] ||
    complain "texts.tsv is not half positive, half negative"
for kind in clean emoji shouting typos elongated bare punctuation entities; do
    awk -v kind="$kind" -v seed=1 -f "$here/perturb.awk" "$scratch/clean" >"$scratch/$kind.txt"
    awk -v kind="$kind" -v seed=1 -f "$here/perturb.awk" "$scratch/clean" | cmp - "$scratch/$kind.txt" ||
        complain "$kind: the same seed gives other lines"
    changed=$(paste -d '\n' "$scratch/clean" "$scratch/$kind.txt" | awk 'NR % 2 { before = $0; next } $0 != before' | wc -l)
    case $kind in
    clean) [ "$changed" -eq 0 ] || complain "clean: $changed lines changed" ;;
    *) [ "$changed" -ge 150 ] || complain "$kind: only $changed of 200 lines changed" ;;
    esac
    check "$kind" "$scratch/$kind.txt"
done
cut -f3 "$here/mixed.tsv" >"$scratch/mixed.txt"
[ "$(cut -f1,2 "$here/mixed.tsv" | sort -u | wc -l)" -eq 60 ] || complain "mixed.tsv has not 60 lines, each once"
check mixed "$scratch/mixed.txt"
exit $failed
