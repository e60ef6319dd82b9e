try tenor help
tenor --help | cmp - <(tenor help) && echo "tenor --help is the same"
tenor -h | cmp - <(tenor help) && echo "tenor -h is the same"
try tenor help classify
try tenor help pack
for command in train classify evaluate inspect crossvalidate tune tokenize vocab pack help; do
    tenor help $command > help.txt 2> err.txt || echo "tenor help $command failed"
    [ -s err.txt ] && echo "tenor help $command writes to standard error"
    tenor $command --help | cmp - help.txt
    tenor help --all $command | cmp - <(tenor $command --help-all)
    tenor $command anything --no-such-option -h | cmp - help.txt
    awk 'length > 80 { print "wider than 80 columns: " $0 }' help.txt
    # Each command that the help shows is one that there is.
    sed -n 's/^  tenor \([a-z]*\).*/\1/p; s/.*| tenor \([a-z]*\).*/\1/p' help.txt | while read -r shown; do
        tenor help $shown > /dev/null || echo "an example of $command shows $shown"
    done
done
try tenor help train | sed 's/^All [0-9]* options/All N options/'
echo "all options of train:"
tenor help --all train | grep -oE '^(      |  -[a-z], )--[a-z0-9-]+' | tr -d ' ' | tr '\n' ' '
echo
