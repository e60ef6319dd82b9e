make_model
# A store where the model is right, and one where it is wrong more often.
{ echo "text,label,store"; for i in $(seq 60); do
    echo "\"The food was good, so I am happy.\",positive,north"
    [ $((i % 3)) = 0 ] && label=positive || label=negative
    echo "\"The food was bad, so I am sad.\",$label,south"
done; } > stores.csv
echo "# a gap that is more than allowed, beyond chance"
try tenor evaluate model stores.csv --by store --max-gap 0.05 | sed -n '/^by/,$p'
tenor evaluate model stores.csv --by store --max-gap 0.05 > /dev/null 2>&1; echo "status $?"
try tenor evaluate model stores.csv --by store --max-gap 0.05 --json | grep -o '"gap":{.*' | mask
echo "# allowed; and too few texts to tell"
try tenor evaluate model stores.csv --by store --max-gap 0.5 | tail -n 1
tenor evaluate model stores.csv --by store --max-gap 0.3 | tail -n 1
head -n 13 stores.csv > few.csv
try tenor evaluate model few.csv --by store --max-gap 0.05 | tail -n 1
tenor evaluate model reviews.csv --by length --max-gap 0 | tail -n 1
echo "# several columns: each that fails is named"
try tenor evaluate model stores.csv --by store,length --max-gap 0.1 > /dev/null
echo "# what is wrong"
try tenor evaluate model stores.csv --max-gap 0.05
try tenor evaluate model stores.csv --by store --max-gap 5
try tenor evaluate model stores.csv --by store --max-gap five
echo "# words swapped"
printf 'good\tbad\nHAPPY\tsad\r\n\nfilm\tplay\n' > pairs.tsv
try tenor evaluate model stores.csv --swap pairs.tsv | sed -n '/^words/,$p' | mask | head -n 9
tenor evaluate model stores.csv --swap pairs.tsv --json 2> /dev/null | grep -o '"swap":.*' | mask | cut -c1-420
printf 'nobody\tsomebody\n' > none.tsv
try tenor evaluate model stores.csv --swap none.tsv | sed -n '/^words/,$p'
tenor evaluate model stores.csv --swap none.tsv --json 2> /dev/null | grep -o '"swap":.*'
echo "# pairs that are none"
printf 'he she\n' > space.tsv; printf 'he\tshe\nHE\tit\n' > twice.tsv; printf 'he\tHe\n' > same.tsv; printf 'a\tb\tc\n' > three.tsv
printf '\n' > empty.tsv; printf '\t\n' > tab.tsv; printf '\033[31m \xff\n' > hostile.tsv; gzip -c pairs.tsv > pairs.tsv.gz
for file in space twice same three empty tab hostile nothing; do try tenor evaluate model stores.csv --swap $file.tsv; done
tenor evaluate model stores.csv --swap pairs.tsv.gz 2> /dev/null | grep 'pairs'
echo "# several labels a text"
{ echo text,labels; for i in 1 2 3 4 5 6; do echo "red apple $i,fruit|red"; echo "red car $i,red"; echo "green pear $i,fruit"; done; } > several.csv
tenor train several.csv --dev several.csv --multi-label '|' -o several "${small[@]}" --epochs 30 --patience 0 -q
printf 'red\tgreen\n' > colors.tsv
tenor evaluate several several.csv --swap colors.tsv 2> /dev/null | sed -n '/^words/,$p' | mask | head -n 7
