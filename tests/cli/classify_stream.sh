# Answers come while the input is still open.
make_model
mkfifo in out
answer() { read -r -t 20 line <&4 && cut -f1 <<< "${line:0:19}" || echo "no answer to '$1'"; }
for options in --unbuffered "" --json; do
    "$TENOR" classify model $options < in > out &
    exec 3> in 4< out
    for text in good awful good; do
        echo "the food was $text" >&3
        answer $text
    done
    printf 'two are\nhere, and half a' >&3
    answer two > /dev/null
    read -r -t 0.3 line <&4 && echo "an answer to half a line"
    echo " line" >&3
    answer half > /dev/null
    exec 3>&-
    wait
    echo "$(wc -l <&4) more"
    exec 4<&-
done
echo "# rows, too"
"$TENOR" classify model --format csv --unbuffered < in > out 2> /dev/null &
exec 3> in 4< out
echo "id,text" >&3
read -r -t 0.3 line <&4 && echo "an answer to the header alone"
for text in "the food was good" "'two, in" "lines'"; do
    echo "1,$text" | tr "'" '"' | sed 's/1,lines/lines/' >&3
    [ "$text" = "the food was good" ] && answer header
    [ "$text" = "'two, in" ] || answer "$text"
done
exec 3>&- 4<&-
wait
"$TENOR" tokenize < in > out &
exec 3> in 4< out
echo "Don't wait" >&3
answer tokens
exec 3>&- 4<&-
wait
echo "# a model that is written over while it is in use"
mkfifo texts
cp -r model live
"$TENOR" classify live < texts > answers 2> errors &
exec 3> texts
echo "good food" >&3
wait_for answers "" 1
: > live/weights.safetensors
echo "awful room" >&3
exec 3>&-
wait $! || echo "[exit status $?]"
cat errors
