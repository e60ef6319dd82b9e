# Compares a session of a page with what its commands print. docs.awk EXPECTED PRINTED, with -v update=1: prints the
# session with the numbers that were printed.
#
#   - White space stands for any other. A line of "..." stands for any lines, "..." in a line for any text.
#   - Rates and times stand for any: they depend on the machine. So do, a little, the sums that training is made of:
#     shares, probabilities and losses fit when they are near, and so do sizes of files, and numbers of epochs and of
#     answers. All other numbers are equal.

function is_json(line) { return line ~ /^[[:blank:]]*[[{"]/ }

# Cuts a line into text[side, line], with \001 for each number and one space for white space, and its numbers.
function cut_line(side, row, line,    rest, form, text, count) {
    # Thousands are parted by commas in what people read, elements of arrays in JSON.
    form = is_json(line) ? "[-+]?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?" : "[-+]?[0-9]+(,[0-9][0-9][0-9])*(\\.[0-9]+)?(e[-+]?[0-9]+)?"
    rest = line
    text = ""
    count = 0
    while (match(rest, form)) {
        text = text substr(rest, 1, RSTART - 1) "\001"
        numbers[side, row, ++count] = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
    }
    text = text rest
    gsub(/[[:space:]]+/, " ", text)
    sub(/ $/, "", text)
    texts[side, row] = text
}

# Whether a number between these texts depends on the machine alone.
function is_free(before, after) {
    return before ~ /"(seconds|tokens_per_second)":$/ || after ~ /^ (tokens\/s|s|ms)([^a-z]|$)/
}

# Whether one between these is a count that training comes to.
function is_learnt(before, after) {
    return before ~ /"(epochs|best_epoch|best_trial|predicted)":$/ || before ~ /"to":\001,"examples":$/ ||
        before ~ /"predicted":"[^"]*","examples":$/ || before ~ /epochs? (\001\/)?$/ || before ~ /epoch \001 of $/ ||
        (before after) ~ /^ [^\001]+( \001)*$/
}

function distance(a, b) { return a > b ? a - b : b - a }

function decimals(number) { return match(number, /\.[0-9]+/) ? RLENGTH - 1 : 0 }

function is_near(mine, theirs, before, after,    most) {
    if (is_free(before, after))
        return 1
    gsub(/,/, "", mine)
    gsub(/,/, "", theirs)
    if ((mine theirs) !~ /\./)
        return mine == theirs || (is_learnt(before, after) && distance(mine, theirs) <= 10 + mine / 4)
    if (after ~ /^ (kB|MB)([^a-z]|$)/)
        return distance(mine, theirs) <= mine / 10
    most = decimals(mine) > decimals(theirs) ? decimals(mine) : decimals(theirs)
    if (most == 1)
        return distance(mine, theirs) <= 5 # percent
    if (mine ~ /^[-+]/)
        return distance(mine, theirs) <= 0.1 # from -1 to 1
    return distance(mine, theirs) <= 0.05 + (mine > 1 ? 0.1 * (mine - 1) : 0)
}

function count_marks(text,    copy) { copy = text; return gsub(/\001/, "", copy) }

# Whether the numbers of a part, from `first` of the expected line on, fit those that begin at `at` of the printed text;
# notes which are which.
function numbers_fit(i, j, first, at, part, text,    k, place, theirs, near) {
    theirs = count_marks(substr(text, 1, at - 1))
    place = at
    near = 1
    for (k = 1; k <= count_marks(part); k++) {
        place += index(substr(text, place), "\001") - 1
        of[i, first + k] = theirs + k
        near = near && is_near(numbers["e", i, first + k], numbers["p", j, theirs + k], substr(text, 1, place - 1), substr(text, place + 1))
        place++
    }
    return near || update
}

# Whether line i of the session fits line j that was printed.
function fits(i, j,    pattern, text, part, at, from, used, end) {
    pattern = texts["e", i]
    text = texts["p", j]
    if (index(pattern, "...") == 0)
        return pattern == text && numbers_fit(i, j, 0, 1, pattern, text)
    at = index(pattern, "...")
    part = substr(pattern, 1, at - 1)
    if (substr(text, 1, length(part)) != part || !numbers_fit(i, j, 0, 1, part, text))
        return 0
    used = count_marks(part)
    from = length(part) + 1
    pattern = substr(pattern, at + 3)
    while ((at = index(pattern, "...")) > 0) {
        part = substr(pattern, 1, at - 1)
        pattern = substr(pattern, at + 3)
        for (;;) {
            at = index(substr(text, from), part)
            if (at == 0)
                return 0
            if (numbers_fit(i, j, used, from + at - 1, part, text))
                break
            from += at
        }
        used += count_marks(part)
        from += at - 1 + length(part)
    }
    end = length(text) - length(pattern) + 1
    return end >= from && substr(text, end) == pattern && numbers_fit(i, j, used, end, pattern, text)
}

# At most four decimals, as the pages show them.
function shorter(number) {
    if (decimals(number) <= 4 || number ~ /e/)
        return number
    number = sprintf("%.4f", number)
    sub(/0+$/, "", number)
    sub(/\.$/, "", number)
    return number
}

# Line i of the session with the numbers of the line j that fits it; those of the machine alone stay.
function renewed(i, j,    plain, rest, line, side, row, form, k, mine, theirs, text) {
    plain = index(texts["e", i], "...") == 0
    rest = plain ? printed[j] : expected[i]
    form = is_json(rest) ? "[-+]?[0-9]+(\\.[0-9]+)?(e[-+]?[0-9]+)?" : "[-+]?[0-9]+(,[0-9][0-9][0-9])*(\\.[0-9]+)?(e[-+]?[0-9]+)?"
    line = ""
    text = ""
    for (k = 1; match(rest, form); k++) {
        line = line substr(rest, 1, RSTART - 1)
        text = text substr(rest, 1, RSTART - 1)
        mine = numbers["e", i, k]
        theirs = numbers["p", j, of[i, k]]
        rest = substr(rest, RSTART + RLENGTH)
        line = line (is_free(text, rest) ? mine : shorter(theirs))
        text = text "\001"
    }
    return line rest
}

NR == FNR {
    expected[++wanted] = $0
    cut_line("e", wanted, $0)
    next
}
{
    printed[++got] = $0
    cut_line("p", got, $0)
}
END {
    # As for a glob: after a failure the last "..." takes one line more.
    i = j = 1
    star = 0
    furthest = 1
    while (j <= got) {
        if (i > furthest)
            furthest = i
        if (i <= wanted && expected[i] == "...") {
            star = i++
            resume = j
        } else if (i <= wanted && fits(i, j)) {
            line_of[i++] = j++
        } else if (star > 0) {
            i = star + 1
            j = ++resume
        } else {
            break
        }
    }
    while (j > got && i <= wanted && expected[i] == "...")
        i++
    if (j <= got || i <= wanted) {
        if (i > furthest)
            furthest = i
        print "    expected: " (furthest <= wanted ? expected[furthest] : "no more lines")
        exit 1
    }
    for (i = 1; update && i <= wanted; i++)
        print expected[i] == "..." ? "..." : renewed(i, line_of[i])
}
