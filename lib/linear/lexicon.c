#include "linear/lexicon.h"

#include "base/error.h"
#include "base/number.h"
#include "text/tokens.h"

#include <math.h>
#include <string.h>

enum { QUOTE = 48 }; /* bytes of a line that a message shows */

typedef struct reading {
    tenor__lexicon *lexicon;
    const tenor_text_settings *settings;
    tenor_tokens *tokens;
    size_t words;
    uint64_t line;
    tenor_error *error;
} reading;

/* ---- the index ---- */

static size_t slot_of(const tenor__lexicon *lexicon, uint64_t hash)
{
    const size_t mask = lexicon->slot_count - 1;
    size_t at = (size_t)hash & mask;
    while (lexicon->slots[at] != 0 && lexicon->entries[lexicon->slots[at] - 1].hash != hash)
        at = (at + 1) & mask;
    return at;
}

/* Makes room for one more entry. At most half of the slots are used. */
static bool make_room(tenor__lexicon *lexicon)
{
    const tenor_alloc *alloc = &lexicon->arena.alloc;
    void *entries = lexicon->entries;
    if (lexicon->count >= UINT32_MAX / 2 ||
        !tenor__alloc_grow(alloc, &entries, &lexicon->capacity, lexicon->count + 1, sizeof *lexicon->entries))
        return false;
    lexicon->entries = entries;
    if (lexicon->count < lexicon->slot_count / 2)
        return true;
    const size_t count = lexicon->slot_count > 0 ? 2 * lexicon->slot_count : 1024;
    uint32_t *slots = tenor__alloc_zeroed(alloc, count, sizeof *slots);
    if (!slots)
        return false;
    tenor__alloc_free(alloc, lexicon->slots);
    lexicon->slots = slots;
    lexicon->slot_count = count;
    for (size_t i = 0; i < lexicon->count; i++)
        slots[slot_of(lexicon, lexicon->entries[i].hash)] = (uint32_t)i + 1;
    return true;
}

float tenor__lexicon_find(const tenor__lexicon *lexicon, uint64_t hash)
{
    if (lexicon->count == 0)
        return 0;
    const uint32_t number = lexicon->slots[slot_of(lexicon, hash)];
    return number > 0 ? lexicon->entries[number - 1].score : 0;
}

/* ---- reading ---- */

static tenor_status fail_line(const reading *r, const char *what, tenor_str line)
{
    char quoted[QUOTE];
    return tenor__error_set_at(r->error, TENOR_BAD_DATA, r->line, "%s; a line is WORD, a tab and a score, not \"%s\"",
                               what, tenor__error_quote(quoted, sizeof quoted, line));
}

static uint64_t hash_tokens(const tenor_tokens *tokens)
{
    uint64_t hash = tenor__ngrams_hash_word(tenor__tokens_text(tokens, 0));
    for (size_t i = 1; i < tenor_tokens_count(tokens); i++)
        hash = tenor__ngrams_hash_longer(hash, tenor__ngrams_hash_word(tenor__tokens_text(tokens, i)));
    return hash;
}

static tenor_status add_entry(const reading *r, tenor_str word, float score)
{
    tenor__lexicon *lexicon = r->lexicon;
    if (tenor_tokens_split(r->tokens, r->settings, word) != TENOR_OK || !make_room(lexicon))
        return tenor__error_set_memory(r->error);
    const size_t count = tenor_tokens_count(r->tokens);
    if (count == 0 || count > r->words)
        return TENOR_OK;
    tenor__lexicon_entry entry = {.hash = hash_tokens(r->tokens), .score = score};
    const size_t slot = slot_of(lexicon, entry.hash);
    if (lexicon->slots[slot] != 0)
        return TENOR_OK;
    if (count == 1) {
        entry.word = tenor__arena_copy(&lexicon->arena, tenor__tokens_text(r->tokens, 0));
        if (!entry.word.data)
            return tenor__error_set_memory(r->error);
    }
    lexicon->entries[lexicon->count++] = entry;
    lexicon->slots[slot] = (uint32_t)lexicon->count;
    return TENOR_OK;
}

static tenor_str trim(tenor_str text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = (tenor_str){text.data + 1, text.size - 1};
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r'))
        text.size--;
    return text;
}

static tenor_status read_line(const reading *r, tenor_str line)
{
    if (trim(line).size == 0)
        return TENOR_OK;
    const char *tab = memchr(line.data, '\t', line.size);
    if (!tab)
        return fail_line(r, "there is no tab", line);
    const tenor_str rest = {tab + 1, line.size - (size_t)(tab + 1 - line.data)};
    const char *next = memchr(rest.data, '\t', rest.size);
    const tenor_str score = trim((tenor_str){rest.data, next ? (size_t)(next - rest.data) : rest.size});
    double value;
    if (!tenor__number_read(score.data, score.size, &value))
        return fail_line(r, "the score is not a number", line);
    if (!(fabs(value) <= 1e30))
        return fail_line(r, "the score is too large", line);
    return add_entry(r, (tenor_str){line.data, (size_t)(tab - line.data)}, (float)value);
}

static tenor_status read_lines(reading *r, tenor_str file)
{
    const tenor_str mark = tenor_str_of("\xEF\xBB\xBF");
    if (file.size >= mark.size && memcmp(file.data, mark.data, mark.size) == 0)
        file = (tenor_str){file.data + mark.size, file.size - mark.size};
    while (file.size > 0) {
        const char *end = memchr(file.data, '\n', file.size);
        const size_t size = end ? (size_t)(end - file.data) : file.size;
        r->line++;
        TENOR_TRY(read_line(r, (tenor_str){file.data, size}));
        file = (tenor_str){file.data + size + (end != NULL), file.size - size - (end != NULL)};
    }
    if (r->lexicon->count == 0)
        return tenor__error_set(r->error, TENOR_BAD_DATA,
                                "the lexicon has no words; a line is WORD, a tab and a score");
    return TENOR_OK;
}

static void scale(tenor__lexicon *lexicon)
{
    float largest = 0;
    for (size_t i = 0; i < lexicon->count; i++)
        largest = fmaxf(largest, fabsf(lexicon->entries[i].score));
    for (size_t i = 0; largest > 0 && i < lexicon->count; i++)
        lexicon->entries[i].score /= largest;
}

tenor_status tenor__lexicon_read(tenor_str file, const tenor_text_settings *settings, size_t words,
                                 const tenor_alloc *alloc, tenor__lexicon *out, tenor_error *error)
{
    *out = (tenor__lexicon){.arena = {.alloc = tenor__alloc_of(alloc)}};
    reading r = {.lexicon = out, .settings = settings, .words = words, .error = error};
    tenor_status status = tenor_tokens_new(&out->arena.alloc, &r.tokens);
    if (status == TENOR_OK)
        status = read_lines(&r, file);
    else
        tenor__error_set_memory(error);
    tenor_tokens_free(r.tokens);
    if (status == TENOR_OK)
        scale(out);
    else
        tenor__lexicon_free(out);
    return status;
}

void tenor__lexicon_free(tenor__lexicon *lexicon)
{
    tenor__alloc_free(&lexicon->arena.alloc, lexicon->entries);
    tenor__alloc_free(&lexicon->arena.alloc, lexicon->slots);
    tenor__arena_free(&lexicon->arena);
    *lexicon = (tenor__lexicon){0};
}

/* ---- texts ---- */

bool tenor__lexicon_sum(const tenor__lexicon *lexicon, const tenor__tokenized *texts, const tenor__ngram_rule *rule,
                        const tenor_alloc *alloc, float *sums)
{
    const size_t words = texts->words.numbers.count;
    tenor__ngrams ngrams = {.alloc = *alloc};
    uint64_t *hashes = tenor__alloc_array(alloc, words + 1, sizeof *hashes);
    bool done = hashes != NULL;
    for (size_t i = 0; done && i < words; i++)
        hashes[i] = tenor__ngrams_hash_word(texts->words.items[i]);
    for (size_t text = 0; done && text < texts->count; text++) {
        const size_t begin = texts->begins[text];
        done = tenor__ngrams_find_numbers(&ngrams, rule, texts->word_numbers + begin, texts->begins[text + 1] - begin,
                                          hashes);
        sums[text] = 0;
        for (size_t i = 0; done && i < ngrams.count; i++)
            sums[text] += tenor__lexicon_find(lexicon, ngrams.hashes[i]);
    }
    tenor__alloc_free(alloc, hashes);
    tenor__ngrams_free(&ngrams);
    return done;
}
