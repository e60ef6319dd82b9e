#!/bin/sh
# Checks what no compiler does: which room includes which, who knows third-party headers, what the library may not call,
# sizes, lists of files, links and examples in the docs. tree.sh [SOURCE]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 1
status=0
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT

# complain MESSAGE LINES: fails with the message when there are any lines.
complain() {
    [ -z "$2" ] && return
    printf '%s:\n' "$1"
    printf '%s\n' "$2" | sed 's/^/    /'
    status=1
}

# ---- includes ----

# The rooms that each may include; the same table as in lib/README.md. cli and the examples see include/ alone.
arrows="base: base
json: json base
text: text base json
nn: nn base config
linear: linear base text
config: config base text
model: model base json text nn linear config
source: source base config
table: table base config
rows: rows base json config source table
data: data base text config source table rows
optim: optim base nn
eval: eval base nn data model
train: train base text nn linear config model source data optim eval
search: search base text config model data eval train"

libc=" assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic
stdbool stddef stdint stdio stdlib stdnoreturn string threads time wchar wctype dirent fcntl poll pthread sched strings
termios unistd dlfcn iconv netdb arpa/inet netinet/in sys/socket sys/un sys/file sys/ioctl sys/mman sys/random sys/resource sys/select sys/stat sys/syscall sys/time sys/types
sys/uio sys/wait "

includes=$(find lib cli docs/examples -name '*.[ch]' -exec grep -nE '^[[:space:]]*#[[:space:]]*include' {} +)

complain "an include that the room's row of lib/README.md does not allow" "$(
    printf '%s\n' "$includes" | awk -v arrows="$arrows" -v libc="$(echo $libc)" '
        BEGIN {
            rows = split(arrows, row, "\n")
            for (i = 1; i <= rows; i++) {
                words = split(row[i], word, /:? /)
                for (j = 2; j <= words; j++)
                    allowed[word[1], word[j]] = 1
            }
            names = split(libc, name, " ")
            for (i = 1; i <= names; i++)
                standard[name[i] ".h"] = 1
            third["utf8proc.h"] = "base"; third["xxhash.h"] = "base"; third["cJSON.h"] = third["microhttpd.h"] = "cli"
            third["zlib.h"] = third["zstd.h"] = third["zstd_errors.h"] = third["lzma.h"] = third["bzlib.h"] = "source"
        }
        {
            split($0, part, ":")
            split(part[1], path, "/")
            room = path[1] == "lib" ? path[2] : path[1]
            if (!match($0, /[<"][^>"]*[>"]/)) {
                print
                next
            }
            target = substr($0, RSTART + 1, RLENGTH - 2)
            quoted = substr($0, RSTART, 1) == "\""
            folder = target
            inner = sub(/\/.*/, "", folder)
            library = path[1] == "lib"
            fine = target in standard || target == "tenor.h"
            if (quoted)
                fine = library ? inner && ((room, folder) in allowed) : target !~ /^tenor/
            else if (target == "tenor_search.h")
                fine = !library || room == "search"
            else if (target == "tenor_train.h")
                fine = !library || room ~ /^(eval|train|search)$/
            else if (target == "tenor_corpus.h")
                fine = !library || room ~ /^(config|source|table|rows|data)$/
            else if (target in third)
                fine = third[target] == room
            if (!fine)
                print
        }')"

for header in utf8proc.h xxhash.h cJSON.h microhttpd.h zlib.h zstd.h lzma.h bzlib.h iconv.h; do
    files=$(printf '%s\n' "$includes" | grep -F "<$header>" | cut -d: -f1)
    [ "$(printf '%s\n' "$files" | grep -c .)" = 1 ] || complain "$header belongs in one file" "${files:-none has it}"
done

complain "dlfcn.h belongs in one file of the library and one of the command" "$(
    printf '%s\n' "$includes" | grep -F '<dlfcn.h>' | cut -d: -f1 |
        grep -vxE 'lib/source/shared_library.c|cli/serve/http.c')"

complain "the table of lib/README.md is not that of tests/tree.sh" "$(
    printf '%s\n' "$arrows" | while IFS=': ' read -r room others; do
        words=$(echo "$others" | sed "s/\b$room\b *//; s/ /, /g")
        grep -q "^| $room | ${words:-the C library} |$" lib/README.md || echo "$room: ${words:-the C library}"
    done)"

# A file's header and its .c file are one; panel_tile.h is a part of panel.
complain "files that include each other" "$(
    printf '%s\n' "$includes" | sed -nE 's/^lib\/([a-z_\/]+)\.[ch]:[0-9]*:[^"]*"([a-z_\/]+)\.h".*/\1 \2/p;
                                      s/^cli\/([a-z_\/]+)\.[ch]:[0-9]*:[^"]*"([a-z_\/]+)\.h".*/\1 \2/p' |
        awk '$1 != $2' | sort -u | tsort 2>&1 >/dev/null)"

complain "folders that include each other" "$(
    printf '%s\n' "$includes" | sed -nE 's/^(lib|cli)\/([a-z_\/]+)\/[a-z_0-9]+\.[ch]:[0-9]*:[^"]*"([a-z_\/]+)\/[a-z_0-9]+\.h".*/\1\/\2 \1\/\3/p' |
        awk '$1 != $2' | sort -u | tsort 2>&1 >/dev/null)"

# ---- what the library may not do ----

word='(^|[^A-Za-z0-9_"])'
calls='exit|_exit|_Exit|quick_exit|abort|assert|raise|printf|vprintf|fprintf|vfprintf|puts|fputs|putc|putchar|fputc|perror'
calls="$calls|setlocale|uselocale|signal|sigaction|rand|srand|random|srandom|openblas_set_num_threads"
calls="$calls|atof|sscanf|fscanf|strcpy|strcat|sprintf|gets|alloca"
complain "the library may not call this" "$(grep -nE "$word($calls)[[:space:]]*\(" -r lib --include='*.[ch]')"
complain "the library has no standard streams" \
    "$(grep -nE "$word(stdin|stdout|stderr)([^A-Za-z0-9_]|\$)" -r lib --include='*.[ch]' |
        grep -v '^lib/source/sql_dump\.c:[0-9]*:.*from stdin')" # as SQL has it
complain "base/number.h and tenor_option_parse read numbers without the locale" \
    "$(grep -nE "$word(strtod|strtof|strtold|atof)[[:space:]]*\(" -r lib cli --include='*.[ch]' |
        grep -v '^lib/base/number\.c:')"
complain "memory comes from the hook of base/alloc.h" \
    "$(grep -nE "$word(malloc|calloc|realloc|free|strdup|strndup|aligned_alloc|posix_memalign)[[:space:]]*\(" -r lib \
        --include='*.[ch]' | grep -v '^lib/base/alloc\.c:')"

# file_type.c and file_type_text.c name the commands of other programs.
complain "a message or help text names an option as: option 'NAME'; the command adds the dashes" \
    "$(grep -nE '"[^"]*--[a-z%][^"]*"' -r lib --include='*.[ch]' |
        grep -v '^lib/source/file_type\(_text\)*\.c:')"

# ---- files ----

code=$(find lib cli include tests docs/examples -type f \( -name '*.[ch]' -o -name '*.cc' -o -name '*.sh' -o -name '*.py' \
    -o -name '*.cmake' -o -name CMakeLists.txt \) ! -path '*/__pycache__/*')
prose=$(find . -maxdepth 1 -name '*.md' && find lib cli corpora tests docs -name '*.md')

complain "over 600 lines: a file is about one subject" "$(wc -l $code | awk '$2 != "total" && $1 > 600')"
complain "over 4,500 lines: a room is about one thing" "$(
    for room in lib/*/ cli/ cli/*/; do
        echo "$room $(find "$room" -maxdepth 1 -name '*.[ch]' -exec cat {} + | wc -l)"
    done | awk '$2 > 4500')"
complain "trailing blanks or carriage returns" "$(grep -nE "$(printf '[\t\r ]$')" $code | cut -c1-100)"
complain "a file does not end with a line end" "$(grep -LPz '\n\z' $code $prose)"
complain "unfinished" "$(grep -nwE 'TO''DO|FIX''ME|XX''X|HA''CK' $code $prose)"
complain "a path of somebody's machine" "$(grep -nE '/(home|root|Users)/[a-z]' $code $prose)"
# panel_tile.h is included once for each width of vector.
complain "a header without its guard" "$(find lib cli -name '*.h' ! -name panel_tile.h | while read -r header; do
    echo "$header TENOR_$(echo "${header#lib/}" | tr 'a-z/.' 'A-Z__')"
done | while read -r header guard; do
    grep -qx "#ifndef $guard" "$header" || echo "$header: $guard"
done)"

# A function's name begins with its file's (tenor_vocab_find is in text/vocab.c), or with that of a shorter file in the
# room to whose subject it belongs (tenor__json_end_array, of json/json.h, is in json/json_write.c), or with the room's
# (tenor_model_load is in model/load.c). The verbs of the public headers have short names; each stands with its object.
verbs='
tenor_classify model/session
tenor_classify_batch model/session
tenor_evaluate eval/report
tenor_evaluate_each eval/report
tenor_label_index model/model
tenor_logits model/session
tenor_polarity model/model
tenor_model_verify model/load
tenor_pooled model/session
tenor_pooled_width model/session
tenor_vocab_build train/vocabulary
'
complain "a name of a function that does not say its file" "$(
    find lib -name '*.c' -exec awk -v verbs="$verbs" '
        FNR == 1 {
            n = split(FILENAME, path, "/")
            stem = path[n]
            sub(/\.c$/, "", stem)
            place = path[2] "/" stem
            folder = FILENAME
            sub(/[^\/]*$/, "", folder)
        }
        /^[A-Za-z].*[ *]tenor__?[a-z0-9_]+\(/ && !/^(static|return|#)/ {
            match($0, /tenor__?[a-z0-9_]+\(/)
            name = substr($0, RSTART, RLENGTH - 1)
            subject = name
            sub(/^tenor__?/, "", subject)
            shorter = stem
            fits = 0
            while (!fits) {
                one = shorter
                sub(/s$/, "", one)
                fits = subject == shorter || index(subject "_", path[2] "_" stem "_") == 1 || index(subject, shorter "_") == 1 || subject == one || index(subject, one "_") == 1
                if (!sub(/_[^_]*$/, "", shorter) || (!fits && system("test -e " folder shorter ".c || test -e " folder shorter ".h") != 0))
                    break
            }
            if (!fits && index(verbs, "\n" name " " place "\n") == 0)
                print FILENAME ": " name
        }' {} +)"

complain "belongs to no folder of the tree" "$(
    for entry in * .[!.]*; do
        case $entry in
        lib | cli | include | corpora | tests | docs | CMakeLists.txt | README.md | LICENSE | CONTRIBUTING.md | SECURITY.md | CHANGELOG.md) ;;
        .git | .gitignore | .ci | .clang-format | .clang-tidy) ;;
        build*) [ -d "$entry" ] || echo "$entry" ;;
        *) echo "$entry" ;;
        esac
    done
    for entry in lib/*; do
        case ${entry#lib/} in
        base | json | text | nn | linear | config | model | source | table | rows | data | optim | eval | train | search | CMakeLists.txt | README.md | libraries.cmake | dependencies.cmake | installed.* | exports.map) ;;
        *) echo "$entry" ;;
        esac
    done
    find lib cli include -name '*.o' -o -name '*~' -o -name '*.orig' -o -name '*.rej')"

# calls FILE: the calls in a CMake file, one a line, as words: set base alloc buffer ...
calls() {
    tr '\n' ' ' <"$1" | grep -oE '[a-z_]+\([^()]*\)' | tr '()' '  ' | tr -s ' '
}
complain "in no CMakeLists.txt" "$(
    {
        calls lib/CMakeLists.txt | awk '$1 == "set" { for (i = 3; i <= NF; i++) print "lib/" $2 "/" $i ".c" }'
        calls cli/CMakeLists.txt | awk '$2 == "tenor_command" { for (i = 3; i <= NF; i++) print "cli/" $i }'
        calls tests/CMakeLists.txt |
            awk '$1 == "tenor_unit_tests" { for (i = 3; i <= NF; i++) print "tests/unit/" $2 "/check_" $i ".c" }'
        calls tests/fuzz/CMakeLists.txt |
            awk '$1 == "tenor_fuzz_targets" { for (i = 2; i <= NF; i++) print "tests/fuzz/fuzz_" $i ".c" }'
        # What is named elsewhere, in builds.cmake or in functions.
        printf '%s\n' tests/unit/nn/check_gradient.c tests/unit/nn/needs_level.c tests/unit/base/file_rig.c tests/fuzz/regression_driver.c
    } | sort -u >"$scratch"
    find lib cli tests/unit tests/fuzz -name '*.c' | sort | comm -23 - "$scratch")"

complain "a private word: the field has its own (packed weights, parallel runs, counts, more often, rarely, again, ...)" \
    "$({
        grep -nwiE 'oftener|seldom|anew|aright|whence|thereof|at hand|to be had|none such' $code $prose
        grep -nE 'lineup|tally|_packs\b|\bpacks_' $code $prose
    } | grep -vE '^tests/tree\.sh|^\./CHANGELOG\.md' | cut -c1-120)"

complain "a test of the command that tests/CMakeLists.txt does not name" "$(
    for script in tests/cli/*.sh; do
        name=$(basename "$script" .sh)
        case $name in run | common) continue ;; esac
        calls tests/CMakeLists.txt | grep -w foreach | grep -qw "$name" || echo "$script"
    done)"

# ---- docs ----

complain "a link to what is not there" "$(
    for page in $prose; do
        grep -on '\](\([^)#: ]*\)[^):]*)' "$page" | sed 's/^\([0-9]*\):](\([^)# ]*\).*/\1 \2/' | while read -r line target; do
            [ -z "$target" ] || [ -e "$(dirname "$page")/$target" ] || echo "$page:$line: $target"
        done
    done)"

# Tables, code and pictures may have longer lines.
complain "a line of prose with more than 120 characters" "$(
    for page in $prose; do
        awk '/^```/ { code = !code } !code && !/^(```|\||    |!\[)/ { print FILENAME ":" FNR ": " $0 }' "$page"
    done | LC_ALL=C.UTF-8 grep -E '^[^:]*:[0-9]*: .{121}' | cut -c1-100)"

complain "a page that the table of README.md does not name" "$(
    for page in docs/*.md; do
        grep -q "^| \[$page\]($page) |" README.md || echo "$page"
    done)"

# A block that begins with ```LANGUAGE FILE is that file.
complain "an example in a page that is not its file" "$(
    for page in $prose; do
        grep -n '^```[a-z]* .' "$page" | while IFS=: read -r line fence; do
            file=${fence#* }
            sed -n "$((line + 1)),\$p" "$page" | sed '/^```$/,$d' | cmp -s - "$file" || echo "$page:$line: $file"
        done
    done)"

exit $status
