#!/bin/sh
# One look at the sources by a tool, in the version that Debian 12 has; exits with 77 where that is not installed, since
# other versions see other things. lint.sh format|warnings|tidy|cppcheck|all BUILD
set -u
step=$1
build=$2
cd "$(dirname "$0")/.." || exit 1
jobs=$(nproc 2>/dev/null || echo 2)

# need TOOL VERSION: skips the test unless there is that version of the tool.
need() {
    tool=$1
    command -v "$tool-$2" >/dev/null && tool=$tool-$2
    command -v "$tool" >/dev/null && "$tool" --version | grep -qE "(version|Cppcheck) $2\." && return
    echo "skipped: there is no $1 $2"
    exit 77
}

# The compiler's command lines that CMake wrote, one a line, for the files whose path in the tree fits a pattern.
commands() {
    sed -n 's/^  "command": "\(.*\)",$/\1/p' "$build/compile_commands.json" | sed 's/\\\(.\)/\1/g' | grep -E "$1" | sort -u
}

case $step in
format)
    need clang-format 14
    find lib cli include tests docs -name '*.[ch]' -exec "$tool" --dry-run -Werror {} +
    ;;
warnings)
    # Both compilers' warnings: the build itself shows gcc's. An argument less: what to write, and where.
    need clang 14
    commands '\.c"?$' | sed "s|^[^ ]* \(.*\) -o [^ ]* -c |$tool \1 -Werror -fsyntax-only |" | tr '\n' '\0' |
        xargs -0 -n 1 -P "$jobs" sh -c
    ;;
tidy)
    need clang-tidy 14
    find lib cli -name '*.c' ! -name '*_tile*' | xargs -n 4 -P "$jobs" "$tool" -p "$build" --quiet 2>/dev/null
    ;;
cppcheck)
    need cppcheck 2
    "$tool" --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 -j "$jobs" \
        --suppress=missingIncludeSystem --suppress=readdirCalled --suppress=uninitvar --suppress=invalidFunctionArg --library=posix -I include -I lib -D__x86_64__ -D__GNUC__=12 lib cli
    ;;
all)
    for each in format warnings tidy cppcheck; do
        echo "-- $each"
        sh tests/lint.sh "$each" "$build" || [ $? = 77 ] || exit 1
    done
    ;;
*)
    echo "lint.sh format|warnings|tidy|cppcheck|all BUILD"
    exit 2
    ;;
esac
