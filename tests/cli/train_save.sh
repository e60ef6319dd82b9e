# Where a model can go is found out before training; when that changes meanwhile, the model goes beside.
reviews > reviews.csv
echo "# what would be lost with the folder"
tenor train reviews.csv -o model "${small[@]}" --epochs 1 -q
echo mine > model/notes.txt
try tenor train reviews.csv -o model "${small[@]}" 2>&1
rm model/notes.txt
mv model/vocab.json vocab.json
mkdir model/vocab.json
try tenor train reviews.csv -o model "${small[@]}" 2>&1
rmdir model/vocab.json
mv vocab.json model/vocab.json
echo "# a log where the model goes"
ln -s model link
mkdir empty
for log in model/log model/model.json ./model/../model/log link/log "$PWD/model/log" empty/log new new/log; do
    case $log in
        new*) to=new ;;
        empty*) to=empty ;;
        *) to=model ;;
    esac
    tenor train reviews.csv -o $to --log $log "${small[@]}" 2>&1 | sed "s|$PWD|FOLDER|"
done
ls empty model
try tenor train reviews.csv -o model --log model.log "${small[@]}" --epochs 1 -q
wc -l < model.log
echo "# a log in the place of what is read"
cp reviews.csv dev.csv
ln dev.csv dev-too.csv
try tenor train reviews.csv -o model --log reviews.csv
try tenor train reviews.csv -o model --dev dev.csv --log dev-too.csv
for option in --test --vectors --class-weights; do
    try tenor train reviews.csv -o model $option dev.csv --log dev.csv
done
try tenor train - -o model --log dev.csv < dev.csv
try tenor train reviews.csv -o model --log -
cmp reviews.csv dev.csv && rm dev.csv dev-too.csv && echo "still there"
echo "# a log that was there stays until training begins"
try tenor train reviews.csv -o model --log model.log --dev none.csv
printf 'text,label\na,x\nb,positive\n' > other.csv
try tenor train reviews.csv -o model --log model.log --dev other.csv -q
wc -l < model.log
echo "# what comes to be there during training stays"
for number in 2 3; do
    set -m
    "$TENOR" train reviews.csv -o late --hidden 8 --dim 8 --lr 0.001 --epochs 1000000 --patience 0 --quiet --json \
        --log late.log > json 2> said &
    for _ in $(seq 600); do
        [ -e late.log ] && [ "$(wc -l < late.log)" -ge 2 ] && break
        sleep 0.05
    done
    mkdir -p late
    echo mine > late/notes.txt
    kill -TERM $!
    wait $! 2> /dev/null
    echo "[exit status $?]"
    sed -E 's/epoch [0-9]+/epoch N/' said
    grep -oE '^\{"model":"[^"]*"' json
    rm -r late late.log
    ls late-$number
    tenor inspect late-$number | grep '^labels '
done
# A corpus is opened after the checks, and training waits for it.
mkfifo dev.csv
tenor train reviews.csv -o done --dev dev.csv "${small[@]}" --epochs 2 -q --json > json 2> said &
{ mkdir done; echo mine > done/notes.txt; cat reviews.csv; } > dev.csv
wait $!
echo "[exit status $?]"
cat said
grep -oE '^\{"model":"[^"]*"' json
ls done done-2
echo "# a limit of file sizes leaves nothing behind"
mkdir limited
(ulimit -f 1; tenor train reviews.csv -o limited/model "${small[@]}" --epochs 1 -q 2> said)
echo "[exit status $?]"
cat said
ls -A limited
echo "# what killed runs left is removed by the next one"
mkdir -p killed/.tenor-0123456789abcdef.tmp
echo half > killed/.tenor-0123456789abcdef.tmp/model.json
echo half > killed/.tenor-aaaaaaaaaaaaaaaa.tmp
echo mine > killed/.tenor-notes.tmp
tenor train reviews.csv -o killed/model "${small[@]}" --epochs 1 -q
ls -A killed
echo half > killed/.tenor-bbbbbbbbbbbbbbbb.tmp
tenor pack killed/model -o killed/model.tenor 2>&1 | grep -v Packed
ls -A killed
