#include "text/vocab.h"

#include "json/json.h"
#include "base/pages.h"
#include "base/error.h"

#include <inttypes.h>
#include <string.h>

static const char FORMAT[] = "tenor-vocab";
enum { VERSION = 1, LARGEST_FILE = 1 << 30 };
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the lowest bits of eight bytes are the first byte");
static const uint64_t LARGEST_COUNT = UINT64_C(1) << 53; /* what every reader of JSON can hold */

void tenor__vocab_write(const tenor_vocab *vocab, tenor__buffer *out)
{
    tenor__json_writer writer;
    tenor__json_writer_init(&writer, out);
    tenor__json_begin_object(&writer, false);
    tenor__json_write_key(&writer, "format");
    tenor__json_write_string(&writer, tenor_str_of(FORMAT));
    tenor__json_write_key(&writer, "version");
    tenor__json_write_integer(&writer, VERSION);
    tenor__json_write_key(&writer, "tokens");
    tenor__json_write_string(&writer, tenor_str_of(tenor__tokens_unit_name(vocab->settings.unit)));
    tenor__json_write_key(&writer, "keep_case");
    tenor__json_write_bool(&writer, vocab->settings.keep_case);
    tenor__json_write_key(&writer, "words");
    tenor__json_begin_array(&writer, false);
    for (size_t id = 0; id < tenor_vocab_size(vocab); id++)
        tenor__json_write_string(&writer, tenor_vocab_word(vocab, id));
    tenor__json_end_array(&writer);
    tenor__json_write_key(&writer, "counts");
    tenor__json_begin_array(&writer, true);
    for (size_t id = 0; id < tenor_vocab_size(vocab); id++)
        tenor__json_write_integer(&writer, (int64_t)tenor_vocab_count(vocab, id));
    tenor__json_end_array(&writer);
    tenor__json_end_object(&writer);
}

/* ---- reading: a parser for this one shape, several times as fast as a tree of 120,000 nodes ---- */

typedef struct reader {
    tenor_str json;
    size_t at;
    tenor_vocab *vocab; /* its table is filled last */
    size_t counts;      /* that were read */
    tenor_error *error;
} reader;

static tenor_status fail_at(reader *r, size_t at, tenor_status status, const char *what)
{
    tenor__error_set(r->error, status, "vocab.json: %s at byte %zu", what, at);
    if (r->error)
        r->error->byte = at;
    return status;
}

/* The next byte that is no white space; 0 at the end. */
static inline char peek(reader *r)
{
    static const char indent[4] = "    ";
    const char *const end = r->json.data + r->json.size;
    const char *at = r->json.data + r->at;
    for (; at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'); at++)
        if ((size_t)(end - at) > sizeof indent && memcmp(at + 1, indent, sizeof indent) == 0)
            at += sizeof indent;
    r->at = (size_t)(at - r->json.data);
    return at < end ? *at : '\0';
}

static inline tenor_status expect(reader *r, char c, const char *what)
{
    if (peek(r) != c)
        return fail_at(r, r->at, TENOR_BAD_JSON, what);
    r->at++;
    return TENOR_OK;
}

/* After an element: true when a comma announces another, false at the closing bracket. */
static inline tenor_status after_element(reader *r, char closing, bool *more)
{
    const char c = peek(r);
    if (c != ',' && c != closing)
        return fail_at(r, r->at, TENOR_BAD_JSON, "expected a comma or the closing bracket");
    r->at++;
    *more = c == ',';
    return TENOR_OK;
}

/* Copies what stands for itself in a string, eight bytes at a time, up to a quotation mark, a backslash, a control
 * character, or the last bytes before end. Returns how many bytes; out has room for as many as there are up to end. */
static inline size_t copy_plain(const char *at, const char *end, char *out)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t group;
    size_t copied = 0;
    for (; (size_t)(end - at) - copied >= sizeof group; copied += sizeof group) {
        memcpy(&group, at + copied, sizeof group);
        memcpy(out + copied, &group, sizeof group);
        /* Taking 1 from a byte that is 0, or 0x20 from a smaller one, sets its top bit, and perhaps that of bytes
         * above; so the lowest that is set is right. */
        const uint64_t quote = group ^ ones * '"';
        const uint64_t backslash = group ^ ones * '\\';
        const uint64_t special =
            (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((group - ones * 0x20) & ~group)) &
            ones * 0x80;
        if (special)
            return copied + (size_t)__builtin_ctzll(special) / 8;
    }
    return copied;
}

/* Reads a string into the vocabulary's bytes, which have room for all strings of the file. */
static inline tenor_status read_string(reader *r, tenor_str *out)
{
    TENOR_TRY(expect(r, '"', "expected a string"));
    char *const text = r->vocab->bytes + r->vocab->arrays.byte_count;
    char *out_at = text;
    const char *const end = r->json.data + r->json.size;
    const char *at = r->json.data + r->at;
    for (;;) {
        const size_t plain = copy_plain(at, end, out_at);
        out_at += plain;
        at += plain;
        if (at == end || (unsigned char)*at < 0x20)
            return fail_at(r, (size_t)(at - r->json.data), TENOR_BAD_JSON, "unfinished string or control character");
        if (*at == '"')
            break;
        if (*at != '\\') {
            *out_at++ = *at++;
            continue;
        }
        size_t length;
        size_t written;
        if (tenor__json_unescape(at, (size_t)(end - at), &length, out_at, &written))
            return fail_at(r, (size_t)(at - r->json.data), TENOR_BAD_JSON, "malformed escape");
        out_at += written;
        at += length;
    }
    r->at = (size_t)(at + 1 - r->json.data);
    *out = (tenor_str){text, (size_t)(out_at - text)};
    return TENOR_OK;
}

static inline tenor_status read_integer(reader *r, uint64_t *out)
{
    peek(r);
    const size_t start = r->at;
    size_t at = start;
    uint64_t value = 0;
    for (; at < r->json.size && r->json.data[at] >= '0' && r->json.data[at] <= '9'; at++) {
        value = value * 10 + (uint64_t)(r->json.data[at] - '0');
        if (value > LARGEST_COUNT)
            return fail_at(r, start, TENOR_BAD_MODEL, "count over 2^53");
    }
    r->at = at;
    const size_t digits = at - start;
    if (digits == 0 || (digits > 1 && r->json.data[start] == '0'))
        return fail_at(r, start, TENOR_BAD_MODEL, "expected an integer, at least 0");
    *out = value;
    return TENOR_OK;
}

static tenor_status read_words(reader *r)
{
    TENOR_TRY(expect(r, '[', "expected an array of words"));
    for (bool more = true; more;) {
        if (tenor_vocab_size(r->vocab) == r->vocab->capacity)
            return fail_at(r, r->at, TENOR_TOO_LARGE, "too many words");
        tenor_str word;
        peek(r);
        const size_t start = r->at;
        TENOR_TRY(read_string(r, &word));
        if (word.size == 0)
            return fail_at(r, start, TENOR_BAD_MODEL, "empty word");
        tenor__vocab_table_append(r->vocab, word);
        TENOR_TRY(after_element(r, ']', &more));
    }
    return TENOR_OK;
}

static tenor_status read_counts(reader *r)
{
    TENOR_TRY(expect(r, '[', "expected an array of counts"));
    uint64_t before = 0;
    for (bool more = true; more;) {
        uint64_t count = 0;
        peek(r);
        const size_t start = r->at;
        TENOR_TRY(read_integer(r, &count));
        if (r->counts == TENOR__PAD && count != 0)
            return fail_at(r, start, TENOR_BAD_MODEL, "count of <pad> is not 0");
        if (r->counts > TENOR__FIRST_WORD && count > before)
            return fail_at(r, start, TENOR_BAD_MODEL, "count larger than the one before");
        if (!tenor__vocab_table_count(r->vocab, r->counts, count))
            return tenor__error_set_memory(r->error);
        before = count;
        r->counts++;
        TENOR_TRY(after_element(r, ']', &more));
    }
    return TENOR_OK;
}

static tenor_status read_bool(reader *r, bool *out)
{
    peek(r);
    const size_t rest = r->json.size - r->at;
    const char *here = r->json.data + r->at;
    if (rest >= 4 && memcmp(here, "true", 4) == 0)
        *out = true;
    else if (rest >= 5 && memcmp(here, "false", 5) == 0)
        *out = false;
    else
        return fail_at(r, r->at, TENOR_BAD_MODEL, "expected true or false");
    r->at += *out ? 4 : 5;
    return TENOR_OK;
}

enum member { MEMBER_FORMAT, MEMBER_VERSION, MEMBER_TOKENS, MEMBER_KEEP_CASE, MEMBER_WORDS, MEMBER_COUNTS, MEMBERS };
static const char *const MEMBER_NAMES[MEMBERS] = {"format", "version", "tokens", "keep_case", "words", "counts"};

static tenor_status read_member(reader *r, enum member member)
{
    tenor_str text;
    uint64_t number = 0;
    const size_t start = r->at;
    switch (member) {
    case MEMBER_FORMAT:
        TENOR_TRY(read_string(r, &text));
        return tenor_str_is(text, FORMAT) ? TENOR_OK : fail_at(r, start, TENOR_BAD_MODEL, "format is not tenor-vocab");
    case MEMBER_VERSION:
        TENOR_TRY(read_integer(r, &number));
        if (number != VERSION)
            return tenor__error_set(r->error, TENOR_BAD_VERSION,
                                    "vocab.json has version %" PRIu64 ", this library reads %d: use a newer one",
                                    number, (int)VERSION);
        return TENOR_OK;
    case MEMBER_TOKENS:
        TENOR_TRY(read_string(r, &text));
        if (!tenor__tokens_find_unit(text, &r->vocab->settings.unit))
            return fail_at(r, start, TENOR_BAD_MODEL, "tokens is neither word nor char");
        return TENOR_OK;
    case MEMBER_KEEP_CASE:
        return read_bool(r, &r->vocab->settings.keep_case);
    case MEMBER_WORDS:
        return read_words(r);
    default:
        return read_counts(r);
    }
}

static tenor_status read_members(reader *r)
{
    bool seen[MEMBERS] = {false};
    TENOR_TRY(expect(r, '{', "expected an object"));
    for (bool more = true; more;) {
        tenor_str key;
        peek(r);
        const size_t start = r->at;
        TENOR_TRY(read_string(r, &key));
        size_t member = 0;
        while (member < MEMBERS && !tenor_str_is(key, MEMBER_NAMES[member]))
            member++;
        if (member == MEMBERS)
            return fail_at(r, start, TENOR_BAD_MODEL, "unknown member");
        if (seen[member])
            return fail_at(r, start, TENOR_BAD_JSON, "member that is already there");
        seen[member] = true;
        TENOR_TRY(expect(r, ':', "expected a colon"));
        TENOR_TRY(read_member(r, (enum member)member));
        TENOR_TRY(after_element(r, '}', &more));
    }
    if (peek(r) != '\0' || r->at < r->json.size)
        return fail_at(r, r->at, TENOR_BAD_JSON, "something after the object");
    for (size_t member = 0; member < MEMBERS; member++)
        if (!seen[member])
            return tenor__error_set(r->error, TENOR_BAD_MODEL, "vocab.json: \"%s\" is missing", MEMBER_NAMES[member]);
    return TENOR_OK;
}

/* Fills the table, where duplicates show. */
static tenor_status enter_words(reader *r)
{
    tenor_vocab *vocab = r->vocab;
    const size_t size = tenor_vocab_size(vocab);
    if (size != r->counts)
        return tenor__error_set(r->error, TENOR_BAD_MODEL, "vocab.json: %zu words but %zu counts", size, r->counts);
    if (size < TENOR__FIRST_WORD || !tenor_str_is(tenor_vocab_word(vocab, TENOR__PAD), "<pad>") ||
        !tenor_str_is(tenor_vocab_word(vocab, TENOR__UNKNOWN), "<unk>"))
        return tenor__error_set(r->error, TENOR_BAD_MODEL, "vocab.json: the first two words are not <pad> and <unk>");
    TENOR_TRY(tenor__vocab_table_reserve(vocab, size, r->error));
    for (size_t id = TENOR__FIRST_WORD; id < size; id++) {
        bool added;
        TENOR_TRY(tenor__vocab_table_enter(vocab, id, &added, r->error));
        if (!added) {
            char quoted[64];
            return tenor__error_set(r->error, TENOR_BAD_MODEL, "vocab.json: word %zu, \"%s\", is already there", id,
                                    tenor__error_quote(quoted, sizeof quoted, tenor_vocab_word(vocab, id)));
        }
    }
    return TENOR_OK;
}

tenor_status tenor__vocab_read(tenor_str json, const tenor_alloc *alloc, tenor_vocab **out, tenor_error *error)
{
    *out = NULL;
    reader r = {.json = json, .error = error};
    if (json.size > LARGEST_FILE)
        return tenor__error_set(error, TENOR_TOO_LARGE, "vocab.json has %zu bytes, more than %d", json.size,
                                (int)LARGEST_FILE);
    const size_t valid = tenor_str_valid_prefix(json);
    if (valid < json.size)
        return fail_at(&r, valid, TENOR_BAD_JSON, "invalid UTF-8");
    /* A word takes at least four bytes: two quotation marks, a letter, a comma or bracket. */
    size_t capacity = json.size / 4 + TENOR__FIRST_WORD;
    if (capacity > TENOR__LARGEST_VOCAB)
        capacity = TENOR__LARGEST_VOCAB;
    tenor_text_settings settings = {.size = sizeof settings};
    r.vocab = tenor__vocab_table_new(settings, capacity, json.size, alloc);
    if (!r.vocab)
        return tenor__error_set_memory(error);
    /* About what words of usual length take of both. */
    tenor__pages_to_write(r.vocab->bytes, json.size / 5 * 2);
    tenor__pages_to_write(r.vocab->offsets, json.size / 5);
    tenor_status status = read_members(&r);
    if (status == TENOR_OK)
        status = enter_words(&r);
    if (status != TENOR_OK) {
        tenor_vocab_free(r.vocab);
        return status;
    }
    *out = r.vocab;
    return TENOR_OK;
}
