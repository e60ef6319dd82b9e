make_model
# Lines of a file as it is, answers to them; both counts are printed.
count() { echo "$(tenor classify model "$@" | wc -l) answers"; }
echo "# as many answers as lines"
seq 10000 | sed 's/$/ the food was good/' > many
count many
count < many
cat many | count
count many - many < many
tenor classify model many many | sort -u | cut -f1
for text in '' 'a' 'a\n' '\n' '\n\n\n' 'a\n\nb' 'a\r\nb\r\n' 'a\0b\nc\0\n' '\xff\xfe\nb\xc3\n' '\t\n \n'; do
    echo "$(printf '%b' "$text" | tenor classify model | wc -l) answers to '$text'"
done
echo "# carriage return and newline are no part of a text, NUL is"
printf 'good\r\ngood\ngood\nbad\0good\n' | tenor classify model --with-text --json | sed 's/.*"text"/"text"/'
printf 'bad\r\nbad' | tenor classify model --with-text | cut -f3 | od -c | head -2
printf 'bad\nbad\r' | tenor classify model --with-text | cut -f3 | od -c | head -2
echo "# a line longer than any buffer is a line"
(yes good | head -c 50000000 | tr '\n' ' '; echo; echo "the food was good"; yes good | head -c 50000000 | tr '\n' ' ') > long
ls -l long | awk '{ print $5 " bytes" }'
try tenor classify model long > answers
sed 's/\t.*//' answers
echo "# order"
for i in $(seq 500); do echo "the food was good $i"; echo "the food was awful $i"; done > mixed
tenor classify model mixed --with-text | cut -f3 | cmp - mixed && echo "in order"
tenor classify model --threads 3 --with-text < mixed | cut -f3 | cmp - mixed && echo "in order"
tenor classify model mixed | cut -f1 | paste -s -d '\t\n' - | uniq -c
echo "# files that are none"
try tenor classify model none
try tenor classify model "I like it"
try tenor classify model model
tenor classify model many none | wc -l
