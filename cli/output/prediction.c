#include "output/prediction.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum {
    UNKNOWN_WORD = 1, /* id of <unk> */
    PIECE = 1 << 16,  /* bytes of a text whose tokens are counted together */
    LONGEST_PIECE = 1 << 20
};

tenor_status prediction_init(struct prediction *prediction, const tenor_model *model,
                             const struct prediction_asked *asked)
{
    const size_t labels = tenor_model_label_count(model);
    *prediction = (struct prediction){.model = model, .asked = *asked, .multi_label = tenor_model_multi_label(model)};
    prediction->wanted = asked->all || asked->top > labels ? labels
                         : asked->top > 0                  ? asked->top
                                                           : !prediction->multi_label;
    prediction->labels = memory_resize(NULL, labels, sizeof *prediction->labels);
    prediction->several = memory_resize(NULL, labels, sizeof *prediction->several);
    prediction->best = memory_resize(NULL, labels, sizeof *prediction->best);
    return tenor_tokens_new(NULL, &prediction->tokens);
}

void prediction_free(struct prediction *prediction)
{
    tenor_tokens_free(prediction->tokens);
    free(prediction->best);
    free(prediction->several);
    free(prediction->labels);
}

static int by_probability(const void *a, const void *b)
{
    const struct label_probability *left = a;
    const struct label_probability *right = b;
    if (left->probability != right->probability)
        return left->probability < right->probability ? 1 : -1;
    return (left->label > right->label) - (left->label < right->label);
}

/* Of the labels wanted, moves those as likely as the threshold to the front. With thresholds of its own a model may
 * predict another label than the likeliest, so that the prediction is left out and others are not. */
static void leave_out_unlikely(struct prediction *prediction)
{
    prediction->first = prediction->labels[0];
    prediction->sure = (double)prediction->first.probability >= prediction->asked.threshold;
    prediction->shown = 0;
    for (size_t i = 0; i < prediction->wanted; i++)
        if ((double)prediction->labels[i].probability >= prediction->asked.threshold)
            prediction->labels[prediction->shown++] = prediction->labels[i];
}

void prediction_find(struct prediction *prediction, const float *probabilities)
{
    size_t *best = prediction->best;
    if (prediction->multi_label) {
        const size_t given = tenor_model_prediction(prediction->model, probabilities, best);
        prediction->several_count = 0;
        for (size_t i = 0; i < given; i++) {
            const struct label_probability likely = {probabilities[best[i]], best[i]};
            if ((double)likely.probability >= prediction->asked.threshold)
                prediction->several[prediction->several_count++] = likely;
        }
        qsort(prediction->several, prediction->several_count, sizeof *prediction->several, by_probability);
    }
    tenor_top(prediction->model, probabilities, prediction->wanted, best);
    prediction->shown = 0;
    for (size_t i = 0; i < prediction->wanted; i++)
        prediction->labels[i] = (struct label_probability){probabilities[best[i]], best[i]};
    if (prediction->wanted > 0)
        leave_out_unlikely(prediction);
}

float prediction_polarity(const struct prediction *prediction, const float *probabilities)
{
    float polarity = 0;
    tenor_polarity(prediction->model, probabilities, &polarity); /* cannot fail: the labels have polarities */
    return polarity;
}

static void add_probabilities(const struct prediction *prediction, struct cJSON *line,
                              const struct label_probability *labels, size_t count)
{
    struct json_map probabilities = {0};
    for (size_t i = 0; i < count; i++)
        json_map_float(&probabilities, tenor_model_label(prediction->model, labels[i].label), labels[i].probability);
    json_add_map(line, "probabilities", &probabilities);
}

/* The size of the first piece of a text: no token crosses its end, which is a space, unless the text has none for very
 * long. */
static size_t piece_size(tenor_str text)
{
    if (text.size <= PIECE)
        return text.size;
    const size_t most = text.size < LONGEST_PIECE ? text.size : LONGEST_PIECE;
    const char *end = memchr(text.data + PIECE, ' ', most - PIECE);
    if (end)
        return (size_t)(end - text.data);
    size_t size = most;
    while (size < text.size && size > PIECE && ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--; /* not inside a character */
    return size;
}

/* Share of the tokens that the vocabulary does not have; 0 for a text without tokens. In pieces, in memory that does
 * not grow with the text. */
static double unknown_share(struct prediction *prediction, tenor_str text)
{
    const tenor_vocab *vocab = tenor_model_vocab(prediction->model);
    const tenor_text_settings settings = *tenor_vocab_text_settings(vocab);
    size_t unknown = 0;
    prediction->token_count = 0;
    while (text.size > 0) {
        const tenor_str piece = {text.data, piece_size(text)};
        if (tenor_tokens_split(prediction->tokens, &settings, piece) != TENOR_OK)
            return 0;
        const size_t count = tenor_tokens_count(prediction->tokens);
        for (size_t i = 0; i < count; i++)
            unknown += tenor_vocab_token(vocab, prediction->tokens, i) == UNKNOWN_WORD;
        prediction->token_count += count;
        text = (tenor_str){text.data + piece.size, text.size - piece.size};
    }
    return prediction->token_count > 0 ? (double)unknown / (double)prediction->token_count : 0;
}

struct cJSON *prediction_json(struct prediction *prediction, tenor_str text, const float *probabilities)
{
    const tenor_model *model = prediction->model;
    struct cJSON *line = json_new_object();
    if (prediction->multi_label) {
        struct cJSON *labels = json_add_array(line, "labels");
        for (size_t i = 0; i < prediction->several_count; i++)
            json_add_string(labels, NULL, tenor_model_label(model, prediction->several[i].label));
        if (prediction->wanted == 0)
            add_probabilities(prediction, line, prediction->several, prediction->several_count);
    } else {
        if (prediction->sure)
            json_add_string(line, "label", tenor_model_label(model, prediction->first.label));
        else
            json_add_null(line, "label");
        json_add_float(line, "probability", prediction->first.probability);
    }
    if (prediction->asked.all || prediction->asked.top > 0)
        add_probabilities(prediction, line, prediction->labels, prediction->shown);
    if (prediction->asked.polarity)
        json_add_float(line, "polarity", prediction_polarity(prediction, probabilities));
    json_add_number(line, "unknown", unknown_share(prediction, text));
    if (prediction->asked.with_text)
        json_add_string(line, "text", text);
    return line;
}
