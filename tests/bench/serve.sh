#!/bin/sh
# What tenor serve takes of the processor: serve.sh TENOR MODEL [REQUESTS]. Needs wrk and python3. For a sentence of 22
# tokens a request, and for 32 of them in one, microseconds of the server's processor time a text, beside those of tenor
# classify; how late answers are at half of the highest rate; memory before and after REQUESTS (500000) mixed requests, and
# with 1,000 idle connections.
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
memory() { awk '/^VmRSS/ { printf "%.1f MB", $2 / 1024 }' /proc/$server/status; }
total=${3:-500000}
rate=0
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
    [ "$1" != 1 ] || rate=$(awk -v most="$rate" '$1 == "Requests/sec:" { print ($2 > most ? $2 : most) }' "$scratch/wrk")
done

# 64 connections that wait after each answer, so that together they ask half as often.
pause=$(awk -v rate="$rate" 'BEGIN { printf "%.0f", 64 / (rate / 2) * 1000 }')
{ cat "$scratch/1.lua"; echo "function delay() return math.random(0, 2 * $pause) end"; } >"$scratch/half.lua"
wrk -t1 -c64 -d10s --latency -s "$scratch/half.lua" "$url/classify" >"$scratch/wrk"
awk -v most="$rate" '$1 == "99%" { late = $2 } $1 == "Requests/sec:" { printf "%.0f of %.0f requests a second: 99 %% within %s\n", $2, most, late }' "$scratch/wrk"

# Every form, options, explanations, errors.
cat >"$scratch/mixed.lua" <<END
local bodies = {
    { "application/json", [[{"text": "$text"}]] }, { "application/json", [[{"text": "$text", "all": true, "with_text": true}]] },
    { "application/json", [[{"texts": ["$text", "", "good", "$text"], "top": 1}]] }, { "text/plain", "good\\n\\nbad\\n" },
    { "application/x-ndjson", [[{"text": "$text"}]] }, { "application/json", [[{"text": "so good", "explain": true}]] },
    { "application/json", "{" }, { "application/json", [[{"words": 1}]] }, { "text/html", "" },
}
local at = 0
function request()
    at = at % #bodies + 1
    return wrk.format("POST", "/classify", { ["Content-Type"] = bodies[at][1] }, bodies[at][2])
end
END
done=0
while [ "$done" -lt "$total" ]; do
    wrk -t1 -c16 -d5s -s "$scratch/mixed.lua" "$url/classify" >"$scratch/wrk"
    [ "$done" -gt 0 ] || echo "after the first of the mixed requests: $(memory)"
    done=$((done + $(awk '/ requests in / { print $1 }' "$scratch/wrk")))
done
echo "after $done mixed requests: $(memory)"
python3 - "${url##*:}" "$server" <<'END'
import socket, sys, time
port = int(sys.argv[1])
def ask(connection):
    connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
    return connection.recv(4096).startswith(b"HTTP/1.1 200")
idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(1000)]
assert all(map(ask, idle))
time.sleep(1)
begun = time.monotonic()
assert all(map(ask, idle))
each = (time.monotonic() - begun) * 1000
with open(f"/proc/{sys.argv[2]}/status") as file:
    memory = next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024
print(f"1,000 idle connections: {memory:.1f} MB, {each:.0f} us for a request on each")
END
yes "$text" | head -20000 >"$scratch/texts"
before=$(awk '{ print $16 + $17 }' /proc/$$/stat)
"$tenor" classify "$model" "$scratch/texts" --json --threads 1 >"$scratch/answers"
after=$(awk '{ print $16 + $17 }' /proc/$$/stat)
awk -v ticks=$((after - before)) -v hertz="$(getconf CLK_TCK)" \
    'BEGIN { printf "tenor classify --json: %.0f us a text\n", ticks / hertz * 1e6 / 20000 }'
