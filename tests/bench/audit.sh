#!/bin/sh
# usage: audit.sh DATA [FOLDER]: how well `tenor audit` finds labels that were flipped, and near copies that were
# planted. DATA holds folders with train.csv. FOLDER (build/audit) keeps the result of each run: what is there is not run
# again.
# Prints a table of the area under the ROC curve and the precision among the first n, n being how many were flipped,
# beside TF-IDF with logistic regression (peers/audit_labels.py); then a table of near copies (near_copies.py).
# Variables:
#
#   CORPORA   "trec subj waimai mr sst2"
#   RATES     "0.10 0.05 0.20"    shares of labels that are flipped
#   SEEDS     1                   of the flips
#   OPTIONS   "--threads 1"       of `tenor audit`
#   TENOR     build/tenor         the command
#   PYTHON    /usr/bin/python3    one that has scikit-learn
set -eu
[ $# -ge 1 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
tenor=${TENOR:-$root/build/tenor}
python=${PYTHON:-/usr/bin/python3}
data=$1
folder=${2:-$root/build/audit}
mkdir -p "$folder"

# once FILE COMMAND...: runs the command, which writes FILE, unless FILE is there.
once() {
    file=$1
    shift
    [ -e "$file" ] || { "$@" >"$folder/log" 2>&1 && [ -e "$file.part" ] && mv "$file.part" "$file"; } ||
        { cat "$folder/log" >&2; exit 1; }
}

printf 'corpus\tflipped\tseed\tauc\tprecision\tpeer auc\tpeer precision\n'
for rate in ${RATES:-0.10 0.05 0.20}; do
    for corpus in ${CORPORA:-trec subj waimai mr sst2}; do
        for seed in ${SEEDS:-1}; do
            name=$folder/$corpus-$rate-$seed
            [ -e "$name.csv" ] ||
                "$python" "$here/peers/audit_labels.py" flip "$data/$corpus/train.csv" "$rate" "$seed" "$name.csv"
            # shellcheck disable=SC2086
            once "$name.tsv" "$tenor" audit "$name.csv" --quiet --json --scores "$name.tsv.part" ${OPTIONS:---threads 1}
            once "$name.peer" "$python" "$here/peers/audit_labels.py" peer "$name.csv" "$name.peer.part"
            printf '%s\t%s\t%s\t%s\t%s\n' "$corpus" "$rate" "$seed" \
                "$("$python" "$here/peers/audit_labels.py" score "$name.csv" "$name.tsv")" \
                "$("$python" "$here/peers/audit_labels.py" score "$name.csv" "$name.peer")"
        done
    done
done
set --
for corpus in ${CORPORA:-trec subj waimai mr sst2}; do
    set -- "$@" "$data/$corpus/train.csv"
done
"$python" "$here/near_copies.py" "$tenor" "$@"
