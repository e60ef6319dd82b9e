# Soft targets, and small models that learn from large ones.
make_model
tail -n +2 reviews.csv | sed 's/^"//; s/",.*//' > known.txt
{ cat known.txt; echo "A boring hotel with a lovely view."; echo; echo "A superb app, a poor phone."; } > new.txt
tenor classify model new.txt --json --all --with-text > taught.jsonl
echo "# probabilities are found beside labels, and instead of labels"
tenor columns taught.jsonl | tail -n 4
sed 's/"label":"[a-z]*","probability":[0-9.e-]*,//' taught.jsonl > probabilities.jsonl
try tenor columns probabilities.jsonl 2>&1 | tail -n 4
try tenor train taught.jsonl -o student "${small[@]}" 2>&1 | head -n 3
tenor train probabilities.jsonl -o student-2 "${small[@]}" --quiet && cmp student/weights.safetensors student-2/weights.safetensors && echo "the same weights"
tenor train taught.jsonl -o hard "${small[@]}" --probabilities none --quiet && { cmp -s student/weights.safetensors hard/weights.safetensors || echo "labels alone: another model"; }
echo "# columns of a table"
sed -E 's/.*"positive":([0-9.e-]+).*"text":"(.*)"}$/\1|\2/' taught.jsonl |
    awk -F'|' 'BEGIN { print "good,text,bad" } { printf "%.4f,\"%s\",%.4f\n", $1, $2, 1 - $1 }' > columns.csv
try tenor train columns.csv -o table "${small[@]}" --probabilities good,bad 2>&1 | head -n 4
tenor inspect table --json | grep -o '"labels":\[[^]]*\]' | head -n 1
echo "# what is wrong, with its line"
sed '3s/"positive":[0-9.e-]*/"positive":0.9/; 3s/"negative":[0-9.e-]*/"negative":0.9/' taught.jsonl > wrong.jsonl
try tenor train wrong.jsonl -o x "${small[@]}"
tenor train wrong.jsonl -o x "${small[@]}" --skip-bad 2>&1 | head -n 1
try tenor train columns.csv -o x --probabilities good,worse
try tenor train columns.csv -o x --probabilities text --text text
try tenor train columns.csv -o x --probabilites good
tenor evaluate model wrong.jsonl | head -n 1 | sed 's/ in .*//'
echo "# a small model of a large one"
tenor distill model --texts new.txt -o small --test reviews.csv "${small[@]}" --hidden 4 2>&1 | grep -v 'epoch\|tokens/s' | head -n 12
for threads in 1 3; do tenor distill model --texts new.txt -o again "${small[@]}" --hidden 4 --threads $threads --quiet; cmp small/weights.safetensors again/weights.safetensors; done
echo "# several teachers, several files, a name with a comma"
cp new.txt a,b.txt
tenor distill model student --texts a,b.txt --texts reviews.csv,new.txt -o both "${small[@]}" --json --quiet | grep -o '"examples":[0-9]*' | head -n 1
tenor distill model --texts - -o piped "${small[@]}" --quiet < new.txt && echo piped
echo "# several labels a text"
{ echo text,label; for i in 1 2 3 4 5 6 7 8; do echo "a red house $i,red"; echo "a big house $i,big"; echo "a big red house $i,big|red"; done; } > several.csv
tenor train several.csv -o several "${small[@]}" --multi-label '|' --quiet
tenor distill several --texts several.csv -o several-small --test several.csv "${small[@]}" --quiet --json | grep -o '"micro_f1":[0-9]' | head -n 1
tenor inspect several-small | grep -c 'several'
echo "# what cannot be"
try tenor distill
try tenor distill model -o x
try tenor distill model --texts new.txt
try tenor distill model --texts nowhere.txt -o x
try tenor distill nowhere --texts new.txt -o x
try tenor distill model --texts new.txt -o ./model
try tenor distill model several --texts new.txt -o x
printf '\n\n' > blank.txt
try tenor distill model --texts blank.txt -o x
echo "# no input is written over"
cp new.txt one.txt
cp new.txt two.txt
tenor pack model -o packed.st 2> /dev/null
try tenor distill model --texts one.txt --texts two.txt -o x --log two.txt
try tenor distill model packed.st --texts one.txt -o x --log packed.st
try tenor distill model student --texts one.txt -o x --log student/weights.safetensors
try tenor distill model --texts one.txt,two.txt -o x --report one.txt
cmp new.txt two.txt && tenor inspect packed.st > /dev/null && echo "all are there"
try tenor distill model --texts - --test - -o x
echo "# options hold for all files"
{ echo "note,review,label"; tail -n +2 reviews.csv | sed 's/^/x,/'; } > named.csv
tenor distill model --texts named.csv --test named.csv --text review -o named "${small[@]}" --quiet --json | grep -o '"test":{"examples":[0-9]*'
printf 'review\tnote\na fine hotel\tx\na dull film\ty\na superb phone\tz\na poor room\tw\n' > table.txt
for n in 1 2 3 4 5 6 7 8; do cat table.txt | tail -n +2 | sed "s/\t/ $n\t/"; done > more; cat more >> table.txt
tenor distill model --texts table.txt --format tsv --text review -o tables "${small[@]}" --quiet --json | grep -o '"examples":[0-9]*' | head -n 1
tenor distill several --texts several.csv -o several-2 --test several.csv "${small[@]}" --multi-label '|' --quiet && tenor inspect several-2 | grep -c several-2
try tenor distill several --texts several.csv -o x "${small[@]}" --coverage 0.5
tenor train reviews.csv -o characters "${small[@]}" --tokens char --keep-case --quiet
for options in "" "--tokens word"; do
    tenor distill characters --texts new.txt -o like "${small[@]}" --quiet $options
    tenor inspect like | grep -i '^tokens\|case'
done
echo "# a file without the columns goes by its labels, and a format without columns has none"
sed 's/,positive$/,good/; s/,negative$/,bad/' reviews.csv > human.csv
try tenor train columns.csv -o x "${small[@]}" --probabilities good,bad --dev human.csv 2>&1 | head -n 4
sed 's/^/__label__good /' new.txt > new.fasttext
try tenor train new.fasttext -o x "${small[@]}" --probabilities good,bad
