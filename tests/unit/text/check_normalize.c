#include "base/unicode.h"
#include "text/normalize.h"

#include "base/failing.h"
#include "check_main.h"
#include "base/unicode.h"

#include <string.h>
#include <utf8proc.h>

static void normalize_into(tenor__normalized *text, const char *data, size_t size, bool keep_case)
{
    tenor__normalize_begin(text, (tenor_str){data, size}, keep_case);
    size_t at = 0;
    while (at < size)
        if (!tenor__normalize_more(text, &at, 1000))
            ck_abort_msg("out of memory");
}

static tenor__normalized normalize(const char *data, size_t size, bool keep_case)
{
    tenor__normalized text = {.alloc = tenor__alloc_of(NULL)};
    normalize_into(&text, data, size, keep_case);
    return text;
}

static bool equal(const tenor__normalized *a, const tenor__normalized *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->text, b->text, a->size) == 0);
}

static void check(const char *source, const char *expected)
{
    tenor__normalized text = normalize(source, strlen(source), false);
    ck_assert_msg(text.size == strlen(expected) && memcmp(text.text, expected, text.size) == 0,
                  "%s became %.*s, not %s", source, (int)text.size, text.text, expected);
    tenor__normalize_free(&text);
}

START_TEST(case_folding)
{
    check("Hello, WORLD [@`{]", "hello, world [@`{]");
    check("\u00C9T\u00C9", "\u00E9t\u00E9");
    check("Stra\u00DFe", "strasse");
    check("\u0391\u0392\u0393\u03C2", "\u03B1\u03B2\u03B3\u03C3");
    check("\u041F\u0440\u0418\u0432\u0415\u0442", "\u043F\u0440\u0438\u0432\u0435\u0442");
    tenor__normalized text = normalize("\u00C9Ab \uFF21", 8, true);
    ck_assert_uint_eq(text.size, 6);
    ck_assert_mem_eq(text.text, "\u00C9Ab A", 6);
    tenor__normalize_free(&text);
}
END_TEST

START_TEST(compatibility_and_composition)
{
    check("\uFB01ne \uFF21\uFF22\uFF01", "fine ab!");
    check("e\u0301a\u0302", "\u00E9\u00E2");
    check("\uFF76\uFF9E", "\u30AC");
    check("\u304B\u3099", "\u304C");
    check("\u1112\u1161\u11AB", "\uD55C");
    check("\uAC00\u11A8", "\uAC01");
    check("\u2460 a\u2122b 5\u00BD \u338F", " 1  a tm b 5 1\u20442   kg ");
    check("x\u00B2", "x2");
    check("\u2026", "...");
    /* Marks in any order become one. */
    check("q\u0307\u0323", "q\u0323\u0307");
    check("q\u0323\u0307", "q\u0323\u0307");
}
END_TEST

START_TEST(separators_and_invisible_characters)
{
    check("a\u00A0b\u3000c\u2028d\u200Be\u2060f\uFEFFg", "a b c d e f g");
    check("co\u00ADop", "coop");
    check("\u2764\uFE0F \u2764\uFE0E \u2764", "\u2764 \u2764 \u2764");
    check("\u0645\u06CC\u200C\u062E", "\u0645\u06CC\u200C\u062E");
    check("\u200Fa\u202Ab", " a b");
}
END_TEST

START_TEST(apostrophes)
{
    check("don\u2019t don\u02BCt don\u00B4t \u2019s", "don't don't don't 's");
    check("dogs\u2019 \u2018x\u2019", "dogs\u2019 \u2018x\u2019");
    check("\u2019\u044F", "'\u044F");
    check("don\u1FFDt \u1FFD", "don't  \u0301");
    /* What it is under NFKC: U+02BC and n. */
    check("\u0149 \u02BCn \u0149\u0308", "'n 'n 'n\u0308");
}
END_TEST

START_TEST(invalid_bytes)
{
    check("a\xFF\xC3(\xE4\xBD", "a\uFFFD\uFFFD(\uFFFD\uFFFD");
}
END_TEST

/* An emoji even without U+FE0F, which NFKC would spell out. */
static bool is_emoji(uint32_t c)
{
    return c == 0x1F201 || c == 0x1F21A || c == 0x1F22F || (c >= 0x1F232 && c <= 0x1F23A && c != 0x1F237) ||
           c == 0x1F250 || c == 0x1F251;
}

/* What a short cut does to a character must be what a cluster does: a dropped U+FE0E after it makes it one. And what is
 * normalized stays as it is. */
START_TEST(every_character)
{
    tenor__normalized alone = {.alloc = tenor__alloc_of(NULL)};
    tenor__normalized cluster = alone;
    tenor__normalized again = alone;
    for (uint32_t c = 0x20; c < 0x110000; c++) {
        /* Nothing is assigned in the planes between. */
        if (c == 0x40000)
            c = 0xE0000;
        /* ASCII's controls stay, as separators; spelled as a cluster they are a space. */
        if (c == 0x7F || (c >= 0xD800 && c <= 0xDFFF))
            continue;
        for (int keep_case = 0; keep_case < 2; keep_case++) {
            char bytes[7];
            const size_t length = tenor__unicode_encode(c, bytes);
            memcpy(bytes + length, "\uFE0E", 3);
            normalize_into(&alone, bytes, length, keep_case);
            normalize_into(&cluster, bytes, length + 3, keep_case);
            if (!is_emoji(c) && !equal(&alone, &cluster))
                ck_abort_msg("U+%04X", (unsigned)c);
            if (alone.size == 0)
                continue;
            if (tenor_str_valid_prefix((tenor_str){alone.text, alone.size}) != alone.size)
                ck_abort_msg("U+%04X gives invalid UTF-8", (unsigned)c);
            normalize_into(&again, alone.text, alone.size, keep_case);
            if (!equal(&again, &alone))
                ck_abort_msg("U+%04X again", (unsigned)c);
        }
    }
    tenor__normalize_free(&alone);
    tenor__normalize_free(&cluster);
    tenor__normalize_free(&again);
}
END_TEST

/* NFKC and case folding as Unicode defines them (D145, D146), of what is in canonical order before. */
static size_t fold(utf8proc_int32_t *characters, size_t count, utf8proc_option_t options)
{
    utf8proc_int32_t from[64];
    memcpy(from, characters, count * sizeof *from);
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        int unused = 0;
        size += (size_t)utf8proc_decompose_char(from[i], characters + size, 64, options, &unused);
    }
    for (size_t i = 1; i < size; i++)
        for (size_t j = i; j > 0; j--) {
            const utf8proc_int32_t a = characters[j - 1];
            const utf8proc_int32_t b = characters[j];
            const int after = utf8proc_get_property(b)->combining_class;
            if (after == 0 || utf8proc_get_property(a)->combining_class <= after)
                break;
            characters[j - 1] = b;
            characters[j] = a;
        }
    return size;
}

/* Compares with utf8proc, but for the spaces around what stands alone. */
static void check_folded(tenor__normalized *text, const utf8proc_int32_t *characters, size_t count, bool keep_case)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE;
    char source[16];
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += tenor__unicode_encode((uint32_t)characters[i], source + size);
    normalize_into(text, source, size, keep_case);
    utf8proc_int32_t folded[128];
    memcpy(folded, characters, count * sizeof *characters);
    count = fold(folded, count, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE);
    count = fold(folded, count, keep_case ? options : options | UTF8PROC_CASEFOLD);
    count = (size_t)utf8proc_normalize_utf32(folded, (utf8proc_ssize_t)count, options);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        char bytes[4];
        const size_t length = tenor__unicode_encode((uint32_t)folded[i], bytes);
        while (at < text->size && text->text[at] == ' ' && bytes[0] != ' ')
            at++;
        if (text->size - at < length || memcmp(text->text + at, bytes, length) != 0)
            ck_abort_msg("U+%04X of %.*s is not in %.*s", (unsigned)folded[i], (int)size, source, (int)text->size,
                         text->text);
        at += length;
    }
    while (at < text->size && text->text[at] == ' ')
        at++;
    if (at != text->size)
        ck_abort_msg("%.*s became %.*s", (int)size, source, (int)text->size, text->text);
}

/* Every character, and bases with two marks in any order: of the bases that compose or fold every tenth, of the
 * marks one of each class and all that compose, decompose or fold. */
START_TEST(as_utf8proc_has_it)
{
    tenor__normalized text = {.alloc = tenor__alloc_of(NULL)};
    utf8proc_int32_t bases[256] = {0x3B1, 0x1F80, 0x1FFC, 0x1FB4};
    utf8proc_int32_t marks[256];
    size_t base_count = 4;
    size_t mark_count = 0;
    size_t composing = 0;
    bool seen[256] = {false};
    for (utf8proc_int32_t c = 0x21; c < 0x110000; c++) {
        const utf8proc_property_t *property = utf8proc_get_property(c);
        const tenor__char_class class = tenor__normalize_class((uint32_t)c);
        if (class == TENOR__SEPARATOR || c == 0xAD || c == 0xFE0E || c == 0xFE0F || property->category == 0 ||
            property->category == UTF8PROC_CATEGORY_CS)
            continue;
        if (c != 0x149 && !is_emoji((uint32_t)c)) {
            check_folded(&text, &c, 1, false);
            check_folded(&text, &c, 1, true);
        }
        const bool special = property->comb_index != UINT16_MAX || property->decomp_seqindex != UINT16_MAX ||
                             property->casefold_seqindex != UINT16_MAX;
        if (class == TENOR__MARK && (special || !seen[property->combining_class])) {
            seen[property->combining_class] = true;
            marks[mark_count++] = c;
        } else if (property->comb_index != UINT16_MAX && c < 0xAC00 && ++composing % 10 == 0) {
            bases[base_count++] = c;
        }
    }
    ck_assert_uint_gt(base_count, 30);
    ck_assert_uint_gt(mark_count, 150);
    for (size_t b = 0; b < base_count; b++)
        for (size_t i = 0; i < mark_count; i++)
            for (size_t j = 0; j < mark_count; j++)
                check_folded(&text, (const utf8proc_int32_t[]){bases[b], marks[i], marks[j]}, 3, false);
    tenor__normalize_free(&text);
}
END_TEST

START_TEST(sources)
{
    const char *source = "A\u00C9\u338F\uFF01e\u0301\u4F60co\u00ADop";
    tenor__normalized text = normalize(source, strlen(source), false);
    const char *expected = "a\u00E9 kg !\u00E9\u4F60coop";
    ck_assert_uint_eq(text.size, strlen(expected));
    ck_assert_mem_eq(text.text, expected, text.size);
    static const size_t begins[] = {0, 1, 2, 3, 3, 3, 3, 6, 9, 9, 12, 13, 14, 15, 16, 19, 20};
    static const size_t ends[] = {1, 2, 3, 6, 6, 6, 6, 9, 12, 12, 13, 14, 15, 16, 17, 20, 21};
    for (size_t i = 0; i < text.size; i++) {
        size_t from, to;
        tenor__normalize_source(&text, i, &from, &to);
        ck_assert_msg(from == begins[i] && to == ends[i], "byte %d: %d..%d", (int)i, (int)from, (int)to);
    }
    ck_assert_int_eq(tenor__normalize_written(&text, 0), 'A');
    tenor__normalize_free(&text);
}
END_TEST

START_TEST(long_marks_are_cut)
{
    enum { MARKS = 100000 };
    char *source = malloc(1 + 2 * MARKS);
    source[0] = 'a';
    for (size_t i = 0; i < MARKS; i++)
        memcpy(source + 1 + 2 * i, "\u0316", 2);
    tenor__normalized text = normalize(source, 1 + 2 * MARKS, false);
    /* A space a block of 65,536 bytes. */
    ck_assert_uint_eq(text.size, 1 + 2 * MARKS + (1 + 2 * MARKS) / 65536);
    ck_assert_uint_eq(tenor__normalize_grapheme(text.text, 0, text.size), 1 + 2 * 31);
    tenor__normalize_free(&text);
    free(source);
}
END_TEST

/* Stops where it may, and only there. */
START_TEST(pieces)
{
    char source[3000];
    size_t size = 0;
    while (size + 12 < sizeof source) {
        memcpy(source + size, "word \u4F60\u597D", 11);
        size += 11;
    }
    tenor__normalized whole = normalize(source, size, false);
    for (size_t more = 1; more < 40; more++) {
        tenor__normalized text = {.alloc = tenor__alloc_of(NULL)};
        tenor__normalize_begin(&text, (tenor_str){source, size}, false);
        size_t count = 0;
        for (size_t at = 0; at < size; count++) {
            ck_assert(tenor__normalize_more(&text, &at, more));
            ck_assert(at == size || source[at] == ' ' || at % 11 == 8);
        }
        ck_assert_uint_gt(count, size / (more + 11));
        ck_assert_uint_eq(text.size, whole.size);
        ck_assert_mem_eq(text.text, whole.text, whole.size);
        tenor__normalize_free(&text);
    }
    tenor__normalize_free(&whole);
}
END_TEST

START_TEST(classes)
{
    ck_assert_int_eq(tenor__normalize_class('a'), TENOR__LETTER);
    ck_assert_int_eq(tenor__normalize_class(0x627), TENOR__LETTER);
    ck_assert_int_eq(tenor__normalize_class(0xAC00), TENOR__LETTER);
    ck_assert_int_eq(tenor__normalize_class(0x661), TENOR__DIGIT);
    ck_assert_int_eq(tenor__normalize_class(0x301), TENOR__MARK);
    ck_assert_int_eq(tenor__normalize_class(0x200D), TENOR__JOINER);
    ck_assert_int_eq(tenor__normalize_class(0x200B), TENOR__SEPARATOR);
    ck_assert_int_eq(tenor__normalize_class(0x2028), TENOR__SEPARATOR);
    static const uint32_t symbols[] = {0x4E2D,  0x3042, 0x30AB,  0x0E01, 0x0E81, 0x1780, 0x1000,
                                       0x20000, 0x3002, 0x1F600, 0x20AC, 0xFFFD, 0x3005, 0x3007};
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
        ck_assert_msg(tenor__normalize_class(symbols[i]) == TENOR__SYMBOL, "U+%04X", (unsigned)symbols[i]);
}
END_TEST

CHECK_MAIN("text/normalize", case_folding, compatibility_and_composition, separators_and_invisible_characters,
           apostrophes, invalid_bytes, every_character, as_utf8proc_has_it, sources, long_marks_are_cut, pieces,
           classes)
