reviews > reviews.csv
echo "# what it says"
try tenor train reviews.csv -o model "${small[@]}" --epochs 30 --patience 0 2>&1 | mask |
    sed -E '/^epoch +([4-9]|[12][0-9])/d; s/  best$//; s/dev, epoch [0-9]+/dev, epoch B/'
ls model
echo "# --json, --log, --quiet"
try tenor train reviews.csv -o model "${small[@]}" --epochs 3 --patience 0 --test reviews.csv --json --quiet --log log.jsonl |
    mask | sed -E 's/"best_epoch":[0-9]/"best_epoch":B/'
mask < log.jsonl
echo "# it learns"
tenor train reviews.csv -o model "${small[@]}" --epochs 30 --patience 0 --quiet --json | grep -o '"dev":{"examples":[0-9]*,"accuracy":1,"macro_f1":1'
echo "# --coverage"
tenor train reviews.csv -o model "${small[@]}" --coverage 0.5 --test reviews.csv --json 2> said | grep -o '"coverage":.*' |
    grep -oE '"(coverage|dev|test|threshold|accuracy)":' | tr '\n' ' '
echo
grep -A3 "^to answer" said | mask
threshold=$(grep -oE -- '--threshold [0-9.]+' said | cut -d' ' -f2)
reviews | sed -nE 's/^"(.*)",.*$/\1/p' | tenor classify model --threshold "$threshold" | grep -c "^[a-z]" > answered
grep -oE 'on test it answers [0-9.]+' said | awk -v answered="$(cat answered)" '{ d = $5 - answered * 100 / 48; print d < 0.1 && d > -0.1 ? "classify answers as many" : "classify answers " answered }'
try tenor train reviews.csv -o model --coverage 0.9 --multi-label '|'
echo "# a reader of the progress that goes away does not end it"
tenor train reviews.csv -o unread "${small[@]}" --epochs 300 --patience 0 2>&1 | head -1
ls unread
echo "# data on standard input, the model over the one before"
try tenor train - -o model "${small[@]}" --epochs 1 -q < reviews.csv
echo "# dev and test given: nothing is held out"
tenor train reviews.csv -o model --dev reviews.csv --test reviews.csv "${small[@]}" --epochs 1 2>&1 | head -7
echo "# where it can go"
echo text > file
mkdir full empty
touch full/something
try tenor train reviews.csv -o file
try tenor train reviews.csv -o full
try tenor train reviews.csv -o .
try tenor train reviews.csv -o ..
try tenor train reviews.csv -o /
try tenor train reviews.csv -o nowhere/model
try tenor train reviews.csv -o empty "${small[@]}" --epochs 1 -q
try tenor train reviews.csv -o slashed/ "${small[@]}" --epochs 1 -q
ls
echo "# --log"
try tenor train reviews.csv -o model --log nowhere/log
try tenor train reviews.csv -o model "${small[@]}" --epochs 1 -q --log /dev/full
echo "# no line is wider than a terminal"
tenor train reviews.csv -o model "${small[@]}" --epochs 12 --patience 0 --test reviews.csv 2>&1 | grep -v '^epoch' |
    awk 'length > 80 && !/^text: / { print "wider than 80 columns: " $0 }'
