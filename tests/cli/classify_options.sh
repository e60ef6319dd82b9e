make_model
mask_probability() { sed -E 's/-?[01]\.[0-9]+(e-[0-9]+)?|-?[0-9.]+e-[0-9]+/P/g'; }
printf 'The food was good, so I am happy.\nThe film was awful, so I am sad.\n' > texts
for options in "" "--top 1" "--top 2" "--top 9" "--all" "--polarity" "--with-text" "--all --polarity --with-text" \
               "--json" "--json --top 1" "-j --all" "--json --polarity" "--json --with-text" \
               "--json --all --polarity --with-text" "--threshold 0.5" "--threshold 1" "--threshold=1 --json" \
               "--threshold 0.5 --all" "--threshold 1 --all --json" "--threshold 1 --polarity --with-text"; do
    try tenor classify model texts $options | mask_probability
done
echo "# four decimals, that sum to 1"
tenor classify model --all < texts | grep -cE '^[a-z]+	[01]\.[0-9]{4}	[a-z]+	[01]\.[0-9]{4}$'
tenor classify model --all < texts | awk '{ s = $2 + $4; if (s < 0.9998 || s > 1.0002 || $2 < $4) print "wrong: " $0 }'
echo "# escapes"
printf 'tab\there, back\\slash, \x01 and \x7f\0, "quoted", \xff, \xe2\x9d\xa4\n' > odd
tenor classify model odd --with-text | cut -f3 | cat -v
tenor classify model odd --with-text --json | sed 's/.*"text"/{"text"/' | cat -v
echo "# -- ends options; an option may stand anywhere"
cp texts ./--json
try tenor classify --top=2 model -- --json | cut -f1,3
echo "# a switch can be turned off"
try tenor classify model texts --json --json=false | cut -f1
echo "# labels without polarity"
sed 's/positive/plus/; s/negative/minus/' reviews.csv > plain.csv
tenor train plain.csv -o plain "${small[@]}" --epochs 1 -q
try tenor classify plain texts --polarity
tenor train plain.csv -o given "${small[@]}" --epochs 1 -q --polarity "minus=-1,plus=1"
tenor classify given texts --polarity | awk -F '\t' '{ print NF " columns" }'
echo "# thresholds: the answer first, then by probability / threshold; --threshold is of probabilities"
cp -r model fitted
sed -i 's/"thresholds": null/"thresholds": [0.01, 0.99]/' fitted/model.json
grep positive reviews.csv | cut -d, -f2- | head -1 > good
for options in "--all" "--top 1" "--threshold 0.5 --all" "--threshold 0.5" "--threshold 0.5 --top 1" "--threshold 1 --all"; do
    tenor classify fitted good $options | tr -d 0-9.
    tenor classify fitted good $options --json | tr -d 0-9.e-
done
echo "# some labels, or all"
try tenor classify model texts --top 1 --all
echo "# no model"
try tenor classify texts
try tenor classify none
