#!/bin/sh
# What the libraries in FOLDER export, need and keep, beside the headers of INCLUDE: symbols.sh FOLDER INCLUDE
set -u
folder=$1
include=$2
status=0

# What the SONAME ends with: 0.MINOR before 1.0, then MAJOR.
interface=$(sed -nE 's/.*TENOR_VERSION_STRING "(0\.[0-9]+|[0-9]+).*/\1/p' "$include/tenor.h")

# complain MESSAGE LINES: fails with the message when there are any lines.
complain() {
    [ -z "$2" ] && return
    printf '%s:\n%s\n' "$1" "$2"
    status=1
}

for library in tenor tenor_train; do
    shared=$folder/lib$library.so
    static=$folder/lib$library.a
    [ -f "$shared" ] && [ -f "$static" ] || complain "$library" "is not built"
    complain "$shared has another SONAME than" \
        "$(readelf -d "$shared" | grep SONAME | grep -qF "[lib$library.so.$interface]" ||
            echo "lib$library.so.$interface")"
    complain "$static defines names of other programs" \
        "$(nm -g --defined-only --format=posix "$static" | grep -v '^tenor_' | grep -v ':$' | grep .)"
    # All data but what is constant once it has been relocated.
    complain "$static has mutable globals" \
        "$(nm --format=sysv "$static" 2>/dev/null | awk -F'|' '
            $4 ~ /OBJECT|TLS|COMMON/ && $7 !~ /^\.(rodata|data\.rel\.ro)/')"
done

# Each function of a header is in its library, and nothing else is.
declared() {
    sed -n 's/^TENOR_API .*[ *]\(tenor_[a-z0-9_]*\)(.*/\1/p' "$@" | sort
}
exported() {
    nm -D --defined-only --format=posix "$folder/$1" | cut -d' ' -f1 | sort
}
# compare LIBRARY: complains of names that it (<) or the headers (>) have alone.
compare() {
    complain "$1 is not what the headers declare" "$(exported "$1" | diff - "$scratch" | grep '^[<>]')"
}
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
declared "$include/tenor.h" >"$scratch"
compare libtenor.so
declared "$include/tenor.h" "$include/tenor_corpus.h" "$include/tenor_train.h" "$include/tenor_search.h" >"$scratch"
compare libtenor_train.so
for library in libtenor.so libtenor_train.so; do
    complain "$library needs a BLAS" "$(ldd "$folder/$library" | grep -iE 'blas|lapack|mkl|gfortran')"
done
exit $status
