reviews > reviews.csv
try tenor vocab reviews.csv --all
echo "# the words that training knows"
tenor train reviews.csv -o model -q --hidden 4 --dim 4 --epochs 1
echo $(($(tenor vocab reviews.csv 2> /dev/null | wc -l) + 2)) words
tenor inspect model --json | grep -o '"vocabulary":[0-9]*'
tenor train reviews.csv -o model -q --hidden 4 --dim 4 --epochs 1 --min-count 5 --seed 3 --dev-fraction 0.4
echo $(($(tenor vocab reviews.csv --min-count 5 --seed 3 --dev-fraction 0.4 2> /dev/null | wc -l) + 2)) words
tenor inspect model --json | grep -o '"vocabulary":[0-9]*'
tenor vocab reviews.csv 2>&1 > /dev/null
echo "# options"
try tenor vocab reviews.csv --all --min-count 20
try tenor vocab reviews.csv --all --max-vocab 5
try tenor vocab reviews.csv --all --tokens char 2> /dev/null | head -3
try tenor vocab reviews.csv --all --keep-case --min-count 48
echo "# word vectors"
printf 'the 1 2 3\nfood 0 1 0\nhappy 1 1 1\nunseen 2 2 2\n' > vectors.txt
try tenor vocab reviews.csv --all --min-count 20 --vectors vectors.txt
try tenor vocab reviews.csv --vectors none.txt
printf '2 3\nthe 1 2 3\nfood 0 1\n' > broken.txt
try tenor vocab reviews.csv --vectors broken.txt
try tenor vocab none.csv
