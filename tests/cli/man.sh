# Every page names every option of its command, and every command has a page.
commands=$(tenor help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
tenor help --format man > tenor.1
for command in $commands; do
    grep -q "^.BR tenor.-$command (1)" tenor.1 || echo "tenor.1 does not refer to $command"
    tenor help --format man $command > page.1 || echo "no page of $command"
    tenor help --all $command | sed -nE 's/^(      |  -[a-z], )--([a-z0-9-]+).*/\2/p' | sort > options
    sed -nE 's/\\-/-/g; s/.*\\fB--([a-z0-9-]+)\\fR.*/\1/p' page.1 | sort | comm -23 options - |
        sed "s/^/tenor-$command.1 does not name --/"
done
cat page.1
try tenor help --format pdf
try tenor help --format bash train
