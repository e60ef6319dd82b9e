#!/bin/sh
# usage: suggest.sh DATA OUT [CORPUS...]: test accuracy over the number of labels, for texts drawn at random and for
# those that `tenor suggest` chooses, ROUND (50) at a time, from FIRST (100) to CHOSEN (600) chosen ones and to LAST
# (1000) random ones, over the seeds in SEEDS (1 2 3). The first texts are the same. OPTIONS are those of training; when
# not set, a small network. DATA holds folders with train.csv, whose labels are hidden, and test.csv; rows are a line
# each. OUT gets a file a run, CORPUS-WAY-SEED, of lines "labels accuracy"; a run that is whole is not done again, one
# that was stopped begins again. At the end OUT has suggest.svg, and the means are printed. A run has one thread. TENOR
# names the command; build/tenor when not set.
set -eu
[ $# -ge 2 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd -P)
tenor=${TENOR:-$here/../../build/tenor}
data=$1 out=$2
shift 2
[ $# -gt 0 ] || set -- mr sst2 subj trec waimai
first=${FIRST:-100} round=${ROUND:-50}
options=${OPTIONS---hidden 32 --lr 0.003 --epochs 20}
mkdir -p "$out"

# take COUNT FROM: moves the first rows of the table to the labeled ones.
take() {
    tail -n +2 "$2" | head -n "$1" >"$work/taken"
    cat "$work/taken" >>"$work/labeled.csv"
    awk 'FILENAME == ARGV[1] { drop[$0] = 1; next } !($0 in drop)' "$work/taken" "$work/pool.csv" >"$work/rest.csv"
    mv "$work/rest.csv" "$work/pool.csv"
}

# run CORPUS WAY SEED
run() {
    result=$out/$1-$2-$3
    work=$result.work
    last=${LAST:-1000}
    [ "$2" = random ] || last=${CHOSEN:-600}
    [ -e "$work" ] || [ ! -e "$result" ] || return 0
    rm -rf "$work" "$result"
    mkdir "$work"
    head -n 1 "$data/$1/train.csv" | tee "$work/pool.csv" >"$work/labeled.csv"
    # The order is drawn by a generator of the script's own: that of awk or shuf is another everywhere.
    tail -n +2 "$data/$1/train.csv" | awk -v seed="$3" '
        BEGIN { state = seed * 7919 + 12345; for (i = 0; i < 20; i++) draw() }
        function draw() { state = (state * 16807) % 2147483647; return state }
        !seen[$0]++ { print draw() "\t" $0 }' | sort -n | cut -f 2- >>"$work/pool.csv"
    take "$first" "$work/pool.csv"
    while :; do
        count=$(($(wc -l <"$work/labeled.csv") - 1))
        # shellcheck disable=SC2086
        "$tenor" train "$work/labeled.csv" -o "$work/model" --quiet --threads 1 --seed "$3" $options >"$work/log" 2>&1
        "$tenor" evaluate "$work/model" "$data/$1/test.csv" --json --threads 1 2>>"$work/log" |
            sed -n "s/.*\"tokens_per_second\":[^,]*,\"accuracy\":\([0-9.]*\).*/$count \1/p" >>"$result"
        [ "$count" -lt "$last" ] || break
        if [ "$2" = suggest ]; then
            "$tenor" suggest "$work/model" "$work/pool.csv" --count "$round" --threads 1 >"$work/chosen.csv" 2>>"$work/log"
            take "$round" "$work/chosen.csv"
        else
            take "$round" "$work/pool.csv"
        fi
    done
    rm -rf "$work"
}

for corpus; do
    for seed in ${SEEDS:-1 2 3}; do
        for way in random suggest; do
            run "$corpus" "$way" "$seed"
        done
    done
done

# A line each: corpus, way, labels, mean accuracy.
for corpus; do
    for way in random suggest; do
        cat "$out/$corpus-$way"-* | awk -v what="$corpus $way" '
            { sum[$1] += $2; count[$1]++ }
            END { for (labels in sum) printf "%s %d %.4f\n", what, labels, sum[labels] / count[labels] }' | sort -k 3n
    done
done | tee "$out/means" | awk -f "$here/suggest.awk" >"$out/suggest.svg"
awk '
    $2 == "random" { random[$1, $3] = $4 }
    $2 == "suggest" { chosen[$1, $3] = $4 }
    { corpora[$1] = 1; if ($3 > most[$2]) most[$2] = $3; at[$3] = 1 }
    END {
        for (corpus in corpora) {
            need = ""
            for (labels = 1; labels <= most["suggest"] && need == ""; labels++)
                if (labels in at && (corpus, labels) in chosen &&
                    chosen[corpus, labels] >= random[corpus, most["random"]])
                    need = labels
            printf "%-8s random %d: %.1f   random %d: %.1f   chosen %d: %.1f   as good as all random: %s chosen\n",
                corpus, most["random"], 100 * random[corpus, most["random"]], most["suggest"],
                100 * random[corpus, most["suggest"]], most["suggest"], 100 * chosen[corpus, most["suggest"]],
                need == "" ? "more than " most["suggest"] : need
        }
    }' "$out/means"
