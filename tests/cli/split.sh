# A test part: rows as they stand, copies of a text on one side.
reviews > reviews.csv
echo "# what it says, and what it writes"
try tenor split reviews.csv
for part in train test; do head -n 1 reviews-$part.csv; done
(tail -n +2 reviews-train.csv; tail -n +2 reviews-test.csv) | sort | cmp - <(tail -n +2 reviews.csv | sort) && echo "every row, once"
echo "# the same again, and others with another seed"
tenor split reviews.csv --train a.csv --test b.csv -q && cmp a.csv reviews-train.csv && cmp b.csv reviews-test.csv && echo same
tenor split reviews.csv --train a.csv --test b.csv -q --seed 2 && ! cmp -s b.csv reviews-test.csv && echo other
echo "# copies are on one side, whatever their case and white space"
{ cat reviews.csv; tail -n +2 reviews.csv; tail -n +2 reviews.csv | tr a-z A-Z | sed 's/POSITIVE$/positive/; s/NEGATIVE$/negative/; s/ /  /g'; } > copies.csv
try tenor split copies.csv
for part in train test; do tail -n +2 copies-$part.csv | tr A-Z a-z | tr -s ' ' | sort -u > $part; done
comm -12 train test | wc -l
echo "# quoted line ends, other delimiters, CR LF, a last line without an end"
{ printf 'label;text\r\n'; for i in $(seq 10); do printf 'a;"one\r\n%s"\r\nb;two %s\r\n' $i $i; done; printf 'b;last'; } > odd.csv
try tenor split odd.csv --fraction 0.5
cat odd-train.csv odd-test.csv | grep -c '^label;text'
tenor vocab odd-train.csv --all --min-count 1 2>&1 | head -n 1
echo "# JSON Lines, compressed parts, rows that cannot be read"
{ for i in $(seq 10); do printf '{"text":"one %s", "label":"a", "n":[1.50]}\n{"text":"two %s","label":"b"}\n' $i $i; done; echo '{bad'; } > lines.jsonl
try tenor split lines.jsonl
try tenor split lines.jsonl --skip-bad --train left.jsonl.gz --test right.jsonl
(gzip -dc left.jsonl.gz; cat right.jsonl) | sort | cmp - <(grep -v '^{bad' lines.jsonl | sort) && echo "every row, once"
echo "# what cannot be"
try tenor split reviews.csv
try tenor split - < reviews.csv
try tenor split reviews.csv --train reviews.csv
try tenor split reviews.csv --train x.csv --test x.csv
try tenor split reviews.csv --test nowhere/x.csv --train x.csv
try tenor split reviews.csv --fraction 1
printf 'text,label\na,x\nb,y\n' > lonely.csv
try tenor split lonely.csv
ls | grep -c part$
echo "# train --test-fraction"
try tenor train reviews.csv -o model "${small[@]}" --test-fraction 0.25 2>&1 | grep -E "held out|^test"
try tenor train reviews.csv -o model --test-fraction 0.25 --test reviews.csv
