#include "report/swap.h"

#include "failure.h"
#include "memory.h"
#include "report/report.h"

#include <math.h>
#include <stdlib.h>

/* ---- the texts ---- */

static tenor_status add_text(struct swap *swap, const tenor_corpus *corpus, size_t example, tenor_str text)
{
    const size_t count = tenor_corpus_example_label_count(corpus, example);
    tenor_str *labels = memory_resize(NULL, count + 1, sizeof *labels);
    for (size_t j = 0; j < count; j++)
        labels[j] = tenor_corpus_label_name(corpus, tenor_corpus_example_label(corpus, example, j));
    const tenor_status status = tenor_corpus_add_labels(swap->swapped, text, labels, count, &swap->error);
    free(labels);
    if ((swap->count & (swap->count - 1)) == 0) /* a power of two: full */
        swap->texts = memory_resize(swap->texts, swap->count > 0 ? 2 * swap->count : 1, sizeof *swap->texts);
    swap->texts[swap->count++] = (struct swap_text){.example = example};
    return status;
}

static tenor_status swap_texts(struct swap *swap, const tenor_corpus *corpus)
{
    const tenor_str separator = tenor_corpus_separator(corpus);
    tenor_status status = separator.size > 0
                              ? tenor_corpus_new_multi_label(separator, NULL, &swap->swapped, &swap->error)
                              : tenor_corpus_new(NULL, &swap->swapped);
    for (size_t i = 0; status == TENOR_OK && i < tenor_corpus_size(corpus); i++) {
        tenor_str text;
        size_t words;
        status = tenor_swaps_apply(swap->swaps, tenor_corpus_text(corpus, i), &text, &words);
        if (status == TENOR_OK && words > 0)
            status = add_text(swap, corpus, i, text);
    }
    return status;
}

int swap_read(struct swap *swap, const struct args *args, const char *path, const tenor_corpus *corpus,
              const tenor_model *model)
{
    if (!path)
        return EXIT_DONE;
    tenor_status status = tenor_swaps_read(path, args->options, NULL, &swap->swaps, &swap->error);
    if (status == TENOR_OK)
        status = swap_texts(swap, corpus);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &swap->error);
    swap->pairs = tenor_swaps_count(swap->swaps);
    swap->labels = tenor_model_label_count(model);
    swap->probabilities = memory_resize(NULL, swap->count * swap->labels + 1, sizeof *swap->probabilities);
    return EXIT_DONE;
}

/* ---- predictions ---- */

static struct swap_prediction copy_prediction(const tenor_evaluated *evaluated)
{
    struct swap_prediction prediction = {.count = evaluated->predicted_count, .right = evaluated->right};
    prediction.labels = memory_resize(NULL, prediction.count + 1, sizeof *prediction.labels);
    for (size_t j = 0; j < prediction.count; j++)
        prediction.labels[j] = evaluated->predicted[j];
    prediction.probability = prediction.count > 0 ? evaluated->probabilities[prediction.labels[0]] : 0;
    return prediction;
}

void swap_add(struct swap *swap, const tenor_evaluated *evaluated)
{
    if (swap->at >= swap->count || swap->texts[swap->at].example != evaluated->example)
        return;
    memcpy(swap->probabilities + swap->at * swap->labels, evaluated->probabilities,
           swap->labels * sizeof *swap->probabilities);
    swap->texts[swap->at++].before = copy_prediction(evaluated);
}

static bool is_same(const struct swap_prediction *a, const struct swap_prediction *b)
{
    return a->count == b->count && memcmp(a->labels, b->labels, a->count * sizeof *a->labels) == 0;
}

static bool on_swapped(const tenor_evaluated *evaluated, void *user)
{
    struct swap *swap = user;
    struct swap_text *text = &swap->texts[evaluated->example];
    const float *before = swap->probabilities + evaluated->example * swap->labels;
    text->after = copy_prediction(evaluated);
    for (size_t k = 0; k < swap->labels; k++)
        text->change = fmaxf(text->change, fabsf(evaluated->probabilities[k] - before[k]));
    swap->changed += !is_same(&text->before, &text->after);
    swap->right += text->before.right;
    swap->right_after += text->after.right;
    return true;
}

int swap_measure(struct swap *swap, const struct command *command, const tenor_model *model, size_t threads)
{
    if (swap->count == 0)
        return EXIT_DONE;
    tenor_report *report;
    tenor_error error = {0};
    const tenor_status status =
        tenor_evaluate_each(model, swap->swapped, threads, on_swapped, swap, NULL, &report, &error);
    if (status != TENOR_OK)
        return fail_classifying(command, status, &error);
    tenor_report_free(report);
    return EXIT_DONE;
}

/* ---- what is said ---- */

static int by_change(const void *a, const void *b)
{
    const struct swap_text *left = *(const struct swap_text *const *)a;
    const struct swap_text *right = *(const struct swap_text *const *)b;
    if (left->change != right->change)
        return left->change < right->change ? 1 : -1;
    return (left->example > right->example) - (left->example < right->example);
}

const struct swap_text **swap_changed(const struct swap *swap, size_t *count)
{
    const struct swap_text **list = memory_resize(NULL, swap->changed + 1, sizeof *list);
    *count = 0;
    for (size_t i = 0; i < swap->count; i++)
        if (!is_same(&swap->texts[i].before, &swap->texts[i].after))
            list[(*count)++] = &swap->texts[i];
    qsort(list, *count, sizeof *list, by_change);
    *count = *count < SWAP_EXAMPLES ? *count : SWAP_EXAMPLES;
    return list;
}

static void print_prediction(struct output *out, const struct swap_prediction *prediction, const tenor_model *model)
{
    for (size_t j = 0; j < prediction->count; j++) {
        output_text(out, j > 0 ? ", " : "");
        output_escaped(out, tenor_model_label(model, prediction->labels[j]));
    }
    output_text(out, prediction->count == 0 ? "no label" : "");
    output_format(out, " (%.4f)\n    ", (double)prediction->probability);
}

void swap_print(struct output *out, const struct swap *swap, const tenor_model *model, const tenor_corpus *corpus)
{
    if (!swap->swaps)
        return;
    output_format(out, "\nwords swapped by %zu pair%s: %s text%s ha%s one of them\n", swap->pairs,
                  swap->pairs == 1 ? "" : "s", output_grouped(swap->count).text, swap->count == 1 ? "" : "s",
                  swap->count == 1 ? "s" : "ve");
    if (swap->count == 0)
        return;
    const tenor_interval interval = tenor_interval_share(swap->changed, swap->count);
    const double count = (double)swap->count;
    output_format(out, "  predictions that change: %s, %.1f %% (95 %% interval %.1f to %.1f)\n",
                  output_grouped(swap->changed).text, 100 * (double)swap->changed / count, 100 * interval.from,
                  100 * interval.to);
    output_format(out, "  accuracy of these texts: %.1f, with words swapped %.1f\n", 100 * (double)swap->right / count,
                  100 * (double)swap->right_after / count);
    size_t shown;
    const struct swap_text **list = swap_changed(swap, &shown);
    for (size_t i = 0; i < shown; i++) {
        output_format(out, "  line %llu: ", (unsigned long long)tenor_corpus_line(corpus, list[i]->example));
        print_prediction(out, &list[i]->before, model);
        output_escaped(out, tenor_corpus_text(corpus, list[i]->example));
        output_text(out, "\n    swapped: ");
        print_prediction(out, &list[i]->after, model);
        output_escaped(out, tenor_corpus_text(swap->swapped, (size_t)(list[i] - swap->texts)));
        output_byte(out, '\n');
    }
    free(list);
}

static void add_prediction(struct cJSON *row, const char *key, const char *probability_key,
                           const struct swap_prediction *prediction, const tenor_model *model)
{
    const bool several = tenor_model_multi_label(model);
    struct cJSON *labels = several ? json_add_array(row, key) : row;
    for (size_t j = 0; j < prediction->count; j++)
        json_add_string(labels, several ? NULL : key, tenor_model_label(model, prediction->labels[j]));
    json_add_float(row, probability_key, prediction->probability);
}

void swap_add_json(struct cJSON *parent, const struct swap *swap, const tenor_model *model, const tenor_corpus *corpus)
{
    if (!swap->swaps)
        return;
    const double count = (double)swap->count;
    struct cJSON *object = json_add_object(parent, "swap");
    json_add_count(object, "pairs", swap->pairs);
    json_add_count(object, "examples", swap->count);
    json_add_count(object, "changed", swap->changed);
    json_add_number(object, "share", swap->count > 0 ? (double)swap->changed / count : 0);
    report_add_interval(object, "interval", tenor_interval_share(swap->changed, swap->count));
    json_add_number(object, "accuracy", swap->count > 0 ? (double)swap->right / count : 0);
    json_add_number(object, "swapped_accuracy", swap->count > 0 ? (double)swap->right_after / count : 0);
    struct cJSON *rows = json_add_array(object, "texts");
    size_t shown;
    const struct swap_text **list = swap_changed(swap, &shown);
    for (size_t i = 0; i < shown; i++) {
        struct cJSON *row = json_add_object(rows, NULL);
        json_add_count(row, "line", tenor_corpus_line(corpus, list[i]->example));
        add_prediction(row, "prediction", "probability", &list[i]->before, model);
        add_prediction(row, "swapped_prediction", "swapped_probability", &list[i]->after, model);
        json_add_string(row, "text", tenor_corpus_text(corpus, list[i]->example));
        json_add_string(row, "swapped_text", tenor_corpus_text(swap->swapped, (size_t)(list[i] - swap->texts)));
    }
    free(list);
}

void swap_free(struct swap *swap)
{
    for (size_t i = 0; i < swap->count; i++) {
        free(swap->texts[i].before.labels);
        free(swap->texts[i].after.labels);
    }
    free(swap->texts);
    free(swap->probabilities);
    tenor_corpus_free(swap->swapped);
    tenor_swaps_free(swap->swaps);
}
