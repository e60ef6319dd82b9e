#!/bin/sh
# usage: derive.sh skewed|joined FOLDER OUTPUT [SEED]: makes a corpus of another, for docs/accuracy.md. FOLDER holds
# train.csv, dev.csv and test.csv with the columns label and text, a line an example; OUTPUT gets files of the same
# names (of joined texts with the column labels). SEED is 1 when not given.
#
#   skewed   keeps a tenth, at random, of the texts of the label that comes last by name
#   joined   joins one to three texts at a time, shuffled, to one with the labels of all, separated by |
set -eu
[ $# -ge 3 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
kind=$1 folder=$2 output=$3 seed=${4:-1}

# skew LABEL
skew() {
    awk -v label="$1" -v seed="$seed" 'BEGIN { srand(seed) } NR == 1 || index($0, label ",") != 1 || rand() < 0.1'
}

join_texts() {
    echo "labels,text"
    awk -v seed="$seed" 'BEGIN { srand(seed) } NR > 1 { printf "%.9f\t%s\n", rand(), $0 }' | LC_ALL=C sort | cut -f2- |
        awk -v seed="$seed" '
            BEGIN { srand(seed) }
            function put() { printf "%s,\"%s\"\n", labels, text; labels = text = "" }
            {
                if (left == 0)
                    left = 1 + int(3 * rand())
                at = index($0, ",")
                label = substr($0, 1, at - 1)
                one = substr($0, at + 1)
                if (one ~ /^".*"$/)
                    one = substr(one, 2, length(one) - 2)
                if (index("|" labels "|", "|" label "|") == 0)
                    labels = labels (labels == "" ? "" : "|") label
                text = text (text == "" ? "" : " ") one
                if (--left == 0)
                    put()
            }
            END { if (text != "") put() }'
}

mkdir -p "$output"
last=$(sed 1d "$folder/train.csv" | cut -d, -f1 | LC_ALL=C sort -u | tail -n 1)
for part in train dev test; do
    case $kind in
    skewed) skew "$last" <"$folder/$part.csv" >"$output/$part.csv" ;;
    joined) join_texts <"$folder/$part.csv" >"$output/$part.csv" ;;
    *) echo "derive.sh: skewed or joined, not $kind" >&2; exit 2 ;;
    esac
done
