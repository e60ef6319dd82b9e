make_model
seq 100000 > many
echo "# a reader that goes away"
tenor classify model many --json | head -1 | cut -c1-9
tenor vocab reviews.csv 2> /dev/null | head -1
(trap '' PIPE; tenor classify model many; echo "exit status $?" >&2) | head -1 > /dev/null
(trap '' PIPE; tenor tokenize many; echo "exit status $?" >&2) | head -1 > /dev/null
echo "# a full device"
full() { echo "\$ tenor $* > /dev/full"; tenor "$@" > /dev/full; echo "[exit status $?]"; }
for arguments in "classify model many" "classify model many --json" "evaluate model reviews.csv" "inspect model" \
                 "inspect model --json" "tokenize many" "help" "help train" "--version"; do
    full $arguments
done
full train reviews.csv -o other --hidden 8 --epochs 1 -q --json
ls other
full vocab reviews.csv
try tenor pack model -o /dev/full/x
echo "# a closed standard output, a closed standard input"
tenor classify model many >&- ; echo "[exit status $?]"
tenor train reviews.csv -o other "${small[@]}" --epochs 1 -q --log log --json >&- ; echo "[exit status $?]"
wc -l < log
tenor classify model <&- ; echo "[exit status $?]"
echo "# a read that fails"
try tenor classify model .
try tenor tokenize .
