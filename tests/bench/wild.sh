#!/bin/sh
# usage: wild.sh MODEL, or wild.sh FOLDER [OPTION...] to train on FOLDER/train.csv and dev.csv first: accuracy on the
# texts of tests/wild under each perturbation, beside that on the same texts as they were, and the share of answers that
# differ from theirs. The model's labels are "positive" and "negative". TENOR names the command; build/tenor when not
# set; SEED seeds the perturbations, 1 when not set.
set -eu
[ $# -ge 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd -P)
wild=$root/tests/wild
tenor=${TENOR:-$root/build/tenor}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

model=$1
shift
if [ -f "$model/train.csv" ]; then
    "$tenor" train "$model/train.csv" --dev "$model/dev.csv" -o "$scratch/model" --quiet "$@"
    model=$scratch/model
fi

"$tenor" inspect "$model" --json >"$scratch/json"
for label in positive negative; do
    grep -q "{\"label\":\"$label\"" "$scratch/json" || { echo "wild.sh: $model has no label \"$label\"" >&2; exit 1; }
done

# answers FILE: the label of each of its lines.
answers() {
    "$tenor" classify "$model" "$1" | cut -f1
}

# row NAME TEXTS CLEAN: a row of the table, for texts whose labels and clean answers, "label<TAB>answer", are in CLEAN.
row() {
    answers "$2" >"$scratch/answers"
    [ "$(wc -l <"$2")" -eq "$(wc -l <"$scratch/answers")" ] || { echo "wild.sh: lines were lost" >&2; exit 1; }
    paste "$3" "$scratch/answers" | awk -F '\t' -v name="$1" '
        { clean += $2 == $1; right += $3 == $1; changed += $3 != $2 }
        END { printf "%-12s %5d %9.1f %13.1f %9.1f\n", name, NR, 100 * right / NR, 100 * clean / NR, 100 * changed / NR }'
}

cut -f2 "$wild/texts.tsv" >"$scratch/clean"
answers "$scratch/clean" >"$scratch/clean-answers"
cut -f1 "$wild/texts.tsv" | paste - "$scratch/clean-answers" >"$scratch/labels"

echo "perturbation texts  accuracy  the same clean  changed"
for kind in clean emoji shouting typos elongated bare punctuation entities; do
    awk -v kind="$kind" -v seed="${SEED:-1}" -f "$wild/perturb.awk" "$scratch/clean" >"$scratch/texts"
    row "$kind" "$scratch/texts" "$scratch/labels"
done
for language in Spanish Hindi Chinese; do
    awk -F '\t' -v language="$language" '$2 == language { print $3 }' "$wild/mixed.tsv" >"$scratch/texts"
    awk -F '\t' -v language="$language" 'NR == FNR { line[FNR] = $0; next } $2 == language { print line[$1] }' \
        "$scratch/labels" "$wild/mixed.tsv" >"$scratch/mixed"
    row "with $language" "$scratch/texts" "$scratch/mixed"
done
