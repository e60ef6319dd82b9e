# The same data, options and seed give the same bytes, at any number of threads.
reviews > reviews.csv
for cell in gru lstm sru; do
    options="--cell $cell --hidden 24 --dim 16 --layers 2 --min-count 1 --epochs 2 --recurrent-dropout 0.1 --word-dropout 0.1 -q"
    tenor train reviews.csv -o $cell-1 $options --threads 1
    tenor train reviews.csv -o $cell-2 $options --threads 2
    tenor train reviews.csv -o $cell-5 $options --threads 5
    tenor train reviews.csv -o $cell-1-again $options --threads 1
    same $cell-1 $cell-2
    same $cell-1 $cell-5
    same $cell-1 $cell-1-again
    tenor train reviews.csv -o $cell-other $options --seed 2
    cmp -s $cell-1/weights.safetensors $cell-other/weights.safetensors && echo "another seed gives the same"
done
true
