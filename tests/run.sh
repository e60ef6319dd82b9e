#!/bin/sh
# Installs what is missing, builds Tenor as it is, with the address and undefined-behavior sanitizers, its threaded parts
# with the thread sanitizer, and where their packages are available for aarch64 and with musl, and runs all the tests.
# With --all it also runs the tests that are labeled `long`, builds with clang, as it is and with these sanitizers, and runs
# the unit tests of both. Ends with ctest's summary and its exit status.
set -eu
case ${1:-} in
"") all=false ;;
--all) all=true ;;
*)
    echo "usage: run.sh [--all]" >&2
    exit 2
    ;;
esac
cd "$(dirname "$0")/.."
root=$(pwd -P)
build=$root/build
jobs=$(nproc 2>/dev/null || echo 2)
# A stranger's environment decides nothing.
unset CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS CTEST_PARALLEL_LEVEL CK_RUN_SUITE CK_RUN_CASE CK_FORK

sh tests/install.sh gcc libc6-dev cmake ninja-build pkg-config libutf8proc-dev libxxhash-dev libcjson-dev check \
    zlib1g-dev libzstd-dev liblzma-dev libbz2-dev libmicrohttpd-dev curl
sh tests/install.sh chromium || echo "Going on without the test in a browser"
sh tests/install.sh python3-jsonschema || echo "Going on without the test of openapi.json"

# build FOLDER SANITIZERS WHAT [OPTION...]: configures and builds; shows the compiler's output only when that fails.
build() {
    folder=$1
    sanitizers=$2
    what=$3
    shift 3
    printf 'Building %s ...\n' "$what"
    mkdir -p "$folder"
    if ! { generator=Ninja
           [ ! -f "$folder/CMakeCache.txt" ] || generator=
           cmake -S "$root" -B "$folder" ${generator:+-G "$generator"} -DCMAKE_BUILD_TYPE=Release -DTENOR_TESTS=ON \
               -DTENOR_FUZZ=OFF -DTENOR_INSTALL=ON -DTENOR_SANITIZE="$sanitizers" \
               -DCMAKE_COMPILE_WARNING_AS_ERROR=ON "$@" &&
           cmake --build "$folder" --parallel "$jobs"; } >"$folder/build.log" 2>&1; then
        grep -vE '^(\[[0-9]+/[0-9]+\]|--) ' "$folder/build.log" | tail -n 60
        printf 'Building %s failed; all of it is in %s\n' "$what" "$folder/build.log"
        exit 1
    fi
}

build "$build" "" "Tenor"
build "$build/sanitize" address,undefined "it with the address and undefined-behavior sanitizers"
build "$build/thread" thread "its threaded parts with the thread sanitizer"

others=
for other in aarch64 musl; do
    printf 'Building it for %s ...\n' $other
    status=0
    sh tests/$other.sh "$build/$other" build || status=$?
    case $status in
    0) others="$others $other" ;;
    77) printf 'Going on without the tests for %s\n' $other ;;
    *) exit 1 ;;
    esac
done

if $all; then
    export TENOR_ALL=1
    sh tests/install.sh clang
    build "$build/clang" "" "it with clang" -DCMAKE_C_COMPILER=clang -DTENOR_UNIT_TESTS_ONLY=ON
    build "$build/clang-sanitize" address,undefined "it with clang and the address and undefined-behavior sanitizers" \
        -DCMAKE_C_COMPILER=clang -DTENOR_UNIT_TESTS_ONLY=ON
    others="$others clang clang-sanitize"
fi

# One run of everything, so that there is one summary.
$all && labels= || labels="-LE long"
! $all || export EVERY=1 # kill_each stops at each system call
mkdir -p "$build/all"
for folder in . sanitize thread $others; do
    printf 'subdirs("%s")\n' "$build/$folder"
done >"$build/all/CTestTestfile.cmake"
printf 'Testing ...\n'
exec ctest --test-dir "$build/all" --parallel "$jobs" --output-on-failure $labels </dev/null
