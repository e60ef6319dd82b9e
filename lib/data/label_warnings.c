/* What is odd about the labels of a corpus, as when another column was meant. */
#include "base/alloc.h"
#include "base/map.h"
#include "base/number.h"
#include "base/sized_struct.h"
#include "base/error.h"
#include "data/corpus.h"
#include "table/label_cell.h"
#include "table/trim.h"

#include <string.h>

enum {
    FEWEST_EXAMPLES = 10, /* that say whether each has a label of its own */
    MOST_NUMBERS = 20,    /* that may be labels */
    FEW_EXAMPLES = 5,     /* of each, on average, of numbers that are scores */
};

static void find_ids_and_scores(const tenor_corpus *corpus, tenor_label_warnings *out)
{
    const size_t labels = tenor_corpus_label_count(corpus);
    const size_t examples = tenor_corpus_size(corpus);
    bool fractions = false;
    out->ids = examples >= FEWEST_EXAMPLES && labels * 10 >= examples * 9;
    for (size_t i = 0; i < labels; i++) {
        double value;
        const tenor_str name = tenor_corpus_label_name(corpus, i);
        if (!tenor__number_read(name.data, name.size, &value))
            return;
        fractions = fractions || value != (double)(int64_t)(value < 1e15 && value > -1e15 ? value : 0);
    }
    out->scores = labels > MOST_NUMBERS && (fractions || examples < FEW_EXAMPLES * labels);
}

/* Finds labels that are equal in lower case. */
static tenor_status find_cases(const tenor_corpus *corpus, const tenor_alloc *alloc, tenor_label_warnings *out)
{
    const size_t labels = tenor_corpus_label_count(corpus);
    tenor__label_list list;
    tenor__map first;
    tenor__label_cell_init(&list, alloc);
    tenor__map_init(&first, alloc);
    tenor_status status = TENOR_OK;
    for (size_t i = 0; i < labels && status == TENOR_OK; i++)
        status = tenor__label_cell_add(&list, tenor_corpus_label_name(corpus, i));
    if (status == TENOR_OK)
        status = tenor__label_cell_fold(&list);
    for (size_t i = 0; i < labels && status == TENOR_OK; i++) {
        bool added;
        const uint32_t *same = tenor__map_insert(&first, list.labels[i], (uint32_t)i, &added);
        status = same ? TENOR_OK : TENOR_OUT_OF_MEMORY;
        if (same && !added && out->cases++ == 0) {
            out->case_labels[0] = *same;
            out->case_labels[1] = i;
        }
    }
    tenor__map_free(&first);
    tenor__label_cell_free(&list);
    return status;
}

/* Counts in how many labels each part stands that the separator parts them into. */
static tenor_status count_parts(const tenor_corpus *corpus, tenor_str separator, tenor__label_list *list,
                                tenor__map *counts)
{
    for (size_t i = 0; i < tenor_corpus_label_count(corpus); i++) {
        TENOR_TRY(tenor__label_cell_parse(list, tenor_corpus_label_name(corpus, i), separator));
        for (size_t j = 0; j < list->count; j++) {
            uint32_t *count = tenor__map_insert(counts, list->labels[j], 0, NULL);
            if (!count)
                return TENOR_OUT_OF_MEMORY;
            *count += list->count == 1 ? 2 : 1; /* a part that is a label by itself is known */
        }
    }
    return TENOR_OK;
}

static bool is_composite(const tenor__label_list *list, const tenor__map *counts)
{
    for (size_t j = 0; j < list->count; j++) {
        const uint32_t *count = tenor__map_find(counts, list->labels[j]);
        if (list->labels[j].size == 0 || !count || *count < 2)
            return false;
    }
    return list->count > 1;
}

static tenor_status find_composites_of(const tenor_corpus *corpus, const char *separator, tenor__label_list *list,
                                       tenor__map *counts, tenor_label_warnings *out)
{
    size_t found = 0;
    size_t example = 0;
    const tenor_str by = tenor_str_of(separator);
    TENOR_TRY(count_parts(corpus, by, list, counts));
    for (size_t i = 0; i < tenor_corpus_label_count(corpus); i++) {
        TENOR_TRY(tenor__label_cell_parse(list, tenor_corpus_label_name(corpus, i), by));
        if (is_composite(list, counts) && found++ == 0)
            example = i;
    }
    if (found > out->composites) {
        out->composites = found;
        out->composite_label = example;
        out->separator = separator;
    }
    return TENOR_OK;
}

/* Finds labels that are lists of others. */
static tenor_status find_composites(const tenor_corpus *corpus, const tenor_alloc *alloc, tenor_label_warnings *out)
{
    static const char *const separators[] = {"|", ",", ";", "/"};
    const size_t labels = tenor_corpus_label_count(corpus);
    size_t lists = 0;
    for (size_t i = 0; i < labels; i++)
        if (tenor__label_cell_is_list(tenor_corpus_label_name(corpus, i)) && lists++ == 0)
            out->composite_label = i;
    if (lists * 2 > labels) {
        out->composites = lists;
        out->separator = "|";
        return TENOR_OK;
    }
    tenor_status status = TENOR_OK;
    for (size_t i = 0; i < sizeof separators / sizeof *separators && status == TENOR_OK; i++) {
        tenor__label_list list;
        tenor__map counts;
        tenor__label_cell_init(&list, alloc);
        tenor__map_init(&counts, alloc);
        status = find_composites_of(corpus, separators[i], &list, &counts, out);
        tenor__map_free(&counts);
        tenor__label_cell_free(&list);
    }
    if (out->composites < 2)
        out->composites = 0;
    return status;
}

tenor_status tenor_label_warnings_find(const tenor_corpus *corpus, const tenor_alloc *alloc, tenor_label_warnings *out)
{
    const tenor_alloc hook = tenor__alloc_of(alloc);
    tenor_label_warnings found = {0};
    tenor_status status = find_cases(corpus, &hook, &found);
    if (status == TENOR_OK && tenor_corpus_separator(corpus).size == 0) {
        find_ids_and_scores(corpus, &found);
        status = found.ids ? TENOR_OK : find_composites(corpus, &hook, &found);
    }
    if (status != TENOR_OK)
        found = (tenor_label_warnings){0};
    const tenor_status written = tenor__sized_struct_write(out, &found, sizeof found, NULL);
    return status != TENOR_OK ? status : written;
}
