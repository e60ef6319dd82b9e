# The search: its trials, the model, and the command that makes it again.
reviews > reviews.csv
quick=(--hidden 8 --layers 1 --dim 8 --batch 16 --min-count 1)
echo "# what it says"
try tenor tune reviews.csv -o model "${quick[@]}" --trials 5 --test reviews.csv 2> err > command
sed '/^$/,$d' err | sed -E 's/[0-9]+\.[0-9]+/N/g; s/epochs +[0-9]+\//epochs N\//; s/  best//; s/N s  --.*/N s  OPTIONS/'
sed "1,/^$/d; s#$TENOR#tenor#" err | grep -E '^[a-zS]|^  tenor' | sed -E 's/[0-9]+\.[0-9]+/N/g; s/(trial|epoch) [0-9]+/\1 B/g; s/of [0-9]+/of N/g'
grep -c "^The same model" err
tenor tune reviews.csv -o by-json "${quick[@]}" --trials 1 --json 2>&1 > /dev/null | grep -c "^The same model"
echo "# the command makes the same model"
mv model found
cut -d' ' -f1-8 command
PATH="$(dirname "$TENOR"):$PATH" sh command 2> said || echo failed
same found model
echo "# the first trial is what train does"
dev_of() { grep -o '"dev":{[^}]*}'; }
tenor train reviews.csv -o plain "${quick[@]}" -q --json | dev_of > plain.json
tenor tune reviews.csv -o tuned "${quick[@]}" --trials 1 -q --json > tuned.json
dev_of < tuned.json | cmp - plain.json && same plain tuned
echo "# more trials are never worse"
accuracy() { sed -E 's/.*"dev":\{[^}]*"accuracy":([0-9.]+).*/\1/' "$1"; }
tenor tune reviews.csv -o tuned "${quick[@]}" --trials 8 -q --json > tuned.json
awk -v plain="$(accuracy plain.json)" -v tuned="$(accuracy tuned.json)" 'BEGIN { print (tuned + 0 >= plain + 0 ? "at least as good" : tuned " after " plain) }'
echo "# the same trials at any number of threads"
for threads in 1 3; do
    tenor tune reviews.csv -o model-$threads "${quick[@]}" --epochs 9 --patience 0 --threads $threads --trials 7 2>&1 > command-$threads |
        grep ^trial | unseconds | sed "s/ --threads $threads//" > trials-$threads
    sed "s/model-$threads/M/; s/ --threads $threads//" command-$threads > command-$threads.same
done
cmp trials-1 trials-3 && cmp command-1.same command-3.same && same model-1 model-3
cut -c1-23 trials-1
echo "# options given by hand stay as given"
tenor tune reviews.csv -o model "${quick[@]}" --epochs 4 --cell lstm --lr 0.02 --dropout 0.5 --pooling mean --trials 14 2> said > command
grep -c ^trial said
grep -cE -- '--(cell|lr|dropout|pooling|epochs|hidden|layers|dim|batch|min-count) ' said
grep -oE -- '--(cell|lr|dropout|pooling|epochs) [^ ]+' command | tr '\n' ' '
echo
echo "# nothing left to search"
tenor tune reviews.csv -o model "${small[@]}" --layers 1 --batch 8 --cell lstm --pooling max --word-dropout 0 --label-smoothing 0 --ngrams 3 --mixout 0 2>&1 > command | grep -c ^trial
echo "# --json"
try tenor tune reviews.csv -o model "${quick[@]}" --epochs 3 --trials 2 --json -q --test reviews.csv | mask | sed -E 's/(trial|epoch)":[0-9]/\1":B/g; s/":[01],/":N,/g; s/ --(lr|cell|pooling|dropout|embedding-dropout|word-dropout|label-smoothing) [a-zN0-9.+-]+//g'
echo "# names that a shell would take apart"
cp reviews.csv "./-my 'reviews'.csv"
tenor tune -q -o "my model" "${quick[@]}" --epochs 1 --trials 1 --polarity="positive=1,negative=-1" --test "./-my 'reviews'.csv" -- "-my 'reviews'.csv" | tee command
mv "my model" found2
PATH="$(dirname "$TENOR"):$PATH" sh command 2> said || echo failed
same found2 "my model"
echo "# names longer than a line"
long=$(printf '%0200d' 0)
deep=$long/$long/$long/$long/$long/$long
mkdir -p "$deep"
cp reviews.csv "$deep/"
tenor tune "$deep/reviews.csv" -q -o "$deep/model" "${quick[@]}" --epochs 1 --trials 1 > command
mv "$deep/model" found3
PATH="$(dirname "$TENOR"):$PATH" sh command 2> said || echo failed
same found3 "$deep/model" | sed "s|$deep|DEEP|"
sed "s|$deep|DEEP|g" command
echo "# the time"
try tenor tune reviews.csv -o short --hidden 8 --dim 8 --epochs 1000000 --patience 0 --minutes 0.01 2>&1 > command |
    grep -E "^trial|^tenor|Saved|again" | sed -E 's/[0-9]+\.[0-9]+/N/g; s/epochs [0-9]+/epochs N/; s/epoch [0-9]+/epoch B/'
wc -c < command
tenor inspect short | grep '^labels'
tenor tune reviews.csv -o late "${quick[@]}" --epochs 2 --minutes 0.05 2> said > command
[ "$(grep -c ^trial said)" -ge 2 ] && wc -l < command
echo "# what cannot be"
for minutes in 0 -1 nan soon 1e9; do
    try tenor tune reviews.csv -o model --minutes $minutes
done 2>&1
try tenor tune reviews.csv -o model --trials 0
try tenor tune reviews.csv -o model --minute 3
try tenor tune reviews.csv -o model --trails 3
try tenor tune reviews.csv -o model --epcohs 3
try tenor tune reviews.csv -o model --lr fast
try tenor tune reviews.csv
try tenor tune - --test - -o model
try tenor tune
try tenor tnue reviews.csv
try tenor tune nowhere.csv -o model
try tenor tune reviews.csv -o reviews.csv
try tenor tune reviews.csv -o nowhere/model
printf 'text,label\na,x\nb,x\n' > one.csv
printf 'text,label\na,x\nb,y\n' > two.csv
printf 'text,label\na,other\n' > other.csv
try tenor tune one.csv -o model
try tenor tune two.csv -o model -q
try tenor tune reviews.csv -o model --test other.csv -q
try tenor tune reviews.csv -o model --dev other.csv -q --trials 1
try tenor tune reviews.csv -o model --vectors nowhere.txt -q
echo "# a learning rate that is too large"
try tenor tune reviews.csv -o failed "${quick[@]}" --cell rnn-relu --optimizer sgd --lr 1e30 --trials 3 2>&1 | grep -E '^trial|^tenor|exit' | sed -E 's/ --[a-z-]+ [a-z0-9.+-]+//g; s/[^ ]* is not finite/X is not finite/'
[ -e failed ] || echo "nothing is saved"
