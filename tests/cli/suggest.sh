# Which texts to label next.
make_model
tail -n +2 reviews.csv | sed 's/^"//; s/",.*//' > known.txt
{ cat known.txt; echo "A boring hotel with a lovely view."; echo "the FOOD was  good, so i am happy."; echo; echo "Was it bad or good?"; } > new.txt
echo "# lines"
tenor suggest model new.txt --count 4 > chosen; wc -l < chosen
grep -vxFf new.txt chosen
sort chosen | uniq -d
echo "# the same on any number of threads, from a file or a pipe"
for threads in 1 2 5; do tenor suggest model new.txt -n 4 --threads $threads | cmp - chosen; done
tenor suggest model - -n 4 < new.txt | cmp - chosen && echo same
tenor suggest model new.txt -n 4 -o copy.txt && cmp copy.txt chosen && echo "same in a file"
echo "# JSON has the rows and the model's own probabilities"
tenor suggest model new.txt -n 4 --json > lines.jsonl
sed 's/:[0-9.e-][0-9.e-]*/:N/g; s/"text":"[^"]*"/"text":T/; s/"label":"[^"]*"/"label":L/' lines.jsonl | sort -u
sed 's/.*"row":\([0-9]*\).*/\1/' lines.jsonl | while read -r row; do sed -n "${row}p" new.txt; done | cmp - chosen && echo "rows: right"
tenor classify model chosen --json | sed 's/.*"probability":\([0-9.]*\).*/\1/' > a
sed 's/.*"probability":\([0-9.]*\).*/\1/' lines.jsonl | cmp - a && echo "probabilities: right"
sed 's/.*"score":\([0-9.e-]*\).*/\1/' lines.jsonl | sort -c -g -r && echo "scores: fall"
echo "# all that there are: copies once, empty ones never"
tenor suggest model new.txt -n 1000 > all; wc -l < all; grep -c '^$' all
tr A-Z a-z < all | tr -s ' ' | sort | uniq -d
tenor suggest model new.txt -n 1000 -q 2>&1 | cmp - all
echo "# a table: rows as they stand"
tenor suggest model reviews.csv -n 3 > chosen.csv; head -n 1 chosen.csv; tail -n +2 chosen.csv | grep -vxFf reviews.csv; wc -l < chosen.csv
{ printf 'text;note\r\n'; for i in $(seq 5); do printf '"one ""%s""\r\nbad";x\r\ngood %s;y\r\n' $i $i; done; printf 'last;z'; } > odd.csv
tenor suggest model odd.csv -n 20 -q > odd-chosen.csv; head -n 1 odd-chosen.csv | od -c | head -n 1; tail -n 1 odd-chosen.csv | wc -c | tr -d ' '
printf '{"text":"good","n":1.50}\n{"text":"bad"}\n{broken\n' > rows.jsonl
tenor suggest model rows.jsonl -n 2 | sort
echo "# several labels a text"
{ echo text,label; for i in 1 2 3 4 5 6 7 8; do echo "a red house $i,red"; echo "a big house $i,big"; echo "a big red house $i,big|red"; done; } > several.csv
tenor train several.csv -o several "${small[@]}" --multi-label '|' --quiet
tenor suggest several several.csv -n 2 --json -q | grep -cE '"label":"(big|red)","probability"'
echo "# any bytes"
printf 'good\000film\n\377\376 bad\n\033[2J film\n' | tenor suggest model - -n 3 --json | sort | sed 's/,"label.*//'
for i in $(seq 256); do printf "\\$(printf %o $i)"; done | tenor suggest model - -n 5 --format lines > /dev/null; echo $?
: | try tenor suggest model -
printf '\n\n' | try tenor suggest model - --json
echo "# what cannot be"
try tenor suggest model
try tenor suggest model nowhere.txt
try tenor suggest nowhere new.txt
try tenor suggest model .
try tenor suggest model new.txt -n 0
try tenor suggest model new.txt -o new.txt
try tenor suggest model new.txt -o x.csv
try tenor suggest model reviews.csv -q -o x.jsonl
try tenor suggest model new.txt reviews.csv
try tenor propose
tenor suggest model new.txt -n 1 > /dev/full; echo $?
