#include "data/reader.h"

#include "base/error.h"
#include "config/options.h"

tenor_status tenor_corpus_read(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                               tenor_corpus **out, tenor_error *error)
{
    *out = NULL;
    tenor_options *defaults = NULL;
    if (!options) {
        if (tenor_options_new(alloc, &defaults) != TENOR_OK)
            return tenor__error_set_memory(error);
        options = defaults;
    }
    const tenor__option_values *values = &options->values;
    const tenor__corpus_settings settings = {
        .format = (tenor__corpus_format)values->format,
        .text = values->text,
        .label = values->label,
        .no_header = values->no_header,
        .delimiter = tenor__options_delimiter(values->delimiter),
        .skip_bad = values->skip_bad,
        .multi_label = values->multi_label,
    };
    tenor_status status = tenor__reader_read(path, &settings, alloc, out, error);
    tenor_options_free(defaults);
    return status;
}
