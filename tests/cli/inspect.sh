make_model
try tenor inspect model | mask | sed -E 's/best_epoch [0-9]+/best_epoch B/; s/dev_loss [^,]+/dev_loss N/'
try tenor inspect model --json | mask | sed -E 's/"best_epoch":[0-9]+/"best_epoch":B/; s/,"epochs":.*/,"epochs":[...]}/'
tenor inspect model --json | grep -o '"epoch":' | wc -l
echo "# what was asked for"
tenor train reviews.csv -o other -q --hidden 4 --dim 6 --layers 2 --cell fastgrnn --direction forward --pooling max+mean \
    --dense 5,3 --max-tokens 50 --keep-tokens last --keep-case --epochs 1 --polarity "negative=-0.5,positive=1" --min-count 1
tenor inspect other | sed -n '1,6p'
tenor inspect other --json | grep -oE '"network":\{[^}]*\}|"labels":\[[^]]*\]|"keep_case":true|"polarity":"[^"]*"'
echo "# no model"
try tenor inspect none
try tenor inspect .
try tenor inspect reviews.csv
echo "# control characters in a model: refused or escaped, never acted on by a terminal"
cp other/vocab.json other/weights.safetensors model
csi=$(printf '\302\233')
for hostile in 's/("polarity": *)"neg[^"]*"/\1"a\\u001b[31m\\nb"/' "s/(\"polarity\": *)\"neg[^\"]*\"/\\1\"a${csi}31mb\"/" \
               "s/\"positive\"/\"p${csi}31m\"/" 's/"positive"/"p\\u001b[31m"/' 's/"keep-case"/"k\\u001b[31m"/'; do
    sed -E "$hostile" other/model.json > model/model.json
    cmp -s other/model.json model/model.json && echo "nothing was changed by $hostile"
    for arguments in "inspect model" "inspect model --json" "classify model reviews.csv" "evaluate model reviews.csv"; do
        tenor $arguments 2>&1 | LC_ALL=C grep -a "$(printf '\033')\|$csi"
    done
done
echo "# a number that is not finite, and the hash of it"
cp other/* model
begin=$((8 + $(od -An -tu8 -N8 model/weights.safetensors)))
printf '\0\0\300\177' | dd of=model/weights.safetensors bs=1 seek=$begin conv=notrunc 2> /dev/null
before=$(grep -A9 '"weights.safetensors"' model/model.json | grep -oE '[0-9a-f]{16}' | head -n 1)
now=$(tenor inspect model 2>&1 | grep -oE '[0-9a-f]{16}' | grep -v "$before")
sed "s/$before/$now/" other/model.json > model/model.json
for arguments in "inspect model" "classify model reviews.csv" "evaluate model reviews.csv" "pack model -o packed"; do
    try tenor $arguments 2>&1 | sed -E "s/tensor '[^']*'/tensor 'T'/; s/index [0-9]+/index N/"
done
echo "# all files are checked, and what differs is named"
cp other/* model
tenor inspect model --verify | head -n 2
tenor inspect model --verify --json | grep -o '"verified":true'
tenor pack model -o packed 2> /dev/null
tenor inspect packed --verify | head -n 2
sed 's/"the"/"thy"/' other/vocab.json > model/vocab.json
tenor classify model reviews.csv 2> /dev/null | cmp - <(tenor classify other reviews.csv 2> /dev/null) && echo "opening does not read vocab.json"
hashes() { sed -E 's/(to|says) [0-9a-f]{16}/\1 H/g'; }
try tenor inspect model --verify 2>&1 | hashes
before=$(grep '"vocab.json"' model/model.json | grep -oE '[0-9a-f]{16}')
now=$(tenor inspect model --verify 2>&1 | grep -oE '[0-9a-f]{16}' | grep -v "$before")
sed "s/$before/$now/" other/model.json > model/model.json
try tenor inspect model --verify
sed 's/"the"/"teh "/' other/vocab.json > model/vocab.json
try tenor inspect model 2>&1 | sed -E 's/[0-9]+ bytes|says [0-9]+/N/g'
cp other/* model
printf 'X' | dd of=model/weights.safetensors bs=1 seek=$(($(wc -c < model/weights.safetensors) - 1)) conv=notrunc 2> /dev/null
try tenor inspect model --verify 2>&1 | hashes
echo "# a name with control characters"
cp -r other $'mo\033del'
tenor inspect $'mo\033del' | head -n 1
