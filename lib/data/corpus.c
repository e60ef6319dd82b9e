#include "data/corpus.h"

#include "base/alloc.h"
#include "base/map.h"
#include "base/status.h"
#include "data/reader.h"
#include "text/utf8.h"

#include <string.h>

enum { LONGEST_LABEL = 255, MOST_LABELS = 65536 };

/* Labels have an id, by first appearance, and a rank, by their bytes, which is the index that the public sees. */
struct tenor_corpus {
    tenor_alloc alloc;
    tenor__arena arena; /* texts and names */

    tenor_str *texts;      /* [size] */
    uint32_t *example_ids; /* [size] label of each example */
    size_t size;
    size_t text_capacity;
    size_t example_capacity;

    tenor__map ids;    /* of the names */
    tenor_str *names;  /* [label_count] by id */
    uint32_t *ranks;   /* [label_count] by id */
    uint32_t *by_rank; /* [label_count] ids */
    size_t label_count;
    size_t name_capacity;
    size_t rank_capacity;
    size_t by_rank_capacity;

    tenor_corpus_skipped skipped;
};

tenor_status tenor_corpus_new(const tenor_alloc *alloc, tenor_corpus **out)
{
    *out = NULL;
    tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_corpus *corpus = tenor__get_zero(&hook, 1, sizeof *corpus);
    if (!corpus)
        return TENOR_OUT_OF_MEMORY;
    corpus->alloc = hook;
    corpus->arena.alloc = hook;
    tenor__map_init(&corpus->ids, &hook);
    *out = corpus;
    return TENOR_OK;
}

void tenor_corpus_free(tenor_corpus *corpus)
{
    if (!corpus)
        return;
    tenor_alloc alloc = corpus->alloc;
    tenor__put(&alloc, corpus->texts);
    tenor__put(&alloc, corpus->example_ids);
    tenor__map_free(&corpus->ids);
    tenor__put(&alloc, corpus->names);
    tenor__put(&alloc, corpus->ranks);
    tenor__put(&alloc, corpus->by_rank);
    tenor__arena_free(&corpus->arena);
    tenor__put(&alloc, corpus);
}

static tenor_status check_label(tenor_str label, tenor_error *error)
{
    char quoted[64];
    if (label.size == 0)
        return tenor__fail(error, TENOR_BAD_DATA, "the label is empty");
    if (label.size > LONGEST_LABEL)
        return tenor__fail(error, TENOR_BAD_DATA, "the label '%s' has %zu bytes; at most %d are allowed",
                           tenor__quote(quoted, sizeof quoted, label), label.size, LONGEST_LABEL);
    if (tenor__utf8_valid_prefix(label) < label.size)
        return tenor__fail(error, TENOR_BAD_DATA, "the label '%s' is not valid UTF-8",
                           tenor__quote(quoted, sizeof quoted, label));
    for (size_t at = 0; at < label.size;) {
        uint32_t character;
        at += tenor__utf8_decode(label.data + at, label.size - at, &character);
        if (character < 0x20 || (character >= 0x7F && character < 0xA0))
            return tenor__fail(error, TENOR_BAD_DATA, "the label '%s' holds the control character U+%04X",
                               tenor__quote(quoted, sizeof quoted, label), (unsigned)character);
    }
    return TENOR_OK;
}

static int compare(tenor_str a, tenor_str b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* Gives a new label its id and puts it in its rank; those behind it move up one. At most MOST_LABELS, so that moving
 * them costs a fraction of a second in the worst of files. */
static tenor_status add_label(tenor_corpus *corpus, tenor_str label, uint32_t *id, tenor_error *error)
{
    const size_t count = corpus->label_count;
    if (count >= MOST_LABELS)
        return tenor__fail(error, TENOR_TOO_LARGE,
                           "more than %d labels; if the labels are in another column, name it with --label",
                           MOST_LABELS);
    if (!tenor__grow(&corpus->alloc, (void **)&corpus->names, &corpus->name_capacity, count + 1,
                     sizeof *corpus->names) ||
        !tenor__grow(&corpus->alloc, (void **)&corpus->ranks, &corpus->rank_capacity, count + 1,
                     sizeof *corpus->ranks) ||
        !tenor__grow(&corpus->alloc, (void **)&corpus->by_rank, &corpus->by_rank_capacity, count + 1,
                     sizeof *corpus->by_rank))
        return tenor__fail_memory(error);
    tenor_str name = tenor__arena_copy(&corpus->arena, label);
    if (!name.data || !tenor__map_insert(&corpus->ids, name, (uint32_t)count, NULL))
        return tenor__fail_memory(error);

    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(corpus->names[corpus->by_rank[middle]], name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const uint32_t rank = (uint32_t)low;
    for (size_t i = 0; i < count; i++)
        corpus->ranks[i] += corpus->ranks[i] >= rank;
    memmove(corpus->by_rank + rank + 1, corpus->by_rank + rank, (count - rank) * sizeof *corpus->by_rank);
    corpus->names[count] = name;
    corpus->ranks[count] = rank;
    corpus->by_rank[rank] = (uint32_t)count;
    corpus->label_count = count + 1;
    *id = (uint32_t)count;
    return TENOR_OK;
}

tenor_status tenor_corpus_add(tenor_corpus *corpus, tenor_str text, tenor_str label, tenor_error *error)
{
    TENOR_TRY(check_label(label, error));
    if (corpus->size >= UINT32_MAX)
        return tenor__fail(error, TENOR_TOO_LARGE, "a corpus holds at most %u examples", UINT32_MAX);
    if (!tenor__grow(&corpus->alloc, (void **)&corpus->texts, &corpus->text_capacity, corpus->size + 1,
                     sizeof *corpus->texts) ||
        !tenor__grow(&corpus->alloc, (void **)&corpus->example_ids, &corpus->example_capacity, corpus->size + 1,
                     sizeof *corpus->example_ids))
        return tenor__fail_memory(error);
    tenor_str copy = tenor__arena_copy(&corpus->arena, text);
    if (!copy.data)
        return tenor__fail_memory(error);
    const uint32_t *known = tenor__map_find(&corpus->ids, label);
    uint32_t id = known ? *known : 0;
    if (!known)
        TENOR_TRY(add_label(corpus, label, &id, error));
    corpus->texts[corpus->size] = copy;
    corpus->example_ids[corpus->size] = id;
    corpus->size++;
    return TENOR_OK;
}

size_t tenor_corpus_size(const tenor_corpus *corpus)
{
    return corpus->size;
}

tenor_str tenor_corpus_text(const tenor_corpus *corpus, size_t i)
{
    return corpus->texts[i];
}

size_t tenor_corpus_label(const tenor_corpus *corpus, size_t i)
{
    return corpus->ranks[corpus->example_ids[i]];
}

size_t tenor_corpus_label_count(const tenor_corpus *corpus)
{
    return corpus->label_count;
}

tenor_str tenor_corpus_label_name(const tenor_corpus *corpus, size_t k)
{
    return corpus->names[corpus->by_rank[k]];
}

bool tenor__corpus_find_label(const tenor_corpus *corpus, tenor_str name, size_t *label)
{
    const uint32_t *id = tenor__map_find(&corpus->ids, name);
    if (id)
        *label = corpus->ranks[*id];
    return id != NULL;
}

void tenor__corpus_skip(tenor_corpus *corpus, tenor__fault fault, uint64_t line)
{
    tenor_corpus_skipped *skipped = &corpus->skipped;
    if (skipped->first_line == 0)
        skipped->first_line = line;
    switch (fault) {
    case TENOR__FAULT_MALFORMED:
        skipped->malformed++;
        break;
    case TENOR__FAULT_NO_LABEL:
        skipped->no_label++;
        break;
    case TENOR__FAULT_NO_TEXT:
        skipped->no_text++;
        break;
    }
}

tenor_corpus_skipped tenor_corpus_skipped_rows(const tenor_corpus *corpus)
{
    return corpus->skipped;
}
