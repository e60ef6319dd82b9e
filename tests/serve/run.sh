#!/bin/sh
# Tests of tenor serve by clients in Python: run.sh TENOR NAME. With TENOR_ALL set, as long as they should be once in a
# while. 77: skipped.
set -eu
TENOR=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export TENOR PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
"$TENOR" --version | grep -q libmicrohttpd || { echo "skipped: tenor is built without libmicrohttpd"; exit 77; }
if [ "$2" = page ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
    echo "skipped: chromium is not installed"
    exit 77
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
for i in 1 2 3 4 5 6; do
    printf '"The %s was good, so I am happy.",positive\n"The %s was awful, so I am sad.",negative\n' food$i food$i
done | sed '1i text,label' >reviews.csv
small="--hidden 8 --dim 8 --min-count 1 --lr 0.02 --epochs 3 --quiet"
"$TENOR" train reviews.csv -o model $small
case $2 in
hostile) python3 "$here/hostile.py" $([ -n "${TENOR_ALL:-}" ] && echo 10000 || echo 300) ;;
replace)
    cp -r model first
    "$TENOR" train reviews.csv -o second $small --seed 2
    python3 "$here/replace.py" $([ -n "${TENOR_ALL:-}" ] && echo 200 || echo 10)
    ;;
openapi)
    # Of Debian's python3: another one on the path may lack python3-jsonschema.
    python=python3
    python3 -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3
    sed 's/positive$/good/; s/negative$/bad/' reviews.csv | sed 's/good$/alpha/; s/bad$/beta/' >plain.csv
    "$TENOR" train plain.csv -o plain $small
    "$python" "$here/openapi.py" "$here/../../cli/serve"
    ;;
units) python3 "$here/units.py" "$here/../../cli/serve/systemd" ;;
page) # axe is not part of Debian: with TENOR_ALL, from npm where it can be had
    axe=
    if [ -n "${TENOR_ALL:-}" ] && npm pack axe-core@4 >/dev/null 2>&1 && tar xzf axe-core-*.tgz package/axe.min.js; then
        axe=package/axe.min.js
    fi
    python3 "$here/page.py" "$3" $axe
    ;;
*) python3 "$here/$2.py" ;;
esac
