printf "I don't like it :-(\nGREAT film!!! see https://example.org/x?y=1 or mail me@example.org\n\n很好看 👍🏽 ok\ncafe\xcc\x81 \xff\n" > texts
try tenor tokenize texts
try tenor tokenize texts --spans
try tenor tokenize texts --json
try tenor tokenize texts --tokens char
try tenor tokenize --keep-case < texts
printf 'no newline at the end' | tenor tokenize -
echo "# a model's tokeniser, and what it does not know"
make_model
try tenor tokenize model texts
echo "The film was xyzzy" | tenor tokenize model
echo "The film was xyzzy" | tenor tokenize model --spans
echo "The film was xyzzy" | tenor tokenize model --json
tenor pack model -o packed 2> /dev/null
echo "The film was xyzzy" | tenor tokenize packed -
try tenor tokenize model --keep-case
try tenor tokenize texts texts
try tenor tokenize none
