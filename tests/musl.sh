#!/bin/sh
# usage: musl.sh BUILD [build | compare]: builds Tenor with musl-gcc in the folder BUILD and runs its unit tests and some of
# the command's. `compare` checks that the command in BUILD/.. and the one in BUILD print the same predictions. On Debian
# it installs musl-tools; utf8proc, cJSON and Check are built from Debian's source packages inside BUILD. Exits with 77 where
# these are not available.
set -eu
mkdir -p "$1"
build=$(cd "$1" && pwd -P)
cd "$(dirname "$0")/.."
root=$(pwd -P)
jobs=$(nproc 2>/dev/null || echo 2)
sysroot=$build/sysroot

skip() {
    echo "skipped: $1"
    exit 77
}

if [ "${2:-}" = compare ]; then
    native=$build/../tenor
    [ -x "$native" ] || skip "there is no $native to compare with"
    rm -rf "$build/compare"
    mkdir "$build/compare"
    "$native" train corpora/reviews.csv -o "$build/compare/model" --hidden 16 --dim 16 --epochs 2 --quiet
    for tenor in "$native" "$build/tenor"; do
        "$tenor" classify "$build/compare/model" corpora/reviews-test.csv --all >"$build/compare/now"
        [ -s "$build/compare/now" ] || exit 1
        [ ! -f "$build/compare/before" ] || cmp "$build/compare/before" "$build/compare/now"
        mv "$build/compare/now" "$build/compare/before"
    done
    exit 0
fi

# Downloads the source packages named by way of lists and a cache of our own: this system's stay as they are.
download() {
    apt=$build/apt
    rm -rf "$apt"
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/lists" "$apt/packages"
    : >"$apt/state/status"
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        if grep -qs debian "$list"; then
            sed "s/^deb /deb-src /; s/^Types:.*/Types: deb-src/" "$list" >"$apt/lists/${list##*/}"
        fi
    done
    for command in update "--download-only source $*"; do
        (cd "$apt/packages" &&
            apt-get -qq -o Dir::State="$apt/state" -o Dir::State::status="$apt/state/status" -o Dir::Cache="$apt/cache" \
                -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/lists" -o APT::Sandbox::User=root \
                $command </dev/null) || return 1
    done
}

# configure SOURCE BUILD OPTION...
configure() {
    source=$1
    folder=$2
    shift 2
    cmake -S "$source" -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTENOR_SYSROOT="$sysroot" \
        -DCMAKE_TOOLCHAIN_FILE="$root/tests/musl.cmake" "$@"
}

# Builds the libraries and puts them into the sysroot, beside xxHash, of which only the headers are used.
make_sysroot() {
    rm -rf "$sysroot" "$build/sources"
    mkdir -p "$sysroot/include" "$build/sources"
    cp /usr/include/xxhash.h /usr/include/xxh3.h "$sysroot/include" || return 1
    for archive in "$build"/apt/packages/*.orig.tar.*; do
        case $archive in *.asc) continue ;; esac # the signature of an archive
        tar -xf "$archive" -C "$build/sources" || return 1
    done
    for source in "$build"/sources/*; do
        # CMake 4 refuses the versions of CMake that these were written for.
        configure "$source" "$source/build" -DCMAKE_POLICY_VERSION_MINIMUM=3.5 -DCMAKE_INSTALL_PREFIX="$sysroot" -DCMAKE_INSTALL_LIBDIR=lib \
            -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF -DENABLE_CJSON_TEST=OFF -DCHECK_ENABLE_TESTS=OFF -DCHECK_ENABLE_SUBUNIT=OFF &&
            cmake --build "$source/build" --parallel "$jobs" && cmake --install "$source/build" || return 1
    done
    rm -rf "$build/apt" "$build/sources"
    printf '%s\n' "$stamp" >"$sysroot/done"
}

command -v apt-get >/dev/null || skip "this needs Debian's packages"
sh tests/install.sh musl-tools libxxhash-dev cmake ninja-build pkg-config >"$build/log" 2>&1 ||
    skip "no musl-gcc: $(tail -n 1 "$build/log")"
command -v musl-gcc >/dev/null || skip "no musl-gcc: musl-tools did not install it"
# Of what the sysroot is made: another compiler, or another version of this script, makes it again.
stamp="musl $(dpkg-query -W -f '${Version}' musl-dev 2>/dev/null) xxhash $(dpkg-query -W -f '${Version}' libxxhash-dev 2>/dev/null) $(cksum <tests/musl.sh)"
if [ "$(cat "$sysroot/done" 2>/dev/null)" != "$stamp" ]; then
    download utf8proc cjson check >"$build/log" 2>&1 || skip "no sources of utf8proc, cJSON and Check: $(tail -n 1 "$build/log")"
    make_sysroot >"$build/log" 2>&1 || { tail -n 40 "$build/log"; exit 1; }
fi

if ! { configure "$root" "$build" -DCMAKE_COMPILE_WARNING_AS_ERROR=ON &&
        cmake --build "$build" --parallel "$jobs"; } >"$build/log" 2>&1; then
    tail -n 40 "$build/log"
    exit 1
fi
[ "${2:-}" = build ] || ctest --test-dir "$build" --parallel "$jobs" --output-on-failure
