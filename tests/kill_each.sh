#!/bin/sh
# Old or new, whatever moment a command is killed at: kill_each.c stops train while it saves, pack and classify -o at one
# system call after the other. Other calls in each run, until all have had their turn under EVERY=1.
#
#   EVERY=1 tests/kill_each.sh KILL_EACH TENOR     every call; without EVERY every 41st, as in the gate
set -eu
killer=$1
tenor=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
every=${EVERY:-41}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
killer=$(cd "$(dirname "$killer")" && pwd)/$(basename "$killer")
cd "$scratch"
for i in 1 2 3 4 5 6 7 8; do printf 'good food %s,a\nbad film %s,b\n' "$i" "$i"; done > corpus.csv
train="$tenor train corpus.csv --no-header --text 1 --label 2 --hidden 4 --dim 4 --epochs 1 --threads 1 --quiet"
$train --seed 1 -o old > /dev/null 2>&1
$train --seed 2 -o new > /dev/null 2>&1
printf 'good food\nbad film\n' > texts
$tenor pack old -o old.packed 2> /dev/null
$tenor pack new -o new.packed 2> /dev/null
echo old > old.txt
$tenor classify new texts -o new.txt

# What may be left under a temporary name is the next run's to remove; at the end there is nothing.
status=0
each() {
    name=$1 check=$2
    shift 2
    printf '%s: ' "$name"
    "$killer" --every "$every" "$check" "$@" 2> said || status=$?
    [ "$status" = 0 ] || tail -3 said
    rm -rf out
    [ "$status" != 77 ] || exit 77
}
whole='(diff -r out old || diff -r out new) > /dev/null 2>&1 || exit 1; rm -rf out; cp -r'
cp -r old out && each train "$whole old out" $train --seed 2 -o out

file='cmp -s out old.file || cmp -s out new.file || exit 1; cp old.file out'
cp old.packed old.file && cp new.packed new.file && cp old.file out && each pack "$file" "$tenor" pack new -o out
cp old.txt old.file && cp new.txt new.file && cp old.file out &&
    each classify "$file" "$tenor" classify new texts -o out --threads 1
$tenor classify new texts -o out 2> /dev/null
left=$(ls -A | grep -c '^\.tenor-' || true)
echo "left: $left"
[ "$left" = 0 ] && exit "$status"
exit 1
