# Training with texts that have no labels: word vectors are made of them too.
reviews > all.csv
{ head -n 1 all.csv; sed -n '2,25p' all.csv; } > few.csv
sed -n '26,$p' all.csv | sed 's/^"//; s/",.*//' > rest.txt
{ head -n 1 all.csv; sed -n '30,41p' all.csv; } > dev.csv
unlabelled() { grep '^without labels'; }
for i in 1 2 3 4 5; do cat rest.txt; done > more.txt
echo "# one line says how many there are; the vocabulary has their words"
tenor train few.csv -o with --dev dev.csv --unlabelled more.txt "${small[@]}" --epochs 2 2>&1 | unlabelled
tenor train few.csv -o without --dev dev.csv "${small[@]}" --epochs 2 --quiet
cmp -s with/vocab.json without/vocab.json && echo the same words || echo other words
for model in without with; do grep -c '"service"' $model/vocab.json; done
for threads in 1 3; do tenor train few.csv -o again --dev dev.csv --unlabelled more.txt "${small[@]}" --epochs 2 --quiet --threads $threads; same with again; done
echo "# several files, one of them a table, and one compressed; empty lines are no texts"
gzip -k more.txt
printf '\n\na line\n\n' > blank.txt
tenor train few.csv -o both --dev dev.csv --unlabelled more.txt.gz --unlabelled dev.csv,blank.txt "${small[@]}" --epochs 2 2>&1 | unlabelled
echo "# without vectors of the corpus they change nothing"
printf 'good 1 2 3 4 5 6 7 8\nbad 2 1 4 3 6 5 8 7\nthe 1 1 1 1 2 2 2 2\n' > vectors.txt
for init in "--init random" "--vectors vectors.txt"; do
  tenor train few.csv -o one --dev dev.csv "${small[@]}" $init --epochs 1 --quiet
  tenor train few.csv -o two --dev dev.csv "${small[@]}" $init --epochs 1 --quiet --unlabelled more.txt
  same one two
done
echo "# searching and folds take them, too"
tenor crossvalidate few.csv --folds 2 --unlabelled more.txt "${small[@]}" --epochs 1 2>&1 | unlabelled
tenor tune few.csv -o tuned --unlabelled more.txt,blank.txt --trials 1 "${small[@]}" --epochs 1 --threads 1 2> said | sed 's/ --batch.*//'
unlabelled < said
echo "# rounds of self-training, as long as dev gains by them"
{ head -n 1 all.csv; sed -n '2,13p' all.csv; } > fewer.csv
rounds() { grep '^round' | sed 's/whose.*/whose .../; s/dev loss.*: /dev loss ...: /'; }
tenor train fewer.csv -o rounds --dev dev.csv --unlabelled rest.txt --rounds 3 "${small[@]}" --epochs 2 2>&1 | rounds
for threads in 1 3; do tenor train fewer.csv -o again --dev dev.csv --unlabelled rest.txt --rounds 3 "${small[@]}" --epochs 2 --quiet --threads $threads; same rounds again; done
echo "# texts of dev are no texts to learn from"
sed -n '30,41p' all.csv | sed 's/^"//; s/",.*//' > dev.txt
tenor train fewer.csv -o none --dev dev.csv --unlabelled dev.txt --rounds 3 "${small[@]}" --epochs 2 2>&1 | rounds
echo "# several labels a text, and word vectors from elsewhere"
{ echo text,label; for i in 1 2 3 4 5 6 7 8; do echo "a red house $i,red"; echo "a big house $i,big"; echo "a big red house $i,big|red"; done; } > several.csv
printf 'a red tree\na big tree\n' > trees.txt
tenor train several.csv -o several --multi-label '|' --init random --unlabelled trees.txt "${small[@]}" --rounds 1 2>&1 | rounds
echo "# what cannot be"
try tenor train few.csv -o x --rounds 2
try tenor train few.csv -o x --unlabelled rest.txt --rounds 1000
try tenor train few.csv -o x --unlabelled nowhere.txt
try tenor train few.csv -o x --unlabelled "$(printf 'nowhere\033[31m.txt')" --quiet
: > nothing.txt
try tenor train few.csv -o x --unlabelled nothing.txt --quiet
try tenor train few.csv -o x --unlabeled rest.txt
try tenor train - -o x --unlabelled - --quiet
try tenor train few.csv -o x --unlabelled rest.txt --log rest.txt --quiet
try tenor tune few.csv -o x --unlabelled rest.txt --report rest.txt --quiet
try tenor crossvalidate few.csv --unlabelled rest.txt --predictions rest.txt --quiet
try tenor train few.csv -o x --unlabelled . --quiet
