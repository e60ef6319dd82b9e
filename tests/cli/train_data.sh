echo "# no such file, no labels, one label, nothing"
try tenor train none.csv -o model
printf 'text,label\na,x\nb,x\n' > one.csv
try tenor train one.csv -o model
: > empty.csv
try tenor train empty.csv -o model
printf 'text,label\n' > header.csv
try tenor train header.csv -o model
echo "# no word that is frequent enough, no words at all"
reviews > reviews.csv
try tenor train reviews.csv -o rare "${small[@]}" --min-count 1000 --epochs 1 -q --ngrams 0
try tenor train reviews.csv -o ngrams "${small[@]}" --min-count 1000 --epochs 1 -q
echo "The food was awful, so I am sad." | tenor classify ngrams | cut -f1
printf 'text,label\n\342\200\213,x\n\342\200\213,y\n\342\200\213,x\n\342\200\213,y\n' > blank.csv
try tenor train blank.csv -o rare "${small[@]}" --epochs 1 -q
printf 'text,label\nqwe,x\nrty,y\nuio,x\npas,y\n' > apart.csv
try tenor train apart.csv -o rare "${small[@]}" --min-count 2 --epochs 1 -q
echo "# bad rows"
(reviews; printf 'one column only\n"no label",\n') > bad.csv
try tenor train bad.csv -o model
try tenor train bad.csv -o model --skip-bad "${small[@]}" --epochs 1 2>&1 | head -4
try tenor evaluate model bad.csv
echo "# other labels in dev and test"
printf 'text,label\na,x\nb,positive\n' > other.csv
try tenor train reviews.csv -o m --test other.csv
try tenor train reviews.csv -o m --dev other.csv -q
try tenor evaluate model other.csv
echo "# texts that are in training, too"
printf 'text,label\nnot there,positive\n' > seen.csv
reviews | sed -n 2p >> seen.csv
(cat seen.csv; reviews | sed -n 2,4p) > more.csv
try tenor train reviews.csv -o seen --dev seen.csv --test more.csv "${small[@]}" --epochs 1 2>&1 | sed -n '/^dev.*csv/,/^test/p'
(reviews; reviews | tail -n +2) > twice.csv
try tenor train twice.csv -o seen "${small[@]}" --epochs 1 2>&1 | grep "held out"
echo "# other formats and columns"
reviews | sed -nE 's/^"(.*)",(.*)$/__label__\2 \1/p' > reviews.txt
reviews | sed -nE 's/^"(.*)",(.*)$/\2\t\1/p' > reviews.tsv
reviews | sed -nE 's/^"(.*)",(.*)$/{"sentence":"\1","class":"\2"}/p' > reviews.jsonl
for arguments in "reviews.txt" "reviews.tsv --no-header --label 1 --text 2" "reviews.jsonl" \
                 "reviews.csv --text text --label=label"; do
    try tenor train $arguments -o m-"${arguments%% *}" "${small[@]}" --epochs 2 2>&1 | sed -n '1,4p'
done
cmp m-reviews.txt/weights.safetensors m-reviews.jsonl/weights.safetensors && echo "the same texts, the same weights"
try tenor train reviews.csv -o m --text nothing
printf '编号,类别,内容\n1,好,太好了\n2,差,不行\n3,好,不错\n4,差,慢\n' > zh.csv
tenor vocab zh.csv --all --min-count 1 2>&1 > words
sort words | head -2
echo "# not what was meant"
try tenor train reviews.csv -o m --class-weights ballanced
try tenor train reviews.csv -o m --vectors reviews.csv -q
(echo; echo "the 0.5 0.5") > blank.txt
try tenor train reviews.csv -o m --vectors blank.txt -q
try tenor train reviews.csv -o m --vectors "" -q
gzip -c blank.txt > blank.txt.gz
try tenor train reviews.csv -o m --vectors blank.txt.gz -q
printf 'quelques 1 2 3\nmots 0 1 0\n' > strange.txt
try tenor train reviews.csv -o strange "${small[@]}" --dim 3 --epochs 1 --vectors strange.txt -q
printf 'Text;Grade\nlovely, nice 1;pos\nbad;neg\n' > semicolons.csv
try tenor vocab semicolons.csv
printf 'Text;Grade\n"lovely; nice 1";pos\nbad;neg\n' > semicolons.csv
try tenor vocab semicolons.csv
gzip -c reviews.csv > reviews.csv.gz
try tenor vocab reviews.csv.gz
try tenor train reviews.csv --text text --label nothing -o m
printf 'subject,kind,x\nlovely,pos,1\nbad,neg,2\n' > three.csv
try tenor vocab three.csv --text subject
echo "# a header that does not look like one"
printf 'subject,kind\nlovely day,pos\nbad day,neg\nfine,pos\n' > header.csv
try tenor vocab header.csv --min-count 1
try tenor vocab header.csv --min-count 1 --no-header 2>&1 | head -2
(echo "foo,"; tail -n +2 header.csv) > skipped.csv
try tenor vocab skipped.csv --min-count 1 --skip-bad 2>&1 | head -4
tenor train reviews.csv -o seen --dev reviews.csv --test reviews.csv -q "${small[@]}" --epochs 1
printf 'nice food,positive\n' > one-line.csv
tenor evaluate seen one-line.csv --text 1 --label 2 | head -1 | sed 's/ in .*//'
try tenor vocab header.csv --min-count 1 --label kind 2>&1 | head -2
printf 'text,label\ncaf\xe9 bon,a\nmauvais,b\nbon,a\nmauvais \xe9,b\n' > latin.csv
try tenor vocab latin.csv --min-count 1
try tenor train "" -o m
try tenor train reviews.csv -o m --test ""
[ -e m ] && echo "m should not be there"
echo "# an n-gram model that is left out says why; --ngrams 0 asks for none"
(echo text,label; i=0; for word in qab xcd zef vgh wij ykl pmn uop tqr sst; do i=$((i + 1)); echo $word,$((i % 2)); done) > alone.csv
for ngrams in 3 0; do
    tenor train alone.csv -o alone --hidden 2 --dim 2 --min-count 1 --epochs 1 --ngrams $ngrams 2>&1 | grep 'n-gram' || echo "no word"
done
rm -r alone
true
