#include "train/trainer.h"

#include "base/error.h"

tenor_status tenor__architecture_config(const tenor_options *options, size_t words, size_t dim, size_t labels,
                                        tenor__network_config *config, tenor_error *error)
{
    const tenor__option_values *values = &options->values;
    const char *pooling = tenor__options_text(options, TENOR__OPTION_pooling);
    *config = (tenor__network_config){
        .words = words,
        .dim = dim,
        .hidden = (size_t)values->hidden,
        .layers = (size_t)values->layers,
        .cell = values->cell,
        .directions = values->direction == TENOR__DIRECTION_BOTH ? 2 : 1,
        .labels = labels,
    };
    tenor__options_dense(values->dense, config->dense, &config->dense_count);
    if (!tenor__pooling_read(tenor_str_of(pooling), config))
        return tenor__error_set(error, TENOR_OPTION_RANGE, "there is no pooling \"%s\"", pooling);
    return TENOR_OK;
}
