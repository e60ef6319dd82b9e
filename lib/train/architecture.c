#include "train/trainer.h"

#include "base/status.h"

#include <string.h>

/* Reads "max" or "max+mean". */
static bool read_pooling(const char *text, tenor__network_spec *spec)
{
    spec->pooling_count = 0;
    for (;;) {
        const size_t size = strcspn(text, "+");
        if (spec->pooling_count == TENOR__MOST_POOLINGS ||
            !tenor__pooling_find((tenor_str){text, size}, &spec->pooling[spec->pooling_count++]))
            return false;
        if (text[size] == '\0')
            return true;
        text += size + 1;
    }
}

tenor_status tenor__architecture_spec(const tenor_options *options, size_t words, size_t dim, size_t labels,
                                      tenor__network_spec *spec, tenor_error *error)
{
    const tenor__option_values *values = &options->values;
    const char *cell = tenor__options_text(options, TENOR__OPTION_cell);
    const char *pooling = tenor__options_text(options, TENOR__OPTION_pooling);
    *spec = (tenor__network_spec){
        .words = words,
        .dim = dim,
        .hidden = (size_t)values->hidden,
        .layers = (size_t)values->layers,
        .directions = values->direction == TENOR__DIRECTION_BOTH ? 2 : 1,
        .labels = labels,
    };
    tenor__options_dense(values->dense, spec->dense, &spec->dense_count);
    if (!tenor__cell_find(tenor_str_of(cell), &spec->cell))
        return tenor__fail(error, TENOR_OPTION_RANGE, "there is no cell \"%s\"", cell);
    if (!read_pooling(pooling, spec))
        return tenor__fail(error, TENOR_OPTION_RANGE, "there is no pooling \"%s\"", pooling);
    return TENOR_OK;
}
