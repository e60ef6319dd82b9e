#!/bin/sh
# Runs tests/cli/NAME.sh in an empty folder and compares what it prints, standard error included, with NAME.out.
#
#   TENOR=build/tenor tests/cli/run.sh NAME            exit status 0: equal; 77: skipped; else it differs
#   UPDATE=1 TENOR=build/tenor tests/cli/run.sh NAME   writes NAME.out instead
set -eu

name=$1
here=$(cd "$(dirname "$0")" && pwd)
TENOR=$(cd "$(dirname "$TENOR")" && pwd)/$(basename "$TENOR")
[ -x "$TENOR" ] || { echo "TENOR=$TENOR is no program" >&2; exit 1; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/folder"
export TENOR here LC_ALL=C
unset NO_COLOR

status=0
(cd "$scratch/folder" && bash "$here/common.sh" "$here/$name.sh") > "$scratch/out" 2>&1 || status=$?
if [ "$status" = 77 ]; then
    cat "$scratch/out"
    exit 77
elif [ "$status" != 0 ]; then
    cat "$scratch/out"
    echo "$name.sh ended with status $status" >&2
    exit 1
elif [ -n "${UPDATE:-}" ]; then
    cp "$scratch/out" "$here/$name.out"
else
    diff -u "$here/$name.out" "$scratch/out"
fi
