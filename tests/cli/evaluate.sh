make_model
try tenor evaluate model reviews.csv | mask
try tenor evaluate model reviews.csv --json | mask
echo "# the numbers are those of the answers"
tenor evaluate model reviews.csv --json > report.json
reviews | sed -nE 's/^"(.*)",.*$/\1/p' | tenor classify model | cut -f1 > answers
reviews | sed -nE 's/^".*",(.*)$/\1/p' | paste -d ' ' - answers | sort | uniq -c | awk '{ print $1 }' > counts
grep -oE '"confusion":.*' report.json | grep -oE '"examples":[0-9]+' | tr -dc '0-9\n' | cmp - counts && echo "equal"
echo "# CORPUS from standard input, in another format"
reviews | sed -nE 's/^"(.*)",(.*)$/{"a":"\1","b":"\2"}/p' | tenor evaluate model - --format jsonl --text a --label b --json | grep -o '"examples":[0-9]*' | head -n 1
echo "# many labels: numbers for headings, then pairs"
labels() { for i in $(seq $1); do for k in 1 2 3; do echo "word$i other$i thing$k,a rather long label $i"; done; done; }
(echo text,label; labels 12) > twelve.csv
(echo text,label; labels 40) > forty.csv
tenor train twelve.csv --dev twelve.csv -o twelve "${small[@]}" -q --epochs 40 --patience 0
tenor evaluate twelve twelve.csv | sed -n '/actual/,$p'
tenor train forty.csv --dev forty.csv -o forty "${small[@]}" -q --epochs 1 --ngrams 0
tenor evaluate forty forty.csv | sed -nE '/most confused/,$s/[0-9]+/N/gp' | tr -s ' ' | head -2
tenor evaluate forty forty.csv | awk 'length > 80 { print "wider than 80 columns: " $0 }'
echo "# wide characters"
printf 'text,label\n好 吃,正面\n很 好,正面\n难 吃,负面的评价\n很 差,负面的评价\n' > zh.csv
tenor train zh.csv --dev zh.csv -o zh "${small[@]}" -q --epochs 40 --patience 0
tenor evaluate zh zh.csv | tail -n +2
echo "# no such corpus"
try tenor evaluate model none.csv
try tenor evaluate none reviews.csv
echo "# the one before the other"
try tenor evaluate reviews.csv model
try tenor evaluate model model
echo "# the columns that the model was trained on"
(echo title,body,label; reviews | tail -n +2 | sed 's/^/the title,/') > titles.csv
tenor train titles.csv --text title,body -o titled "${small[@]}" --epochs 1 -q
tenor evaluate titled titles.csv 2>&1 > /dev/null
tenor evaluate titled titles.csv --text body 2>&1 > /dev/null
tenor evaluate titled reviews.csv 2>&1 > /dev/null
true
