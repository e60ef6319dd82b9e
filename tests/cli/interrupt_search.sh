# Interrupting tune keeps the best model, and crossvalidate what was measured. With job control on, a background job does
# not ignore SIGINT.
set -m
reviews > reviews.csv
quick=(--hidden 8 --layers 1 --dim 8 --batch 16 --min-count 1)
numbers() { sed -E 's/[0-9]+\.[0-9]+/N/g; s/(trial|epoch|of) [0-9]+/\1 N/g; s/: [0-9]+ of/: N of/'; }

for signal in INT TERM HUP; do
    : > said
    "$TENOR" tune reviews.csv -o $signal "${quick[@]}" --epochs 2 --threads 2 2> said > command &
    wait_for said trial 3
    stop $signal $!
    grep "^tenor" said | numbers
    mv $signal found
    PATH="$(dirname "$TENOR"):$PATH" sh command 2> said
    same $signal found
    rm -r found
done
echo "# in the first trial"
cp -r INT before
for model in INT fresh; do
    : > said
    "$TENOR" tune reviews.csv -o $model --hidden 8 --dim 8 --epochs 1000000 --patience 0 --json 2> said > json &
    wait_for said "held out" 1
    sleep 1
    stop INT $!
    grep "^tenor" said | numbers
    grep -o '"interrupted".*"dev":{"examples":4' json
    grep -o '"command":.*' json
done
echo "# in its first epoch: a model that was there stays"
for _ in $(seq 400); do tail -n +2 reviews.csv; done > large.csv
rm -r INT && mv before INT && cp -r INT before
: > said
"$TENOR" tune large.csv --no-header --text 1 --label 2 -o INT --batch 1 --hidden 128 2> said > command &
wait_for said "held out" 1
sleep 0.5
stop INT $!
grep "^tenor" said | numbers
cat command
same INT before
echo "# crossvalidate"
for json in "" --json; do
    : > out
    : > said
    "$TENOR" crossvalidate reviews.csv --folds 40 --hidden 16 --dim 8 --epochs 300 --patience 0 --threads 2 $json > out 2> said &
    wait_for "$([ "$json" ] && echo said || echo out)" fold 2
    stop INT $!
    grep "^tenor" said | numbers
    grep -E "mean|deviation" out | sed -E 's/.*"interrupted"/"interrupted"/; s/  +[0-9].*//; s/[0-9]+$/N/; s/[0-9]+\.[0-9]+/N/'
done
echo "# before a fold is done there is no mean"
: > said
"$TENOR" crossvalidate large.csv --no-header --text 1 --label 2 --folds 2 --hidden 128 --batch 1 --threads 2 --json > out 2> said &
wait_for said large.csv 1
sleep 0.5
stop INT $!
grep -o '"folds":.*"macro_f1":[^,]*' out
echo "# audit: nothing is written"
for signal in INT TERM; do
    : > said
    "$TENOR" audit large.csv --no-header --text 1 --label 2 --hidden 128 --batch 1 --threads 2 --fix fixed.csv --scores scores.tsv --report page.html > out 2> said &
    wait_for said large.csv 1
    sleep 0.5
    stop $signal $!
    grep "^tenor" said | sed -E 's/[0-9]+ of [0-9]+/N of N/'
    cat out
done
for file in fixed.csv scores.tsv page.html; do [ ! -e $file ] || echo "$file is there"; done
