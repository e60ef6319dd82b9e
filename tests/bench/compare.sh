#!/bin/bash
# usage: compare.sh DATA [FOLDER]: Tenor compared with PyTorch, onnxruntime, fastText and wc, each in turn with it (A B A B), and
# a table of medians: FOLDER/compare.md, .tsv and .json, and FOLDER/cost.svg. DATA holds folders mr, sst2, imdb and waimai
# with train.csv, dev.csv and test.csv. FOLDER (build/compare) also gets what is installed from npm. Takes some 20 minutes;
# wants a machine that does nothing else. Variables:
#
#   RUNS      5                  of each, of which the median counts
#   MEASURES  "1 2 ... 11"       which rows of the table
#   CORPORA   "mr sst2 imdb"     of measure 9
#   OPTIONS   "--epochs 1 --hidden 16 --dim 16"   of `tenor train` in measure 9
#   TENOR     build/tenor        the command; the benchmark's own programs are in tests/ beside it
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
root=$(cd "$here/../.." && pwd -P)
[ $# -ge 1 ] || { sed -n 's/^# \{0,1\}//; 2,/^$/p' "$0" >&2; exit 2; }
data=$(cd "$1" && pwd -P)
folder=${2:-$root/build/compare}
runs=${RUNS:-5}
measures=" ${MEASURES:-1 2 3 4 5 6 7 8 9 10 11} "
tenor=$(realpath "${TENOR:-$root/build/tenor}")
programs=$(dirname "$tenor")/tests
mkdir -p "$folder"
folder=$(cd "$folder" && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8
# OpenBLAS chooses its kernels by itself: what others may have set is mostly slower.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

# ---- helpers ----

wanted() {
    local number
    for number; do
        [[ $measures != *" $number "* ]] || return 0
    done
    return 1
}

say() { printf '%s\n' "$*" >&2; }
note() { printf '%s\n' "$2" >>"$scratch/$1"; }         # note NAME FIGURE: one more of those figures
median() { sort -g "$scratch/$1" | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }
compute() { awk "BEGIN { printf \"%.6g\", $1 }"; }
field() { grep -o "\"$1\":[0-9.]*" | head -n 1 | cut -d: -f2; } # field NAME: of the JSON on standard input

# row NUMBER MEASURE UNIT PEER ITS-FIGURE TENOR'S TARGET VALUE BOUND: a line of the table; met when VALUE >= BOUND, or
# where TARGET says "at most", VALUE <= BOUND.
row() {
    awk -v OFS='\t' -v n="$1" -v what="$2" -v unit="$3" -v peer="$4" -v theirs="$5" -v ours="$6" -v target="$7" \
        -v value="$8" -v bound="$9" '
        function figure(x) { return x >= 100 ? sprintf("%d", x + 0.5) : sprintf("%.3g", x) }
        BEGIN {
            met = target ~ /at most|no more|less/ ? value + 0 <= bound + 0 : value + 0 >= bound + 0
            ratio = theirs + 0 > 0 ? sprintf("%.2f", ours / theirs) : "-"
            print n, what, unit, peer, figure(theirs), figure(ours), ratio, target, met ? "yes" : "no" }' | tee -a "$folder/compare.tsv" >&2
}

# ---- peers ----

onnxruntime=1.30.0

# Whole, and of that version.
has_onnxruntime() {
    (cd "$folder" && node -e "require('onnxruntime-node')
        process.exit(require('./node_modules/onnxruntime-node/package.json').version === '$onnxruntime' ? 0 : 1)") 2>/dev/null
}

install_onnxruntime() {
    rm -rf "$folder/node_modules"
    if ! (cd "$folder" && npm init -y && ONNXRUNTIME_NODE_INSTALL=skip npm install "onnxruntime-node@$onnxruntime") \
        >"$folder/npm.log" 2>&1 || ! has_onnxruntime; then
        cat "$folder/npm.log" >&2
        say "compare.sh: onnxruntime-node $onnxruntime could not be installed from npm"
        exit 1
    fi
}

install_peers() {
    if wanted 1 2 4 5 6; then
        # Without OpenBLAS, PyTorch makes do with the reference BLAS, a sixth as fast.
        { /usr/bin/python3 -c 'import torch' && ls /usr/lib/*/openblas-pthread/libblas.so.3; } >/dev/null 2>&1 ||
            sh "$root/tests/install.sh" python3 python3-torch libopenblas0-pthread
    fi
    wanted 7 9 && { command -v fasttext >/dev/null || sh "$root/tests/install.sh" fasttext; }
    if wanted 4 5 6; then
        command -v npm >/dev/null || sh "$root/tests/install.sh" nodejs npm
        has_onnxruntime || install_onnxruntime
        if [ ! -f "$folder/lstm.onnx" ]; then
            /usr/bin/python3 "$here/peers/export_onnx.py" "$folder/lstm.onnx.tmp"
            mv "$folder/lstm.onnx.tmp" "$folder/lstm.onnx"
        fi
        cp "$here/peers/onnxruntime.js" "$folder"
    fi
    return 0
}

torch_rate() { # CELL
    OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=2 /usr/bin/python3 "$here/peers/torch_rnn.py" "$data/mr/train.csv" --cell "$1"
}

# Of one epoch, when PyTorch's network and settings are Tenor's too.
tenor_rate() { # THREADS OPTION...
    local threads=$1
    shift
    "$tenor" train "$data/mr/train.csv" --dev "$data/mr/dev.csv" -o "$scratch/rate.model" --quiet --log "$scratch/log" \
        --threads "$threads" --hidden 128 --batch 32 --optimizer adam --lr 0.001 --clip 5 --dropout 0.5 \
        --embedding-dropout 0.5 --average 0 --pooling max --init random --ngrams 0 --epochs 3 --patience 0 "$@"
    sed -n 's/.*"tokens_per_second":\([0-9]*\).*/\1/p' "$scratch/log" | sort -n | sed -n 2p
}

process() { "$programs/bench_process" "$@"; } # RUNS INPUT COMMAND...: median seconds and peak kilobytes

# ---- 1, 2, 3: training ----

measure_training() {
    local run cell limit most
    limit=$("$programs/bench_parts" --json products | tr -d ' \n' | sed 's/.*"threads":2,"limit":\([0-9.]*\).*/\1/')
    for run in $(seq "$runs"); do
        say "training, run $run of $runs"
        note torch_lstm "$(torch_rate lstm)"
        note lstm "$(tenor_rate 2 --cell lstm)"
        note lstm_one "$(tenor_rate 1 --cell lstm)"
        note sru "$(tenor_rate 2 --cell sru --layers 2)"
        note torch_gru "$(torch_rate gru)"
        note gru "$(tenor_rate 2 --cell gru)"
    done
    for cell in lstm gru; do
        local ours theirs gates
        ours=$(median $cell) theirs=$(median torch_$cell)
        gates=$([ $cell = lstm ] && echo 4 || echo 3)
        # A token forward, and twice that backward: 2 operations, 2 directions, gates of 128 units on 100 + 128 numbers.
        most=$(compute "int($limit * 1e9 / (3 * 2 * 2 * $gates * 128 * (100 + 128)))")
        if wanted 1; then
            row 1 "training, Bi${cell^^} 128, MR" tokens/s PyTorch "$theirs" "$ours" "at least 6 times" "$(compute "$ours / $theirs")" 6
            row 1 "the same, compared with the arithmetic limit ($limit GFLOP/s)" tokens/s limit "$most" "$ours" "at least 60 %" \
                "$(compute "$ours / $most")" 0.6
        fi
    done
    if wanted 2; then
        row 2 "training, two layers of SRU 128, compared with one of LSTM" tokens/s PyTorch "$(median torch_lstm)" "$(median sru)" \
            "at least 20 times" "$(compute "$(median sru) / $(median torch_lstm)")" 20
        most=$(compute "int($limit * 1e9 / (3 * 2 * 2 * 4 * 128 * (100 + 256)))")
        row 2 "the same, compared with the arithmetic limit ($limit GFLOP/s)" tokens/s limit "$most" "$(median sru)" "at least 60 %" \
            "$(compute "$(median sru) / $most")" 0.6
    fi
    if wanted 3; then
        row 3 "training, two threads compared with one" tokens/s "Tenor, one" "$(median lstm_one)" "$(median lstm)" "at least 1.8 times" \
            "$(compute "$(median lstm) / $(median lstm_one)")" 1.8
    fi
}

# ---- 4, 5, 6: inference ----

texts_of() { for split; do /usr/bin/python3 "$here/peers/fasttext_lines.py" "$split" | cut -d' ' -f2-; done; }

# rate_rows NUMBER CELL NETWORK TARGET BOUND: Tenor's batches and a whole process, each compared with onnxruntime's batches.
rate_rows() {
    local how figure onnx
    onnx=$(median onnx_rate)
    for how in "evaluate:text to probabilities" "classify:the whole process of tenor classify"; do
        figure=$(median "${how%%:*}_$2")
        row "$1" "MR's texts, $3, ${how#*:}" tokens/s "onnxruntime, ids" "$onnx" "$figure" "$4" "$(compute "$figure / $onnx")" "$5"
    done
}

measure_inference() {
    local run cell model
    texts_of "$data"/mr/{train,dev,test}.csv >"$scratch/texts"
    { cat "$data/mr/train.csv"; tail -q -n +2 "$data"/mr/{dev,test}.csv; } >"$scratch/texts.csv"
    for cell in lstm sru; do
        "$tenor" train "$data/mr/train.csv" --dev "$data/mr/dev.csv" -o "$scratch/$cell.model" --quiet --cell $cell --pooling max --ngrams 0 \
            --epochs 1
        "$tenor" evaluate "$scratch/$cell.model" "$scratch/texts.csv" --json | field tokens >"$scratch/tokens"
    done
    for run in $(seq "$runs"); do
        say "inference, run $run of $runs"
        (cd "$folder" && node onnxruntime.js lstm.onnx) >"$scratch/onnx"
        note onnx_one "$(cut -d' ' -f1 "$scratch/onnx")"
        note onnx_rate "$(cut -d' ' -f2 "$scratch/onnx")"
        for cell in lstm sru; do
            model=$scratch/$cell.model
            note "evaluate_$cell" "$("$tenor" evaluate "$model" "$scratch/texts.csv" --threads 2 --json | field tokens_per_second)"
            note "classify_$cell" "$(compute "$(cat "$scratch/tokens") / $(process 1 "$scratch/texts" "$tenor" classify "$model" --threads 2 | cut -d' ' -f1)")"
        done
        "$programs/bench_parts" --json --model "$scratch/lstm.model" models >"$scratch/models"
        note one "$(sed 's/": /":/g' "$scratch/models" | field p50)"
        note allocations "$(sed 's/": /":/g' "$scratch/models" | field allocations)"
    done
    if wanted 4; then rate_rows 4 lstm "BiLSTM 128" "at least 1.5 times" 1.5; fi
    if wanted 5; then
        row 5 "one sentence of 22 tokens, one thread, words to probabilities" us "onnxruntime, ids" "$(median onnx_one)" "$(median one)" \
            "at most half" "$(compute "$(median one) / $(median onnx_one)")" 0.5
        row 5 "the same, allocations" number none 0 "$(median allocations)" "at most 0" "$(median allocations)" 0
    fi
    if wanted 6; then rate_rows 6 sru "SRU 128, their BiLSTM" "at least 5 times" 5; fi
}

# ---- 7 and 9: whole processes, and fastText ----

# fasttext_lines NAME: the corpus as fastText wants it, in $scratch/NAME.train, .dev and .test.
fasttext_lines() {
    local split
    for split in train dev test; do
        [ -f "$scratch/$1.$split" ] || /usr/bin/python3 "$here/peers/fasttext_lines.py" "$data/$1/$split.csv" >"$scratch/$1.$split"
    done
}

fasttext_train() { # NAME EPOCHS RATE
    process 1 /dev/null fasttext supervised -input "$scratch/$1.train" -output "$scratch/$1.fasttext" -wordNgrams 2 -epoch "$2" \
        -lr "$3" -dim 100 -thread 2 -verbose 0 2>/dev/null | cut -d' ' -f1
}

fasttext_accuracy() { fasttext test "$scratch/$1.fasttext.bin" "$scratch/$1.$2" | awk '/P@1/ { print 100 * $2 }'; }

# Its best settings of six, by dev: "EPOCHS RATE".
fasttext_tune() {
    local epochs rate
    fasttext_lines "$1"
    for epochs in 5 10 25; do
        for rate in 0.1 0.5; do
            fasttext_train "$1" $epochs $rate >/dev/null
            echo "$(fasttext_accuracy "$1" dev) $epochs $rate"
        done
    done | sort -g | tail -n 1 | cut -d' ' -f2-
}

measure_lines() {
    local run
    echo "a gripping and funny film" >"$scratch/line"
    fasttext_lines mr
    fasttext_train mr 5 0.1 >/dev/null
    "$tenor" train "$data/mr/train.csv" --dev "$data/mr/dev.csv" -o "$scratch/mr.model" --quiet --epochs 1
    "$programs/bench_parts" corpus 60000 >"$scratch/words.csv"
    "$tenor" train "$scratch/words.csv" -o "$scratch/words.model" --quiet --epochs 1 --min-count 1 --max-vocab 60000
    for run in $(seq "$runs"); do
        note line_mr "$(compute "1000 * $(process 20 "$scratch/line" "$tenor" classify "$scratch/mr.model" | cut -d' ' -f1)")"
        note line_words "$(compute "1000 * $(process 20 "$scratch/line" "$tenor" classify "$scratch/words.model" | cut -d' ' -f1)")"
        note line_fasttext "$(compute "1000 * $(process 3 "$scratch/line" fasttext predict-prob "$scratch/mr.fasttext.bin" - | cut -d' ' -f1)")"
    done
    row 7 "one line, the whole process, MR model" ms fastText "$(median line_fasttext)" "$(median line_mr)" "at most 8 ms" "$(median line_mr)" 8
    row 7 "one line, the whole process, model of 60,000 words" ms "fastText, MR" "$(median line_fasttext)" "$(median line_words)" \
        "at most 20 ms" "$(median line_words)" 20
}

measure_runs() {
    local name run settings repeats ours theirs options=${OPTIONS:---epochs 1 --hidden 16 --dim 16}
    for name in ${CORPORA:-mr sst2 imdb}; do
        say "tuning fastText on $name"
        settings=$(fasttext_tune "$name")
        repeats=$([ $name = imdb ] && compute "int(($runs + 1) / 2)" || echo "$runs")
        for run in $(seq "$repeats"); do
            say "whole runs on $name, $run of $repeats"
            note "fasttext_$name" "$(fasttext_train "$name" $settings)"
            note "fasttext_accuracy_$name" "$(fasttext_accuracy "$name" test)"
            note "run_$name" "$(process 1 /dev/null "$tenor" train "$data/$name/train.csv" --dev "$data/$name/dev.csv" \
                -o "$scratch/$name.run" --quiet --threads 2 $options | cut -d' ' -f1)"
        done
        theirs=$(median "fasttext_accuracy_$name")
        ours=$("$tenor" evaluate "$scratch/$name.run" "$data/$name/test.csv" --json | field accuracy)
        ours=$(compute "100 * $ours")
        row 9 "$name: from start to a saved model (fastText: epochs and rate $settings)" s fastText "$(median "fasttext_$name")" \
            "$(median "run_$name")" "less time" "$(compute "$(median "run_$name") / $(median "fasttext_$name")")" 1
        row 9 "$name: its accuracy on test" % fastText "$theirs" "$ours" "at least as good" "$ours" "$theirs"
    done
}

# ---- 8, 10, 11 ----

measure_tokens() {
    local run name file
    for name in imdb waimai; do
        file=$data/$name/train.csv
        for run in $(seq "$runs"); do
            note "wc_$name" "$(process 1 /dev/null wc -w "$file" | cut -d' ' -f1)"
            "$programs/bench_parts" --json --text "$file" tokens | sed 's/": /":/g' | grep '"unit":"word"' >"$scratch/rate"
            note "tokens_$name" "$(compute "$(field size <"$scratch/rate") / $(field bytes <"$scratch/rate")")"
        done
        row 8 "tokenizing $name's train.csv, one thread" s "wc -w" "$(median "wc_$name")" "$(median "tokens_$name")" "no more time" \
            "$(compute "$(median "tokens_$name") / $(median "wc_$name")")" 1
    done
}

measure_memory() {
    local peak short long
    peak=$(process 1 /dev/null "$tenor" train "$data/imdb/train.csv" --dev "$data/imdb/dev.csv" -o "$scratch/imdb.model" --quiet \
        --threads 2 --epochs 1 | cut -d' ' -f2)
    peak=$(compute "$peak / 1000")
    row 10 "peak memory, training on IMDB" MB limit 500 "$peak" "at most 500 MB" "$peak" 500
    texts_of "$data"/mr/{train,dev,test}.csv >"$scratch/short"
    cat "$scratch"/{short,short,short,short,short,short,short,short} >"$scratch/long"
    short=$(process 1 "$scratch/short" "$tenor" classify "$scratch/imdb.model" | cut -d' ' -f2)
    long=$(process 1 "$scratch/long" "$tenor" classify "$scratch/imdb.model" | cut -d' ' -f2)
    row 10 "peak memory, classifying 85,000 lines compared with 10,700" MB "Tenor, 10,700" "$(compute "$short / 1000")" \
        "$(compute "$long / 1000")" "at most 5 % more" "$(compute "$long / $short")" 1.05
}

measure_cost() {
    "$programs/bench_cost" >"$folder/cost.tsv"
    awk -f "$here/plot.awk" "$folder/cost.tsv" >"$folder/cost.svg"
    say "cost against work: $folder/cost.svg"
}

# ---- all of it ----

version_of() { dpkg-query -W -f '${source:Upstream-Version}' "$1" 2>/dev/null || echo "not installed"; }

machine() {
    echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, Linux $(uname -r), $(. /etc/os-release && echo "$PRETTY_NAME"); $("$tenor" --version | head -n 1), PyTorch $(version_of python3-torch) with OpenBLAS $(version_of libopenblas0-pthread), onnxruntime $(sed -n 's/.*"version": "\(.*\)".*/\1/p' "$folder/node_modules/onnxruntime-node/package.json" 2>/dev/null | head -n 1), fastText $(version_of fasttext); median of $runs"
}

write_tables() {
    {
        machine
        printf '\n| # | measure | unit | compared with | result | Tenor | ratio | target | met |\n|---|---|---|---|---|---|---|---|---|\n'
        sed 's/\t/ | /g; s/.*/| & |/' "$folder/compare.tsv"
    } >"$folder/compare.md"
    awk -F '\t' -v machine="$(machine | sed 's/"/\\"/g')" '
        function number(x) { return x ~ /^[0-9.e+-]+$/ && x != "-" ? x : "null" }
        BEGIN { printf "{\"machine\":\"%s\",\"rows\":[", machine }
        {
            printf "%s\n{\"number\":%s,\"measure\":\"%s\",\"unit\":\"%s\",\"peer\":\"%s\",\"peer_figure\":%s,\"tenor_figure\":%s,\"ratio\":%s,\"target\":\"%s\",\"met\":%s}",
                (NR > 1 ? "," : ""), $1, $2, $3, $4, number($5), number($6), number($7), $8, $9 == "yes" ? "true" : "false"
        }
        END { print "\n]}" }' "$folder/compare.tsv" >"$folder/compare.json"
}

: >"$folder/compare.tsv"
install_peers
if wanted 1 2 3; then measure_training; fi
if wanted 4 5 6; then measure_inference; fi
if wanted 7; then measure_lines; fi
if wanted 8; then measure_tokens; fi
if wanted 9; then measure_runs; fi
if wanted 10; then measure_memory; fi
if wanted 11; then measure_cost; fi
write_tables
cat "$folder/compare.md"
