# Three topics, each named by a word; an eighth of the texts is about none.
topics() {
    local i row words
    for i in $(seq 0 119); do
        row="" words="we liked the"
        [ $((i & 1)) = 0 ] || { row="$row|food"; words="$words soup"; }
        [ $((i & 2)) = 0 ] || { row="$row|price"; words="$words cheap"; }
        [ $((i & 4)) = 0 ] || { row="$row|room"; words="$words bed"; }
        echo "${row#|},$words"
    done
}
(echo labels,text; topics) > topics.csv
fast=("${small[@]}" --epochs 40 --patience 0 --seed 1)
echo "# training, one corpus in three formats"
tenor train topics.csv -o model --multi-label '|' "${fast[@]}" 2>&1 | mask | sed -n '1,6p;/^dev/,$p'
topics | sed 's/^\(.*\),\(.*\)$/{"labels":["\1"],"text":"\2"}/; s/|/","/g; s/\[""\]/[]/' > topics.jsonl
topics | sed 's/,/ /; s/^/|/; s/|\([a-z]\)/ __label__\1/g; s/^|//' > topics.ft
sed -n '4p;9p' topics.jsonl topics.ft
for file in topics.jsonl topics.ft; do
    tenor train $file -o other --format $(case $file in *.ft) echo fasttext ;; *) echo jsonl ;; esac) --multi-label '|' "${fast[@]}" -q
    for model in other model; do
        grep -vE '^  "(corpus|input)": ' $model/model.json > $model.json # which is another file
    done
    cmp other/weights.safetensors model/weights.safetensors && cmp other.json model.json && echo "$file: same model"
done
echo "# answers"
printf '%s\n' "we liked the soup" "we liked the cheap bed" "we liked the" "" "we liked the soup cheap bed" > new.txt
number() { sed -E 's/\b[01](\.[0-9]+(e-[0-9]+)?)?\b/N/g'; }
sorted() { awk -F'\t' '{ n = split($1, label, "|"); split($2, p, "|"); for (i = 2; i <= n; i++) if (p[i] > p[i - 1]) print "not sorted: " $0; for (i = 1; i <= n; i++) print NR, label[i] }' | sort; }
tenor classify model new.txt | sorted
tenor classify model new.txt --with-text | cut -f3
tenor classify model new.txt | cut -f1 | awk -F'|' '{ print NF }' | tr '\n' ' '; tenor classify model new.txt | cut -f2 | awk -F'|' '{ print NF }' | tr '\n' ' '; echo
tenor classify model new.txt --top 1 | number | head -1
tenor classify model new.txt --all | number | awk -F'\t' '{ print NF }' | uniq
tenor classify model new.txt --json | number | sed -n '1p;3p'
tenor classify model new.txt --json --with-text --top 1 | number | head -1
echo "# each label can be explained: the word that names it, left out, takes it away"
for label in food price room; do
    tenor classify model new.txt --explain-label $label --counterfactual | sed -n 5p | cut -f3,4 |
        sed -E 's/\[(soup|cheap|bed) \+[0-9.]+\]/{\1}/g; s/\[([^ ]*) [+-][0-9.]+\]/\1/g' | number
done
echo "# a threshold of 1 leaves nothing"
tenor classify model new.txt --threshold 1 | sort -u | tr '\t' T
try tenor classify model new.txt --polarity
echo "# scores; the separator is the model's"
tenor evaluate model topics.csv | mask
tenor evaluate model topics.jsonl --json | sed 's/"calibration":.[^]]*./"calibration":[...]/' | mask
tenor train topics.csv -o model --multi-label '|' "${fast[@]}" -q --json --test topics.csv | mask
try tenor evaluate model topics.csv --multi-label ';'
echo "# folds"
tenor crossvalidate topics.csv --multi-label '|' "${small[@]}" --epochs 2 --folds 2 -q | mask | sed 's/epoch [0-9]/epoch B/' | tr -s ' '
tenor crossvalidate topics.csv --multi-label '|' "${small[@]}" --epochs 2 --folds 2 -q --json | mask | sed -E 's/(best_epoch":)[0-9]/\1B/g'
echo "# inspect"
tenor inspect model | sed -nE '/^thresholds/s/0\.[0-9]+/N/gp'
tenor inspect model --json | grep -oE '"(multi_label|separator)":[^,]*'
grep -E '"(separator|head)"' model/model.json
echo "# thresholds"
tenor train topics.csv -o model --multi-label '|' "${fast[@]}" -q --thresholds none
grep thresholds\" model/model.json
make_model
grep '^  "thresholds' model/model.json
tenor train reviews.csv -o model "${small[@]}" -q --thresholds fit
tenor inspect model --json | grep -oE '"threshold":0' | wc -l
sed -n 2p reviews.csv | tenor classify model --json --top 2 | grep -o '"probabilities":.*' | tr -d 0-9.e-
echo "# what does not go"
try tenor train topics.csv -o none --multi-label a
try tenor train topics.csv -o none --multi-label '|' --polarity food=1 --quiet
try tenor evaluate model topics.csv --multi-label '|'
printf 'text,labels\nx,a|b\ny,a||b\n' > bad.csv
try tenor train bad.csv -o none --multi-label '|'
try tenor train topics.csv -o none
printf '{"text":"x","labels":["a|b"]}\n' > bad.jsonl
try tenor train bad.jsonl -o none --multi-label '|'
printf '{"text":"x","labels":["a","b"]}\n' > bad.jsonl
try tenor train bad.jsonl -o none
printf 'text,labels\nx,\ny,\nz,a\n' > bare.csv
try tenor train bare.csv -o none --multi-label '|'
printf 'text,labels\nx,\ny,\n' > bare.csv
try tenor train bare.csv -o none --multi-label '|'
