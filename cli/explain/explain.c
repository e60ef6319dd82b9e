#include "explain/explain.h"

#include "failure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Largest weight of a text, at least: below it no word is strong. */
static const double LEAST_LARGEST = 0.25;

/* Share of the largest weight from which on a word is marked. */
static const double MARKED = 0.15;

int explain_check_label(const struct command *command, const char *name, const tenor_model *model, const char *label)
{
    const tenor_str typed = tenor_str_of(label);
    const size_t count = tenor_model_label_count(model);
    size_t nearest = 0;
    size_t distance = SIZE_MAX;
    if (tenor_label_index(model, typed) != SIZE_MAX)
        return EXIT_DONE;
    for (size_t i = 0; i < count; i++)
        if (tenor_str_distance(tenor_model_label(model, i), typed) < distance) {
            nearest = i;
            distance = tenor_str_distance(tenor_model_label(model, i), typed);
        }
    const tenor_str meant = tenor_model_label(model, nearest);
    if (distance <= 2)
        return fail_usage(command, "%s has no label '%s'; did you mean '%.*s'?", name, label, (int)meant.size,
                          meant.data);
    return fail_usage(command, "%s has no label '%s'; tenor inspect %s shows its %zu labels", name, label, name, count);
}

struct explain explain_of(const tenor_model *model, tenor_session *session, const char *label, bool counterfactual)
{
    return (struct explain){.model = model,
                            .session = session,
                            .label = label ? tenor_label_index(model, tenor_str_of(label)) : TENOR_PREDICTED,
                            .counterfactual = counterfactual};
}

bool explain_text(struct explain *explain, tenor_str text)
{
    if (explain->status != TENOR_OK)
        return false;
    explain->explanation = (tenor_explanation){.size = sizeof explain->explanation};
    explain->status = tenor_explain(explain->session, text, explain->label, &explain->explanation, &explain->error);
    explain->largest = LEAST_LARGEST;
    for (size_t i = 0; explain->status == TENOR_OK && i < explain->explanation.token_count; i++)
        explain->largest = fmax(explain->largest, fabs(explain->explanation.tokens[i].weight));
    if (explain->status == TENOR_OK && explain->counterfactual)
        explain->status =
            counterfactual_find(explain->model, explain->session, text, &explain->explanation, &explain->found);
    return explain->status == TENOR_OK;
}

static double strength_of(const struct explain *explain, double weight)
{
    const double share = fmin(fmax(weight / explain->largest, -1), 1);
    return fabs(share) < MARKED ? 0 : share;
}

bool explain_next(const struct explain *explain, tenor_str text, size_t *token, size_t *at, struct explain_piece *piece)
{
    const tenor_explanation *explanation = &explain->explanation;
    const tenor_token_weight *tokens = explanation->tokens;
    if (*at == text.size)
        return false;
    const size_t begin = *token < explanation->token_count ? tokens[*token].begin : text.size;
    *piece = (struct explain_piece){.text = {text.data + *at, begin - *at}};
    if (*at < begin) {
        *at = begin;
        return true;
    }
    size_t end = begin;
    for (; *token < explanation->token_count && (end == begin || tokens[*token].begin < end); ++*token) {
        end = tokens[*token].end > end ? tokens[*token].end : end;
        piece->weight += tokens[*token].weight;
    }
    piece->text.size = end - begin;
    piece->strength = strength_of(explain, piece->weight);
    *at = end;
    return true;
}

/* ---- a line ---- */

/* A background of the terminal's 256 colors with black letters, which is read on a light and on a dark one. */
static void print_colored(struct output *out, const struct explain_piece *piece)
{
    static const int against[] = {224, 217, 210, 203};
    static const int in_favor[] = {194, 157, 120, 83};
    enum { STEPS = sizeof against / sizeof *against };
    const double strength = fabs(piece->strength) * STEPS;
    const size_t step = strength >= STEPS ? STEPS - 1 : (size_t)strength;
    char color[32];
    const int size =
        snprintf(color, sizeof color, "\033[38;5;16;48;5;%dm", (piece->weight < 0 ? against : in_favor)[step]);
    output_raw(out, color, (size_t)size);
    output_escaped(out, piece->text);
    output_raw(out, "\033[0m", 4);
}

/* Brackets of the text itself get a backslash. */
static void print_plain(tenor_str text, struct output *out)
{
    while (text.size > 0) {
        size_t size = 0;
        while (size < text.size && !memchr("[]", text.data[size], 2))
            size++;
        output_escaped(out, (tenor_str){text.data, size});
        if (size < text.size) {
            output_byte(out, '\\');
            output_byte(out, text.data[size++]);
        }
        text.data += size;
        text.size -= size;
    }
}

static void print_words(const struct explain *explain, tenor_str text, struct output *out)
{
    struct explain_piece piece;
    size_t token = 0;
    size_t at = 0;
    while (explain_next(explain, text, &token, &at, &piece)) {
        if (out->color && piece.strength != 0) {
            print_colored(out, &piece);
        } else if (out->color) {
            output_escaped(out, piece.text);
        } else if (piece.strength == 0) {
            print_plain(piece.text, out);
        } else {
            output_byte(out, '[');
            print_plain(piece.text, out);
            output_format(out, " %+.2f]", piece.weight);
        }
    }
}

static tenor_str word_of(const struct explain *explain, tenor_str text, size_t token)
{
    const tenor_token_weight *of = &explain->explanation.tokens[token];
    return (tenor_str){text.data + of->begin, of->end - of->begin};
}

void explain_write_none(const struct counterfactual *found, struct output *out)
{
    if (found->all)
        output_format(out, "no %d words change it", COUNTERFACTUAL_MOST);
    else
        output_format(out, "no %d of the %d words with the largest weights change it", COUNTERFACTUAL_MOST,
                      COUNTERFACTUAL_WORDS);
}

static void print_counterfactual(const struct explain *explain, tenor_str text, struct output *out)
{
    const struct counterfactual *found = &explain->found;
    if (found->count == 0) {
        explain_write_none(found, out);
        return;
    }
    output_text(out, "without");
    for (size_t i = 0; i < found->count; i++) {
        output_text(out, i > 0 ? ", " : " ");
        output_escaped(out, word_of(explain, text, found->tokens[i]));
    }
    output_text(out, ": ");
    output_str(out, tenor_model_label(explain->model, found->label));
    output_format(out, " %.4f", (double)found->probability);
}

void explain_print(const struct explain *explain, tenor_str text, bool names_label, struct output *out)
{
    output_byte(out, '\t');
    if (names_label) {
        output_str(out, tenor_model_label(explain->model, explain->explanation.label));
        output_text(out, ": ");
    }
    print_words(explain, text, out);
    if (explain->counterfactual) {
        output_byte(out, '\t');
        print_counterfactual(explain, text, out);
    }
}

/* ---- JSON ---- */

static struct json_map span_of(tenor_str text, size_t begin, size_t end)
{
    struct json_map span = {0};
    json_map_string(&span, tenor_str_of("text"), (tenor_str){text.data + begin, end - begin});
    json_map_count(&span, tenor_str_of("begin"), begin);
    json_map_count(&span, tenor_str_of("end"), end);
    return span;
}

static void add_words(const tenor_explanation *explanation, tenor_str text, struct cJSON *line)
{
    struct json_list words = {0};
    for (size_t i = 0; i < explanation->token_count; i++) {
        const tenor_token_weight *token = &explanation->tokens[i];
        struct json_map word = span_of(text, token->begin, token->end);
        json_map_float(&word, tenor_str_of("weight"), (float)token->weight);
        json_list_map(&words, &word);
    }
    json_add_list(line, "explanation", &words);
}

static void add_ngrams(const tenor_explanation *explanation, tenor_str text, struct cJSON *line)
{
    struct json_list ngrams = {0};
    for (size_t i = 0; i < explanation->ngram_count; i++) {
        const tenor_ngram_weight *ngram = &explanation->ngrams[i];
        struct json_map span = span_of(text, explanation->tokens[ngram->first].begin,
                                       explanation->tokens[ngram->first + ngram->count - 1].end);
        json_map_float(&span, tenor_str_of("weight"), (float)ngram->weight);
        if (ngram->start)
            json_map_raw(&span, tenor_str_of("start"), tenor_str_of("true"));
        if (ngram->gap)
            json_map_raw(&span, tenor_str_of("gap"), tenor_str_of("true"));
        json_list_map(&ngrams, &span);
    }
    json_add_list(line, "ngrams", &ngrams);
}

static void add_counterfactual(const struct explain *explain, tenor_str text, struct cJSON *line)
{
    const struct counterfactual *found = &explain->found;
    if (found->count == 0) {
        json_add_null(line, "counterfactual");
        return;
    }
    struct cJSON *object = json_add_object(line, "counterfactual");
    struct json_list without = {0};
    for (size_t i = 0; i < found->count; i++) {
        const tenor_token_weight *token = &explain->explanation.tokens[found->tokens[i]];
        struct json_map span = span_of(text, token->begin, token->end);
        json_list_map(&without, &span);
    }
    json_add_list(object, "without", &without);
    json_add_string(object, "label", tenor_model_label(explain->model, found->label));
    json_add_float(object, "probability", found->probability);
}

void explain_add_json(const struct explain *explain, tenor_str text, struct cJSON *line)
{
    const tenor_explanation *explanation = &explain->explanation;
    json_add_string(line, "explained", tenor_model_label(explain->model, explanation->label));
    json_add_float(line, "logit", (float)explanation->logit);
    json_add_float(line, "base", (float)explanation->base);
    json_add_float(line, "interaction", (float)explanation->interaction);
    add_words(explanation, text, line);
    add_ngrams(explanation, text, line);
    if (explain->counterfactual)
        add_counterfactual(explain, text, line);
}
