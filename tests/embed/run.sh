#!/bin/sh
# Installs Tenor to a scratch folder and uses it as other programs would: run.sh SOURCE BUILD
# Builds docs/examples by the commands of docs/embedding.md, through pkg-config and find_package, static and shared, and
# compares what they print with what the command prints.
set -eu
source=$1
build=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc=${CC:-cc}

step() {
    printf '%s\n' "-- $*"
}

fail() {
    printf 'failed: %s\n' "$*"
    exit 1
}

# same WHAT: what is in expected and answers is the same.
same() {
    cmp -s "$scratch/expected" "$scratch/answers" && return
    diff "$scratch/expected" "$scratch/answers" || :
    fail "$1"
}

step "install"
cmake --install "$build" --prefix "$scratch/prefix" >"$scratch/log" || { cat "$scratch/log"; exit 1; }
libdir=$(dirname "$(find "$scratch/prefix" -name tenor.pc)")/..
export PKG_CONFIG_PATH="$libdir/pkgconfig"
tenor=$scratch/prefix/bin/tenor
version=$("$tenor" --version | sed -n "1s/.* //p")
[ "$(pkg-config --modversion tenor)" = "$version" ] || fail "tenor.pc is not of version $version"
[ "$(pkg-config --modversion tenor-train)" = "$version" ] || fail "tenor-train.pc is not of version $version"

for file in bash-completion/completions/tenor zsh/site-functions/_tenor fish/vendor_completions.d/tenor.fish man/man1/tenor.1 \
    $("$tenor" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/man\/man1\/tenor-\1.1/p'); do
    [ -s "$scratch/prefix/share/$file" ] || fail "share/$file is not installed"
done

step "train a model with the command"
cd "$scratch"
awk 'BEGIN {
    split("film story plot cast song ending script music", thing)
    split("wonderful lovely great brilliant moving", good)
    split("awful dreadful boring terrible dull", bad)
    print "text,label"
    for (i = 0; i < 160; i++) {
        printf "the %s was %s and the %s is %s,good\n", thing[i % 8 + 1], good[i % 5 + 1], thing[(i + 3) % 8 + 1], good[(i + 2) % 5 + 1]
        printf "the %s was %s and the %s is %s,bad\n", thing[i % 8 + 1], bad[i % 5 + 1], thing[(i + 3) % 8 + 1], bad[(i + 2) % 5 + 1]
    }
}' >corpus.csv
"$tenor" train corpus.csv -o model --hidden 8 --dim 8 --epochs 4 --threads 1 --quiet >log || { cat log; exit 1; }
"$tenor" pack model -o packed.tenor >log || { cat log; exit 1; }
first="a lovely story with a brilliant cast"
second="dull, boring and awful 😀"
printf '%s\n' "$first" "$second" >two.txt
awk 'BEGIN { for (i = 0; i < 3000; i++) print "song number " i " was " (i % 3 ? "great" : "terrible") }' >many.txt
"$tenor" classify model two.txt >two.expected
"$tenor" classify model many.txt >many.expected

# check_examples FOLDER: the five examples in FOLDER print what they should.
check_examples() {
    cp two.expected expected
    "$1/classify" model "$first" "$second" >answers
    same "classify from $1"
    "$1/compiled_in" "$first" "$second" >answers
    same "compiled_in from $1"
    cp many.expected expected
    for threads in 1 4; do
        "$1/server" model $threads <many.txt >answers
        same "server from $1 on $threads threads"
    done
    "$1/train" corpus.csv corpus.csv trained hidden 8 dim 8 epochs 2 threads 1 >log
    grep -q "^test accuracy" log || fail "train from $1: $(cat log)"
    cp two.txt expected
    "$tenor" classify trained two.txt --with-text | cut -f3 >answers
    same "the model of train from $1"
    printf 'good\nbad\n' >expected
    "$1/memory" "a great story" "terrible" | cut -f1 >answers
    same "memory from $1"
    "$1/classify" no-such-model text 2>log && fail "classify from $1 took a model that is not there"
    grep -q "no-such-model" log || fail "classify from $1 does not name the model"
}

# links PROGRAM LIBRARY: whether the program needs that shared library.
links() {
    readelf -d "$1" | grep -q "NEEDED.*\[$2\."
}

step "the commands of docs/embedding.md"
commands=$(sed -n '/^```sh$/,/^```$/p' "$source/docs/embedding.md" | grep -E '^(cc|od) ')
for kind in shared static; do
    mkdir "$kind"
    cp "$source"/docs/examples/*.c packed.tenor "$kind"
    printf '%s\n' "$commands" | while read -r line; do
        case $line in *static*) of=static ;; *) of=shared ;; esac
        case $line in od*) of=$kind ;; esac
        [ "$of" = "$kind" ] || continue
        case $line in cc*) line="$cc${line#cc}" ;; esac
        (cd "$kind" && LD_RUN_PATH=$libdir sh -ec "$line") || fail "$line"
    done || exit 1
    check_examples "./$kind"
done
readelf -d "$libdir/libtenor.so" "$libdir/libtenor_train.so" >log
for name in libtenor libtenor_train; do
    grep -q "SONAME.*\[$name\.so\.${version%.*}\]" log || fail "the name of $name.so is not of version ${version%.*}: $(cat log)"
done
links shared/classify libtenor.so || fail "the shared example does not use libtenor.so"
links static/classify libtenor.so && fail "the static example uses libtenor.so"

step "find_package"
for suffix in "" _static; do
    folder=cmake${suffix:-_shared}
    cmake -S "$source/docs/examples" -B "$folder" -DCMAKE_PREFIX_PATH="$scratch/prefix" -DSUFFIX="$suffix" \
        -DMODEL="$scratch/packed.tenor" >log 2>&1 && cmake --build "$folder" >>log 2>&1 || { cat log; fail "$folder"; }
    check_examples "./$folder"
done
links cmake_static/classify libtenor.so && fail "tenor::tenor_static links libtenor.so"
mkdir newer
printf 'cmake_minimum_required(VERSION 3.25)\nproject(newer LANGUAGES C)\nfind_package(tenor 0.2 REQUIRED)\n' >newer/CMakeLists.txt
cmake -S newer -B newer/build -DCMAKE_PREFIX_PATH="$scratch/prefix" >log 2>&1 && fail "find_package took 0.1 for 0.2"

step "FetchContent of a folder"
# fetch FOLDER ARGUMENT...: a project that gets Tenor by FetchContent_Declare(tenor ARGUMENT...), the libraries alone.
fetch() {
    folder=$1
    shift
    mkdir "$folder"
    printf 'cmake_minimum_required(VERSION 3.25)
project(part LANGUAGES C)
include(FetchContent)
FetchContent_Declare(tenor %s)
FetchContent_MakeAvailable(tenor)
if(TARGET tenor_command)
  message(FATAL_ERROR "the command is a target")
endif()
add_executable(classify "%s/docs/examples/classify.c")
target_link_libraries(classify PRIVATE tenor::tenor_static)\n' "$*" "$source" >"$folder/CMakeLists.txt"
    cmake -S "$folder" -B "$folder/build" >log 2>&1 || { cat log; fail "FetchContent with $*"; }
}
fetch part SOURCE_DIR "\"$source\""
cmake --build part/build --target classify -j2 >log 2>&1 || { cat log; fail "a build with FetchContent"; }
cp two.expected expected
part/build/classify model "$first" "$second" >answers
same "classify with the library as part of the program"

if git clone -q "$source" repository 2>log && git -C repository checkout -q -B master; then
    step "FetchContent of a repository"
    fetch clone GIT_REPOSITORY "\"file://$scratch/repository\""
else
    step "no git repository: FetchContent of one was not tested"
fi

step "add_subdirectory with the command, and no command on its own"
mkdir whole
printf 'cmake_minimum_required(VERSION 3.25)
project(whole LANGUAGES C)
set(TENOR_COMMAND ON)
add_subdirectory("%s" tenor)
get_target_property(name tenor_command OUTPUT_NAME)\n' "$source" >whole/CMakeLists.txt
cmake -S whole -B whole/build >log 2>&1 || { cat log; fail "add_subdirectory"; }
cmake -S "$source" -B libraries -DTENOR_COMMAND=OFF >log 2>&1 || { cat log; fail "TENOR_COMMAND=OFF"; }
cmake --build libraries --target help | grep -q tenor_command && fail "TENOR_COMMAND=OFF has the command"

if command -v "${CXX:-c++}" >/dev/null; then
    step "C++"
    "${CXX:-c++}" -std=c++11 -Wall -Wextra -Wpedantic -Werror "$source/tests/embed/headers.cc" \
        $(pkg-config --cflags --libs tenor-train) -Wl,-rpath,"$libdir" -o headers
    [ "$(./headers)" = "$version" ] || fail "the headers in C++"
else
    step "no C++ compiler: the headers were not compiled as C++"
fi
step "all good"
