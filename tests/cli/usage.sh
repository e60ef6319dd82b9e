try tenor
try tenor --version | grep -v '^serves by'
try tenor trian
try tenor zzz
try tenor --verison
try tenor help trian
echo "# words of other tools"
for command in predict test supervised quantize cv; do
    tenor $command x 2>&1 | head -n 1
done
for option in --learning-rate --learning_rate --learningRate --epoch --batch-size --sep --input --random-state -input -lr \
    -wordNgrams -minCount -output -pretrainedVectors -help; do
    tenor train x.csv $option 3 -o m 2>&1 | head -n 1
done
tenor classify m --proba 2>&1 | head -n 1
tenor classify m --predict-proba 2>&1 | head -n 1
tenor inspect m --epoch 2>&1 | head -n 1
for arguments in "train" "classify" "evaluate model" "inspect" "vocab" "pack" "pack model"; do
    try tenor $arguments
done
try tenor inspect a b
try tenor train x.csv
try tenor train path/to/x.csv.gz
try tenor train -
try tenor train x.csv -o
try tenor train x.csv --hidden
try tenor train x.csv --hidden --quiet
try tenor train x.csv --epcohs 3 -o m
try tenor train x.csv --learningrate 3 -o m
try tenor train x.csv --hidden 0 -o m
try tenor train x.csv --lr=fast -o m
try tenor train x.csv --cell=lsmt -o m
try tenor train x.csv --quiet=yes -o m
try tenor train x.csv --skip-bad=maybe -o m
try tenor train x.csv -z -o m
try tenor train - --test - -o m
try tenor classify m --top 0
try tenor classify m --top 1.5
try tenor classify m --threshold 2
try tenor classify m --threshold nan
try tenor classify m --threads
try tenor evaluate m x.csv --dev-fraction 0.5
echo "# no value for what takes none"
try tenor --help=1
try tenor --version=
try tenor train x.csv --help=1
echo "# control characters of what was typed are escaped"
red=$(printf '\033[31m')
for arguments in "$red" "--$red" "train --$red" "train x.csv --lr=$red -o m" "classify $red" "classify m x $red" "inspect a $red" "help $red"; do
    echo "$ tenor $arguments" | tr '\033' '^'
    tenor $arguments 2>&1 | head -n 1
done
