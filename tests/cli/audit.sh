# What is wrong with a corpus: what is printed, the same at any number of threads, what --fix leaves out.
reviews > reviews.csv
quick=("${small[@]}" --folds 3)
{
    cat reviews.csv
    echo '"the FOOD was good,  so I am happy.",positive'
    echo '"The food was good, so I am happy.",negative'
    echo '"The food was good, so I am happy now!",positive'
    echo '"The film was lovely, so I am happy.",negative'
    echo '"   ",positive'
    printf '"caf\303\203\302\251 \357\277\275",negative\n'
    echo '"очень хорошо",positive'
    echo '"a riddle",unsure'
} > odd.csv
echo "# what needs no model"
try tenor audit odd.csv --no-training
echo "# wrong labels, too"
sed '/hotel was superb/s/positive/negative/; /app was poor/s/negative/positive/' reviews.csv > wrong.csv
try tenor audit wrong.csv "${quick[@]}" --top 2 2>&1 | mask
tenor audit wrong.csv "${quick[@]}" --json -q | grep '"kind":"label"' | grep -oE '"(row|line|label|suggested)":("[a-z]*"|[0-9]+)|"text":.*' | head -n 10
echo "# JSON"
tenor audit odd.csv --no-training --json -q | grep -v '"near-copy"'
tenor audit odd.csv --no-training --json -q | grep -c '"near-copy"'
echo "# leaks"
try tenor audit reviews.csv --against odd.csv --no-training --top 3
echo "# the same at any number of threads"
for threads in 1 4; do
    tenor audit wrong.csv "${quick[@]}" --threads $threads --json --scores $threads.tsv -q > $threads.json
done
cmp 1.json 4.json && cmp 1.tsv 4.tsv && echo same
head -n 1 1.tsv
wc -l < 1.tsv
echo "# --fix keeps the other rows as they stand, and never the corpus itself"
try tenor audit odd.csv --no-training --fix fixed.csv -q > /dev/null
diff odd.csv fixed.csv
try tenor audit odd.csv --no-training --fix odd.jsonl
try tenor audit odd.csv --no-training --fix fixed.csv --report ./fixed.csv
try tenor audit odd.csv --no-training --fix odd.csv
try tenor audit odd.csv --no-training --fix ./odd.csv -q
try tenor audit - --no-training --fix x.csv < odd.csv
try tenor audit odd.csv --against wrong.csv --no-training --fix wrong.csv
printf 'label;text\r\na;"one\r\ntwo"\r\nb;three\r\na;"one two"\r\nb;last' > odd-ends.csv
try tenor audit odd-ends.csv --no-training --fix ends.csv -q > /dev/null
od -c ends.csv | head -n 6
printf '{"text":"one","label":"a","n":[1.50]}\n{"text":"two","label":"b"}\n{"text":"ONE","label":"a"}\n' > lines.jsonl
try tenor audit lines.jsonl --no-training --fix left.jsonl.gz -q > /dev/null
gzip -dc left.jsonl.gz
echo "# groups with few texts"
{ echo text,label,store; for i in $(seq 12); do echo "good $i,positive,north"; echo "bad $i,negative,south"; done; echo "good 99,positive,east"; echo "good 98,positive,"; echo "GOOD 99,positive,west"; } > stores.csv
try tenor audit stores.csv --text text --label label --by store --no-training -q | grep -A9 group
tenor audit stores.csv --text text --label label --by store --no-training -q --json | grep group
try tenor audit stores.csv --text text --label label --by shop --no-training -q
awk -F , '{ print $0 "," (NR == 1 ? "id,visits" : "n" NR "," NR % 14 * 10) }' stores.csv > ids.csv
for by in id visits length; do
    echo "--by $by:"
    tenor audit ids.csv --text text --label label --by $by --no-training -q 2>&1 | grep -A9 -E 'group|id'
done
try tenor audit - --by store --no-training -q < stores.csv
echo "# several labels a text"
{ echo "text,labels"; for i in $(seq 12); do echo "cold and late $i,cold|late"; echo "cold $i,cold"; echo "late $i,late"; done; echo "cold 1,late"; } > several.csv
try tenor audit several.csv --multi-label '|' --no-training --quiet
try tenor audit several.csv --multi-label '|' --folds 2 "${small[@]}" --epochs 2 -q --json | grep -c .
echo "# control characters never reach a terminal"
printf 'text,label\n"one \033[31mred",a\n"ONE \033[31mred",a\n"two",b\n' > escape.csv
tenor audit escape.csv --no-training -q | grep -c "$(printf '\033')"
echo "# what cannot be"
printf 'text,label\na,x\nb,x\n' > one.csv
printf 'text,label\na,x\nb,y\n' > two.csv
printf 'text,label\n' > none.csv
try tenor audit one.csv
try tenor audit one.csv --no-training -q
try tenor audit two.csv -q
try tenor audit none.csv -q
try tenor audit none.csv --no-training -q
try tenor audit nowhere.csv
try tenor audit
try tenor audit reviews.csv --folds 1
try tenor audit reviews.csv --sure 2
try tenor audit reviews.csv --agianst odd.csv
try tenor audit reviews.csv --against nowhere.csv --no-training -q
try tenor audit reviews.csv --no-training --scores x.tsv
try tenor audit reviews.csv --fix x --scores x
try tenor audit - --against - < reviews.csv
try tenor audti reviews.csv
tenor audit reviews.csv --no-training -q > /dev/full
echo "[exit status $?]"
