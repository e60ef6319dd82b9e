#!/bin/sh
# usage: compare.sh DATA PEERS [RUNS]: training speed beside PyTorch's, in turn, and the time of one classified line. DATA is as for
# accuracy.sh; PEERS holds torch_rnn.py, which trains the same network (BiLSTM 128, batch 32, Adam) and prints tokens a
# second. Needs Debian's python3-torch. TENOR names the command; build/tenor when not set.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd -P)
tenor=${TENOR:-$root/build/tenor}
data=$1 peers=$2 runs=${3:-3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

median() {
    sort -n | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

for run in $(seq "$runs"); do
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=2 /usr/bin/python3 "$peers/torch_rnn.py" "$data" mr --epochs 3 >"$scratch/torch"
    sed -n 's/.* \([0-9]*\) tok\/s; infer.*/\1/p' "$scratch/torch" >>"$scratch/torch_rates"
    "$tenor" train "$data/mr/train.csv" --dev "$data/mr/dev.csv" -o "$scratch/model" --quiet --threads 2 \
        --cell lstm --hidden 128 --epochs 3 --log "$scratch/log"
    sed -n 's/.*"tokens_per_second":\([0-9]*\).*/\1/p' "$scratch/log" | median >>"$scratch/tenor_rates"
    printf 'run %s: PyTorch %s tokens/s, Tenor %s tokens/s\n' "$run" "$(tail -n 1 "$scratch/torch_rates")" \
        "$(tail -n 1 "$scratch/tenor_rates")"
done
torch=$(median <"$scratch/torch_rates")
ours=$(median <"$scratch/tenor_rates")
awk -v torch="$torch" -v ours="$ours" -v runs="$runs" 'BEGIN {
    printf "training, BiLSTM 128, MR, batch 32, 2 threads, median of %d: PyTorch %d, Tenor %d tokens/s: %.1f times\n",
           runs, torch, ours, ours / torch }'

for run in $(seq 20); do
    before=$(date +%s%N)
    echo "a gripping and funny film" | "$tenor" classify "$scratch/model" >/dev/null
    echo $((($(date +%s%N) - before) / 1000)) >>"$scratch/lines"
done
printf 'one line classified, whole process, median of 20: %s us\n' "$(median <"$scratch/lines")"
