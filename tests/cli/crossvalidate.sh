# Folds: what is printed, the same at any number of threads, and what cannot be.
reviews > reviews.csv
echo "# what it says"
try tenor crossvalidate reviews.csv --folds 4 "${small[@]}" 2>&1 | mask | sed -E 's/epoch [0-9]+ of [0-9]/epoch B of N/' | tr -s ' '
echo "# --json, --quiet"
try tenor crossvalidate reviews.csv --folds 2 "${small[@]}" --quiet --json 2>&1 | mask | sed -E 's/epoch(s?)":[0-9]/epoch\1":N/g; s/":[01]([,}])/":N\1/g'
tenor crossvalidate reviews.csv --folds 3 "${small[@]}" --quiet --json --epochs 2 2> err > json
wc -c < err
grep -o '"fold"' json | wc -l
echo "# the same at any number of threads, and with the folds in order"
for threads in 1 3 8; do
    tenor crossvalidate reviews.csv --folds 5 "${small[@]}" --epochs 2 --threads $threads -q | unseconds > $threads
    tenor crossvalidate reviews.csv --folds 5 "${small[@]}" --epochs 2 --threads $threads -qj | unseconds > $threads.json
done
cmp 1 3 && cmp 1 8 && cmp 1.json 3.json && cmp 1.json 8.json && echo same
cut -d' ' -f1-2 1
tenor crossvalidate reviews.csv --folds 5 "${small[@]}" --epochs 2 --seed 2 -q | unseconds | cmp -s - 1 && echo "another seed gives the same"
echo "# texts that occur more than once"
(cat reviews.csv; sed -n 2,4p reviews.csv) > twice.csv
tenor crossvalidate twice.csv --folds 2 "${small[@]}" --epochs 1 2>&1 | grep "of these"
echo "# each text as predicted by the fold that did not see it"
tenor crossvalidate reviews.csv --folds 4 "${small[@]}" --predictions all.csv -q > /dev/null
wc -l < all.csv
head -n 3 all.csv | mask
cut -d, -f5 all.csv | sort | uniq -c | tr -s ' '
for threads in 1 3; do
    tenor crossvalidate reviews.csv --folds 4 "${small[@]}" --predictions $threads.tsv -q --threads $threads > /dev/null
done
cmp 1.tsv 3.tsv && echo "the same at any number of threads"
try tenor crossvalidate reviews.csv --predictions reviews.csv
echo "# rare labels"
{ cat reviews.csv; echo "so-so,neutral"; echo "so,so,neutral" | sed 's/so,so/"so, so"/'; } > rare.csv
tenor crossvalidate rare.csv --folds 3 "${small[@]}" --epochs 1 2>&1 > out | grep "^tenor"
echo "a riddle,unsure" >> rare.csv
tenor crossvalidate rare.csv --folds 3 "${small[@]}" --epochs 1 2>&1 > out | grep "^tenor"
tenor crossvalidate rare.csv --folds 3 "${small[@]}" --epochs 1 -q 2>&1 > out
echo "# what cannot be"
for folds in 0 1 -3 2.5 ten 49 1000000 1e9; do
    try tenor crossvalidate reviews.csv --folds $folds
done 2>&1
printf 'text,label\na,x\nb,x\n' > one.csv
printf 'text,label\na,x\nb,y\n' > two.csv
printf 'text,label\n' > none.csv
try tenor crossvalidate one.csv --folds 2
try tenor crossvalidate two.csv --folds 2 -q
try tenor crossvalidate none.csv
try tenor crossvalidate nowhere.csv
try tenor crossvalidate
try tenor crossvalidate reviews.csv --fold 3
try tenor crossvalidate reviews.csv --epoch 3
try tenor crossvalidate reviews.csv -o model
try tenor crosvalidate reviews.csv
try tenor crossvalidate reviews.csv --vectors nowhere.txt -q
try tenor crossvalidate reviews.csv "${small[@]}" --cell rnn-relu --optimizer sgd --lr 1e30 -q --threads 2
try tenor crossvalidate - --folds 2 -q "${small[@]}" --epochs 1 < reviews.csv | mask | tr -s ' '
tenor crossvalidate reviews.csv --folds 2 "${small[@]}" --epochs 1 -q > /dev/full
echo "[exit status $?]"
echo "# a reader that goes away"
tenor crossvalidate reviews.csv --folds 8 "${small[@]}" -q | head -1 | cut -d' ' -f1-2
