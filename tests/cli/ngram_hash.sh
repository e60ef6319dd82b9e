# Computes the n-gram model as docs/network.md describes it. Compares the keys with the n-grams of the training texts,
# and the probabilities with those of a copy of the model whose network gives the logits 0.
command -v python3 > /dev/null && python3 -c 'import json' 2> /dev/null || skip "python3 is not installed"

# Words of 50, 140 and 250 letters, of 60 Cyrillic letters, and with repeated runs: in two texts, so they get weights.
python3 - << 'END' > long
letters = "abcdefghijklmnopqrstuvwxyz" * 10
print(letters[:50], letters[:140], letters[3:253], "абвгдежзийклмнопрстуфхцчшщ" * 2 + "юяжщюя", "nananananana")
END

# try_branch CORPUS LABELS OPTION...: a model of corpora/CORPUS.csv, or CORPUS.csv, all of which it trains on. LABELS are two of its
# labels.
try_branch() {
    local name=${1##*/} corpus=$here/../../corpora/$1 label
    [ -f "$corpus.csv" ] || corpus=$1
    cp "$corpus.csv" $name.csv
    for label in $2; do
        echo "$label,$(cat long)" >> $name.csv
    done
    shift 2
    tenor train $name.csv --dev "$corpus-test.csv" -o $name --hidden 4 --dim 4 --epochs 1 --quiet "$@"
    python3 - $name.csv << 'END' > $name/texts
import csv, sys
for row in list(csv.reader(open(sys.argv[1], encoding="utf-8")))[1:]:
    print(row[1].replace("\n", " "))
END
    local count=$(wc -l < $name/texts)
    sed 1d "$corpus-test.csv" >> $name/texts
    printf '%s\n' "" "good" "good good" "好" "👍🏽 :-)" >> $name/texts
    tenor tokenize $name $name/texts --json > $name/tokens
    python3 "$here/ngram_hash.py" zero $name zero-$name
    tenor classify zero-$name $name/texts --json --all > $name/predictions
    python3 "$here/ngram_hash.py" check $name "$count"
}

try_branch reviews "positive negative"
try_branch reviews-zh "正面 负面" --ngrams 5 --min-count 1
try_branch topics "parks noise" --multi-label '|' --ngrams 2 --keep-case
try_branch questions "sport arts" --ngrams 1

# Of 40 labels the table is sparse.
mkdir made
python3 "$here/../bench/labels.py" 40 1200 > made/many.csv
python3 "$here/../bench/labels.py" 40 120 > made/many-test.csv
try_branch made/many "label0003 label0017"
