#include "text/vectors.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/number.h"
#include "base/error.h"
#include "text/tokens.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { LARGEST_DIM = 65536, SAMPLED_LINES = 100, LONGEST_BINARY_WORD = 65536, LONGEST_LINE = 4 << 20 };

struct tenor__vectors {
    size_t dim;
    tenor__arena arena; /* the bytes of the words */
    tenor__map map;     /* word -> index */
    tenor_str *words;
    size_t word_capacity;
    bool *is_extra;
    size_t extra_capacity;
    float *values; /* dim values per word, and room for the word that is being read */
    size_t value_capacity;
};

typedef struct loader {
    tenor__vectors *vectors;
    const tenor_text_settings *settings;
    tenor_tokens *tokens;
    tenor__vectors_wanted wanted;
    void *user;
    size_t extra; /* extra words that may still be kept */
    tenor__window *window;
    tenor_error *error;
} loader;

/* ---- kept words ---- */

static size_t kept(const tenor__vectors *vectors)
{
    return vectors->map.count;
}

static float *row_of(const tenor__vectors *vectors, size_t i)
{
    return vectors->values + i * vectors->dim;
}

/* Makes room for one more word and its values. */
static bool make_room(tenor__vectors *vectors)
{
    const tenor_alloc *alloc = &vectors->arena.alloc;
    const size_t count = kept(vectors) + 1;
    size_t numbers;
    void *words = vectors->words;
    if (count == UINT32_MAX || !tenor__size_multiply(count, vectors->dim, &numbers) ||
        !tenor__alloc_grow(alloc, &words, &vectors->word_capacity, count, sizeof *vectors->words))
        return false;
    vectors->words = words;
    void *flags = vectors->is_extra;
    if (!tenor__alloc_grow(alloc, &flags, &vectors->extra_capacity, count, sizeof *vectors->is_extra))
        return false;
    vectors->is_extra = flags;
    void *values = vectors->values;
    if (!tenor__alloc_grow(alloc, &values, &vectors->value_capacity, numbers, sizeof *vectors->values))
        return false;
    vectors->values = values;
    return true;
}

static bool is_zero(const float *row, size_t dim)
{
    for (size_t i = 0; i < dim; i++)
        if (row[i] != 0)
            return false;
    return true;
}

/* Decides whether to keep a word. Its values are in the row after the last kept one. */
static tenor_status offer(loader *l, tenor_str word)
{
    tenor__vectors *vectors = l->vectors;
    if (tenor_tokens_split(l->tokens, l->settings, word) != TENOR_OK)
        return tenor__error_set_memory(l->error);
    const size_t pieces = tenor_tokens_count(l->tokens);
    if (pieces == 0)
        return TENOR_OK;
    const tenor_str first = tenor__tokens_text(l->tokens, 0);
    const tenor_str last = tenor__tokens_text(l->tokens, pieces - 1);
    const tenor_str whole = {first.data, (size_t)(last.data + last.size - first.data)};
    if (tenor__map_find(&vectors->map, whole))
        return TENOR_OK;
    const bool wanted = l->wanted(whole, l->user);
    const size_t at = kept(vectors);
    if (!wanted && (l->extra == 0 || pieces > 1 || is_zero(row_of(vectors, at), vectors->dim)))
        return TENOR_OK;
    const tenor_str copy = tenor__arena_copy(&vectors->arena, whole);
    if (!copy.data || !tenor__map_insert(&vectors->map, copy, (uint32_t)at, NULL))
        return tenor__error_set_memory(l->error);
    vectors->words[at] = copy;
    vectors->is_extra[at] = !wanted;
    l->extra -= !wanted;
    return make_room(vectors) ? TENOR_OK : tenor__error_set_memory(l->error);
}

/* ---- text: per line a word and its values ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline : end;
}

/* The end without trailing white space, such as fastText's space and a carriage return. */
static const char *trimmed(const char *at, const char *end)
{
    while (end > at && (is_space(end[-1]) || end[-1] == '\r'))
        end--;
    return end;
}

static size_t count_fields(const char *at, const char *end)
{
    size_t fields = 0;
    for (bool inside = false; at < end; at++) {
        fields += !inside && !is_space(*at);
        inside = !is_space(*at);
    }
    return fields;
}

/* The start of the last `count` fields of a line. Returns NULL if there are fewer. */
static const char *last_fields(const char *at, const char *end, size_t count)
{
    for (; count > 0; count--) {
        while (end > at && is_space(end[-1]))
            end--;
        if (end == at)
            return NULL;
        while (end > at && !is_space(end[-1]))
            end--;
    }
    return end;
}

/* Reads dim values that end at `end` into row, unless it is NULL. Returns NULL, or the field that is not a finite
 * number. */
static const char *read_numbers(const char *at, const char *end, float *row, size_t dim)
{
    for (size_t i = 0; i < dim; i++) {
        while (at < end && is_space(*at))
            at++;
        float value;
        const char *after = tenor__number_scan_float(at, end, &value);
        if (!after || (after < end && !is_space(*after)) || !isfinite(value))
            return at;
        if (row)
            row[i] = value;
        at = after;
    }
    return at < end ? at : NULL;
}

static tenor_status read_line(loader *l, const char *at, const char *end, uint64_t line)
{
    tenor__vectors *vectors = l->vectors;
    float *row = row_of(vectors, kept(vectors));
    const char *word_end = at;
    while (word_end < end && !is_space(*word_end))
        word_end++;
    /* Nearly always the word ends at the first space. A word with spaces is split off from the right. */
    if (read_numbers(word_end, end, row, vectors->dim) != NULL) {
        const char *numbers = last_fields(at, end, vectors->dim);
        if (!numbers || numbers == at)
            return tenor__error_set_at(l->error, TENOR_BAD_VECTORS, line,
                                       "line %" PRIu64 ": %zu numbers after the word, expected %zu", line,
                                       count_fields(word_end, end), vectors->dim);
        const char *bad = read_numbers(numbers, end, row, vectors->dim);
        if (bad) {
            char quoted[32];
            const char *bad_end = bad;
            while (bad_end < end && !is_space(*bad_end))
                bad_end++;
            return tenor__error_set_at(
                l->error, TENOR_BAD_VECTORS, line,
                "line %" PRIu64 ": \"%s\" is no finite number; expected a word and %zu numbers", line,
                tenor__error_quote(quoted, sizeof quoted, (tenor_str){bad, (size_t)(bad_end - bad)}), vectors->dim);
        }
        word_end = trimmed(at, numbers);
    }
    return offer(l, (tenor_str){at, (size_t)(word_end - at)});
}

/* Reads the lines of the window. *words becomes the number of lines that are not empty. */
static tenor_status read_text(loader *l, uint64_t line, uint64_t *words)
{
    *words = 0;
    for (;; line++) {
        tenor_str text;
        bool found;
        TENOR_TRY(tenor__window_line(l->window, LONGEST_LINE, &text, &found, l->error));
        if (!found)
            return TENOR_OK;
        const char *end = trimmed(text.data, text.data + text.size);
        if (end > text.data) {
            TENOR_TRY(read_line(l, text.data, end, line));
            ++*words;
        }
        tenor__window_take(l->window, text.size < l->window->size ? text.size + 1 : text.size);
    }
}

/* The same after a header with the number of words. */
static tenor_status read_counted(loader *l, uint64_t count)
{
    uint64_t words;
    TENOR_TRY(read_text(l, 2, &words));
    if (words == count)
        return TENOR_OK;
    return tenor__error_set_at(l->error, TENOR_BAD_VECTORS, 1,
                               "line 1 counts %" PRIu64 " words, %" PRIu64
                               " follow%s; if they are what you want, correct "
                               "the count",
                               count, words, words < count ? " (is the file cut short?)" : "");
}

/* The most frequent number of values per line, over the first lines, if words have no spaces. Of equally frequent
 * numbers, the smallest. */
static size_t sampled_dim(const char *at, const char *end)
{
    size_t fields[SAMPLED_LINES];
    size_t lines = 0;
    while (at < end && lines < SAMPLED_LINES) {
        const char *newline = line_end(at, end);
        const size_t count = count_fields(at, trimmed(at, newline));
        if (count > 0)
            fields[lines++] = count - 1;
        at = newline < end ? newline + 1 : end;
    }
    size_t best = 0;
    size_t best_votes = 0;
    for (size_t i = 0; i < lines; i++) {
        size_t votes = 0;
        for (size_t j = 0; j < lines; j++)
            votes += fields[j] == fields[i];
        if (votes > best_votes || (votes == best_votes && fields[i] < best)) {
            best = fields[i];
            best_votes = votes;
        }
    }
    return best;
}

/* ---- binary: word, space, little-endian floats, and perhaps a newline ---- */

/* at is in the window. */
static tenor_status fail_at_byte(loader *l, const char *at, const char *what, uint64_t word)
{
    const uint64_t byte = l->window->position + (uint64_t)(at - l->window->data);
    tenor__error_set(l->error, TENOR_BAD_VECTORS, "byte %" PRIu64 ": %s in word %" PRIu64 " of a binary file", byte,
                     what, word);
    if (l->error)
        l->error->byte = byte;
    return TENOR_BAD_VECTORS;
}

static float float_at(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    const uint32_t bits = bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static tenor_status skip_line_ends(tenor__window *window, const char *ends, tenor_error *error)
{
    for (;;) {
        TENOR_TRY(tenor__window_need(window, 1, error));
        if (window->size == 0 || !strchr(ends, window->data[0]) || window->data[0] == '\0')
            return TENOR_OK;
        tenor__window_take(window, 1);
    }
}

static tenor_status read_binary_word(loader *l, uint64_t number)
{
    tenor__window *window = l->window;
    const size_t dim = l->vectors->dim;
    TENOR_TRY(skip_line_ends(window, "\n", l->error));
    TENOR_TRY(tenor__window_need(window, LONGEST_BINARY_WORD + dim * sizeof(float), l->error));
    const char *at = window->data;
    const size_t rest = window->size;
    const char *space = rest > 0 ? memchr(at, ' ', rest < LONGEST_BINARY_WORD ? rest : LONGEST_BINARY_WORD) : NULL;
    if (!space)
        return fail_at_byte(l, at, "no space after the word (is the file cut short?)", number);
    const char *numbers = space + 1;
    if ((rest - (size_t)(numbers - at)) / sizeof(float) < dim)
        return fail_at_byte(l, numbers, "the file ends", number);
    float *row = row_of(l->vectors, kept(l->vectors));
    for (size_t j = 0; j < dim; j++) {
        row[j] = float_at(numbers + j * sizeof(float));
        if (!isfinite(row[j]))
            return fail_at_byte(l, numbers + j * sizeof(float), "a number that is not finite", number);
    }
    TENOR_TRY(offer(l, (tenor_str){at, (size_t)(space - at)}));
    tenor__window_take(window, (size_t)(numbers - at) + dim * sizeof(float));
    return TENOR_OK;
}

static tenor_status read_binary(loader *l, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        TENOR_TRY(read_binary_word(l, i + 1));
    TENOR_TRY(skip_line_ends(l->window, "\n\r", l->error));
    return l->window->size == 0 ? TENOR_OK
                                : fail_at_byte(l, l->window->data, "something after the last vector,", count);
}

/* Whether what follows a header is binary: its first line is no word and its numbers, and some byte that would be of
 * the first vector's is no text. */
static bool is_binary(const char *at, const char *end, size_t dim)
{
    const char *space = end > at ? memchr(at, ' ', (size_t)(end - at)) : NULL;
    if (!space)
        return false;
    const char *line = trimmed(at, line_end(at, end));
    if (space < line && read_numbers(space, line, NULL, dim) == NULL)
        return false;
    const size_t rest = (size_t)(end - space);
    const size_t size = dim * sizeof(float) + 1;
    for (const char *p = space, *last = space + (rest < size ? rest : size); p < last; p++)
        if (((unsigned char)*p < ' ' && *p != '\n' && *p != '\r' && *p != '\t') || (unsigned char)*p >= 0x7F)
            return true;
    return false;
}

/* ---- whole files ---- */

static const char *read_count(const char *at, const char *end, uint64_t *out)
{
    const char *start = at;
    uint64_t value = 0;
    for (; at < end && *at >= '0' && *at <= '9' && at - start < 18; at++)
        value = value * 10 + (uint64_t)(*at - '0');
    *out = value;
    return at > start ? at : NULL;
}

/* Reads "count dim" on a line of its own. */
static bool read_header(const char *at, const char *end, uint64_t *count, uint64_t *dim)
{
    end = trimmed(at, end);
    at = read_count(at, end, count);
    if (!at || at == end || !is_space(*at))
        return false;
    while (at < end && is_space(*at))
        at++;
    at = read_count(at, end, dim);
    return at == end;
}

/* Whether a number follows the word. */
static bool has_number(const char *at, const char *end)
{
    while (at < end && !is_space(*at))
        at++;
    while (at < end) {
        float number;
        while (at < end && is_space(*at))
            at++;
        const char *after = tenor__number_scan_float(at, end, &number);
        if (after && (after == end || is_space(*after)))
            return true;
        while (at < end && !is_space(*at))
            at++;
    }
    return false;
}

bool tenor__vectors_are_binary(const char *data, size_t size)
{
    const char *end = data + size;
    const char *first_end = line_end(data, end);
    uint64_t count;
    uint64_t dim;
    return first_end < end && read_header(data, first_end, &count, &dim) && dim > 0 && dim <= LARGEST_DIM &&
           is_binary(first_end + 1, end, (size_t)dim);
}

static tenor_status read_all(loader *l)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    tenor__window *window = l->window;
    tenor_str first;
    bool found;
    TENOR_TRY(tenor__window_need(window, LONGEST_LINE, l->error));
    if (window->size >= 3 && memcmp(window->data, byte_order_mark, 3) == 0)
        tenor__window_take(window, 3);
    TENOR_TRY(tenor__window_line(window, LONGEST_LINE, &first, &found, l->error));
    const char *at = window->data;
    const char *end = at + window->size;
    const char *first_end = at + first.size;
    uint64_t count = 0;
    uint64_t dim;
    const bool header = read_header(at, first_end, &count, &dim);
    if (!header)
        dim = sampled_dim(at, end);
    if (dim == 0 || dim > LARGEST_DIM)
        return tenor__error_set_at(
            l->error, TENOR_BAD_VECTORS, 1,
            "no word vectors: line 1 is neither a word and its numbers (GloVe) nor a count and a "
            "dimension (word2vec, fastText), 1 to %d",
            (int)LARGEST_DIM);
    if (!header && !has_number(at, trimmed(at, first_end)))
        return tenor__error_set_at(
            l->error, TENOR_BAD_VECTORS, 1,
            "holds no word vectors: line 1 has no number after a first word; GloVe, word2vec and "
            "fastText files are read");
    l->vectors->dim = (size_t)dim;
    if (!make_room(l->vectors))
        return tenor__error_set_memory(l->error);
    if (!header)
        return read_text(l, 1, &count);
    const char *body = first_end < end ? first_end + 1 : end;
    const bool binary = is_binary(body, end, (size_t)dim);
    tenor__window_take(window, (size_t)(body - at));
    return binary ? read_binary(l, count) : read_counted(l, count);
}

tenor_status tenor__vectors_read(tenor__window *window, const tenor_text_settings *settings,
                                 tenor__vectors_wanted wanted, void *user, size_t extra, const tenor_alloc *alloc,
                                 tenor__vectors **out, tenor_error *error)
{
    *out = NULL;
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor__vectors *vectors = tenor__alloc_zeroed(&hook, 1, sizeof *vectors);
    if (!vectors)
        return tenor__error_set_memory(error);
    vectors->arena.alloc = hook;
    tenor__map_init(&vectors->map, &hook);
    loader l = {.vectors = vectors,
                .settings = settings,
                .wanted = wanted,
                .user = user,
                .extra = extra,
                .window = window,
                .error = error};
    tenor_status status = tenor_tokens_new(&hook, &l.tokens);
    if (status != TENOR_OK)
        tenor__error_set_memory(error);
    else
        status = read_all(&l);
    tenor_tokens_free(l.tokens);
    if (status != TENOR_OK) {
        tenor__vectors_free(vectors);
        return status;
    }
    *out = vectors;
    return TENOR_OK;
}

void tenor__vectors_free(tenor__vectors *vectors)
{
    if (!vectors)
        return;
    const tenor_alloc alloc = vectors->arena.alloc;
    tenor__map_free(&vectors->map);
    tenor__arena_free(&vectors->arena);
    tenor__alloc_free(&alloc, vectors->words);
    tenor__alloc_free(&alloc, vectors->is_extra);
    tenor__alloc_free(&alloc, vectors->values);
    tenor__alloc_free(&alloc, vectors);
}

size_t tenor__vectors_dim(const tenor__vectors *vectors)
{
    return vectors->dim;
}

size_t tenor__vectors_count(const tenor__vectors *vectors)
{
    return kept(vectors);
}

tenor_str tenor__vectors_word(const tenor__vectors *vectors, size_t i)
{
    return vectors->words[i];
}

bool tenor__vectors_is_extra(const tenor__vectors *vectors, size_t i)
{
    return vectors->is_extra[i];
}

const float *tenor__vectors_find(const tenor__vectors *vectors, tenor_str word)
{
    const uint32_t *index = tenor__map_find(&vectors->map, word);
    return index ? row_of(vectors, *index) : NULL;
}
