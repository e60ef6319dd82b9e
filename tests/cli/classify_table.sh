# A table in, the same table with two columns more out.
make_model
cat > survey.csv <<'TABLE'
id;comment;store
1;"The food was good; so ""happy"".";north
2;The film was bad
3;"The app was
poor";south
4;The hotel was lovely;north
TABLE
echo "# CSV: rows stay as they are; one that cannot be read has both empty"
try tenor classify model survey.csv 2>&1 | mask
echo "# names, a file, compressed by its suffix"
try tenor classify model survey.csv --as topic,certainty -o out.csv
head -n 2 out.csv | mask
for suffix in gz xz bz2 zst; do
    tenor classify model survey.csv --as topic,certainty -o out.csv.$suffix 2> /dev/null
done
gzip -dc out.csv.gz | cmp - out.csv && xz -dc out.csv.xz | cmp - out.csv && bzip2 -dc out.csv.bz2 | cmp - out.csv && echo "the same compressed"
ls | grep part
echo "# TSV without a header, CR LF, a last line without an end"
printf '1\tThe food was good\r\n2\tThe film was awful' > plain.tsv
try tenor classify model plain.tsv --text 2 --no-header 2>&1 | mask | od -c | sed 's/^[0-9]* *//'
echo "# JSON Lines: members stay as they are"
printf '{"a": 1.50, "text":"The food was good" }\n{"x":[{}],"text":"The film was bad\\u00e9"}\n{}\n{bad\n' > lines.jsonl
try tenor classify model lines.jsonl 2>&1 | mask
printf '[\n {"text":"The food was good","n":1},\n {"text":"The film was bad","n":2}\n]\n' > list.json
try tenor classify model list.json 2>&1 | mask
echo "# a header without usual names, by what stands below it"
printf 'nr,opinion\n1,The food was good\n2,The film was bad\n3,The hotel was lovely\n' > unusual.csv
try tenor classify model unusual.csv 2>&1 | mask
echo "# stray quotes that swallow rows, in a file whose labels are not read"
printf 'text,topic\n"What a day,a\nit rained,b\nthe so-called summer",b\nsunny,a\nsunny again,a\nwet,b\n' > quotes.csv
try tenor classify model quotes.csv 2>&1 | mask
try tenor classify model quotes.csv --quote none 2>&1 | mask
echo "# a table that has these columns"
reviews | head -n 2 > labeled.csv
try tenor classify model labeled.csv 2>&1 | mask
echo "# other forms are a line a row"
try tenor classify model survey.csv --with-text 2>&1 | mask
try tenor classify model survey.csv --json 2>&1 | mask
try tenor classify model survey.csv --threshold 1 2> /dev/null | cut -d';' -f4 | tail -n 1
echo "# not without a word"
cp survey.csv survey.txt
tenor classify model survey.txt 2>&1 > answers
wc -l < answers
tenor classify model 2>&1 > answers < survey.txt
tenor classify model survey.txt --format lines 2>&1 > answers
tenor classify model --format csv < survey.txt 2> /dev/null | cmp - <(tenor classify model survey.csv 2> /dev/null) && echo "the same with --format csv"
printf 'Good, bad.\nGood, and bad, too.\nWhy?\nIt was\n' | tenor classify model | wc -l
printf 'id,text\n1,The food was good\n' > short.txt
tenor classify model short.txt 2>&1 > answers
printf 'The food was good\t5' | tenor classify model 2>&1 > answers
printf '{"text": "The food was good"}' | tenor classify model 2>&1 > answers
echo "# more rows than a block, in order, at any number of threads"
(echo "n,text"; for i in $(seq 3); do seq 3000 | sed 's/$/,The food was good/'; done) > many.csv
tenor classify model many.csv --threads 1 2> /dev/null > 1
tenor classify model many.csv --threads 3 2> /dev/null > 3
cmp 1 3 && cut -d, -f1-2 1 | cmp - many.csv && echo "the same rows"
echo "# lines of fastText are no texts; an encoding that shows itself behind the first rows is told"
printf '__label__a good food\n__label__b bad food\n' | tenor classify model 2>&1 | head -n 1
(echo text,n; for i in 1 2 3; do echo "the food was good,$i"; done; printf 'le caf\xE9 \xE9tait bon,4\n') > late.csv
tenor classify model late.csv 2>&1 > out.csv
tail -n 1 out.csv | mask
echo "# what cannot be"
try tenor classify model survey.csv --as store,p
tenor classify model reviews.csv -o twice.csv 2> /dev/null
try tenor classify model twice.csv
try tenor classify model survey.csv -o out.tsv.gz
try tenor classify model survey.csv --json -o out.csv
try tenor classify model .
try tenor classify model survey.csv labeled.csv
try tenor classify model survey.csv -o survey.csv
try tenor classify model survey.csv -o nowhere/out.csv
try tenor classify model survey.csv --as topic
try tenor classify model survey.csv --text nothing
try tenor classify model none.csv
try tenor classify model survey.csv --format fasttext
ls | grep -c part
true
echo "# a link, a pipe and a mode stay; a model is never written over"
printf 'text\nthe food was good\n' > one.csv
echo old > target.csv
chmod 600 target.csv
ln -s target.csv link.csv
try tenor classify model one.csv -o link.csv
ls -l link.csv | grep -c -- '-> target.csv'
stat -c %a target.csv
cat target.csv
mkfifo pipe
cat pipe > piped &
try tenor classify model one.csv -o pipe
wait $!
cmp piped target.csv && ls -l pipe | cut -c1
try tenor classify model one.csv --json -o model/model.jsonl
try tenor evaluate model reviews.csv --predictions model/all.csv
ls model
echo "# a pipe is read once; a table that lines are read from is named, quiet or not"
printf 'id,text\n1,good food\n2,bad food\n' > piped.csv
mkfifo pipe.csv
cat piped.csv > pipe.csv &
try tenor classify model pipe.csv
cp piped.csv piped.txt
try tenor classify model piped.txt -q > /dev/null
try tenor suggest model quotes.csv > /dev/null
