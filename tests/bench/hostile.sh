#!/bin/sh
# Processor time a byte on thirty kinds of hostile text, 1 and 4 MiB of each as one line through classify.
#
#   tests/bench/hostile.sh TENOR MODEL
set -eu
tenor=$1 model=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

nanoseconds() { # FILE: of processor time a byte
    TIMEFORMAT='%U %S' bash -c 'time "$@" > /dev/null 2>&1' - "$tenor" classify "$model" "$1" --threads 1 2> "$scratch/time"
    awk -v size="$(wc -c < "$1")" '{ printf "%.0f", ($1 + $2) * 1e9 / size }' "$scratch/time"
}

printf '%-28s %10s %10s\n' text '1 MiB' '4 MiB'
while read -r pattern; do
    for size in 1 4; do
        printf '%b' "$pattern" > "$scratch/unit"
        # Doubled until it is long enough.
        cp "$scratch/unit" "$scratch/text"
        while [ "$(wc -c < "$scratch/text")" -lt $((size << 20)) ]; do
            cat "$scratch/text" "$scratch/text" > "$scratch/twice"
            mv "$scratch/twice" "$scratch/text"
        done
        head -c $((size << 20)) "$scratch/text" > "$scratch/$size"
    done
    printf '%-28s %10s %10s\n' "$pattern" "$(nanoseconds "$scratch/1")" "$(nanoseconds "$scratch/4")"
done << 'PATTERNS'
a
a\0040
1,
a.
!
..
--
'
`
a@
@a.
a:
:)
:-)
http://a!
www.
U.S.
l'
n't
\0303\0211
e\0314\0201
\0314\0201
\0344\0275\0240
\0344\0275\0240a
\0340\0270\0201
\0360\0237\0207\0251
\0360\0237\0221\0250\0342\0200\0215
\0377
\0330\0200\0040
\0357\0267\0272
PATTERNS
