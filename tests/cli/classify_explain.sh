# What each word adds to a prediction, which words turn it over, and the page.
command -v python3 > /dev/null || skip "python3 is not installed"
reviews | sed 's/, so I am [a-z]*//' > reviews.csv
tenor train reviews.csv -o model "${small[@]}" --epochs 40 --patience 40 -q
round() { sed -E 's/-?[0-9]+\.[0-9]+(e-?[0-9]+)?|-?[0-9.]+e-[0-9]+/N/g'; }
# Numbers become N; brackets stay around the words that tell the labels apart, the weights of others may be small.
marked() { sed -E 's/\[(good|awful|bad) ([+-])[0-9.]+\]/{\1 \2N}/g; s/\[([^ ]*) [+-][0-9.]+\]/\1/g' | round | tr '{}' '[]'; }
printf 'The food was good.\nThe film was awful, and bad.\n\nawful\n' > texts
echo "# brackets and numbers where there is no color"
try tenor classify model texts --explain | marked
try tenor classify model texts --explain-label positive --top 2 --with-text | marked
try tenor classify model texts --counterfactual | cut -f3,4 | marked
echo "# JSON: the parts sum to the logit, the logits make the probability"
try tenor classify model texts --explain --json | sed -E 's/"ngrams":\[[^]]*\]/"ngrams":[...]/' | round
for label in positive negative; do
    tenor classify model texts --explain-label $label --json
done > both
python3 - << 'END'
import json, math
rows = [json.loads(line) for line in open("both")]
texts = open("texts", "rb").read().split(b"\n")
for positive, negative, text in zip(rows[:4], rows[4:], texts):
    sums = []
    for row in positive, negative:
        total = row["base"] + row["interaction"] + sum(word["weight"] for word in row["explanation"])
        assert abs(total - row["logit"]) < 1e-3, (total, row["logit"])
        assert all(text[word["begin"]:word["end"]] == word["text"].encode() for word in row["explanation"] + row["ngrams"])
        sums.append(total)
    assert positive["explained"] == "positive" and negative["explained"] == "negative"
    share = 1 / (1 + math.exp(sums[1] - sums[0]))
    assert abs(max(share, 1 - share) - positive["probability"]) < 1e-4, (share, positive)
print("they do")
END
echo "# the words that turn it over do"
tenor classify model texts --counterfactual --json | python3 -c '
import json, sys
for line, text in zip(sys.stdin, open("texts", "rb").read().split(b"\n")):
    found = json.loads(line)["counterfactual"]
    for word in found["without"] if found else []:
        text = text[:word["begin"]] + b" " * (word["end"] - word["begin"]) + text[word["end"]:]
    print(json.dumps(found and found["label"]), file=sys.stderr)
    print(text.decode())' 2> labels > without
paste -d' ' labels <(tenor classify model without | cut -f1)
echo "# the same at any number of threads, and for a text alone"
tenor classify model texts --explain --json --threads 1 > 1
tenor classify model texts --explain --json --threads 3 > 3
while IFS= read -r line; do printf '%s\n' "$line" | tenor classify model --explain --json; done < texts > alone
cmp 1 3 && cmp 1 alone && echo "the same"
echo "# any bytes; control characters stay off the terminal"
printf 'good\tfood \x1b[31m \xff bad\0\x9b <b>\n' > odd
tenor classify model odd --explain --encoding utf-8 | cut -f3- | marked | cat -v
tenor classify model odd --explain --json --encoding utf-8 | python3 -c 'import json, sys; print([w["text"] for w in json.load(sys.stdin)["explanation"]])'
echo "# rows of a table are answered like lines"
printf 'text,n\n"The food was good, really.",1\nawful,2\n' > table.csv
try tenor classify model table.csv --explain 2> /dev/null | marked
echo "# a page"
try tenor classify model odd --html --counterfactual -o page.html --encoding utf-8
sed -n '/^<ol>/,$p' page.html | sed -E 's#<mark[^>]*>([^<]*)<sub>[^<]*</sub></mark>#\1#g' | round | cat -v
tenor classify model texts --html --explain-label negative | python3 -c '
import sys
from html.parser import HTMLParser
class Reader(HTMLParser):
    open = []
    marks = 0
    def handle_starttag(self, tag, attributes):
        if tag != "meta":
            self.open.append(tag)
        self.marks += tag == "mark"
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
reader = Reader()
reader.feed(sys.stdin.read())
assert not reader.open, reader.open
print("marks" if reader.marks else "no marks")'
echo "# what cannot be"
try tenor classify model texts --explain-label positiv
try tenor classify model texts --explain-label other
try tenor classify model texts --html --json
try tenor classify model texts --html --all
try tenor classify model table.csv --explain --as topic,certainty
