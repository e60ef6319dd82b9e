# PyTorch takes the tensors as they are, and gives the probabilities that tenor gives.
python=
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import torch, numpy' 2> /dev/null && python=$candidate && break
done
[ -n "$python" ] || skip "PyTorch (python3-torch) is not installed"
make_model
reviews | sed -nE 's/^"(.*)",.*$/\1/p' > texts
echo "zzz unknown words" >> texts
models=
for cell in lstm gru rnn; do
    for reading in both:max+attention forward:max; do
        model=$cell-${reading#*:}
        tenor train reviews.csv -o $model --cell $cell --direction ${reading%:*} --pooling ${reading#*:} --hidden 12 \
            --dim 10 --layers 2 --min-count 1 --epochs 2 --ngrams 0 -q
        tenor classify $model texts --json --all > $model/answers
        tenor tokenize $model texts --json > $model/tokens
        models="$models $model"
    done
done
# With an n-gram model, as by default: without its tensors, those of the network load.
tenor train reviews.csv -o ngrams --min-count 1 --epochs 2 -q
"$python" "$here/pytorch.py" $models ngrams
