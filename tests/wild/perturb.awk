# Perturbs texts as people, keyboards and web pages do: awk -v kind=KIND [-v seed=1] -f perturb.awk, a line in, a line out.
#
#   clean        as it is
#   emoji        emoji that say nothing for or against, between words and at the end
#   shouting     capitals and exclamation marks
#   typos        in one long word of three: two letters swapped, one left out, or one doubled
#   elongated    a vowel drawn out in one word of three: sooo goood
#   bare         small letters without punctuation
#   punctuation  punctuation where it does not belong, and spaces where they are missing
#   entities     HTML: entities, <br />, tags
#
# The same seed gives the same lines under every awk: random numbers are made here, in whole numbers below 2^53. Texts
# are ASCII.

function random(bound) { # Park and Miller 1988: 0..bound-1
    state = (state * 16807) % 2147483647
    return int(state / 2147483647 * bound)
}

function typo(word,    size, at, which) {
    size = length(word)
    at = 2 + random(size - 2) # the first and the last letter stay
    which = random(3)
    if (which == 0 && at + 1 < size)
        return substr(word, 1, at - 1) substr(word, at + 1, 1) substr(word, at, 1) substr(word, at + 2)
    if (which == 1)
        return substr(word, 1, at - 1) substr(word, at + 1)
    return substr(word, 1, at) substr(word, at)
}

function elongate(word,    at, times, vowel) {
    at = match(word, /[aeiou][^aeiou]*$/)
    if (at == 0)
        return word
    vowel = substr(word, at, 1)
    for (times = 2 + random(3); times > 0; times--)
        word = substr(word, 1, at) vowel substr(word, at + 1)
    return word
}

# Letters at the start of a word; what follows them is left alone.
function letters(word) { match(word, /^[A-Za-z]+/); return RLENGTH > 0 ? RLENGTH : 0 }

BEGIN {
    state = (seed == "" ? 1 : seed) * 7919 + 1
    emoji_count = split("🎬 🍿 🎥 📽️ 🎟️ 👀 🤔 📺 🕐 🎞️ 🇬🇧 👩‍💻", emoji, " ")
    mark_count = split(", ... -- !! ?! ; .. * ~ /", mark, " ")
    tag_count = split("<br /> <br> <i> </i> &nbsp; <p>", tag, " ")
}

kind == "clean" { print; next }

kind == "shouting" { line = toupper($0); gsub(/\.$/, "!!!", line); print line; next }

kind == "bare" { line = tolower($0); gsub(/[^a-z0-9 ]/, "", line); print line; next }

{
    line = ""
    for (i = 1; i <= NF; i++) {
        word = $i
        size = letters(word)
        if (kind == "typos" && size >= 4 && random(3) == 0)
            word = typo(substr(word, 1, size)) substr(word, size + 1)
        if (kind == "elongated" && size >= 4 && random(3) == 0)
            word = elongate(substr(word, 1, size)) substr(word, size + 1)
        if (kind == "entities") {
            gsub(/'/, "\\&#39;", word)
            gsub(/,/, "\\&#44;", word)
            if (random(6) == 0)
                word = word (random(2) ? " " : "") tag[1 + random(tag_count)]
        }
        joined = ""
        if (kind == "punctuation") {
            if (random(5) == 0)
                word = word (random(2) ? " " : "") mark[1 + random(mark_count)]
            joined = word ~ /,$/ && random(2)
        }
        line = line word (i < NF && !joined ? " " : "")
        if (kind == "emoji" && (i == NF || random(6) == 0))
            line = line (i == NF ? " " : "") emoji[1 + random(emoji_count)] (i == NF ? "" : " ")
    }
    print line
}
