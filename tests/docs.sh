#!/bin/sh
# Runs the sessions of README.md and docs/*.md and compares what they print with the pages. docs.sh SOURCE BUILD
#
#   - In a block of ```console, lines that begin with "$ " are commands ("> " goes on with one), the others what they
#     print, standard error included. A page's blocks run in order, all pages in one folder, README.md first, where
#     corpora/ is, where `tenor` is a command, and where the compiler finds Tenor.
#     docs.awk says what stands for what.
#   - <!-- file NAME --> before a block puts the block in that file.
#   - The blocks of ```json with a "format" have the members of a real model's file, no more and no fewer.
#
# UPDATE=1 writes the numbers that were printed into the pages, but for rates and times. A session whose words are no
# longer what is printed is written again when it has no "...", else it is named, to be mended by hand.
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

run_block() {
    script "$2" >"$scratch/script"
    (cd "$scratch/folder" && bash "$scratch/script") >"$scratch/printed" 2>&1 </dev/null || :
    if awk -v update="${UPDATE:+1}" -f "$source/tests/docs.awk" "$2" "$scratch/printed" >"$scratch/differs"; then
        [ -z "${UPDATE:-}" ] || cp "$scratch/differs" "$2"
    elif [ -n "${UPDATE:-}" ] && ! grep -qF ... "$2"; then
        cp "$scratch/printed" "$2"
    else
        printf '%s: this example went another way:\n' "$1"
        cat "$scratch/differs"
        sed 's/^/    | /' "$scratch/printed"
        status=1
    fi
}

# put_blocks PAGE: writes the page with the blocks as they are now.
put_blocks() {
    awk -v blocks="$scratch/blocks/" '
        /^```/ && !inside {
            inside = 1
            print
            block = sprintf("%s%03d.%s", blocks, ++count, substr($1, 4))
            while ((getline line < block) > 0)
                print line
            next
        }
        /^```$/ { inside = 0 }
        !inside' "$1" >"$scratch/page"
    cmp -s "$scratch/page" "$1" || cp "$scratch/page" "$1"
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
    [ -z "${UPDATE:-}" ] || put_blocks "$source/$page"
done
if [ "$sessions" = 0 ] || [ "$checked" = 0 ]; then
    echo "no sessions or no JSON found"
    status=1
fi
exit $status
