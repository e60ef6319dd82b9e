# Bars and colour are for terminals alone.
script --version > /dev/null 2>&1 || skip "script (of bsdutils) is not installed"
reviews > reviews.csv
export TERM=xterm
escape=$(printf '\033')
at_terminal() { script -qec "$(printf '%q' "$TENOR") $*" /dev/null < /dev/null; }
has() { grep -q "$escape\[$1" "$2" && echo yes || echo no; }
train="train large.csv --no-header --text 1 --label 2 -o model --batch 1 --epochs 2 --hidden 256"
# What trains in a tenth of a second has no bar: more of it for a fast machine.
train_at_terminal() {
    for times in 4 16 64; do
        for _ in $(seq $times); do tail -n +2 reviews.csv; done > large.csv
        at_terminal $train > shown
        [ "$(has K shown)" = no ] || break
    done
}
train_at_terminal
echo "bar: $(has K shown), colour: $(has 1m shown)"
grep -o 'epoch 1/2 \[[#.]*\]  *[0-9]* %  loss [0-9.]*  [0-9,]* examples/s  [0-9]*:[0-9]* left' shown | head -1 | sed -E 's/\[[#.]*\]/[...]/; s/ +[0-9]+ %/ N %/; s/loss [0-9.]+/loss N/; s/[0-9,]+ ex/N ex/; s/[0-9]+:[0-9]+/T/'
export NO_COLOR=1
train_at_terminal
echo "NO_COLOR: bar: $(has K shown), colour: $(has 1m shown)"
unset NO_COLOR
TERM=dumb at_terminal $train > shown
echo "dumb: bar: $(has K shown), colour: $(has 1m shown)"
tenor $train > shown 2>&1
echo "a file: bar: $(has K shown), colour: $(has 1m shown)"
at_terminal evaluate model reviews.csv > shown
echo "evaluate: colour: $(has 1m shown)"
at_terminal help > shown
echo "help: colour: $(has 1m shown)"
