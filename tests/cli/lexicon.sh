# Lexicons as a feature.
reviews > all.csv
{ head -n 1 all.csv; sed -n '2,9p' all.csv; } > few.csv
{ head -n 1 all.csv; sed -n '10,49p' all.csv; } > dev.csv
printf 'good\t3\nlovely\t3\ngreat\t3\nsuperb\t4\nhappy\t2\nawful\t-3\nterrible\t-3\nbad\t-3\npoor\t-2\nsad\t-2\n' > afinn.txt
printf 'the\t1\t0.5\t[1, 1]\nwas\t-1\t0.5\t[-1, -1]\n' > idle.txt
said() { grep '^[a-z,.]*: \(a feature\|left out\)'; }
echo "# it is used where it helps"
printf 'text,label\nA lovely day.,positive\nMy good friend.,positive\nA terrible mess.,negative\nHow poor.,negative\nred,positive\nred,positive\nblue,negative\nblue,negative\n' > tiny.csv
printf 'text,label\nlovely,positive\nsuperb,positive\ngreat,positive\nbad,negative\nawful,negative\nsad,negative\n' > tinydev.csv
tenor train tiny.csv -o with --dev tinydev.csv "${small[@]}" --epochs 2 --lexicon afinn.txt 2>&1 | said
echo "superb" | tenor classify with | cut -f 1
echo "sad" | tenor classify with | cut -f 1
for threads in 1 3; do tenor train tiny.csv -o again --dev tinydev.csv "${small[@]}" --epochs 2 --lexicon afinn.txt --threads $threads --quiet; same with again; done
tenor inspect with --json | grep -o '"lexicon": *"[^"]*"'
echo "# and left out where it does not"
printf 'zebra\t1\nquagga\t-1\n' > none.txt
tenor train tiny.csv -o out --dev tinydev.csv "${small[@]}" --epochs 2 --lexicon none.txt 2>&1 | said
tenor train tiny.csv -o two --dev tinydev.csv "${small[@]}" --epochs 2 --lexicon afinn.txt --lexicon idle.txt 2>&1 | said
echo "# what cannot be"
try tenor train tiny.csv -o x --lexicon nowhere.txt --quiet
try tenor train tiny.csv -o x --lexicon tiny.csv --quiet
printf 'good\tmany\n' > words.txt
try tenor train tiny.csv -o x --lexicon words.txt --quiet
printf 'evil\033[31m\n' > evil.txt
try tenor train tiny.csv -o x --lexicon evil.txt --quiet
try tenor train tiny.csv -o x --lexicon afinn.txt --ngrams 0 --quiet
try tenor train tiny.csv -o x --from with --lexicon afinn.txt --quiet
echo "# with more than 32 labels there is none"
awk 'BEGIN { print "text,label"; for (i = 0; i < 400; i++) print "good word" i % 40 " of day " i % 9 ",l" i % 40 }' > many.csv
tenor train many.csv -o many "${small[@]}" --epochs 1 --lexicon afinn.txt 2>&1 | said
echo "# they are read again and again, and never written"
try tenor train tiny.csv -o x --lexicon - --quiet
mkfifo pipe
try tenor train tiny.csv -o x --lexicon pipe --quiet
try tenor train tiny.csv -o x --lexicon afinn.txt --log afinn.txt --quiet
try tenor tune tiny.csv -o x --lexicon afinn.txt --report afinn.txt --quiet
try tenor crossvalidate tiny.csv --lexicon afinn.txt --predictions afinn.txt --quiet
