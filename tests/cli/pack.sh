make_model
try tenor pack model -o packed 2>&1 | sed -E 's/\([0-9.]+ kB\)/(N kB)/'
reviews | cut -d, -f1 > texts
tenor classify model texts --json > from-folder
tenor classify packed texts --json | cmp - from-folder && echo "the same answers"
tenor pack packed -o again 2> /dev/null
cmp packed again && echo "packed again, the same bytes"
tenor inspect packed | grep -E '^(model|labels) '
tenor evaluate packed reviews.csv --json | grep -o '"examples":[0-9]*' | head -n 1
echo "# what is no packed model stays"
try tenor pack model -o reviews.csv
cp -r model other-model
try tenor pack model -o other-model/weights.safetensors
try tenor pack model -o model
try tenor pack model -o nowhere/packed
try tenor pack none -o packed
try tenor pack reviews.csv -o other
tenor pack packed -o packed 2> /dev/null
cmp packed again && echo "over itself"
echo "# damaged"
head -c 1000 packed > short
try tenor classify short texts 2>&1 | sed -E 's/length is [0-9]+/length is N/'
printf 'X' | dd of=packed bs=1 seek=$(($(wc -c < packed) - 5)) conv=notrunc 2> /dev/null
try tenor classify packed texts 2>&1 | sed -E 's/(to|says) [0-9a-f]{16}/\1 H/g'
echo "# a limit of file sizes leaves nothing behind"
mkdir limited
(ulimit -f 1; tenor pack model -o limited/packed 2> said)
echo "[exit status $?]"
cat said
ls -A limited
