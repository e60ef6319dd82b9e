# A text's probabilities have the same bits whatever it is classified with.
make_model
for i in $(seq 100); do
    echo "the food was good $i"
    echo "the service, $i times, was terrible and the phone poor and $(seq -s ' ' $((i % 20)))"
    echo ""
done > texts
tenor classify model texts --json --all > one-way
tenor classify model texts --json --all --threads 1 | cmp - one-way && echo "one thread"
tenor classify model texts --json --all --threads 4 | cmp - one-way && echo "four threads"
tenor classify model texts --json --all --unbuffered | cmp - one-way && echo "smaller blocks"
tac texts | tenor classify model --json --all | tac | cmp - one-way && echo "backwards"
head -9 texts | while IFS= read -r line; do
    printf '%s\n' "$line" | tenor classify model --json --all
done | cmp - <(head -9 one-way) && echo "one at a time"
