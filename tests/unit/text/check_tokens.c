#include "text/tokens.h"

#include "base/failing.h"
#include "base/random.h"
#include "check_main.h"
#include "base/unicode.h"

#include <string.h>
#include <time.h>

static const tenor_text_settings WORDS = {sizeof WORDS, TENOR_TOKENS_WORD, false};
static const tenor_text_settings CHARACTERS = {sizeof CHARACTERS, TENOR_TOKENS_CHAR, false};

static tenor_tokens *new_tokens(void)
{
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    return tokens;
}

static void split(tenor_tokens *tokens, const tenor_text_settings *settings, const char *text, size_t size)
{
    if (tenor_tokens_split(tokens, settings, (tenor_str){text, size}) != TENOR_OK)
        ck_abort_msg("out of memory");
}

static bool is_token(tenor_token token, const char *text, size_t begin, size_t end)
{
    return token.text.size == strlen(text) && memcmp(token.text.data, text, token.text.size) == 0 &&
           token.begin == begin && token.end == end;
}

START_TEST(spans)
{
    tenor_tokens *tokens = new_tokens();
    const char *text = " It\u2019s \uFF21\uFF22 5\u00BD :)";
    split(tokens, &WORDS, text, strlen(text));
    static const struct {
        const char *text;
        size_t begin;
        size_t end;
    } expected[] = {{"it", 1, 3},  {"'s", 3, 7},       {"ab", 8, 14}, {"5", 15, 16},
                    {"1", 16, 18}, {"\u2044", 16, 18}, {"2", 16, 18}, {":)", 19, 21}};
    const size_t count = sizeof expected / sizeof expected[0];
    ck_assert_uint_eq(tenor_tokens_count(tokens), count);
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(is_token(tenor_tokens_get(tokens, i), expected[i].text, expected[i].begin, expected[i].end), "%s",
                      expected[i].text);
    tenor_tokens_free(tokens);
}
END_TEST

START_TEST(nothing_and_nul)
{
    tenor_tokens *tokens = new_tokens();
    split(tokens, &WORDS, NULL, 0);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 0);
    split(tokens, &WORDS, "a\0b\0", 4);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 2);
    ck_assert(is_token(tenor_tokens_get(tokens, 1), "b", 2, 3));
    split(tokens, &CHARACTERS, "a\0b\0", 4);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 2);
    tenor_tokens_free(tokens);
    tenor_tokens_free(NULL);
}
END_TEST

/* Pieces that meet in every way: half characters, marks, symbols, addresses, spaces. */
static size_t random_text(tenor__random *random, char *out, size_t size)
{
    static const char *const pieces[] = {
        "a",          "B",          "word",       "n't",    "'s",     "'",      "\u2019", "1",        ",",
        ".",          "...",        "-",          "_",      " ",      "  ",     "\n",     "@",        "#",
        "://",        "www.",       "x.org",      ":",      ")",      ":)",     "D",      "<3",       "\u00E9",
        "e\u0301",    "\u0301",     "\u4F60",     "\u597D", "\u3042", "\u3099", "\uFF21", "\uFF1A",   "\uAC00",
        "\u11A8",     "\u0E01",     "\u0E33",     "\u0627", "\u200D", "\u200B", "\u00AD", "\uFE0F",   "\u20E3",
        "\U0001F44D", "\U0001F3FD", "\U0001F1E9", "\u00BD", "\uFDFA", "\u2122", "\xFF",   "\xE4\xBD", "\xF0\x9F",
        "o_o",        "U.S.",       "l'",         "\u00DF", "\u0130", "\u0600", "*",      "``",       "--",
    };
    size_t used = 0;
    while (used < size) {
        const char *piece = pieces[tenor__random_below(random, sizeof pieces / sizeof pieces[0])];
        const size_t length = strlen(piece);
        const size_t rest = size - used;
        memcpy(out + used, piece, length < rest ? length : rest);
        used += length < rest ? length : rest;
    }
    return used;
}

static bool is_boundary(const char *text, size_t size, size_t at)
{
    /* Inside a valid character there is no boundary. */
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        uint32_t character;
        if (tenor__unicode_decode(text + at - back, size - (at - back), &character) > back)
            return false;
    }
    return at <= size;
}

static void check_list(const tenor_tokens *tokens, const char *text, size_t size)
{
    size_t begin = 0;
    size_t end = 0;
    for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
        const tenor_token token = tenor_tokens_get(tokens, i);
        if (token.begin < begin || token.end < end || token.begin >= token.end || token.end > size)
            ck_abort_msg("token %d: %d..%d after %d..%d", (int)i, (int)token.begin, (int)token.end, (int)begin,
                         (int)end);
        if (!is_boundary(text, size, token.begin) || !is_boundary(text, size, token.end))
            ck_abort_msg("token %d cuts a character", (int)i);
        if (token.text.size == 0 || tenor_str_valid_prefix(token.text) != token.text.size)
            ck_abort_msg("token %d is no text", (int)i);
        begin = token.begin;
        end = token.end;
    }
}

static bool same(tenor_token a, tenor_token b)
{
    return a.text.size == b.text.size && memcmp(a.text.data, b.text.data, a.text.size) == 0 && a.begin == b.begin &&
           a.end == b.end;
}

START_TEST(any_text)
{
    tenor_tokens *tokens = new_tokens();
    tenor_tokens *fewer = new_tokens();
    tenor__random random = tenor__random_new(1, 0);
    for (int round = 0; round < 5000; round++) {
        char bytes[400];
        const size_t size = random_text(&random, bytes, tenor__random_below(&random, sizeof bytes));
        /* Memory of exactly its size, so that a sanitizer sees a read past it. */
        char *text = malloc(size + !size);
        memcpy(text, bytes, size);
        const tenor_text_settings settings = {sizeof settings, round % 2 ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD,
                                              round % 3 == 0};
        split(tokens, &settings, text, size);
        check_list(tokens, text, size);
        /* A limit gives the first tokens of the same list. */
        const size_t limit = 1 + tenor__random_below(&random, 40);
        if (tenor__tokens_split_limit(fewer, &settings, (tenor_str){text, size}, limit, TENOR__KEEP_FIRST) != TENOR_OK)
            ck_abort_msg("out of memory");
        const size_t count = tenor_tokens_count(tokens);
        if (tenor_tokens_count(fewer) != (count < limit ? count : limit))
            ck_abort_msg("limit %d gives %d tokens of %d", (int)limit, (int)tenor_tokens_count(fewer), (int)count);
        for (size_t i = 0; i < tenor_tokens_count(fewer); i++)
            if (!same(tenor_tokens_get(tokens, i), tenor_tokens_get(fewer, i)))
                ck_abort_msg("limit %d changes token %d of %.*s", (int)limit, (int)i, (int)size, text);
        free(text);
    }
    tenor_tokens_free(tokens);
    tenor_tokens_free(fewer);
}
END_TEST

/* Whether `kept` are, of `all`, the first `head` and the last `tail`, spans included. */
static void check_ends(const tenor_tokens *all, const tenor_tokens *kept, size_t head, size_t tail)
{
    const size_t count = tenor_tokens_count(all);
    if (tenor_tokens_count(kept) != (count < head + tail ? count : head + tail))
        ck_abort_msg("%zu+%zu gives %zu tokens of %zu", head, tail, tenor_tokens_count(kept), count);
    for (size_t i = 0; i < tenor_tokens_count(kept); i++) {
        const size_t from = count <= head + tail || i < head ? i : count - (head + tail - i);
        if (!same(tenor_tokens_get(all, from), tenor_tokens_get(kept, i)))
            ck_abort_msg("%zu+%zu: token %zu is not %zu", head, tail, i, from);
    }
}

/* Short texts, and texts so long that their middles are forgotten while they are read. */
START_TEST(kept_ends)
{
    tenor_tokens *all = new_tokens();
    tenor_tokens *kept = new_tokens();
    tenor__random random = tenor__random_new(3, 0);
    for (int round = 0; round < 1030; round++) {
        const bool is_long = round >= 1000;
        const size_t most = is_long ? 200000 : 400;
        char *bytes = malloc(most + 1000);
        size_t size = 0;
        while (is_long && size < most) {
            size += random_text(&random, bytes + size, tenor__random_below(&random, 400));
            memcpy(bytes + size, "xD :-D www.a.org/b joe@x.org \u2460 \uFF21\u0301 I'm ", 44);
            size += tenor__random_below(&random, 44);
        }
        size += random_text(&random, bytes + size, tenor__random_below(&random, 400));
        char *text = malloc(size + !size); /* so that a sanitizer sees a read past it */
        memcpy(text, bytes, size);
        free(bytes);
        const tenor_text_settings settings = {sizeof settings, round % 2 ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD,
                                              round % 3 == 0};
        const size_t limit = 1 + tenor__random_below(&random, is_long ? 3000 : 40);
        const tenor_str whole = {text, size};
        split(all, &settings, text, size);
        ck_assert_int_eq(tenor__tokens_split_limit(kept, &settings, whole, limit, TENOR__KEEP_LAST), TENOR_OK);
        check_ends(all, kept, 0, limit);
        ck_assert_int_eq(tenor__tokens_split_limit(kept, &settings, whole, limit, TENOR__KEEP_BOTH), TENOR_OK);
        check_ends(all, kept, limit - limit / 2, limit / 2);
        ck_assert_int_eq(tenor__tokens_split_limit(kept, &settings, whole, 0, TENOR__KEEP_LAST), TENOR_OK);
        check_ends(all, kept, tenor_tokens_count(all), 0);
        free(text);
    }
    tenor_tokens_free(all);
    tenor_tokens_free(kept);
}
END_TEST

/* A word of the vocabulary is found again wherever it stands alone: its own text is one token. */
START_TEST(tokens_are_stable)
{
    static const char *const texts[] = {
        "It's a well-known fact, isn't it? I can't -- won't -- e-mail joe@x.org or see http://x.org/a_(b).",
        "``good'' l'amour o'clock U.S. 3.5 1,000 @name_1 :-) :D O_O ... \u2026 dogs' 'n'",
        "\u00C9T\u00C9 Stra\u00DFe \uFF21\uFF22 \u338F 5\u00BD \u4F60\u597D\uFF01 \uD55C\uAD6D\uC5B4 "
        "\u0E2A\u0E27\u0E31",
        "\U0001F44D\U0001F3FD \u2764\uFE0F \U0001F1E9\U0001F1EA 1\uFE0F\u20E3 \u0939\u093F\u0928\u094D\u0926\u0940 "
        "\xFF",
    };
    tenor_tokens *tokens = new_tokens();
    tenor_tokens *again = new_tokens();
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
        split(tokens, &WORDS, texts[t], strlen(texts[t]));
        for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
            const tenor_str text = tenor_tokens_get(tokens, i).text;
            split(again, &WORDS, text.data, text.size);
            ck_assert_msg(tenor_tokens_count(again) == 1, "%.*s", (int)text.size, text.data);
            const tenor_str copy = tenor_tokens_get(again, 0).text;
            ck_assert_msg(copy.size == text.size && memcmp(copy.data, text.data, text.size) == 0, "%.*s",
                          (int)text.size, text.data);
        }
    }
    tenor_tokens_free(tokens);
    tenor_tokens_free(again);
}
END_TEST

static double seconds_of(const tenor_text_settings *settings, const char *text, size_t size)
{
    tenor_tokens *tokens = new_tokens();
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    split(tokens, settings, text, size);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    check_list(tokens, text, size);
    tenor_tokens_free(tokens);
    return (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

/* Floods of one pattern take time in proportion to their length: a quarter megabyte is far from the minutes of a
 * quadratic rule, even under a sanitizer. */
START_TEST(floods_are_linear)
{
    static const char *const patterns[] = {
        "a",
        "1",
        "1,",
        "a.",
        "a@",
        "@",
        "@a.",
        "a'",
        "'s",
        "l'",
        "n't",
        "'",
        "`",
        ".",
        "-",
        "_",
        "o_",
        ":",
        ":)",
        "(",
        "a:",
        "a://",
        "www.",
        "http://a!",
        "a-",
        "\u0301",
        "\u4F60",
        "\u0E01\u0E33",
        "\u200D",
        "\U0001F1E9",
        "\U0001F468\u200D",
        "\xFF",
        "\uFDFA",
        "\u00AD",
        "\uFE0F",
        "\u1100",
        "\u0600",
        "\u20E3",
    };
    enum { SIZE = 1 << 18 };
    char *text = malloc(SIZE);
    for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
        const size_t length = strlen(patterns[p]);
        for (size_t i = 0; i < SIZE; i++)
            text[i] = patterns[p][i % length];
        double seconds = seconds_of(&WORDS, text, SIZE) + seconds_of(&CHARACTERS, text, SIZE);
        ck_assert_msg(seconds < 10, "\"%s\": %.1f s", patterns[p], seconds);
    }
    free(text);
}
END_TEST

START_TEST(long_tokens_are_cut)
{
    tenor_tokens *tokens = new_tokens();
    char text[3 * 600];
    memset(text, 'x', 600);
    split(tokens, &WORDS, text, 600);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 3);
    ck_assert_uint_eq(tenor_tokens_get(tokens, 0).text.size, 256);
    ck_assert_uint_eq(tenor_tokens_get(tokens, 2).text.size, 88);
    ck_assert_uint_eq(tenor_tokens_get(tokens, 2).begin, 512);
    for (size_t i = 0; i < 600; i++)
        memcpy(text + 2 * i, "\u0436", 2);
    split(tokens, &WORDS, text, 512);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 1);
    split(tokens, &WORDS, text, 514);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 2);
    ck_assert_uint_eq(tenor_tokens_get(tokens, 0).text.size, 512);
    tenor_tokens_free(tokens);
}
END_TEST

START_TEST(failing_memory)
{
    char text[4000];
    tenor__random random = tenor__random_new(2, 0);
    const size_t size = random_text(&random, text, sizeof text);
    for (size_t fail_at = 1;; fail_at++) {
        failing state = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor_tokens *tokens = (tenor_tokens *)(uintptr_t)1;
        tenor_status status = tenor_tokens_new(&alloc, &tokens);
        if (status != TENOR_OK) {
            ck_assert_ptr_null(tokens);
        } else {
            status = tenor_tokens_split(tokens, &WORDS, (tenor_str){text, size});
            ck_assert((tenor_tokens_count(tokens) > 0) == (status == TENOR_OK));
            /* Usable all the same. */
            state.fail_at = 0;
            split(tokens, &WORDS, "a b", 3);
            ck_assert_uint_eq(tenor_tokens_count(tokens), 2);
            tenor_tokens_free(tokens);
        }
        ck_assert_uint_eq(state.alive, 0);
        if (status == TENOR_OK) {
            ck_assert_uint_gt(fail_at, 4);
            break;
        }
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
    }
}
END_TEST

START_TEST(warm_lists_allocate_nothing)
{
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(&alloc, &tokens), TENOR_OK);
    const char *text = "It\u2019s a text with \u4F60\u597D and e\u0301 and \U0001F44D in it.";
    split(tokens, &WORDS, text, strlen(text));
    const size_t calls = state.calls;
    for (int i = 0; i < 3; i++)
        split(tokens, i % 2 ? &CHARACTERS : &WORDS, text, i % 2 ? 12 : strlen(text));
    ck_assert_uint_eq(state.calls, calls);
    tenor_tokens_free(tokens);
}
END_TEST

START_TEST(limits_stop_the_work)
{
    enum { SIZE = 1 << 20 };
    char *text = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = "word "[i % 5];
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(&alloc, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor__tokens_split_limit(tokens, &WORDS, (tenor_str){text, SIZE}, 10, TENOR__KEEP_FIRST),
                     TENOR_OK);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 10);
    /* A few kilobytes were enough. */
    ck_assert_uint_lt(state.calls, 12);
    tenor_tokens_free(tokens);
    free(text);
}
END_TEST

/* Sixteen million bytes of text are read in pieces of less than one million. */
START_TEST(ends_take_bounded_memory)
{
    enum { SIZE = 1 << 24, MOST = 1 << 20 };
    char *text = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = "word \xEF\xBC\xA1 "[i % 9]; /* a word, and a character that changes */
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(&alloc, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor__tokens_split_limit(tokens, &WORDS, (tenor_str){text, SIZE}, 400, TENOR__KEEP_BOTH),
                     TENOR_OK);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 400);
    ck_assert_uint_eq(tenor_tokens_get(tokens, 0).begin, 0);
    ck_assert_uint_ge(tenor_tokens_get(tokens, 399).end, SIZE - 9);
    ck_assert_uint_lt(state.largest, MOST);
    tenor_tokens_free(tokens);
    free(text);
}
END_TEST

/* So are four million bytes with a token in every 20,000 of them: what is between the tokens is forgotten. */
START_TEST(gaps_take_bounded_memory)
{
    enum { SIZE = 1 << 22, EACH = 20000, LIMIT = 2000, MOST = 3 << 20 };
    char *text = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % EACH < 3 ? "\xEF\xBC\xA1"[i % EACH] : i % EACH == 3 ? ' ' : "\xC2\xA0"[i % 2];
    for (int kept = TENOR__KEEP_FIRST; kept <= TENOR__KEEP_BOTH; kept++) {
        failing state = {0};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor_tokens *tokens;
        ck_assert_int_eq(tenor_tokens_new(&alloc, &tokens), TENOR_OK);
        ck_assert_int_eq(
            tenor__tokens_split_limit(tokens, &WORDS, (tenor_str){text, SIZE}, LIMIT, (tenor__kept_tokens)kept),
            TENOR_OK);
        ck_assert_uint_eq(tenor_tokens_count(tokens), SIZE / EACH + 1);
        for (size_t i = 0; i < tenor_tokens_count(tokens); i++) {
            const tenor_token token = tenor_tokens_get(tokens, i);
            ck_assert_uint_eq(token.begin, i * EACH);
            ck_assert_uint_eq(token.end, i * EACH + 3);
            ck_assert(tenor_str_is(token.text, "a"));
        }
        ck_assert_uint_lt(state.largest, MOST);
        tenor_tokens_free(tokens);
    }
    free(text);
}
END_TEST

START_TEST(ends_survive_failing_memory)
{
    enum { SIZE = 1 << 18 };
    char *text = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = "ab \xEF\xBC\xA1 "[i % 7];
    tenor_status status = TENOR_OUT_OF_MEMORY;
    size_t n = 0;
    while (status != TENOR_OK) {
        failing state = {.fail_at = ++n};
        const tenor_alloc alloc = failing_alloc(&state);
        tenor_tokens *tokens;
        status = tenor_tokens_new(&alloc, &tokens);
        if (status == TENOR_OK) {
            status = tenor__tokens_split_limit(tokens, &WORDS, (tenor_str){text, SIZE}, 100, TENOR__KEEP_BOTH);
            ck_assert_uint_eq(tenor_tokens_count(tokens), status == TENOR_OK ? 100 : 0);
        }
        tenor_tokens_free(tokens);
        ck_assert_uint_eq(state.alive, 0);
        ck_assert(status == TENOR_OK || status == TENOR_OUT_OF_MEMORY);
    }
    ck_assert_uint_gt(n, 5);
    free(text);
}
END_TEST

/* A token that is one only because of what comes late is the same under a limit. */
START_TEST(limits_cut_no_token)
{
    char hangul[3 * 200];
    for (size_t i = 0; i < sizeof hangul; i++)
        hangul[i] = "\uAC00"[i % 3];
    const tenor_str texts[] = {{hangul, sizeof hangul},
                               tenor_str_of("a.b.c-d.e_f.g+h.i.j.k.l.m@example.org x"),
                               tenor_str_of("www.a.org/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o x")};
    tenor_tokens *tokens = new_tokens();
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
        ck_assert_int_eq(tenor__tokens_split_limit(tokens, &WORDS, texts[t], 1, TENOR__KEEP_FIRST), TENOR_OK);
        ck_assert_uint_eq(tenor_tokens_count(tokens), 1);
        ck_assert_uint_ge(tenor_tokens_get(tokens, 0).end, texts[t].size - 2);
    }
    tenor_tokens_free(tokens);
}
END_TEST

/* Compares the tokens of pieces with those of the whole. */
typedef struct comparison {
    const tenor_tokens *whole;
    size_t count;
    size_t different;
} comparison;

static bool compare_piece(void *user, const tenor_tokens *tokens)
{
    comparison *c = user;
    for (size_t i = 0; i < tenor_tokens_count(tokens); i++, c->count++) {
        const tenor_str text = tenor__tokens_text(tokens, i);
        const tenor_str expected =
            c->count < tenor_tokens_count(c->whole) ? tenor__tokens_text(c->whole, c->count) : (tenor_str){"", 0};
        c->different += text.size != expected.size || memcmp(text.data, expected.data, text.size) != 0;
    }
    return true;
}

static void check_pieces(const tenor_text_settings *settings, tenor_str text, size_t most_memory)
{
    failing state = {0};
    const tenor_alloc alloc = failing_alloc(&state);
    tenor_tokens *whole = new_tokens();
    tenor_tokens *ends = new_tokens();
    tenor_tokens *pieces;
    ck_assert_int_eq(tenor_tokens_new(&alloc, &pieces), TENOR_OK);
    split(whole, settings, text.data, text.size);
    comparison c = {whole, 0, 0};
    ck_assert_int_eq(tenor__tokens_split_pieces(pieces, settings, text, compare_piece, &c), TENOR_OK);
    ck_assert_uint_eq(c.count, tenor_tokens_count(whole));
    ck_assert_uint_eq(c.different, 0);
    ck_assert_uint_le(state.largest, most_memory);
    /* The blocks of a long run are the same where the pieces are others. */
    ck_assert_int_eq(tenor__tokens_split_limit(ends, settings, text, 7, TENOR__KEEP_LAST), TENOR_OK);
    check_ends(whole, ends, 0, 7);
    const size_t half = tenor_tokens_count(whole) / 2 + 1;
    ck_assert_int_eq(tenor__tokens_split_limit(ends, settings, text, half, TENOR__KEEP_FIRST), TENOR_OK);
    check_ends(whole, ends, half, 0);
    tenor_tokens_free(pieces);
    tenor_tokens_free(whole);
    tenor_tokens_free(ends);
}

START_TEST(pieces_are_the_whole)
{
    enum { SIZE = 300000 };
    char *text = malloc(SIZE + 400);
    tenor__random random = tenor__random_new(5, 0);
    for (int round = 0; round < 4; round++) {
        size_t size = 0;
        while (size < SIZE)
            size += random_text(&random, text + size, tenor__random_below(&random, 400));
        /* Runs of every kind: no white space, none but after a character that joins it, none but far apart. */
        for (size_t i = 0; i < size && round % 4 > 0; i++)
            if (text[i] == ' ' || text[i] == '\n')
                text[i] = round % 4 == 1 || i % 50000 > 0 ? 'x' : ' ';
        const tenor_text_settings settings = {sizeof settings, round % 3 ? TENOR_TOKENS_WORD : TENOR_TOKENS_CHAR,
                                              round % 5 == 0};
        check_pieces(&settings, (tenor_str){text, size}, SIZE_MAX);
    }
    free(text);
}
END_TEST

/* Whatever the text, a piece is never large. */
START_TEST(pieces_are_small)
{
    static const char *const patterns[] = {"a",       "!",      "..",       "\u00C9",     "\u0600 ",     "\uFDFA",
                                           "\u4F60a", "\u0301", "http://a", "\U0001F1E9", "a\u0301\xFF", ":-)"};
    enum { SIZE = 1 << 19, MOST = 5 << 20 };
    char *text = malloc(SIZE);
    for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
        const size_t length = strlen(patterns[p]);
        for (size_t i = 0; i < SIZE; i++)
            text[i] = patterns[p][i % length];
        check_pieces(&WORDS, (tenor_str){text, SIZE}, MOST);
    }
    free(text);
}
END_TEST

CHECK_MAIN("text/tokens", spans, nothing_and_nul, any_text, kept_ends, tokens_are_stable, floods_are_linear,
           long_tokens_are_cut, failing_memory, warm_lists_allocate_nothing, limits_stop_the_work,
           ends_take_bounded_memory, gaps_take_bounded_memory, ends_survive_failing_memory, limits_cut_no_token,
           pieces_are_the_whole, pieces_are_small)
