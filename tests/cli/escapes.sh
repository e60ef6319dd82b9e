# What a terminal would act on or hide reaches it from nowhere: names of files, options, labels and texts with an escape
# sequence, a bell, C1 and U+202E, through every command. Data in a pipe stays as it is.
script --version > /dev/null 2>&1 || skip "script (of bsdutils) is not installed"
export TERM=dumb LC_ALL=C
turned=$(printf 't\342\200\256v') # labels have no control characters
evil=$(printf 'e\033]0;x\007\302\233\342\200\256v')
raw=$(printf '[\033\007]\\|\302\233\\|\342\200\256\\|\342\200\213')
reviews > reviews.csv
{
    echo "text,label,$evil"
    for i in $(seq 40); do
        echo "the food $i was $evil good,$turned,a"
        echo "the food $i was $evil bad,bad$turned,b"
    done
} > "$evil.csv"
mkdir "$evil"
cp "$evil.csv" "$evil/in.csv"
printf 'the food %s\r\nwas\302\n' "$evil" > "$evil.txt"
printf 'good %s 1 2\nbad 2 1\n' "$evil" > "$evil.vec"

# at_terminal NAME ARGUMENT...: says whether anything raw came through, and the last lines if so.
at_terminal() {
    name=$1
    shift
    command=$(printf '%q' "$TENOR")
    for argument; do command="$command $(printf '%q' "$argument")"; done
    SHELL=/bin/bash script -qec "$command" /dev/null < /dev/null > shown
    if grep -q "$raw" shown; then
        echo "$name: raw"
        grep "$raw" shown | cat -v | head -5 # what it was
    elif grep -q 'u202e\|x1b' shown; then
        echo "$name: escaped"
    else
        echo "$name: nothing to escape"
    fi
}
small="--hidden 4 --dim 4 --epochs 1 --threads 1"
at_terminal train train "$evil.csv" --text text --label label -o "$evil.model" $small
at_terminal evaluate evaluate "$evil.model" "$evil.csv" --text text --label label
at_terminal evaluate-by evaluate "$evil.model" "$evil.csv" --text text --label label --by "$evil" --errors 2
at_terminal evaluate-json evaluate "$evil.model" "$evil.csv" --text text --label label --json
at_terminal classify classify "$evil.model" "$evil.txt" --with-text
at_terminal classify-json classify "$evil.model" "$evil.txt" --json --with-text
at_terminal classify-table classify "$evil.model" "$evil.csv"
at_terminal explain classify "$evil.model" "$evil.txt" --explain
at_terminal missing classify "$evil.model" "$evil.none"
at_terminal inspect inspect "$evil.model"
at_terminal inspect-json inspect "$evil.model" --json
at_terminal pack pack "$evil.model" -o "$evil.packed"
at_terminal tokenize tokenize "$evil.txt" # such characters are in no token
at_terminal vocab vocab "$evil.csv" --text text --label label --vectors "$evil.vec"
at_terminal columns columns "$evil.csv"
at_terminal columns-json columns "$evil.csv" --json
at_terminal split split "$evil.csv" --text text --label label --train "$evil.a.csv" --test "$evil.b.csv"
at_terminal crossvalidate crossvalidate "$evil.csv" --text text --label label --folds 2 $small
at_terminal tune tune "$evil.csv" --text text --label label -o "$evil.tuned" --trials 2 $small
at_terminal audit audit "$evil.csv" --text text --label label --folds 2 $small
at_terminal suggest suggest "$evil.model" "$evil.csv" --count 2
at_terminal option train reviews.csv "--$evil" 1
at_terminal value train reviews.csv --cell "$evil" -o m
at_terminal column train reviews.csv --text "$evil" -o m
at_terminal command "$evil"
at_terminal help help "$evil"

tenor classify "$evil.model" "$evil.csv" > piped 2> /dev/null
echo "piped: $(grep -c "$(printf '\342\200\256')" piped) lines with U+202E"
