# The server: what is asked for and what is answered, errors, its limits, its token and its log.
command -v curl > /dev/null || skip "curl is not installed"
tenor --version | grep -q libmicrohttpd || skip "tenor is built without libmicrohttpd"
make_model
unset NOTIFY_SOCKET LISTEN_PID LISTEN_FDS

# start OPTION...: serves the model, at $server.
start() {
    "$TENOR" serve "$@" --listen 127.0.0.1:0 2> said &
    pid=$!
    wait_for said Serving 1
    server=$(sed -n 's#^Serving .* at \(http://[^;]*\)/; .*#\1#p' said)
}
# ask PATH OPTION...: what curl gets, without numbers that are not whole.
ask() {
    local path=$1
    shift
    echo "# $path $*"
    curl -sS --max-time 60 "$server$path" "$@" | sed -E 's/-?[0-9]+\.[0-9]+(e-?[0-9]+)?|-?[0-9]e-[0-9]+/N/g'
}
json=(-H "Content-Type: application/json" -d)
plain=(-H "Content-Type: text/plain; charset=utf-8" --data-binary)
lines=(-H "Content-Type: application/x-ndjson" --data-binary)
label() { sed -E 's/"(positive|negative)"/"LABEL"/g'; }

start model
sed -E 's/:[0-9]+\//:PORT\//' said
ask /healthz
ask /models | sed -E 's/"version":"[0-9a-f]{16}"/"version":"HASH"/; s/"scores":\{[^}]*\}/"scores":{...}/'
ask /classify "${json[@]}" '{"text": "The food was good."}' | label
ask /classify "${json[@]}" '{"texts": ["good", "", "caf\u00e9 \ud83d\ude00"], "with_text": true, "threshold": 0.1}' | label
ask /classify "${json[@]}" '{"text": "good", "all": true, "polarity": true}' | sed -E 's/"label":"[a-z]*"/"label":"LABEL"/; s/"(positive|negative)":N,"(positive|negative)":N/both/'
ask /classify "${json[@]}" '{"text": "good food", "explain_label": "negative"}' | sed -E 's/"ngrams":.*//' | sed -E 's/"label":"[a-z]*"/"label":"LABEL"/'
printf 'good food\r\n\nawful food' | ask /classify?with_text "${plain[@]}" @- | label
printf '{"text": "good"}\n{"text": "awful"}\n' | ask "/v1/model/classify?top=1&with_text=true" "${lines[@]}" @- | label
echo "# the same as classify"
reviews | cut -d, -f2- | head -20 > texts
curl -sS "$server/classify?all" "${plain[@]}" @texts > got
tenor classify model texts --json --all --format lines | cmp - got && echo "the same"
for i in $(seq 200); do cat texts; done > many
curl -sS "$server/classify?all" "${plain[@]}" @many > got
tenor classify model many --json --all --format lines | cmp - got && echo "the same, in slices"
echo "# errors"
for body in '' '{"text": "a"' '{"text": 1}' '{"words": "a"}' '{"text": "a", "top": 0}' '{"text": "a", "explain_label": "good"}'; do
    ask /classify "${json[@]}" "$body"
done
printf 'caf\xe9' | ask /classify "${plain[@]}" @-
printf '{"text": "a"}\n{"text": "b", "id": 1}\n' | ask /classify "${lines[@]}" @-
printf '{"text": "a"}\nb\n' | ask /classify "${lines[@]}" @-
ask /classify -d text=good
ask /classify
ask /classify?tops=1 "${json[@]}" '{"text": "a"}'
ask /classify?top=1 "${json[@]}" '{"text": "a", "top": 1}'
ask /v1/other/classify "${json[@]}" '{"text": "a"}'
ask /nothing
echo "# what it counts"
ask /metrics | grep -E '^tenor_(requests|texts|models)' | grep -v 'status="0"'
stop TERM $pid

echo "# limits, token, origin, log"
printf 'open sesame\n' > bad
try tenor serve model --token-file bad 2>&1
printf 'opensesame\n' > token
start model --token-file token --cors https://example.org --max-texts 2 --max-body 100 --log log
ask /healthz
ask /models
ask /models -H "Authorization: Bearer opensesam"
ask /classify -H "Authorization: Bearer opensesame" "${json[@]}" '{"texts": ["a", "b", "c"]}'
ask /classify -H "Authorization: bearer opensesame" "${json[@]}" "{\"text\": \"$(printf '%0200d' 0)\"}"
for origin in https://example.org https://example.com; do
    curl -sSi -X OPTIONS -H "Origin: $origin" "$server/classify" | tr -d '\r' | grep -iE '^HTTP|^access'
done
stop TERM $pid
sed -E 's/"time":"[^"]*"/"time":"TIME"/; s/"microseconds":[0-9]+/"microseconds":N/' log

echo "# a rate"
start model --rate 0.01
for i in 1 2 3; do curl -sS -o /dev/null -w '%{http_code}\n' "$server/healthz"; done | sort -u
stop INT $pid

echo "# several models, a socket in the file system"
"$TENOR" serve one=model model --listen unix:socket 2> said &
pid=$!
wait_for said Serving 1
cat said
curl -sS --unix-socket socket -H "Content-Type: application/json" -d '{"text": "a"}' http://tenor/classify
curl -sS --unix-socket socket -H "Content-Type: application/json" -d '{"text": "a"}' http://tenor/v1/one/classify | label | sed -E 's/[0-9]+\.[0-9]+/N/'
curl -sS --unix-socket socket http://tenor/metrics | grep -c '^tenor_model_info'
stop TERM $pid
ls socket 2>&1

echo "# mistakes"
try tenor serve
try tenor serve nothing 2>&1
try tenor serve model model 2>&1
try tenor serve "a b=model" 2>&1
try tenor serve model --listen 8080 2>&1
try tenor serve model --listen 127.0.0.1:99999 2>&1
try tenor serve model --listen unix: 2>&1
try tenor serve model --max-body 0 2>&1
"$TENOR" serve model --listen 0.0.0.0:0 --quiet 2> said &
pid=$!
wait_for said 'tenor serve' 1
sed -E 's/:[0-9]+\//:PORT\//' said
stop TERM $pid
