#include "report/mistakes.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

/* Of one label a text, the prediction. Of several, the surest decision that is wrong: to give a label, or to leave one
 * out. */
static void find_surest(struct mistakes *mistakes, const tenor_model *model, const tenor_evaluated *evaluated,
                        struct mistake *mistake)
{
    enum { IS = 1, GIVEN = 2 };
    const size_t labels = tenor_model_label_count(model);
    if (!tenor_model_multi_label(model)) {
        mistake->surest = evaluated->predicted[0];
        mistake->probability = evaluated->probabilities[mistake->surest];
        return;
    }
    if (!mistakes->marks)
        mistakes->marks = memory_resize(NULL, labels + 1, sizeof *mistakes->marks);
    memset(mistakes->marks, 0, labels);
    mistake->probability = -1; /* a wrong decision may have none */
    for (size_t i = 0; i < evaluated->actual_count; i++)
        if (evaluated->actual[i] < labels) /* the model may not know it */
            mistakes->marks[evaluated->actual[i]] |= IS;
    for (size_t i = 0; i < evaluated->predicted_count; i++)
        mistakes->marks[evaluated->predicted[i]] |= GIVEN;
    for (size_t k = 0; k < labels; k++) {
        const bool given = (mistakes->marks[k] & GIVEN) != 0;
        const float p = given ? evaluated->probabilities[k] : 1 - evaluated->probabilities[k];
        if ((mistakes->marks[k] == IS || mistakes->marks[k] == GIVEN) && p > mistake->probability) {
            mistake->probability = p;
            mistake->surest = k;
            mistake->missed = !given;
        }
    }
}

static int by_certainty(const void *a, const void *b)
{
    const struct mistake *left = a;
    const struct mistake *right = b;
    if (left->probability != right->probability)
        return left->probability < right->probability ? 1 : -1;
    return (left->example > right->example) - (left->example < right->example);
}

void mistakes_sort(struct mistakes *mistakes)
{
    if (mistakes->count > 0)
        qsort(mistakes->list, mistakes->count, sizeof *mistakes->list, by_certainty);
    while (mistakes->count > mistakes->most)
        free(mistakes->list[--mistakes->count].predicted);
}

void mistakes_add(struct mistakes *mistakes, const tenor_model *model, const tenor_evaluated *evaluated)
{
    if (evaluated->right)
        return;
    mistakes->all++;
    struct mistake mistake = {
        .example = evaluated->example, .surest = TENOR_PREDICTED, .count = evaluated->predicted_count};
    find_surest(mistakes, model, evaluated, &mistake);
    mistake.predicted = memory_resize(NULL, mistake.count + 1, sizeof *mistake.predicted);
    for (size_t i = 0; i < mistake.count; i++)
        mistake.predicted[i] = evaluated->predicted[i];
    /* Twice as many as wanted at most, so that each is sorted about twice. */
    if (mistakes->count >= 2 * mistakes->most)
        mistakes_sort(mistakes);
    if ((mistakes->count & (mistakes->count - 1)) == 0) /* a power of two: full */
        mistakes->list =
            memory_resize(mistakes->list, mistakes->count > 0 ? 2 * mistakes->count : 1, sizeof *mistakes->list);
    mistakes->list[mistakes->count++] = mistake;
}

static void print_actual(struct output *out, const tenor_corpus *corpus, size_t example)
{
    const size_t count = tenor_corpus_example_label_count(corpus, example);
    for (size_t j = 0; j < count; j++) {
        output_text(out, j > 0 ? ", " : "");
        output_escaped(out, tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, example, j)));
    }
    output_text(out, count == 0 ? "no label" : "");
}

static void print_predicted(struct output *out, const struct mistake *mistake, const tenor_model *model)
{
    for (size_t j = 0; j < mistake->count; j++) {
        output_text(out, j > 0 ? ", " : "");
        output_escaped(out, tenor_model_label(model, mistake->predicted[j]));
    }
    output_text(out, mistake->count == 0 ? "no label" : "");
}

void mistakes_print(struct output *out, struct mistakes *mistakes, const tenor_model *model, const tenor_corpus *corpus)
{
    mistakes_sort(mistakes);
    if (mistakes->all == 0) {
        output_text(out, "\nno wrong prediction\n");
        return;
    }
    output_format(out, "\n%s of %s wrong prediction%s, the surest first:\n", output_grouped(mistakes->count).text,
                  output_grouped(mistakes->all).text, mistakes->all == 1 ? "" : "s");
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct mistake *mistake = &mistakes->list[i];
        output_format(out, "  line %llu: ", (unsigned long long)tenor_corpus_line(corpus, mistake->example));
        print_actual(out, corpus, mistake->example);
        output_text(out, "; predicted: ");
        print_predicted(out, mistake, model);
        output_format(out, " (%.4f)\n    ", (double)mistake->probability);
        output_escaped(out, tenor_corpus_text(corpus, mistake->example));
        output_byte(out, '\n');
    }
}

void mistakes_add_json(struct cJSON *parent, struct mistakes *mistakes, const tenor_model *model,
                       const tenor_corpus *corpus)
{
    const bool several = tenor_model_multi_label(model);
    struct cJSON *list = json_add_array(parent, "errors");
    mistakes_sort(mistakes);
    for (size_t i = 0; i < mistakes->count; i++) {
        const struct mistake *mistake = &mistakes->list[i];
        struct cJSON *row = json_add_object(list, NULL);
        json_add_count(row, "line", tenor_corpus_line(corpus, mistake->example));
        struct cJSON *actual = several ? json_add_array(row, "label") : row;
        for (size_t j = 0; j < tenor_corpus_example_label_count(corpus, mistake->example); j++)
            json_add_string(actual, several ? NULL : "label",
                            tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, mistake->example, j)));
        struct cJSON *predicted = several ? json_add_array(row, "prediction") : row;
        for (size_t j = 0; j < mistake->count; j++)
            json_add_string(predicted, several ? NULL : "prediction", tenor_model_label(model, mistake->predicted[j]));
        json_add_float(row, "probability", mistake->probability);
        json_add_string(row, "text", tenor_corpus_text(corpus, mistake->example));
    }
}

void mistakes_free(struct mistakes *mistakes)
{
    for (size_t i = 0; i < mistakes->count; i++)
        free(mistakes->list[i].predicted);
    free(mistakes->list);
    free(mistakes->marks);
}
