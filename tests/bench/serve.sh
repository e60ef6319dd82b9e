#!/bin/sh
# What tenor serve takes of the processor: serve.sh TENOR MODEL. Needs wrk. For a sentence of 22 tokens a request, and
# for 32 of them in one, microseconds of the server's processor time a text, beside those of tenor classify.
set -eu
tenor=$1
model=$2
scratch=$(mktemp -d)
trap 'kill $server 2>/dev/null; rm -rf "$scratch"' EXIT
text='The room was clean and quiet , the staff could not have been kinder , and breakfast was worth the walk down .'

# body FILE JSON: a script for wrk that sends it.
body() {
    printf 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = [[ %s ]]\n' "$2" >"$scratch/$1"
}
body 1.lua "{\"text\": \"$text\"}"
body 32.lua "{\"texts\": [\"$text\"$(for i in $(seq 31); do printf ', "%s"' "$text"; done)]}"

"$tenor" serve model="$model" --listen 127.0.0.1:0 2>"$scratch/said" &
server=$!
until grep -q '^Serving' "$scratch/said"; do sleep 0.1; done
url=$(sed -n 's#^Serving .* at \(http://[^;]*\)/; .*#\1#p' "$scratch/said")
ticks() { awk '{ print $14 + $15 }' /proc/$server/stat; }
for run in "1 1" "1 16" "32 4"; do
    set -- $run
    before=$(ticks)
    wrk -t1 -c"$2" -d5s --latency -s "$scratch/$1.lua" "$url/classify" >"$scratch/wrk"
    after=$(ticks)
    awk -v texts="$1" -v connections="$2" -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" '
        $1 == "99%" { late = $2 }
        / requests in / { requests = $1 }
        END { printf "%d texts a request, %d connections: %.0f us a text, 99 %% within %s\n", texts, connections,
                     ticks / hertz * 1e6 / requests / texts, late }' "$scratch/wrk"
done
yes "$text" | head -20000 >"$scratch/texts"
before=$(awk '{ print $16 + $17 }' /proc/$$/stat)
"$tenor" classify "$model" "$scratch/texts" --json --threads 1 >"$scratch/answers"
after=$(awk '{ print $16 + $17 }' /proc/$$/stat)
awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" \
    'BEGIN { printf "tenor classify --json: %.0f us a text\n", ticks / hertz * 1e6 / 20000 }'
