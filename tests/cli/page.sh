command -v python3 > /dev/null || skip "python3 is not installed"
make_model
check() { python3 "$here/page.py" "$@"; }
# What people read of a page, without its markup, as far as lines with these words go.
read_page() { sed 's/<[^>]*>//g' "$1" | grep -oE "$2" | head -n "${3:-1}"; }
echo "# a page beside what is printed"
tenor evaluate model reviews.csv 2> /dev/null > plain.txt
tenor evaluate model reviews.csv --report report.html 2> /dev/null > with.txt
diff <(mask < plain.txt) <(mask < with.txt) && echo "what is printed is the same"
check report.html
ls
tenor evaluate model reviews.csv --report other.html > /dev/null 2>&1
diff <(sed 's/other.html/report.html/' other.html) report.html && echo "the same page again"
grep -c 'tenor evaluate model reviews.csv --report report.html' report.html
echo "# groups, swaps, errors"
{ echo "text,label,store"; for i in $(seq 60); do
    echo "\"The food was good, so I am happy.\",positive,north"
    [ $((i % 3)) = 0 ] && label=positive || label=negative
    echo "\"The food was bad, so I am sad.\",$label,south"
done; } > stores.csv
printf 'good\tbad\n' > pairs.tsv
tenor evaluate model stores.csv --label label --by store,length --max-gap 0.05 --swap pairs.tsv --report stores.html > /dev/null 2>&1
echo "status $?"
check stores.html
read_page stores.html 'Texts of south.*fare worse'
read_page stores.html 'the answer changes in.*%'
read_page stores.html 'line [0-9]+: it is positive; the model says negative' 1
read_page stores.html 'Read them among the errors below[.].*they are the test'
read_page stores.html 'tenor classify model new.csv --[a-z]+' 2
echo "# hostile labels and texts"
python3 - << 'END'
rows = []
labels = ["<script>alert(1)</script>", "\"'><svg onload=1> &amp; \u202e"]
texts = ["good <script>alert(1)</script> & </td></table> \x01 \x1b[31m \u202e evil \u200b \ufeff",
         "bad <img src=x onerror=alert(1)> \U0001f600 \u2028 \x85 \u2066"]
for i in range(6):
    for k in range(2):
        rows.append((texts[k], labels[k], ["x</style>", "\"y\" '"][k]))
rows.append(("good invalid bytes", labels[0], ""))
mixed = rows + [(texts[1 - k], labels[k], "z") for k in range(2) for i in range(3)]
for name, lines in ("evil.csv", rows), ("mixed.csv", mixed):
    with open(name, "wb") as file:
        file.write(b"text,label,group\n")
        for row in lines:
            line = ",".join('"' + cell.replace('"', '""') + '"' for cell in row).encode()
            file.write(line.replace(b"invalid bytes", b"\xff\xfe \xed\xa0\x80 \xc0\xaf") + b"\n")
END
tenor train evil.csv --dev evil.csv --text text --label label -o evil "${small[@]}" -q --epochs 30 --patience 0
tenor evaluate evil mixed.csv --text text --label label --by group --report evil.html > /dev/null 2>&1
check evil.html
grep -c '&lt;script&gt;alert(1)&lt;/script&gt;' evil.html | sed 's/[1-9][0-9]*/some/'
grep -o 'class=odd>U+[0-9A-F]*' evil.html | sort -u | tr '\n' ' '; echo
echo "# any characters"
python3 - << 'END'
import random
random.seed(7)
ranges = [(1, 0x20)] + 9 * [(0x20, 0x7F), (0x20, 0x7F), (0x7F, 0x300), (0x590, 0x700), (0x2000, 0x2070), (0xFE00, 0x10000), (0x1F000, 0x1FAFF), (0xE0000, 0xE0080)]
with open("any.csv", "wb") as file:
    file.write(b"text,label\n")
    for i in range(300):
        text = "".join(chr(random.randrange(*random.choice(ranges))) for _ in range(random.randrange(1, 80)))
        label = "<b>&\u05d0%d" % (i % 3)
        line = ('"' + text.replace('"', '""') + '","' + label + '"\n').encode("utf-8", "surrogatepass")
        file.write(line if i % 50 else line.replace(b"a", b"\xc3"))
END
tenor train any.csv --text text --label label --dev any.csv -o any "${small[@]}" -q --epochs 2 2> /dev/null
tenor evaluate any any.csv --text text --label label --by length --swap pairs.tsv --report any.html > /dev/null 2>&1
check any.html
echo "# train, crossvalidate, tune"
{ echo text,labels; for i in 1 2 3 4 5 6; do echo "red apple $i,fruit|red"; echo "red car $i,red"; echo "green pear $i,fruit"; echo "nothing $i,"; done; } > several.csv
tenor train reviews.csv -o trained "${small[@]}" --test reviews.csv --report train.html -q
tenor train reviews.csv -o trained "${small[@]}" --test-fraction 0.3 --report fraction.html -q --log log.jsonl
tenor train several.csv -o trained --multi-label '|' "${small[@]}" --report multi.html -q
tenor crossvalidate reviews.csv --folds 3 "${small[@]}" --epochs 2 --report folds.html -q > /dev/null
tenor crossvalidate reviews.csv --folds 3 "${small[@]}" --epochs 2 --report folds1.html --threads 1 -q > /dev/null
tenor tune reviews.csv -o tuned "${small[@]}" --epochs 2 --trials 3 --report tune.html -q > command.txt
check train.html fraction.html multi.html folds.html tune.html
diff <(sed 's/folds1.html/folds.html/; s/ --threads 1//' folds1.html) folds.html && echo "the same page on one thread"
read_page train.html 'Right on [0-9.]+[^ ]*% of the texts'
cp reviews.csv renamed.csv
tenor train reviews.csv -o seen "${small[@]}" -q
tenor evaluate seen renamed.csv --report renamed.html > /dev/null 2>&1
read_page renamed.html 'these seem to be the texts that it was trained on'
read_page fraction.html 'that were held out of the training texts'
read_page folds.html '3 models, each trained on other parts of the texts'
grep -cF "$(cat command.txt)" tune.html
try tenor train reviews.csv -o trained --report trained/report.html -q
try tenor train reviews.csv -o trained --report reviews.csv -q
try tenor tune reviews.csv -o tuned --report reviews.csv -q
try tenor crossvalidate reviews.csv --report reviews.csv -q
echo "# what is said of how long training was"
for epochs in 1 3 0; do
    tenor train stores.csv --dev stores.csv --label label -o long "${small[@]}" --hidden 2 --epochs $epochs -q --report long.html
    echo "--epochs $epochs: $(sed 's/<[^>]*>//g' long.html | grep -oE '(Train again with more|Training had|Nothing: (later|training|--epochs)) [^.]*' | sort -u)"
done
echo "# why errors stay where they are"
quick=(--label label "${small[@]}" --epochs 1 -q)
tenor train stores.csv -o held "${quick[@]}" --report held.html
tenor crossvalidate stores.csv --folds 2 "${quick[@]}" --report errors.html > /dev/null
tenor evaluate held stores.csv --label label --report trained.html > /dev/null 2>&1
for name in stores held errors trained; do sed 's/<[^>]*>//g' $name.html | grep -oE 'leave these where they are: [^.]*' | sort -u; done
echo "# audit"
{ reviews; reviews | sed -n '2,9p'; printf 'Le film est tres beau et je suis content de cela avec vous,positive\n" ",negative\n"THE FOOD was good, so I am happy.",positive\n'; } > copies.csv
tenor audit copies.csv --against stores.csv --label label --folds 2 "${small[@]}" --epochs 1 --report audit.html -q > /dev/null
tenor audit any.csv --text text --label label --no-training --report strange.html -q > /dev/null 2>&1
tenor audit reviews.csv --no-training --report fine.html -q > /dev/null
check audit.html strange.html fine.html
read_page audit.html 'line [0-9]+ is a copy of line [0-9]+'
sed 's/<p class/\n&/g' audit.html | sed 's/<[^>]*>//g' | grep -A4 -B2 '^THE' | head -n 5
read_page audit.html '[0-9]+ things to look at'
grep -c 'What was found in' audit.html fine.html
sed '/hotel was superb/s/positive/negative/; /app was poor/s/negative/positive/' reviews.csv > wrong.csv
tenor audit wrong.csv --folds 3 "${small[@]}" --report wrong.html -q > /dev/null
read_page wrong.html 'has the label [a-z]+, should rather be [a-z]+ [(]by the models its own label has a probability of' 1
{ cat several.csv; echo "nothing at all,"; echo "NOTHING at all,fruit|red"; echo "red apple 1,red|fruit"; } > tied.csv
tenor audit tied.csv --multi-label '|' --no-training --report tied.html -q > /dev/null
sed 's/<p class/\n&/g' tied.html | sed 's/<[^>]*>//g' | grep -E '^line [0-9]+( has|, )'
try tenor audit reviews.csv --no-training --report reviews.csv -q
echo "# many labels, several labels, one text, no error"
{ echo text,label; for i in $(seq 60); do for k in 1 2 3; do echo "word$i other$i thing$k,a rather long label that goes on and on $i"; done; done; } > sixty.csv
tenor train sixty.csv --text text --label label --dev sixty.csv -o sixty "${small[@]}" -q --epochs 1 --ngrams 0
tenor evaluate sixty sixty.csv --text text --label label --report sixty.html > /dev/null 2>&1
tenor train several.csv --dev several.csv --multi-label '|' -o several "${small[@]}" -q 2> /dev/null
tenor evaluate several several.csv --report several.html > /dev/null 2>&1
head -n 2 reviews.csv > one.csv
tenor evaluate model one.csv --report one.html > /dev/null 2>&1
check sixty.html several.html one.html
read_page sixty.html 'The 12 labels with the most errors, of 60'
echo "# 10,000 texts"
for i in $(seq 105); do tail -n +2 stores.csv; done | awk 'BEGIN { print "text,label,store" } { print }' | head -n 10001 > large.csv
tenor evaluate model large.csv --label label --by store --report large.html > /dev/null 2>&1
check large.html
echo "# compressed, and what cannot be written"
tenor evaluate model reviews.csv --report report.html.gz > /dev/null 2>&1 && gzip -dc report.html.gz | head -n 1
try tenor evaluate model reviews.csv --report reviews.csv
try tenor evaluate model reviews.csv --report -
try tenor evaluate model reviews.csv --report nowhere/report.html
try tenor evaluate model reviews.csv --report model/report.html
mkdir folder
try tenor evaluate model reviews.csv --report folder
try tenor evaluate model stores.csv --swap pairs.tsv --report pairs.tsv
cmp <(reviews) reviews.csv && { ls | grep part || echo "nothing is left behind"; }
