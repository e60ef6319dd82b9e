#include "data/corpus.h"

#include "base/alloc.h"
#include "base/map.h"
#include "base/status.h"
#include "data/reader.h"
#include "text/label.h"

#include <string.h>

enum { MOST_LABELS = 65536 };

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

static int compare(tenor_str a, tenor_str b)
{
    int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* Makes room for one more label. */
static bool grow_labels(tenor_corpus *corpus)
{
    const size_t need = corpus->label_count + 1;
    void *names = corpus->names;
    void *ranks = corpus->ranks;
    void *by_rank = corpus->by_rank;
    if (!tenor__grow(&corpus->alloc, &names, &corpus->name_capacity, need, sizeof *corpus->names))
        return false;
    corpus->names = names;
    if (!tenor__grow(&corpus->alloc, &ranks, &corpus->rank_capacity, need, sizeof *corpus->ranks))
        return false;
    corpus->ranks = ranks;
    if (!tenor__grow(&corpus->alloc, &by_rank, &corpus->by_rank_capacity, need, sizeof *corpus->by_rank))
        return false;
    corpus->by_rank = by_rank;
    return true;
}

/* Makes room for one more example. */
static bool grow_examples(tenor_corpus *corpus)
{
    const size_t need = corpus->size + 1;
    void *texts = corpus->texts;
    void *ids = corpus->example_ids;
    if (!tenor__grow(&corpus->alloc, &texts, &corpus->text_capacity, need, sizeof *corpus->texts))
        return false;
    corpus->texts = texts;
    if (!tenor__grow(&corpus->alloc, &ids, &corpus->example_capacity, need, sizeof *corpus->example_ids))
        return false;
    corpus->example_ids = ids;
    return true;
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
    if (!grow_labels(corpus))
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
    TENOR_TRY(tenor__label_check(label, error));
    if (corpus->size >= UINT32_MAX)
        return tenor__fail(error, TENOR_TOO_LARGE, "a corpus holds at most %u examples", UINT32_MAX);
    if (!grow_examples(corpus))
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
