#!/bin/sh
# usage: aarch64.sh BUILD [build]: builds Tenor for aarch64 in the folder BUILD and runs its unit tests and some of the command's in
# qemu-user: what they check holds without x86-64's vectors too. On Debian it installs the cross compiler and qemu; the
# libraries of arm64 are unpacked in BUILD and change nothing outside it. Exits with 77 where they cannot be had.
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

# The packages of arm64 by way of lists and a cache of our own: this system's stay as they are.
unpack() {
    apt=$build/apt
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
    : >"$apt/state/status"
    for command in update "download $*"; do
        (cd "$apt/packages" &&
            apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$apt/state" \
                -o Dir::State::status="$apt/state/status" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root \
                $command </dev/null) || return 1
    done
    rm -rf "$sysroot.new"
    for package in "$apt"/packages/*.deb; do
        dpkg-deb -x "$package" "$sysroot.new" || return 1
    done
    rm -rf "$apt" "$sysroot"
    mv "$sysroot.new" "$sysroot"
}

command -v apt-get >/dev/null || skip "this needs Debian's packages"
sh tests/install.sh gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user cmake ninja-build pkg-config >"$build/log" 2>&1 ||
    skip "no cross compiler or qemu: $(tail -n 1 "$build/log")"
[ -d "$sysroot" ] || unpack libutf8proc-dev libutf8proc2 libxxhash-dev libcjson-dev libcjson1 check libsubunit-dev libsubunit0 >"$build/log" 2>&1 ||
    skip "no libraries of arm64: $(tail -n 1 "$build/log")"

if ! { cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTENOR_SYSROOT="$sysroot" \
        -DCMAKE_TOOLCHAIN_FILE="$root/tests/aarch64.cmake" -DCMAKE_COMPILE_WARNING_AS_ERROR=ON &&
        cmake --build "$build" --parallel "$jobs"; } >"$build/log" 2>&1; then
    tail -n 40 "$build/log"
    exit 1
fi
[ "${2:-}" = build ] || ctest --test-dir "$build" --parallel "$jobs" --output-on-failure
