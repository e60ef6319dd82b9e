# Interrupting keeps the best model. With job control on, a background job does not ignore SIGINT.
set -m
reviews > reviews.csv
# Waits until training has begun.
wait_begun() { wait_for said network: 1 && sleep 0.2; }

for signal in INT TERM HUP; do
    "$TENOR" train reviews.csv -o $signal --hidden 8 --dim 8 --lr 0.001 --epochs 1000000 --patience 0 --quiet \
        --log $signal.log --json > json 2> said &
    wait_for $signal.log "{" 2
    stop $signal $!
    sed -E 's/epoch [0-9]+/epoch N/' said
    mask < json | sed -E 's/epoch(s?)":[0-9]+/epoch\1":N/g; s/":[01],/":N,/g; s/":[01]\}/":N}/g'
    echo good | tenor classify $signal | wc -l
    tenor inspect $signal | grep '^labels '
done
rm json
echo "# in the first epoch: a model that was there stays, else there is one of what was learned"
cp -r INT before
for _ in $(seq 200); do tail -n +2 reviews.csv; done > large.csv
large=(large.csv --no-header --text 1 --label 2)
for model in INT fresh; do
    "$TENOR" train "${large[@]}" -o $model --batch 1 --hidden 64 2> said &
    wait_begun
    stop INT $!
    grep "^tenor" said
done
cmp INT/weights.safetensors before/weights.safetensors && echo "it is still there"
ls
echo "# a second one ends at once"
"$TENOR" train "${large[@]}" -o other --batch 65536 --cell lstm --hidden 512 2> said &
wait_begun
kill -INT $!
sleep 0.1
stop INT $!
grep "^tenor" said
ls -d other 2> /dev/null
echo "# a signal that is ignored stays so, as under nohup"
(
    trap '' INT HUP
    "$TENOR" train reviews.csv -o ignored "${small[@]}" --epochs 2000 --patience 0 --quiet --log ignored.log &
    wait_for ignored.log "{" 2
    kill -HUP $!
    stop INT $!
)
wc -l < ignored.log
ls ignored
