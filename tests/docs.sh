#!/bin/sh
# Runs the sessions of README.md and docs/*.md and compares what they print with the pages. docs.sh SOURCE BUILD
#
#   - In a block of ```console, lines that begin with "$ " are commands ("> " goes on with one), the others what they
#     print, standard error included. A page's blocks run in order, all pages in one folder, README.md first, where
#     corpora/ is, where `tenor` is a command, and where the compiler finds Tenor.
#   - A number stands for any number, and white space for any other: both depend on the machine. A line of "..." stands
#     for any lines, "..." in a line for any text.
#   - <!-- file NAME --> before a block puts the block in that file.
#   - The blocks of ```json with a "format" have the members of a real model's file, no more and no fewer.
set -eu
source=$(cd "$1" && pwd -P)
build=$(cd "$2" && pwd -P)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/folder" "$scratch/bin" "$scratch/blocks"
ln -s "$build/tenor" "$scratch/bin/tenor"
ln -s "$source/corpora" "$scratch/folder/corpora"
export PATH="$scratch/bin:$PATH" LC_ALL=C.UTF-8
export CPATH="$source/include" LIBRARY_PATH="$build/lib" LD_LIBRARY_PATH="$build/lib"
unset NO_COLOR
status=0

# cut_blocks PAGE: writes each block of a page to blocks/NUMBER.LANGUAGE, and those with a name to folder/NAME.
cut_blocks() {
    rm -f "$scratch"/blocks/*
    awk -v blocks="$scratch/blocks/" -v folder="$scratch/folder/" '
        /^<!-- file .* -->$/ && !inside { name = folder $3; next }
        /^```/ && !inside {
            inside = 1
            language = substr($1, 4)
            block = sprintf("%s%03d.%s", blocks, ++count, language)
            printf "" > block
            if (name != "")
                printf "" > name
            next
        }
        /^```$/ { inside = 0; name = ""; next }
        inside { print > block; if (name != "") print > name }' "$1"
}

# script BLOCK: a program that prints what the block would show. $? is that of the command before.
script() {
    awk '
        function finish() {
            if (command != "")
                printf "status=$?; cat <<\"END OF COMMAND\"\n%s\nEND OF COMMAND\n(exit $status)\n%s\n", shown, command
            command = ""
        }
        /^\$ / { finish(); shown = $0; command = substr($0, 3); next }
        /^> / && command != "" { shown = shown "\n" $0; command = command "\n" substr($0, 3); next }
        { finish() }
        END { finish() }' "$1"
}

# Numbers become N. Thousands are parted by commas in what people read, elements of arrays in JSON.
mask() {
    sed -E '/^[[:blank:]]*[[{"]/!s/([0-9]),([0-9]{3})/\1\2/g
            s/[-+]?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?/N/g
            s/[[:space:]]+/ /g; s/ $//'
}

# matches EXPECTED PRINTED: whether lines and "..." of the one fit the other; else the first that does not.
matches() {
    awk '
        function fits(pattern, text, first,    at, part) {
            for (first = 1; (at = index(pattern, "...")) > 0; first = 0) {
                part = substr(pattern, 1, at - 1)
                pattern = substr(pattern, at + 3)
                at = index(text, part)
                if (at == 0 || (first && at != 1))
                    return 0
                text = substr(text, at + length(part))
            }
            if (first)
                return pattern == text
            return length(text) >= length(pattern) && substr(text, length(text) - length(pattern) + 1) == pattern
        }
        NR == FNR { expected[++wanted] = $0; next }
        { printed[++got] = $0 }
        END {
            # As for a glob: after a failure the last "..." takes one line more.
            i = j = 1; star = 0; furthest = 1
            while (j <= got) {
                if (i > furthest)
                    furthest = i
                if (i <= wanted && expected[i] == "...") {
                    star = i++; resume = j
                } else if (i <= wanted && fits(expected[i], printed[j])) {
                    i++; j++
                } else if (star > 0) {
                    i = star + 1; j = ++resume
                } else {
                    break
                }
            }
            while (j > got && i <= wanted && expected[i] == "...")
                i++
            if (j > got && i > wanted)
                exit 0
            if (i > furthest)
                furthest = i
            print "    expected: " (furthest <= wanted ? expected[furthest] : "no more lines")
            exit 1
        }' "$1" "$2"
}

run_block() {
    script "$2" >"$scratch/script"
    (cd "$scratch/folder" && bash "$scratch/script") >"$scratch/printed" 2>&1 </dev/null || :
    mask <"$2" >"$scratch/expected"
    mask <"$scratch/printed" >"$scratch/masked"
    if ! matches "$scratch/expected" "$scratch/masked" >"$scratch/differs"; then
        printf '%s: this example went another way:\n' "$1"
        cat "$scratch/differs"
        sed 's/^/    | /' "$scratch/printed"
        status=1
    fi
}

# check_members PAGE BLOCK: a JSON block that shows a file of a model has the members of that file, at all levels.
check_members() {
    case $(cat "$2") in
    *'"format": "tenor-model"'*) file=model.json ;;
    *'"format": "tenor-vocab"'*) file=vocab.json ;;
    *) return 0 ;;
    esac
    checked=$((checked + 1))
    grep -oE '"[^"]*":' "$2" | sort -u >"$scratch/shown"
    grep -oE '"[^"]*":' "$scratch/folder/reviews-model/$file" | sort -u >"$scratch/real"
    if ! differences=$(diff "$scratch/shown" "$scratch/real"); then
        printf '%s: the members of %s, <in the page, >in a model:\n%s\n' "$1" "$file" "$differences"
        status=1
    fi
}

checked=0
sessions=0
others=$(cd "$source" && find docs -maxdepth 1 -name '*.md' ! -name guide.md ! -name formats.md | sort)
for page in README.md docs/guide.md docs/formats.md $others; do
    cut_blocks "$source/$page"
    for block in "$scratch"/blocks/*; do
        case $block in
        *.console) run_block "$page" "$block"; sessions=$((sessions + 1)) ;;
        *.json) check_members "$page" "$block" ;;
        esac
    done
done
if [ "$sessions" = 0 ] || [ "$checked" = 0 ]; then
    echo "no sessions or no JSON found"
    status=1
fi
exit $status
