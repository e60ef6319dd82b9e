#!/bin/sh
# The page of --report in a browser: what must be seen is there, nothing lies outside the window of a phone, it is not
# blank, and it prints. Exits with 77 where there is no Chromium. browser.sh TENOR
set -eu
tenor=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
browser=$(command -v chromium || command -v chromium-browser) || {
    echo "skipped: chromium is not installed"
    exit 77
}
command -v python3 >/dev/null || {
    echo "skipped: python3 is not installed"
    exit 77
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
status=0

# look OPTION...: runs the browser on a page, without a profile or a network of its own.
look() {
    HOME=$scratch timeout 120 "$browser" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --no-first-run --disable-background-networking --user-data-dir="$scratch/profile" --hide-scrollbars \
        --force-device-scale-factor=1 "$@" 2>/dev/null
}
complain() {
    printf '%s\n' "$1"
    status=1
}

{
    echo 'text,label,store'
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        echo "\"The food was good, <script>document.title='broken'</script> and I am happy.\",positive,north"
        [ $((i % 4)) = 0 ] && label=positive || label=negative
        echo "\"The food was bad, so I am sad. averyveryveryveryveryveryveryveryveryveryveryveryverylongword$i\",$label,south"
    done
} >stores.csv
"$tenor" train stores.csv --label label --dev stores.csv -o model --hidden 8 --dim 8 --min-count 1 --lr 0.02 --epochs 4 --quiet
"$tenor" evaluate model stores.csv --label label --by store --report report.html >/dev/null 2>&1

# What the page says once the browser has made something of it. A script would have run.
look --dump-dom "file://$scratch/report.html" >dom.html || complain "the browser ended with a failure"
for seen in 'What to do next' 'How often is it right?' 'Can its probabilities be believed?' 'Which errors is it surest of?' \
    '<svg class="chart"' 'Reliability diagram' 'class="heat"' '</footer>' 'tenor evaluate model stores.csv'; do
    grep -qF "$seen" dom.html || complain "not in the page: $seen"
done
grep -q '<title>broken' dom.html && complain "a script of a text has run"

# A frame of a page beside it tells how wide the page is on a phone: a script of ours may look into it.
cat >phone.html <<'END'
<!DOCTYPE html><body><iframe id=page src=report.html width=390 height=844></iframe><p id=says></p><script>
onload = () => {
    const page = document.getElementById("page").contentDocument.documentElement;
    document.getElementById("says").textContent = "wide: " + page.scrollWidth + " high: " + (page.scrollHeight > 3000);
};
</script>
END
look --allow-file-access-from-files --virtual-time-budget=5000 --dump-dom "file://$scratch/phone.html" >phone.dom ||
    complain "the browser ended with a failure"
grep -qF 'wide: 390 high: true' phone.dom || complain "on a phone: $(grep -o 'says">[^<]*' phone.dom)"

# Light and dark: pictures with many colors, of the right size, and not the same.
for scheme in 0 1; do
    look --blink-settings=preferredColorScheme=$scheme --window-size=1100,1600 --screenshot="$scratch/$scheme.png" \
        "file://$scratch/report.html" >/dev/null || complain "no screenshot"
done
look --no-pdf-header-footer --print-to-pdf="$scratch/report.pdf" "file://$scratch/report.html" >/dev/null ||
    complain "it does not print"
python3 - <<'END' || status=1
import struct
import zlib

def pixels(path):
    """The bytes of a PNG's rows, unfiltered as they are stored: enough to tell a page from a blank one."""
    data = open(path, "rb").read()
    at, packed, size = 8, b"", None
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            size = struct.unpack(">II", data[at + 8:at + 16])
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += length + 12
    return size, zlib.decompress(packed)

light, dark = pixels("1.png"), pixels("0.png")
assert light[0] == dark[0] == (1100, 1600), light[0]
assert light[1] != dark[1], "light and dark are the same"
for name, (_, rows) in ("light", light), ("dark", dark):
    assert len(set(rows[i:i + 3] for i in range(0, len(rows) - 3, 3))) > 200, name + " is blank"
pages = open("report.pdf", "rb").read()
assert pages.startswith(b"%PDF") and len(pages) > 20000, len(pages)
assert len(open("report.html", "rb").read()) < 1000000
END
[ $status = 0 ] && echo "the page is as it should be"
exit $status
