# Files of the forms that people have (tests/cli/cases): what is read of each, or the error that puts it right.
cp "$here"/cases/* .
tiny=(--hidden 2 --dim 2 --min-count 1 --epochs 1 --ngrams 0)

# read_case FILE [OPTION...]: the line that says how it is read, examples and labels, and a sum over the words.
read_case() {
    echo "\$ $*"
    local status=0
    tenor train "$@" -o m "${tiny[@]}" > out 2>&1 || status=$?
    sed -n '/^held out/q; p' out
    if [ $status = 0 ]; then
        tenor vocab "$@" --all --min-count 1 2> /dev/null | sort | cksum
    else
        echo "[exit status $status]"
    fi
}

echo "# columns"
read_case 04-sentiment140.csv
read_case 04-sentiment140.csv --text 5 --label 0
read_case 04-sentiment140.csv --text 6 --label 1
read_case 04b-zero-based.csv --label 0 --text 3
read_case 04b-zero-based.csv --text 4
read_case 05-agnews-noheader.csv --text 2 --text 3
read_case 05-agnews-noheader.csv --text 2,3
read_case 06-agnews-kaggle-header.csv
read_case 06-agnews-kaggle-header.csv --text Title,Description
read_case 07-news-title-and-description.csv
read_case 07-news-title-and-description.csv --text description
read_case 08b-title.csv
read_case 09-stance-target.tsv
read_case 09-stance-target.tsv --label stance
read_case 10-toxic-six-columns.csv
read_case 10-toxic-six-columns.csv --label toxic,severe_toxic,obscene,threat,insult,identity_hate
read_case 10-toxic-six-columns.csv --label toxic,severe_toxic,obscene,threat,insult,identity_hate --multi-label
read_case 38-unlabelled-id-tweet.csv
read_case 90-qa-intent.csv
read_case 108-regression.csv
for names in comment,class,verdict text,label,sentiment text,label,stars; do
    (echo $names; for i in 1 2 3 4 5; do echo "a text number $i,a,1"; echo "b text number $i,b,2"; done) > names.csv
    read_case names.csv
done
printf 'id,2,text\n7,pos,a b c\n8,neg,d e f\n9,pos,g h i\n' > number.csv
read_case number.csv --label 2
echo "# headers"
read_case 39-concatenated-two-headers.csv
read_case 40-concatenated-bom.csv
read_case 70-es-rare.csv
read_case 71-noheader-first-label-once.csv
(cat 22-excel-bom-semicolon.csv; echo TEXT\;label) > again.csv
read_case again.csv | head -n 2
(cat 40-concatenated-bom.csv; echo label,text; echo pos,good) > swapped.csv
read_case swapped.csv
(cat 40-concatenated-bom.csv; echo Review,Sentiment; echo good,pos) > named.csv
read_case named.csv
echo "# delimiters, quotes and what stands around"
for delimiter in ^ '~' : $'\x01' ，; do
    printf 'text%slabel\ngood food%spos\n' "$delimiter" "$delimiter" > delimiter.csv
    read_case delimiter.csv
done
for name in 21-emotion-semicolon.txt 22-excel-bom-semicolon.csv 43-trailing-comma-rows-only.csv \
            45-space-after-comma.csv 47-backslash-escapes.csv 53-tsv-stray-quotes.tsv 53b-min.tsv 54b-min.csv \
            56-comment-line.csv 93-tabs-in-dotcsv-noheader-one-comma.csv; do
    read_case $name
done
read_case 47-backslash-escapes.csv --escape '\'
read_case 54b-min.csv --quote none
(echo 'sep=;'; cat 22-excel-bom-semicolon.csv | tail -c +4) > sep.csv
read_case sep.csv
tr ';' '|' < 22-excel-bom-semicolon.csv > pipes.csv
read_case pipes.csv
printf '1,5;gut\n2,5;schlecht\n1,0;gut\n3,5;schlecht\n2,0;gut\n' | sed 's/^/ein Text mit /' > decimals.csv
read_case decimals.csv
echo "# labels"
read_case 34-labels-case.csv
read_case 34-labels-case.csv --merge-labels
read_case 35-labels-nbsp.csv
read_case 48-mysql-null.csv
read_case 48-mysql-null.csv --skip-bad
read_case 66-list-literal.csv
read_case 66-list-literal.csv --multi-label
read_case 68-goemotions.tsv
read_case 68-goemotions.tsv --multi-label ,
read_case 115-multi-pipe-labels.csv
read_case 115-multi-pipe-labels.csv --multi-label
printf "text,label\na good one,\"{'a', 'b'}\"\na bad one,\"('c',)\"\nan old one,\"['a']\"\na new one,\"{'b', 'c'}\"\n" > sets.csv
read_case sets.csv --multi-label
(echo text,label; for label in None '?' 1 1.0 __label__x; do echo "good one,$label"; echo "bad one,$label"; done) > odd.csv
read_case odd.csv
echo "# more bad rows than good ones"
(echo text,label; for i in 1 2 3 4; do echo "good $i,pos"; echo "bad $i,neg"; echo "a,b,c"; echo "a,b,c"; echo d; done) > bad.csv
read_case bad.csv --skip-bad
echo "# tenor columns"
try tenor columns 90-qa-intent.csv
try tenor columns 06-agnews-kaggle-header.csv
try tenor columns 08b-title.csv --json
try tenor columns 05-agnews-noheader.csv --text 2,3 --json
try tenor columns 39-concatenated-two-headers.csv
try tenor columns 47-backslash-escapes.csv
try tenor columns 60-fasttext.csv
try tenor columns 124-utf8-one-bad-byte.csv
try tenor columns 108-regression.csv 2>&1 > out | head -n 1
try tenor columns 38-unlabelled-id-tweet.csv --json 2>&1 > out
echo "# tenor columns says of every case what training says"
for name in "$here"/cases/*; do
    name=${name##*/}
    tenor train "$name" -o m "${tiny[@]}" > trained 2>&1
    trained=$?
    tenor columns "$name" > shown 2>&1
    shown=$?
    [ $trained = $shown ] || echo "$name: training ends with $trained, columns with $shown"
    if [ $trained = 0 ]; then
        grep -m 1 'encoding:' trained
    else
        tail -n 1 trained
    fi | sed 's/^tenor train: /tenor columns: /' > said
    grep -qxFf said shown || cat said
done
rm -f trained shown said
echo "# encodings"
printf 'text,label\n\033$B$H$F$b?F@Z\033(B,pos\n\033$BIt20\033(B,neg\nfine,pos\nsad,neg\n' > jis.csv
read_case jis.csv
for name in 26b-utf16-nobom-nocommas.csv 26c-utf32.csv 26f-utf16-nobom.tsv 29-gbk.csv 30-gbk-labels.csv \
            31-latin1-labels.csv 124-utf8-one-bad-byte.csv; do
    read_case $name
done
read_case 31-latin1-labels.csv --encoding koi8-r
read_case 31-latin1-labels.csv --encoding utf-8
read_case 29-gbk.csv --encoding utf-8 --quiet
read_case 29-gbk.csv --encoding klingon
echo "# compression: the same sums"
for name in 21-emotion-semicolon.txt 30-gbk-labels.csv 13-half-stars.jsonl; do
    head -c 300 $name > first
    tail -c +301 $name > rest
    (gzip -c first; gzip -c rest) > "$name.gz"
    read_case $name | tail -1
    read_case "$name.gz" | tail -1
done
head -c 200 30-gbk-labels.csv.gz > cut.csv.gz
read_case cut.csv.gz
gzip -c 30-gbk-labels.csv.gz > twice.csv.gz
read_case twice.csv.gz
echo "# JSON"
for name in 13-half-stars.jsonl 16-doccano.jsonl 19-jsonl-null-label.jsonl 102-json-object.json; do
    read_case $name
done
read_case 19-jsonl-null-label.jsonl --skip-bad
echo '{"review": {"body": "fine food", "by": {"id": 7}}, "stars": 4.5}
{"review": {"body": "bad food", "by": {"id": 8}}, "stars": 1.5}' > nested.json
(cat nested.json; cat nested.json) > twice.json
read_case twice.json --text review.body
read_case twice.json --text review.title
echo "# fastText's lines"
for name in 58-fasttext-comma.txt 59-fasttext-quoted.csv 60-fasttext.csv 63-fasttext-other-prefix.txt 65-trec.txt \
            117-fasttext-label-last.txt; do
    read_case $name
done
sed 's/__class__/#/' 63-fasttext-other-prefix.txt > marks.txt
read_case marks.txt --label-prefix '#'
sed -E 's/^([A-Z]+):[a-z]+ /__label__\1 /' 65-trec.txt > corpus.txt
read_case corpus.txt
echo "# what is no text"
for name in 97-parquet.parquet 98-lfs-pointer.csv 99-html-404.csv; do
    read_case $name
done
echo "# a folder a label, texts in files of their own"
mkdir -p texts/good texts/bad texts/unsup
for i in 1 2 3; do
    echo "fine food number $i" > texts/good/$i.txt
    echo "bad food number $i" > texts/bad/$i.txt
done
read_case texts
(echo file,label; echo texts/good/1.txt,a; echo texts/bad/1.txt,b; echo texts/good/2.txt,a; echo texts/bad/2.txt,b) > files.csv
read_case files.csv --text-files
