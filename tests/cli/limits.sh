# Limits of the system end a run with a typed error: never a crash, never half a model, and nothing left behind.
reviews > reviews.csv
small="--hidden 4 --dim 4 --epochs 1 --threads 1 --quiet"
tenor train reviews.csv -o old $small > /dev/null 2>&1
tenor train reviews.csv -o new $small --seed 2 > /dev/null 2>&1
for i in $(seq 200); do echo "good food $i"; done > texts

# under LIMIT VALUES COMMAND...: the command under each value of a limit of ulimit, on a copy of the old model
under() {
    limit=$1 values=$2
    shift 2
    worked=0 failed=0
    for value in $values; do
        rm -rf model out
        cp -r old model
        status=0
        (ulimit $limit $value && exec "$TENOR" "$@") > said 2>&1 || status=$?
        # 127: the loader already lacked what it needs.
        [ $status -le 4 ] || [ $status = 127 ] || { echo "$limit $value $*: status $status"; cat said; }
        [ $status = 0 ] && worked=$((worked + 1)) || failed=$((failed + 1))
        [ $status = 0 ] || [ -s said ] || echo "$limit $value $*: failed without a word"
        diff -r model old > /dev/null || diff -r model new > /dev/null || echo "$limit $value $*: half a model"
        ! ls -A | grep '^\.tenor-' || echo "$limit $value $*: left behind"
    done
    echo "$limit $1: $([ $failed -gt 0 ] && echo some failed), $([ $worked -gt 0 ] && echo some worked)"
}
files="1 8 64 100000"
under -f "$files" train reviews.csv -o model $small --seed 2
under -f "$files" pack old -o out
under -f "1 100000" classify old texts -o out
descriptors="4 5 6 7 9 100"
under -n "$descriptors" train reviews.csv -o model $small --seed 2
under -n "$descriptors" pack old -o out
under -n "$descriptors" classify old texts -o out

# A sanitizer needs more than any such limit.
if { (ulimit -v 300000 && exec "$TENOR" --version); } > /dev/null 2>&1; then
    for kilobytes in $(seq 6000 4000 40000); do
        status=0
        (ulimit -v $kilobytes && exec "$TENOR" train reviews.csv -o model $small --seed 2) > said 2>&1 || status=$?
        [ $status -le 4 ] || [ $status = 127 ] || { echo "-v $kilobytes: status $status"; cat said; }
        diff -r model old > /dev/null || diff -r model new > /dev/null || echo "-v $kilobytes: half a model"
    done
fi
rm -rf model out
echo "left: $(ls -A | grep -c '^\.tenor-')"

# A corpus that is cut short and one that grows while training waits for the other file.
mkfifo dev.csv
for change in ': >' 'cat reviews.csv >>'; do
    cp reviews.csv corpus.csv
    "$TENOR" train corpus.csv --dev dev.csv -o model $small > said 2>&1 &
    running=$!
    exec 3> dev.csv
    eval "$change corpus.csv"
    cat reviews.csv >&3
    exec 3>&-
    status=0
    wait $running || status=$?
    case $status in 0 | 3 | 4) echo "whole" ;; *) echo "status $status" && cat said ;; esac
done
