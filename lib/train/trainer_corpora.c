/* What a trainer has of its corpora beside their texts: labels, columns, names. */
#include "base/error.h"
#include "data/corpus.h"
#include "data/polarity.h"
#include "model/model.h"
#include "train/trainer.h"

#include <stdio.h>
#include <string.h>

tenor_status tenor__trainer_corpora_check_train(const tenor_corpus *train, bool of_base, tenor_error *error)
{
    const size_t labels = tenor_corpus_label_count(train);
    char quoted[80];
    if (tenor_corpus_size(train) == 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "the training corpus has no examples");
    if (labels == 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "no text of the training corpus has a label; two are needed");
    if (labels == 1 && !of_base)
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "the training corpus has one label, \"%s\"; two at least are needed",
                                tenor__error_quote(quoted, sizeof quoted, tenor_corpus_label_name(train, 0)));
    if (labels > TENOR__MOST_LABELS)
        return tenor__error_set(error, TENOR_TOO_LARGE, "the training corpus has %zu labels; %d at most are possible",
                                labels, TENOR__MOST_LABELS);
    if (tenor_corpus_size(train) >= UINT32_MAX)
        return tenor__error_set(error, TENOR_TOO_LARGE, "the training corpus has more than 2^32 examples");
    return TENOR_OK;
}

tenor_status tenor__trainer_corpora_check_dev(const tenor_corpus *dev, const tenor_corpus *train, bool of_base,
                                              tenor_error *error)
{
    char quoted[80];
    size_t label;
    if (tenor_corpus_size(dev) == 0)
        return tenor__error_set(error, TENOR_BAD_DATA, "the dev corpus has no examples");
    if (tenor_corpus_size(dev) >= UINT32_MAX)
        return tenor__error_set(error, TENOR_TOO_LARGE, "the dev corpus has more than 2^32 examples");
    if ((tenor_corpus_separator(dev).size > 0) != (tenor_corpus_separator(train).size > 0))
        return tenor__error_set(error, TENOR_BAD_DATA,
                                "the %s corpus has several labels a text, and the %s corpus has one",
                                tenor_corpus_separator(dev).size > 0 ? "dev" : "training",
                                tenor_corpus_separator(dev).size > 0 ? "training" : "dev");
    for (size_t k = 0; !of_base && k < tenor_corpus_label_count(dev); k++) {
        const tenor_str name = tenor_corpus_label_name(dev, k);
        if (!tenor__corpus_find_label(train, name, &label))
            return tenor__error_set(error, TENOR_BAD_DATA,
                                    "label \"%s\" of the dev corpus is not in the training corpus",
                                    tenor__error_quote(quoted, sizeof quoted, name));
    }
    return TENOR_OK;
}

static tenor_status copy_labels(tenor_trainer *trainer, const tenor_corpus *train, tenor_error *error)
{
    const size_t count = tenor_corpus_label_count(train);
    trainer->label_count = count;
    trainer->labels = tenor__arena_alloc(&trainer->arena, count * sizeof *trainer->labels);
    if (!trainer->labels)
        return tenor__error_set_memory(error);
    for (size_t k = 0; k < count; k++) {
        trainer->labels[k] = tenor__arena_copy(&trainer->arena, tenor_corpus_label_name(train, k));
        if (!trainer->labels[k].data)
            return tenor__error_set_memory(error);
    }
    return TENOR_OK;
}

static tenor_status find_polarities(tenor_trainer *trainer, tenor_error *error)
{
    const size_t count = trainer->label_count;
    const char *polarity = trainer->options->values.polarity;
    float *polarities = tenor__arena_alloc(&trainer->arena, count * sizeof *polarities);
    if (!polarities)
        return tenor__error_set_memory(error);
    if (polarity[0] != '\0')
        TENOR_TRY(tenor__error_option(
            error, "polarity",
            tenor__polarity_parse(tenor_str_of(polarity), trainer->labels, count, polarities, error)));
    else if (tenor__trainer_from_has_polarities(trainer))
        memcpy(polarities, trainer->base->config.polarities, count * sizeof *polarities);
    else if (!tenor__polarity_recognize(trainer->labels, count, polarities))
        return TENOR_OK;
    trainer->polarities = polarities;
    return TENOR_OK;
}

tenor_status tenor__trainer_corpora_labels(tenor_trainer *trainer, const tenor_corpus *train, const tenor_corpus *dev,
                                           tenor_error *error)
{
    tenor_str separator = tenor_corpus_separator(train);
    if (trainer->base) {
        TENOR_TRY(tenor__trainer_from_labels(trainer, train, dev, error));
        separator = trainer->base->config.separator;
    } else {
        TENOR_TRY(copy_labels(trainer, train, error));
    }
    if (separator.size == 0)
        return find_polarities(trainer, error);
    trainer->separator = tenor__arena_copy(&trainer->arena, separator);
    if (!trainer->separator.data)
        return tenor__error_set_memory(error);
    if (trainer->options->values.polarity[0] != '\0')
        return tenor__error_option(
            error, "polarity",
            tenor__error_set(error, TENOR_INVALID_ARGUMENT,
                             "option 'polarity' is for one label a text, and the corpus has several"));
    return TENOR_OK;
}

/* Which columns the texts are from. */
static tenor_status note_input(tenor_trainer *trainer, const tenor_corpus *train, tenor_error *error)
{
    const tenor_layout *layout = tenor_corpus_layout(train);
    const size_t count = layout ? tenor_layout_text_count(layout) : 0;
    tenor__input *input = &trainer->input;
    input->columns = tenor__arena_alloc(&trainer->arena, count * sizeof *input->columns);
    if (!input->columns)
        return tenor__error_set_memory(error);
    for (; input->column_count < count; input->column_count++) {
        const size_t column = tenor_layout_text(layout, input->column_count);
        const tenor_str name = tenor_layout_column(layout, column).name;
        char number[24];
        snprintf(number, sizeof number, "%zu", column + 1);
        const tenor_str copy = tenor__arena_copy(&trainer->arena, name.size > 0 ? name : tenor_str_of(number));
        if (!copy.data)
            return tenor__error_set_memory(error);
        input->columns[input->column_count] = copy;
    }
    input->joiner = tenor_layout_joiner();
    return TENOR_OK;
}

static tenor_status note_provenance(tenor_trainer *trainer, const tenor_corpus *train, tenor_error *error)
{
    const tenor__corpus_source *source = tenor__corpus_source_of(train);
    trainer->provenance.version = tenor_str_of(tenor_version());
    if (!source->name.data)
        return TENOR_OK;
    trainer->provenance.corpus = tenor__arena_copy(&trainer->arena, source->name);
    trainer->provenance.corpus_file = (tenor__file_hash){source->size, source->hash};
    return trainer->provenance.corpus.data ? TENOR_OK : tenor__error_set_memory(error);
}

tenor_status tenor__trainer_corpora_note(tenor_trainer *trainer, const tenor_corpus *train, tenor_error *error)
{
    TENOR_TRY(note_input(trainer, train, error));
    return note_provenance(trainer, train, error);
}
