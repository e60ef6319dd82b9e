#include "search/search_space.h"

#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

/* The random stream of the search, separate from other uses of the same seed. */
static const uint64_t STREAM = 0x736561726368; /* "search" */

/* The probability that an option gets another value. About three options change, so that most settings keep most of the
 * best known values. */
static const double CHANGE = 0.25;

enum { MOST_DRAWS = 1000 /* attempts to draw one new setting */ };

/* When an option makes sense. */
typedef enum condition {
    ALWAYS,
    WITHOUT_VECTORS,
    TRAINED_VECTORS /* word vectors, of a file or of the corpus, that are not frozen */
} condition;

typedef struct row {
    tenor__option_index option;
    condition condition;
    const char *values; /* separated by '|'; the default is tried even if it is not listed */
} row;

/* Options that are not searched: those of the corpus; those of the objective (metric, class-weights, thresholds,
 * polarity); the length of training (epochs, patience) and the seed; max-tokens and max-vocab, because more is rarely
 * worse; the schedule, because a part of the epochs does not show the effect of its falling rates; freeze, because a
 * high mixout has nearly the same effect. */
static const row table[] = {
    {TENOR__OPTION_lr, ALWAYS, "0.0005|0.001|0.002|0.004"},
    {TENOR__OPTION_batch, ALWAYS, "16|32|64"},
    {TENOR__OPTION_cell, ALWAYS, "lstm|gru|sru"},
    {TENOR__OPTION_hidden, ALWAYS, "64|128|256"},
    {TENOR__OPTION_layers, ALWAYS, "1|2"},
    {TENOR__OPTION_pooling, ALWAYS, "max|mean|max+mean|max+attention"},
    {TENOR__OPTION_ngrams, ALWAYS, "0|2|3"},
    {TENOR__OPTION_dropout, ALWAYS, "0.2|0.35|0.5|0.65"},
    {TENOR__OPTION_embedding_dropout, ALWAYS, "0|0.15|0.3|0.45"},
    {TENOR__OPTION_mixout, TRAINED_VECTORS, "0|0.3|0.6|0.9"},
    {TENOR__OPTION_word_dropout, ALWAYS, "0|0.05|0.1|0.2"},
    {TENOR__OPTION_label_smoothing, ALWAYS, "0|0.05|0.1"},
    {TENOR__OPTION_min_count, ALWAYS, "1|2|3"},
    {TENOR__OPTION_dim, WITHOUT_VECTORS, "50|100|200"},
};
_Static_assert(sizeof table / sizeof table[0] <= TENOR__SEARCH_MOST, "settings hold the table");

/* Writes value `number` of a row to text: 0 is the default, followed by the values of the table that differ from it.
 * Returns false if there is no such value. */
static bool value_of(const row *at_row, size_t number, char *text, size_t size)
{
    const char *value = tenor_option(at_row->option)->default_value;
    size_t length = strlen(value);
    const char *next = at_row->values;
    while (number > 0) {
        if (*next == '\0')
            return false;
        const size_t width = strcspn(next, "|");
        if (width != strlen(tenor_option(at_row->option)->default_value) ||
            memcmp(next, tenor_option(at_row->option)->default_value, width) != 0) {
            value = next;
            length = width;
            number--;
        }
        next += width + (next[width] == '|');
    }
    if (length >= size)
        return false;
    memcpy(text, value, length);
    text[length] = '\0';
    return true;
}

static bool makes_sense(const row *at_row, const tenor_options *options)
{
    const bool has_vectors = options->values.vectors[0] != '\0';
    return !tenor__options_given(options, at_row->option) &&
           (at_row->condition == ALWAYS || (at_row->condition == WITHOUT_VECTORS && !has_vectors) ||
            (at_row->condition == TRAINED_VECTORS && !options->values.freeze &&
             (has_vectors || options->values.init == TENOR__INIT_CORPUS)));
}

tenor_status tenor__search_space_init(tenor__search_space *search, const tenor_options *options,
                                      const tenor_alloc *alloc)
{
    char text[32];
    *search = (tenor__search_space){.alloc = tenor__alloc_of(alloc)};
    search->random = tenor__random_new((uint64_t)options->values.seed, STREAM);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (!makes_sense(&table[i], options))
            continue;
        uint8_t values = 0;
        while (value_of(&table[i], values, text, sizeof text))
            values++;
        if (values < 2)
            continue;
        search->rows[search->count] = i;
        search->value_counts[search->count++] = values;
    }
    search->drawn = tenor__alloc_zeroed(&search->alloc, 1, sizeof *search->drawn);
    search->drawn_count = search->drawn_capacity = search->drawn ? 1 : 0;
    return search->drawn ? TENOR_OK : TENOR_OUT_OF_MEMORY;
}

void tenor__search_space_free(tenor__search_space *search)
{
    tenor__alloc_free(&search->alloc, search->drawn);
    search->drawn = NULL;
}

/* Changes an option to one of its other values, with equal probability. */
static void change(tenor__search_space *search, tenor__setting *setting, size_t option)
{
    uint8_t value = (uint8_t)tenor__random_below(&search->random, search->value_counts[option] - 1U);
    setting->values[option] = (uint8_t)(value + (value >= setting->values[option]));
}

static bool is_new(const tenor__search_space *search, const tenor__setting *setting)
{
    for (size_t i = 0; i < search->drawn_count; i++)
        if (memcmp(&search->drawn[i], setting, sizeof *setting) == 0)
            return false;
    return true;
}

tenor_status tenor__search_space_draw(tenor__search_space *search, const tenor__setting *base, size_t count,
                                      tenor__setting *out, size_t *drawn)
{
    *drawn = 0;
    for (size_t tries = 0; search->count > 0 && *drawn < count && tries < MOST_DRAWS; tries++) {
        tenor__setting setting = *base;
        for (size_t i = 0; i < search->count; i++)
            if (tenor__random_uniform(&search->random) < CHANGE)
                change(search, &setting, i);
        if (memcmp(&setting, base, sizeof setting) == 0)
            change(search, &setting, (size_t)tenor__random_below(&search->random, search->count));
        if (!is_new(search, &setting))
            continue;
        void *memory = search->drawn;
        if (!tenor__alloc_grow(&search->alloc, &memory, &search->drawn_capacity, search->drawn_count + 1,
                               sizeof setting))
            return TENOR_OUT_OF_MEMORY;
        search->drawn = memory;
        search->drawn[search->drawn_count++] = out[(*drawn)++] = setting;
        tries = 0;
    }
    return TENOR_OK;
}

tenor_status tenor__search_space_apply(const tenor__search_space *search, const tenor__setting *setting,
                                       const tenor_options *options, const tenor_alloc *alloc, tenor_options **out)
{
    char text[32];
    TENOR_TRY(tenor__options_copy(options, alloc, out));
    for (size_t i = 0; i < search->count; i++) {
        const row *at_row = &table[search->rows[i]];
        if (setting->values[i] == 0)
            continue;
        value_of(at_row, setting->values[i], text, sizeof text);
        if (tenor_options_set(*out, tenor_option(at_row->option)->name, text, NULL) != TENOR_OK) {
            tenor_options_free(*out);
            *out = NULL;
            return TENOR_OUT_OF_MEMORY;
        }
    }
    return TENOR_OK;
}
