# A killed run leaves its unfinished output under a temporary name. The next one that writes there removes it and says
# so, but never one in use.
reviews > reviews.csv
tenor train reviews.csv -o model --hidden 4 --dim 4 --epochs 1 --threads 1 --quiet > /dev/null 2>&1
left() { ls -A | grep -c '^\.tenor-.*\.tmp$' || true; }
for suffix in txt txt.gz; do
    mkfifo texts
    "$TENOR" classify model texts -o out.$suffix > /dev/null 2>&1 &
    running=$!
    exec 3> texts
    echo "good food" >&3
    until [ "$(left)" = 1 ]; do sleep 0.05; done
    echo "good food" | tenor classify model -o other.txt
    echo "while it runs: $(left) temporary file"
    kill -KILL $running
    wait $running 2> /dev/null || true
    exec 3>&-
    # A compressor ends a moment after the command.
    for _ in $(seq 100); do
        echo "good food" | tenor classify model -o other.txt 2> said
        [ "$(left)" != 0 ] || break
        sleep 0.05
    done
    cat said
    echo "after: $(left), out.$suffix: $([ -e out.$suffix ] && echo there || echo none)"
    rm texts
done
