# Labels typed on a terminal: a key a label, saved at once.
script --version > /dev/null 2>&1 || skip "script (of bsdutils) is not installed"
make_model
printf 'A good film.\nA bad film.\n\nA good film.\nSo \033[2J so, "really".\nThe food was awful.\nThe last.\n' > new.txt
# Keys go to the command when it has asked: after so many prompts.
keys() { # KEYS WORD...: what is typed, one by one; the command
    local typed=$1 prompts
    shift
    rm -f shown keys.fifo
    mkfifo keys.fifo
    script -qefc "$(printf '%q ' "$TENOR" "$@")" /dev/null < keys.fifo > shown 2>&1 &
    local process=$! i
    exec 9> keys.fifo
    for ((i = 0; i < ${#typed}; i++)); do
        for _ in $(seq 400); do
            prompts=$(grep -o 'q quit: ' shown 2> /dev/null | wc -l)
            [ "$prompts" -gt "$i" ] && break
            sleep 0.02
        done
        printf '%s' "${typed:i:1}" >&9
    done
    wait $process
    status=$?
    exec 9>&-
    tr -d '\r' < shown | sed "s#$TENOR#tenor#g; s/$(printf '\033')\[[0-9]*m//g"
    echo "[exit status $status]"
}
export TERM=dumb
echo "# labels, skip, undo, quit"
keys 12u2sq label new.txt -o out.csv --labels positive,negative
cat -v out.csv
echo "# goes on where it stopped"
keys 12q label new.txt -o out.csv --labels positive,negative
cat -v out.csv
keys 1 label new.txt -o out.csv --labels positive,negative
tenor train out.csv -o other "${small[@]}" --quiet --dev-fraction 0.2 && echo trained
keys "" label new.txt -o out.csv --labels positive,negative
echo "# by a model, whose labels they are; JSON Lines"
keys 12q label new.txt -o out.jsonl --model model
sed 's/"text":"[^"]*"/"text":T/' out.jsonl
tenor suggest model new.txt -n 1 > first; head -n 1 out.jsonl | grep -cF "$(cat first)"
keys 1 label reviews.csv -o three.csv --model model -n 1 | tail -n 2
echo "# another model is trained in between, on what the file has"
cp reviews.csv have.csv
printf 'The film was good.\nThe app was poor.\nThe hotel was great.\nSuperb and bad.\nAwful.\n' > more.txt
keys 12112 label more.txt -o have.csv --model model --every 2 | sed 's/\] .*/]/'
tail -n 5 have.csv | sed 's/.*,//'
cp reviews.csv have.csv
keys 12112 label more.txt -o have.csv --model model --every 0 | grep -c training
echo "# copies in other case are asked once, before and after a training; why none was trained"
printf 'Same here.\nSAME  here.\nsame here.\nThe app was poor.\nTHE FILM WAS GOOD.\nThe film was good.\n' > cases.txt
cp reviews.csv have.csv
printf 'the app  was Poor.,negative\n' >> have.csv
keys 12 label cases.txt -o have.csv --model model --every 1 | sed 's/\] .*/]/; s/negative$/LABEL/; s/positive$/LABEL/'
sed 's/"train_examples": *[0-9]*/"train_examples": 1/' model/model.json > model.json && cp -r model tiny && mv model.json tiny/model.json
keys 11 label new.txt -o one.csv --model tiny --every 1 -n 2 | grep -A1 training
echo "# labels that the file has and nobody names"
keys "" label more.txt -o have.csv --labels positive,bad
echo "# a last line without its end, texts of other rows"
printf 'text,label\n"The last.",a' > open.csv
keys 111q label new.txt -o open.csv --labels a,b | tail -n 1; cat -v open.csv
echo "# what cannot be"
try tenor label new.txt -o out2.csv --labels a,b < /dev/null
printf 'label,text\na,b\n' > order.csv
printf 'text,label\n"a' > broken.csv
mkdir folder.csv
for wrong in "-o order.csv --labels a,b" "-o broken.csv --labels a,b" "-o x.txt --labels a,b" "-o folder.csv --labels a,b" "-o new.txt --labels a,b" \
    "-o x.csv" "--labels a,b" "-o x.csv --labels a" "-o x.csv --labels a,,b" "-o x.csv --labels a,a" "-o x.csv --labels $(seq -s, 40)" \
    "-o no/x.csv --labels a,b" "-o x.csv --model nowhere"; do
    keys "" label new.txt $wrong
done
[ -e x.csv ] || echo "no x.csv"
echo "# a signal: the terminal is as before, and what was labeled is there"
cat > inner.sh << 'END'
trap : INT
stty -g > before
sh -c 'echo $$ > pid; exec "$TENOR" label new.txt -o signal.csv --labels a,b'
echo "[exit status $?]"
stty -g > after
cmp before after && echo "terminal: as before"
END
echo "One more." >> new.txt
# Jobs in the background would ignore two of them.
for signal in INT TERM HUP QUIT BUS; do
    mkfifo signal.fifo
    env --default-signal=INT,QUIT script -qefc "sh inner.sh" /dev/null < signal.fifo > shown 2>&1 &
    exec 9> signal.fifo
    wait_for shown '  1 a' 1
    printf 1 >&9
    wait_for shown '  1 a' 2
    if [ $signal = INT ]; then printf '\003' >&9; else kill -$signal "$(cat pid)"; fi
    wait $!
    exec 9>&-
    rm signal.fifo
    tr -d '\r' < shown | sed -n 's/.*\(\[exit\)/\1/; / added to /p; /^\[exit/,$p'
done
cat -v signal.csv
