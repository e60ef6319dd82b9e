#include "data/corpus.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/map.h"
#include "base/error.h"
#include "data/soft_targets.h"
#include "table/layout.h"
#include "text/label.h"

#include <string.h>

/* Labels have an id, by first appearance, and a rank, by their bytes, which is the index that the public sees. */
struct tenor_corpus {
    tenor_alloc alloc;
    tenor__arena arena;  /* texts and names */
    tenor_str separator; /* in the arena; empty when each text has one label */

    tenor_str *texts;      /* [size] */
    uint32_t *example_ids; /* [id_count] labels of the examples, one after the other */
    size_t *id_ends;       /* [size] where those of each example end; unused when each has one */
    uint64_t *lines;       /* [size] */
    size_t size;
    size_t id_count;
    size_t text_capacity;
    size_t example_capacity;
    size_t end_capacity;
    size_t line_capacity;

    tenor__map ids;    /* of the names */
    tenor_str *names;  /* [label_count] by id */
    uint32_t *ranks;   /* [label_count] by id */
    uint32_t *by_rank; /* [label_count] ids */
    uint32_t *marks;   /* [label_count] by id: the last example with the label, from 1; where there may be several */
    size_t label_count;
    size_t name_capacity;
    size_t rank_capacity;
    size_t by_rank_capacity;
    size_t mark_capacity;

    tenor__soft_target_store soft;
    tenor_corpus_skipped skipped;
    tenor_layout *layout;        /* of the file; NULL for none */
    tenor__corpus_source source; /* its name in the arena */
};

tenor_status tenor_corpus_new(const tenor_alloc *alloc, tenor_corpus **out)
{
    *out = NULL;
    tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_corpus *corpus = tenor__alloc_zeroed(&hook, 1, sizeof *corpus);
    if (!corpus)
        return TENOR_OUT_OF_MEMORY;
    corpus->alloc = hook;
    corpus->arena.alloc = hook;
    tenor__map_init(&corpus->ids, &hook);
    *out = corpus;
    return TENOR_OK;
}

tenor_status tenor_corpus_new_multi_label(tenor_str separator, const tenor_alloc *alloc, tenor_corpus **out,
                                          tenor_error *error)
{
    const char *wrong = tenor__label_check_separator(separator);
    *out = NULL;
    if (wrong)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "the separator of labels must be %s", wrong);
    tenor_corpus *corpus;
    if (tenor_corpus_new(alloc, &corpus) != TENOR_OK)
        return tenor__error_set_memory(error);
    corpus->separator = tenor__arena_copy(&corpus->arena, separator);
    if (!corpus->separator.data) {
        tenor_corpus_free(corpus);
        return tenor__error_set_memory(error);
    }
    *out = corpus;
    return TENOR_OK;
}

bool tenor__corpus_set_source(tenor_corpus *corpus, const tenor__corpus_source *source)
{
    corpus->source = *source;
    if (source->name.data)
        corpus->source.name = tenor__arena_copy(&corpus->arena, source->name);
    return !source->name.data || corpus->source.name.data;
}

const tenor__corpus_source *tenor__corpus_source_of(const tenor_corpus *corpus)
{
    return &corpus->source;
}

void tenor_corpus_free(tenor_corpus *corpus)
{
    if (!corpus)
        return;
    tenor_alloc alloc = corpus->alloc;
    tenor__alloc_free(&alloc, corpus->texts);
    tenor__alloc_free(&alloc, corpus->example_ids);
    tenor__alloc_free(&alloc, corpus->id_ends);
    tenor__alloc_free(&alloc, corpus->lines);
    tenor__soft_targets_free(&corpus->soft, &alloc);
    tenor__map_free(&corpus->ids);
    tenor__alloc_free(&alloc, corpus->names);
    tenor__alloc_free(&alloc, corpus->ranks);
    tenor__alloc_free(&alloc, corpus->by_rank);
    tenor__alloc_free(&alloc, corpus->marks);
    tenor__arena_free(&corpus->arena);
    tenor__layout_free(corpus->layout);
    tenor__alloc_free(&alloc, corpus);
}

/* Makes room for more labels. */
static bool grow_labels(tenor_corpus *corpus, size_t more)
{
    const size_t need = corpus->label_count + more;
    void *names = corpus->names;
    void *ranks = corpus->ranks;
    void *by_rank = corpus->by_rank;
    void *marks = corpus->marks;
    if (!tenor__alloc_grow(&corpus->alloc, &names, &corpus->name_capacity, need, sizeof *corpus->names))
        return false;
    corpus->names = names;
    if (!tenor__alloc_grow(&corpus->alloc, &ranks, &corpus->rank_capacity, need, sizeof *corpus->ranks))
        return false;
    corpus->ranks = ranks;
    if (!tenor__alloc_grow(&corpus->alloc, &by_rank, &corpus->by_rank_capacity, need, sizeof *corpus->by_rank))
        return false;
    corpus->by_rank = by_rank;
    if (corpus->separator.size > 0 &&
        !tenor__alloc_grow(&corpus->alloc, &marks, &corpus->mark_capacity, need, sizeof *corpus->marks))
        return false;
    corpus->marks = marks;
    return tenor__map_reserve(&corpus->ids, need);
}

/* Makes room for one more example with `labels` labels. */
static bool grow_examples(tenor_corpus *corpus, size_t labels)
{
    const size_t need = corpus->size + 1;
    void *texts = corpus->texts;
    void *ids = corpus->example_ids;
    void *ends = corpus->id_ends;
    void *lines = corpus->lines;
    size_t all;
    if (!tenor__alloc_grow(&corpus->alloc, &texts, &corpus->text_capacity, need, sizeof *corpus->texts))
        return false;
    corpus->texts = texts;
    if (!tenor__size_add(corpus->id_count, labels, &all) ||
        !tenor__alloc_grow(&corpus->alloc, &ids, &corpus->example_capacity, all, sizeof *corpus->example_ids))
        return false;
    corpus->example_ids = ids;
    if (corpus->separator.size > 0 &&
        !tenor__alloc_grow(&corpus->alloc, &ends, &corpus->end_capacity, need, sizeof *corpus->id_ends))
        return false;
    corpus->id_ends = ends;
    if (!tenor__alloc_grow(&corpus->alloc, &lines, &corpus->line_capacity, need, sizeof *corpus->lines))
        return false;
    corpus->lines = lines;
    return true;
}

/* Gives a new label, for which there is room, its id and puts it in its rank; those behind it move up one. At most
 * TENOR__MOST_CORPUS_LABELS, so that moving them costs a fraction of a second in the worst of files. */
static void place_label(tenor_corpus *corpus, tenor_str name)
{
    const size_t count = corpus->label_count;
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tenor_str_compare(corpus->names[corpus->by_rank[middle]], name) < 0)
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
    if (corpus->marks)
        corpus->marks[count] = 0;
    tenor__map_insert(&corpus->ids, name, (uint32_t)count, NULL); /* there is room for it */
    corpus->label_count = count + 1;
}

/* Copies the names that are new, each once, to behind the known ones, where there is room. */
static tenor_status copy_new_names(tenor_corpus *corpus, const tenor_str *labels, size_t count, tenor__map *seen,
                                   size_t *fresh, tenor_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (tenor__map_find(&corpus->ids, labels[i]))
            continue;
        bool added;
        if (!tenor__map_insert(seen, labels[i], 0, &added))
            return tenor__error_set_memory(error);
        if (!added)
            continue;
        const tenor_str name = tenor__arena_copy(&corpus->arena, labels[i]);
        if (!name.data)
            return tenor__error_set_memory(error);
        corpus->names[corpus->label_count + (*fresh)++] = name;
    }
    if (corpus->label_count + *fresh > TENOR__MOST_CORPUS_LABELS)
        return tenor__error_option(
            error, "label",
            tenor__error_set(error, TENOR_TOO_LARGE,
                             "more than %d labels; if the labels are in another column, name it with option 'label'",
                             TENOR__MOST_CORPUS_LABELS));
    return TENOR_OK;
}

/* Adds those of the labels that are new: all of them, or after a failure none. */
static tenor_status add_labels(tenor_corpus *corpus, const tenor_str *labels, size_t count, tenor_error *error)
{
    size_t unknown = 0;
    size_t fresh = 0;
    for (size_t i = 0; i < count; i++)
        unknown += tenor__map_find(&corpus->ids, labels[i]) == NULL;
    if (unknown == 0)
        return TENOR_OK;
    if (!grow_labels(corpus, unknown))
        return tenor__error_set_memory(error);
    tenor__map seen;
    tenor__map_init(&seen, &corpus->alloc);
    tenor_status status = copy_new_names(corpus, labels, count, &seen, &fresh, error);
    tenor__map_free(&seen);
    TENOR_TRY(status);
    const size_t known = corpus->label_count;
    for (size_t i = 0; i < fresh; i++)
        place_label(corpus, corpus->names[known + i]);
    return TENOR_OK;
}

static bool take_kind(tenor_corpus *out, const tenor_corpus *corpus)
{
    if (!tenor__corpus_set_source(out, &corpus->source))
        return false;
    /* A label that no text has, but some a probability of, is in each part. */
    if (corpus->soft.count > 0 && add_labels(out, corpus->names, corpus->label_count, NULL) != TENOR_OK)
        return false;
    if (corpus->layout)
        out->layout = tenor__layout_copy(corpus->layout, &out->alloc);
    return !corpus->layout || out->layout;
}

tenor_status tenor__corpus_new_like(const tenor_corpus *corpus, const tenor_alloc *alloc, tenor_corpus **out)
{
    TENOR_TRY(corpus->separator.size == 0 ? tenor_corpus_new(alloc, out)
                                          : tenor_corpus_new_multi_label(corpus->separator, alloc, out, NULL));
    if (take_kind(*out, corpus))
        return TENOR_OK;
    tenor_corpus_free(*out);
    *out = NULL;
    return TENOR_OUT_OF_MEMORY;
}

static tenor_status check_names(const tenor_corpus *corpus, const tenor_str *labels, size_t count, tenor_error *error)
{
    if (count > TENOR__MOST_CORPUS_LABELS)
        return tenor__error_set(error, TENOR_BAD_DATA, "a text with more than %d labels", TENOR__MOST_CORPUS_LABELS);
    for (size_t i = 0; i < count; i++) {
        TENOR_TRY(tenor__label_check(labels[i], error));
        char quoted[64];
        if (tenor__label_holds(labels[i], corpus->separator))
            return tenor__error_set(error, TENOR_BAD_DATA,
                                    "the label '%s' holds the separator '%.*s'; choose another one",
                                    tenor__error_quote(quoted, sizeof quoted, labels[i]), (int)corpus->separator.size,
                                    corpus->separator.data);
    }
    return TENOR_OK;
}

static tenor_status check_labels(const tenor_corpus *corpus, const tenor_str *labels, size_t count, tenor_error *error)
{
    if (corpus->separator.size == 0 && count != 1)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "a text with %zu labels in a corpus with one each",
                                count);
    return check_names(corpus, labels, count, error);
}

tenor_status tenor_corpus_add_labels(tenor_corpus *corpus, tenor_str text, const tenor_str *labels, size_t count,
                                     tenor_error *error)
{
    if (!corpus || (count > 0 && !labels))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "corpus and labels must not be NULL");
    TENOR_TRY(check_labels(corpus, labels, count, error));
    if (corpus->size >= UINT32_MAX)
        return tenor__error_set(error, TENOR_TOO_LARGE, "a corpus holds at most %u examples", UINT32_MAX);
    if (!grow_examples(corpus, count))
        return tenor__error_set_memory(error);
    tenor_str copy = tenor__arena_copy(&corpus->arena, text);
    if (!copy.data)
        return tenor__error_set_memory(error);
    TENOR_TRY(add_labels(corpus, labels, count, error));
    corpus->texts[corpus->size++] = copy;
    corpus->lines[corpus->size - 1] = corpus->size;
    for (size_t i = 0; i < count; i++) {
        const uint32_t id = *tenor__map_find(&corpus->ids, labels[i]);
        if (corpus->marks && corpus->marks[id] == corpus->size)
            continue; /* twice in this text */
        if (corpus->marks)
            corpus->marks[id] = (uint32_t)corpus->size;
        corpus->example_ids[corpus->id_count++] = id;
    }
    if (corpus->id_ends)
        corpus->id_ends[corpus->size - 1] = corpus->id_count;
    return TENOR_OK;
}

tenor_status tenor_corpus_add(tenor_corpus *corpus, tenor_str text, tenor_str label, tenor_error *error)
{
    return tenor_corpus_add_labels(corpus, text, &label, 1, error);
}

/* ---- soft targets ---- */

tenor_status tenor__corpus_check_soft(const tenor_corpus *corpus, const tenor_str *labels, const float *probabilities,
                                      size_t count, double *sum, tenor_error *error)
{
    TENOR_TRY(check_names(corpus, labels, count, error));
    return tenor__soft_targets_check(labels, probabilities, count, corpus->separator.size == 0, &corpus->alloc, sum,
                                     error);
}

/* Gives the last example probabilities, divided by sum. */
static tenor_status set_soft(tenor_corpus *corpus, const tenor_str *labels, const float *probabilities, size_t count,
                             double sum, tenor_error *error)
{
    if (!tenor__soft_targets_reserve(&corpus->soft, corpus->size - 1, count, &corpus->alloc))
        return tenor__error_set_memory(error);
    TENOR_TRY(add_labels(corpus, labels, count, error));
    tenor__soft_targets_begin(&corpus->soft, corpus->size - 1);
    for (size_t i = 0; i < count; i++)
        tenor__soft_targets_add(&corpus->soft, *tenor__map_find(&corpus->ids, labels[i]),
                                (float)((double)probabilities[i] / sum));
    return TENOR_OK;
}

tenor_status tenor_corpus_set_probabilities(tenor_corpus *corpus, const tenor_str *labels, const float *probabilities,
                                            size_t count, tenor_error *error)
{
    double sum;
    if (!corpus || !labels || !probabilities || count == 0)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                                "corpus, labels and probabilities must not be NULL, and count not 0");
    if (corpus->size == 0 || corpus->soft.examples == corpus->size)
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "%s",
                                corpus->size == 0 ? "the corpus has no example yet"
                                                  : "the last example has probabilities already");
    TENOR_TRY(tenor__corpus_check_soft(corpus, labels, probabilities, count, &sum, error));
    return set_soft(corpus, labels, probabilities, count, corpus->separator.size > 0 ? 1 : sum, error);
}

tenor__example_soft_targets tenor__corpus_soft(const tenor_corpus *corpus, size_t i)
{
    size_t count;
    const size_t begin = tenor__soft_targets_find(&corpus->soft, i, &count);
    if (count == 0)
        return (tenor__example_soft_targets){NULL, NULL, NULL, 0};
    return (tenor__example_soft_targets){corpus->soft.ids + begin, corpus->ranks, corpus->soft.probabilities + begin,
                                         count};
}

size_t tenor_corpus_soft_target_count(const tenor_corpus *corpus)
{
    return corpus->soft.count;
}

bool tenor_corpus_probabilities(const tenor_corpus *corpus, size_t i, float *probabilities)
{
    const tenor__example_soft_targets soft = tenor__corpus_soft(corpus, i);
    for (size_t k = 0; soft.count > 0 && k < corpus->label_count; k++)
        probabilities[k] = 0;
    for (size_t j = 0; j < soft.count; j++)
        probabilities[soft.ranks[soft.ids[j]]] = soft.probabilities[j];
    return soft.count > 0;
}

/* ---- what is in it ---- */

size_t tenor_corpus_size(const tenor_corpus *corpus)
{
    return corpus->size;
}

const tenor_str *tenor__corpus_texts(const tenor_corpus *corpus)
{
    return corpus->texts;
}

tenor_str tenor_corpus_text(const tenor_corpus *corpus, size_t i)
{
    return corpus->texts[i];
}

uint64_t tenor_corpus_line(const tenor_corpus *corpus, size_t i)
{
    return corpus->lines[i];
}

void tenor__corpus_set_line(tenor_corpus *corpus, uint64_t line)
{
    corpus->lines[corpus->size - 1] = line;
}

tenor_str tenor_corpus_separator(const tenor_corpus *corpus)
{
    return corpus->separator;
}

/* Where the ids of example i begin. */
static size_t ids_begin(const tenor_corpus *corpus, size_t i)
{
    if (!corpus->id_ends)
        return i;
    return i > 0 ? corpus->id_ends[i - 1] : 0;
}

size_t tenor_corpus_example_label_count(const tenor_corpus *corpus, size_t i)
{
    return corpus->id_ends ? corpus->id_ends[i] - ids_begin(corpus, i) : 1;
}

size_t tenor_corpus_example_label(const tenor_corpus *corpus, size_t i, size_t j)
{
    return corpus->ranks[corpus->example_ids[ids_begin(corpus, i) + j]];
}

size_t tenor_corpus_label(const tenor_corpus *corpus, size_t i)
{
    return tenor_corpus_example_label_count(corpus, i) > 0 ? tenor_corpus_example_label(corpus, i, 0) : SIZE_MAX;
}

size_t tenor_corpus_label_count(const tenor_corpus *corpus)
{
    return corpus->label_count;
}

tenor_str tenor_corpus_label_name(const tenor_corpus *corpus, size_t k)
{
    return corpus->names[corpus->by_rank[k]];
}

static tenor_status copy_soft(const tenor_corpus *from, size_t i, tenor_corpus *to, tenor_error *error)
{
    const tenor__example_soft_targets soft = tenor__corpus_soft(from, i);
    if (soft.count == 0)
        return TENOR_OK;
    tenor_str *labels = tenor__alloc_array(&to->alloc, soft.count, sizeof *labels);
    if (!labels)
        return tenor__error_set_memory(error);
    for (size_t j = 0; j < soft.count; j++)
        labels[j] = from->names[soft.ids[j]];
    const tenor_status status = set_soft(to, labels, soft.probabilities, soft.count, 1, error);
    tenor__alloc_free(&to->alloc, labels);
    return status;
}

tenor_status tenor__corpus_copy_example(const tenor_corpus *from, size_t i, tenor_corpus *to, tenor_error *error)
{
    enum { USUAL = 16 };
    tenor_str usual[USUAL];
    const size_t count = tenor_corpus_example_label_count(from, i);
    tenor_str *labels = count <= USUAL ? usual : tenor__alloc_array(&to->alloc, count, sizeof *labels);
    if (!labels)
        return tenor__error_set_memory(error);
    for (size_t j = 0; j < count; j++)
        labels[j] = tenor_corpus_label_name(from, tenor_corpus_example_label(from, i, j));
    tenor_status status = tenor_corpus_add_labels(to, from->texts[i], labels, count, error);
    if (labels != usual)
        tenor__alloc_free(&to->alloc, labels);
    if (status == TENOR_OK)
        tenor__corpus_set_line(to, from->lines[i]);
    return status == TENOR_OK && from->soft.count > 0 ? copy_soft(from, i, to, error) : status;
}

bool tenor__corpus_find_label(const tenor_corpus *corpus, tenor_str name, size_t *label)
{
    const uint32_t *id = tenor__map_find(&corpus->ids, name);
    if (id)
        *label = corpus->ranks[*id];
    return id != NULL;
}

void tenor__corpus_skip(tenor_corpus *corpus, tenor_row_fault fault, uint64_t line)
{
    tenor_corpus_skipped *skipped = &corpus->skipped;
    if (skipped->first_line == 0)
        skipped->first_line = line;
    switch (fault) {
    case TENOR_ROW_GOOD:
    case TENOR_ROW_MALFORMED:
        skipped->malformed++;
        break;
    case TENOR_ROW_NO_LABEL:
        skipped->no_label++;
        break;
    case TENOR_ROW_NO_TEXT:
        skipped->no_text++;
        break;
    case TENOR_ROW_NO_TARGET:
        skipped->no_target++;
        break;
    }
}

void tenor__corpus_set_layout(tenor_corpus *corpus, tenor_layout *layout)
{
    corpus->layout = layout;
}

const tenor_layout *tenor_corpus_layout(const tenor_corpus *corpus)
{
    return corpus->layout;
}

/* Only the whole corpus shows whether the label of the first row is another's, too. */
bool tenor_corpus_may_have_header(const tenor_corpus *corpus)
{
    if (!corpus->layout || !corpus->layout->header_doubted || corpus->separator.size > 0 || corpus->size == 0)
        return false;
    for (size_t i = 1; i < corpus->size; i++)
        if (corpus->example_ids[i] == corpus->example_ids[0])
            return false;
    return true;
}

/* Whether text holds U+FFFD. */
static bool holds_replacement(tenor_str text)
{
    for (size_t at = 0; at + 3 <= text.size; at++) {
        const char *found = memchr(text.data + at, 0xEF, text.size - 2 - at);
        if (!found)
            return false;
        if (memcmp(found, "\xEF\xBF\xBD", 3) == 0)
            return true;
        at = (size_t)(found - text.data);
    }
    return false;
}

uint64_t tenor_corpus_hash(const tenor_corpus *corpus)
{
    const tenor__corpus_source *source = tenor__corpus_source_of(corpus);
    return source->name.data ? source->hash : 0;
}

size_t tenor_corpus_broken_texts(const tenor_corpus *corpus)
{
    const bool replaced = corpus->layout && corpus->layout->source.converted;
    size_t broken = 0;
    for (size_t i = 0; i < corpus->size; i++) {
        const tenor_str text = corpus->texts[i];
        broken += replaced ? holds_replacement(text) : tenor_str_valid_prefix(text) < text.size;
    }
    return broken;
}

const tenor_corpus_skipped *tenor_corpus_skipped_rows(const tenor_corpus *corpus)
{
    return &corpus->skipped;
}
