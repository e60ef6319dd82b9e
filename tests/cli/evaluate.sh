make_model
try tenor evaluate model reviews.csv | mask
try tenor evaluate model reviews.csv --json | mask
echo "# the numbers are those of the answers"
tenor evaluate model reviews.csv --json > report.json
reviews | sed -nE 's/^"(.*)",.*$/\1/p' | tenor classify model | cut -f1 > answers
reviews | sed -nE 's/^".*",(.*)$/\1/p' | paste -d ' ' - answers | sort | uniq -c | awk '{ print $1 }' > counts
grep -oE '"confusion":\[[^]]*\]' report.json | grep -oE '"examples":[0-9]+' | tr -dc '0-9\n' | cmp - counts && echo "equal"
echo "# and those of train and tune, to the last digit"
scores() { grep -oE '"(accuracy|macro_f1|loss)":[^,}]*' | head -n 3; }
tenor train reviews.csv --dev reviews.csv -o trained "${small[@]}" --epochs 2 -q --json | scores > train.json
tenor evaluate trained reviews.csv --json 2> /dev/null | scores | cmp - train.json && wc -l < train.json
tenor tune reviews.csv --dev reviews.csv -o tuned "${small[@]}" --epochs 2 --trials 1 -q --json | scores | cmp - train.json
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
echo "# wrong predictions, the surest first"
(reviews; printf '"The food was good, so I am happy.",negative\n"A\tlong \"\"way\"\" down\nto sad",positive\n') > wrong.csv
tenor evaluate model wrong.csv --errors 9 | sed -n '/wrong prediction/,$p' | mask
tenor evaluate model wrong.csv --errors 1 | sed -n '/wrong prediction/,$p' | mask
tenor evaluate model reviews.csv --errors 1 | tail -n 1
tenor evaluate model wrong.csv --errors 2 --json | grep -o '"errors":.*' | mask
echo "# a file with every prediction"
for suffix in csv tsv jsonl; do
    try tenor evaluate model wrong.csv --predictions all.$suffix > /dev/null
    wc -l < all.$suffix
    (head -n 2 all.$suffix; tail -n 3 all.$suffix) | mask
done
try tenor evaluate model wrong.csv --predictions all.txt
try tenor evaluate model wrong.csv --predictions wrong.csv
try tenor evaluate model wrong.csv --predictions nowhere/all.csv
try tenor evaluate model wrong.csv --predictions /dev/full
tenor evaluate model all.csv --text text --label prediction --json | grep -o '"accuracy":[^,]*' | head -n 1
echo "# groups"
{ echo "text,label,store,stars"; for i in $(seq 12); do
    echo "\"The food was good, so I am happy.\",positive,north,$((i % 3))"
    echo "\"The food was bad, so I am sad.\",negative,south,$((i % 3))"
    echo "\"The food was bad, so I am sad.\",positive,\"far, away\","
done; } > stores.csv
try tenor evaluate model stores.csv --by store,stars,length | sed -n '/^by/,$p'
tenor evaluate model stores.csv --by store --by stars,length 2> /dev/null | grep '^by'
tenor evaluate model stores.csv --predictions stores.jsonl.gz > /dev/null 2>&1
gzip -dc stores.jsonl.gz | head -n 1 | mask
for stars in 1 2 true null '"2"'; do
    for pair in good,positive bad,negative; do echo "{\"text\":\"The food was ${pair%,*}\",\"label\":\"${pair#*,}\",\"stars\":$stars}"; done
done > stores.jsonl
tenor evaluate model stores.jsonl --by stars | sed -n '/^by/,$p'
tenor evaluate model stores.csv --by store --json | grep -o '"by":.*' | mask
(echo id,text,label; reviews | tail -n +2 | awk '{ print "a" NR "," $0 }') > ids.csv
try tenor evaluate model ids.csv --by id
try tenor evaluate model stores.csv --by nothing
try tenor evaluate model - --by store < stores.csv
echo "# the column of the labels is the one that has the model's"
reviews | sed -E '1s/.*/id,text,target,store,verdict/; 2,$s/^(.*),(positive|negative)$/x,\1,t,s,\2/' | awk -F, -v OFS=, 'NR > 1 { $1 = NR; $(NF - 2) = NR % 3 ? "film" : "food"; $(NF - 1) = NR % 2 ? "north" : "south" } { print }' > wide.csv
try tenor columns wide.csv 2>&1 | tail -n 2
tenor evaluate model wide.csv 2>&1 | head -n 3 | mask
tenor evaluate model wide.csv --label store 2>&1 | head -n 2
tail -n +2 reviews.csv | sed -E 's/^"(.*)",(positive|negative)$/{"text":"\1","label":"LABEL","mark":"\2"}/' | sed '1~2s/LABEL/kind/; s/LABEL/sort/' > kinds.jsonl
tenor evaluate model kinds.jsonl 2>&1 | head -n 2
echo "# but not that of predictions"
sed '1s/text,label/text,verdict/; 2,$s/negative$/bad/; 2,$s/positive$/good/' reviews.csv > gold.csv
for names in label,probability predicted_label,p Prediction,p y_pred,p; do
    tenor classify model gold.csv --text text --as "$names" -q > results.csv
    tenor evaluate model results.csv 2>&1 | head -n 2
done
