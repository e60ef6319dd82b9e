#include "config/corpus_settings.h"

#include "config/options.h"

#include <string.h>

tenor__corpus_settings tenor__corpus_settings_of(const tenor_options *options)
{
    const tenor__option_values *values = &options->values;
    return (tenor__corpus_settings){
        .format = (tenor__corpus_format)values->format,
        .encoding = values->encoding,
        .label_prefix = values->label_prefix,
        .text = values->text,
        .label = values->label,
        .probabilities = values->probabilities,
        .no_header = values->no_header,
        .delimiter = tenor__options_byte(values->delimiter),
        .quote = strcmp(values->quote, "none") == 0 ? '\0' : tenor__options_byte(values->quote),
        .no_quote = strcmp(values->quote, "none") == 0,
        .escape = strcmp(values->escape, "none") == 0 ? '\0' : tenor__options_byte(values->escape),
        .skip_bad = values->skip_bad,
        .text_files = values->text_files,
        .merge_labels = values->merge_labels,
        .watcher = options->watcher,
        .multi_label = values->multi_label,
    };
}
