#!/bin/sh
# usage: smoke.sh FOLDER: whether the benchmark's programs, which are in that folder, run and print what they should (no
# figure is looked at), and whether derive.sh makes the corpora that it should.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
programs=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$programs/bench_parts" --quick --json >"$scratch/json"
"$programs/bench_fields" products.tenor_1 products.tenor_2 limits.limit layers.time tokens.bytes tokens.rate \
    models.load models.trusted models.p50 models.p90 models.p99 models.allocations models.batches \
    training.threads_1 training.threads_2 training.share_2 <"$scratch/json"

"$programs/bench_parts" --quick products tokens >"$scratch/tables"
for title in "Matrix products" "The machine's limit" "The tokenizer"; do
    grep -q "^$title" "$scratch/tables" || { echo "no table: $title"; exit 1; }
done

[ "$("$programs/bench_parts" corpus 41 | wc -l)" = 4 ] || { echo "41 words are not three lines and a header"; exit 1; }
"$programs/bench_process" 2 /dev/null true | grep -qE '^[0-9]+\.[0-9]+ [0-9]+$' || { echo "no time of a process"; exit 1; }

"$programs/bench_cost" 2 >"$scratch/cost"
awk -f "$here/plot.awk" "$scratch/cost" >"$scratch/cost.svg"
[ "$(grep -c '<polyline' "$scratch/cost.svg")" = 10 ] || { echo "not two lines in each of five panels"; exit 1; }

printf 'text,label\na b,x\nc d,y\n' >"$scratch/corpus.csv"
[ "$("$programs/bench_formats" -n 1 "$scratch/corpus.csv" | wc -l)" = 2 ] || { echo "no speed of a format"; exit 1; }

awk 'BEGIN { print "text,label"; for (i = 1; i <= 40; i++) printf "good %d,a\nbad %d,b\n", i, i }' >"$scratch/labeled.csv"
"$programs/../tenor" train "$scratch/labeled.csv" -o "$scratch/model" --hidden 4 --dim 4 --epochs 1 --quiet
[ "$("$programs/bench_faithful" "$scratch/model" "$scratch/labeled.csv" 9 | grep -cE '^[^ ].* -?[0-9]\.[0-9]{4}')" = 6 ] ||
    { echo "not six methods to explain"; exit 1; }

# Of 300 texts of each of two labels: joining loses none, and thinning one keeps all of the other.
mkdir "$scratch/corpus"
for part in train dev test; do
    awk 'BEGIN { print "label,text"; for (i = 1; i <= 300; i++) printf "a,one %d\nb,\"two, %d\"\n", i, i }' \
        >"$scratch/corpus/$part.csv"
done
"$here/derive.sh" joined "$scratch/corpus" "$scratch/joined"
[ "$(sed 1d "$scratch/joined/dev.csv" | grep -oE '(one|two,) [0-9]+' | sort -u | wc -l)" = 600 ] || { echo "joining lost texts"; exit 1; }
grep -qE '^(a\|b|b\|a),' "$scratch/joined/dev.csv" || { echo "no text of two labels"; exit 1; }
"$here/derive.sh" skewed "$scratch/corpus" "$scratch/skewed"
[ "$(grep -c '^a,' "$scratch/skewed/dev.csv")" = 300 ] || { echo "a label that was to stay whole did not"; exit 1; }
rare=$(grep -c '^b,' "$scratch/skewed/dev.csv" || :)
[ "$rare" -gt 5 ] && [ "$rare" -lt 80 ] || { echo "$rare of 300 are no tenth"; exit 1; }
