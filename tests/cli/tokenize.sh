printf "I don't like it :-(\nGREAT film!!! see https://example.org/x?y=1 or mail me@example.org\n\n很好看 👍🏽 ok\ncafe\xcc\x81 \xff\n" > texts
try tenor tokenize texts
try tenor tokenize texts --spans
try tenor tokenize texts --json
try tenor tokenize texts --tokens char
try tenor tokenize --keep-case < texts
printf 'no newline at the end' | tenor tokenize -
echo "# a model's tokenizer, and what it does not know"
make_model
try tenor tokenize model texts
echo "The film was xyzzy" | tenor tokenize model
echo "The film was xyzzy" | tenor tokenize model --spans
echo "The film was xyzzy" | tenor tokenize model --json
tenor pack model -o packed 2> /dev/null
echo "The film was xyzzy" | tenor tokenize packed -
for _ in 1 2 3 4 5 6 7 8; do printf '好吃,a\n难看,b\n'; done > zh.csv
echo "好吃 0.1 0.2" > vectors.txt
tenor train zh.csv --no-header --text 1 --label 2 -o zh-model --vectors vectors.txt --min-count 9 --epochs 1 -q
echo "好吃 好 吃 难看" | tenor tokenize zh-model
echo "The film was xyzzy" > line
try tenor tokenize line model
cat packed | tenor tokenize /dev/stdin line
try tenor tokenize model --keep-case
try tenor tokenize texts texts
try tenor tokenize none
