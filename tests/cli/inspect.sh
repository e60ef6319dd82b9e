make_model
try tenor inspect model | mask | sed -E 's/best_epoch [0-9]+/best_epoch B/'
try tenor inspect model --json | mask | sed -E 's/"best_epoch":[0-9]+/"best_epoch":B/; s/,"epochs":.*/,"epochs":[...]}/'
tenor inspect model --json | grep -o '"epoch":' | wc -l
echo "# what was asked for"
tenor train reviews.csv -o other -q --hidden 4 --dim 6 --layers 2 --cell gru --direction forward --pooling max+mean \
    --dense 5,3 --max-tokens 50 --keep-case --epochs 1 --polarity "negative=-0.5,positive=1" --min-count 1
tenor inspect other | sed -n '1,5p'
tenor inspect other --json | grep -oE '"network":\{[^}]*\}|"labels":\[[^]]*\]|"keep_case":true|"polarity":"[^"]*"'
echo "# no model"
try tenor inspect none
try tenor inspect .
try tenor inspect reviews.csv
