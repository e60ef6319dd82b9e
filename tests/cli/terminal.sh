# Bars and color are for terminals alone.
script --version > /dev/null 2>&1 || skip "script (of bsdutils) is not installed"
reviews > reviews.csv
export TERM=xterm
escape=$(printf '\033')
at_terminal() { script -qec "$(printf '%q' "$TENOR") $*" /dev/null < /dev/null; }
has() { grep -q "$escape\[$1" "$2" && echo yes || echo no; }
train="train large.csv --no-header --text 1 --label 2 -o model --batch 1 --epochs 2 --hidden 256"
bar='epoch 1/2 \[[#.]*\]  *[0-9]* %  loss [0-9.]*  [0-9,]* examples/s  [0-9]*:[0-9]* left'
# An epoch of less than a tenth of a second has no bar: as many texts as this machine needs for one, and twice as many to be
# sure of it.
for times in 1 2 4 8 16 32 64; do
    for _ in $(seq $times); do tail -n +2 reviews.csv; done > large.csv
    at_terminal $train > shown
    ! grep -q "$bar" shown || break
done
cat large.csv large.csv > larger.csv
mv larger.csv large.csv
at_terminal $train > shown
echo "bar: $(has K shown), color: $(has 1m shown)"
grep -o "$bar" shown | head -1 | sed -E 's/\[[#.]*\]/[...]/; s/ +[0-9]+ %/ N %/; s/loss [0-9.]+/loss N/; s/[0-9,]+ ex/N ex/; s/[0-9]+:[0-9]+/T/'
NO_COLOR=1 at_terminal $train > shown
echo "NO_COLOR: bar: $(has K shown), color: $(has 1m shown)"
TERM=dumb at_terminal $train > shown
echo "dumb: bar: $(has K shown), color: $(has 1m shown)"
tenor $train > shown 2>&1
echo "a file: bar: $(has K shown), color: $(has 1m shown)"
at_terminal evaluate model reviews.csv > shown
echo "evaluate: color: $(has 1m shown)"
at_terminal help > shown
echo "help: color: $(has 1m shown)"
at_terminal train reviews.csv -o model --hidden 8 --dim 8 --epochs 1 --quiet
printf 'The food was good.\n' > texts
at_terminal classify model texts --explain > shown
echo "explain: color: $(has '38;5;16;48;5;' shown)"
NO_COLOR=1 at_terminal classify model texts --explain > shown
echo "NO_COLOR: explain: color: $(has '38;5;16;48;5;' shown), brackets: $(grep -qE '\[[a-zA-Z]+ [+-][0-9]' shown && echo yes || echo no)"
