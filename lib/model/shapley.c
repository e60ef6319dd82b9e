#include "model/shapley.h"

#include "base/error.h"
#include "linear/ngram_places.h"
#include "model/model.h"
#include "text/tokens.h"

#include <math.h>

enum {
    MOST_PLAYERS = 256,
    EXACT_PLAYERS = 6, /* all 64 parts of six tokens are fewer than the others would be */
    MOST_ORDERS = 8,
    ENOUGH_STEPS = 4096, /* tokens in all parts, unless the extremes alone have more */
    ALL = 0,             /* indices of parts */
    NONE = 1,
    ALONE = 2, /* then the others, one after the other */
};

/* Weight of leaving a token out of the whole text, beside that of adding it to none. */
static const double WHOLE = 0.8;

/* ---- tokens ---- */

static size_t first_but(const tenor__shapley *shapley)
{
    return ALONE + shapley->players;
}

static size_t first_beginning(const tenor__shapley *shapley)
{
    return ALONE + 2 * shapley->players;
}

static size_t part_count(const tenor__shapley *shapley)
{
    if (shapley->exact)
        return (size_t)1 << shapley->players;
    return first_beginning(shapley) + shapley->orders * 2 * (shapley->players - 1);
}

static bool reserve(tenor__shapley *shapley)
{
    return tenor__alloc_grow(&shapley->alloc, &shapley->words, &shapley->word_capacity, shapley->length + 1,
                             sizeof *shapley->words) &&
           tenor__alloc_grow(&shapley->alloc, &shapley->pairs, &shapley->pair_capacity, shapley->length + 1,
                             sizeof *shapley->pairs) &&
           tenor__alloc_grow(&shapley->alloc, &shapley->order, &shapley->order_capacity, shapley->players + 1,
                             sizeof *shapley->order) &&
           tenor__alloc_grow(&shapley->alloc, &shapley->ranks, &shapley->rank_capacity,
                             shapley->orders * shapley->players + 1, sizeof *shapley->ranks) &&
           tenor__alloc_grow(&shapley->alloc, &shapley->parts, &shapley->part_capacity, part_count(shapley),
                             sizeof *shapley->parts) &&
           tenor__alloc_grow(&shapley->alloc, &shapley->values, &shapley->value_capacity, shapley->players + 1,
                             sizeof *shapley->values);
}

/* Sets the sizes: the tokens that the network reads, and how they are left out. */
static void measure(tenor__shapley *shapley, const tenor_model *model, size_t tokens)
{
    const size_t limit = model->config.max_tokens;
    const size_t length = tokens < limit ? tokens : limit;
    shapley->length = length;
    shapley->seam = tenor__tokens_gap(length, limit, model->config.keep_tokens);
    shapley->ends = tokens - length;
    shapley->players = length < MOST_PLAYERS ? length : MOST_PLAYERS;
    shapley->exact = length <= EXACT_PLAYERS;
    const size_t fit = shapley->exact ? 0 : ENOUGH_STEPS / (length * shapley->players); /* the extremes take one */
    shapley->orders = fit < 1 ? 0 : fit > MOST_ORDERS ? MOST_ORDERS : fit - 1;
}

size_t tenor__shapley_token(const tenor__shapley *shapley, size_t i)
{
    return shapley->ends > 0 && i >= shapley->seam ? shapley->ends + i : i;
}

/* The network's ids (text/vocab.c), with a pair's only where both of its tokens are there. */
static void read_tokens(tenor__shapley *shapley, const tenor_vocab *vocab, const tenor_tokens *tokens)
{
    const bool has_pairs = tenor_vocab_text_settings(vocab)->unit == TENOR_TOKENS_WORD;
    for (size_t i = 0; i < shapley->length; i++) {
        const size_t token = tenor__shapley_token(shapley, i);
        shapley->words[i] = tenor_vocab_find(vocab, tenor__tokens_text(tokens, token));
        shapley->pairs[i] = 0;
        if (has_pairs && i + 1 < shapley->length && i + 1 != shapley->seam) {
            const uint32_t id = tenor_vocab_find(vocab, tenor__tokens_pair(tokens, token));
            shapley->pairs[i] = id != TENOR__UNKNOWN ? id : 0;
        }
    }
}

static size_t player_of(const tenor__shapley *shapley, size_t i)
{
    return i * shapley->players / shapley->length;
}

static void draw_orders(tenor__shapley *shapley)
{
    tenor__random random = tenor__random_new(1, shapley->players);
    for (size_t i = 0; i < shapley->players; i++)
        shapley->order[i] = (uint32_t)i;
    for (size_t k = 0; k < shapley->orders; k++) {
        tenor__random_shuffle(&random, shapley->order, shapley->players);
        for (size_t rank = 0; rank < shapley->players; rank++)
            shapley->ranks[k * shapley->players + shapley->order[rank]] = (uint32_t)rank;
    }
}

/* ---- parts of the text ---- */

/* A part: the players of a set; or those with first <= rank < end in an order, or all but these. */
typedef struct part {
    size_t set;            /* player i is bit i */
    const uint32_t *ranks; /* NULL: the order of the text */
    size_t first;
    size_t end;
    bool without;
} part;

static part part_of(const tenor__shapley *shapley, size_t index)
{
    const size_t players = shapley->players;
    if (shapley->exact)
        return (part){.set = index};
    if (index < ALONE)
        return (part){.end = index == ALL ? players : 0};
    if (index < first_beginning(shapley)) {
        const bool without = index >= first_but(shapley);
        const size_t player = index - (without ? first_but(shapley) : ALONE);
        return (part){.first = player, .end = player + 1, .without = without};
    }
    index -= first_beginning(shapley);
    const size_t beginning = index % (players - 1) + 1;
    const size_t run = index / (players - 1);
    const uint32_t *ranks = shapley->ranks + run / 2 * players;
    return run % 2 == 0 ? (part){.ranks = ranks, .end = beginning}
                        : (part){.ranks = ranks, .first = players - beginning, .end = players};
}

typedef struct request {
    tenor__shapley *shapley;
    const tenor_model *model;
    tenor__explained_logit logit;
} request;

static bool has(const tenor__shapley *shapley, part of, size_t i)
{
    const size_t player = player_of(shapley, i);
    if (shapley->exact)
        return of.set >> player & 1;
    const size_t rank = of.ranks ? of.ranks[player] : player;
    return (rank >= of.first && rank < of.end) != of.without;
}

static size_t length_of(const void *user, size_t index)
{
    const request *asked = user;
    const part of = part_of(asked->shapley, index);
    const size_t players = of.end - of.first;
    return of.without ? asked->shapley->players - players : players;
}

static tenor_status read_part(void *user, tenor__group_member member, uint32_t *ids, size_t *length)
{
    const request *asked = user;
    const tenor__shapley *shapley = asked->shapley;
    const part of = part_of(shapley, member.sequence);
    bool next = shapley->length > 0 && has(shapley, of, 0);
    *length = 0;
    for (size_t i = 0; i < shapley->length; i++) {
        const bool here = next;
        next = i + 1 < shapley->length && has(shapley, of, i + 1);
        if (here)
            ids[(*length)++] = next && shapley->pairs[i] != 0 ? shapley->pairs[i] : shapley->words[i];
    }
    return TENOR_OK;
}

static tenor_status take_logits(void *user, tenor__group_member member, float *logits)
{
    const request *asked = user;
    const double z = tenor__ngram_places_part(logits, asked->model->config.network.labels, asked->logit.label,
                                              asked->logit.from_mean);
    asked->shapley->parts[member.sequence] = z;
    return isfinite(z) ? TENOR_OK : TENOR_NOT_FINITE;
}

/* ---- values ---- */

/* The exact values: the mean of what a player adds to each set of `size` of the others, then over the sizes. */
static void sum_sets(tenor__shapley *shapley)
{
    const size_t players = shapley->players;
    double sets[EXACT_PLAYERS + 1] = {1}; /* of each size that the others have */
    for (size_t size = 1; size < players; size++)
        sets[size] = sets[size - 1] * (double)(players - size) / (double)size;
    for (size_t i = 0; i < players; i++) {
        shapley->values[i] = 0;
        for (size_t set = 0; set < part_count(shapley); set++) {
            if (set >> i & 1)
                continue;
            size_t size = 0;
            for (size_t k = 0; k < players; k++)
                size += set >> k & 1;
            const double added = shapley->parts[set | (size_t)1 << i] - shapley->parts[set];
            shapley->values[i] += added / sets[size] / (double)players;
        }
    }
}

/* z of the first `count` players of an order, or of its reverse. */
static double beginning(const tenor__shapley *shapley, size_t order, size_t reverse, size_t count)
{
    if (count == 0)
        return shapley->parts[NONE];
    if (count == shapley->players)
        return shapley->parts[ALL];
    return shapley->parts[first_beginning(shapley) + (order * 2 + reverse) * (shapley->players - 1) + count - 1];
}

/* What a player adds to those before it in an order and in its reverse, on average; summed over the orders. */
static double sum_orders(const tenor__shapley *shapley, size_t player)
{
    double sum = 0;
    for (size_t k = 0; k < shapley->orders; k++) {
        const size_t rank = shapley->ranks[k * shapley->players + player];
        const size_t reverse = shapley->players - 1 - rank;
        sum += beginning(shapley, k, 0, rank + 1) - beginning(shapley, k, 0, rank);
        sum += beginning(shapley, k, 1, reverse + 1) - beginning(shapley, k, 1, reverse);
    }
    return sum / 2;
}

static void average(tenor__shapley *shapley)
{
    const double *alone = shapley->parts + ALONE;
    const double *but = shapley->parts + first_but(shapley);
    double rest = shapley->parts[ALL] - shapley->parts[NONE];
    for (size_t i = 0; i < shapley->players; i++) {
        shapley->values[i] = (1 - WHOLE) * (alone[i] - shapley->parts[NONE]) + WHOLE * (shapley->parts[ALL] - but[i]);
        rest -= shapley->values[i];
    }
    for (size_t i = 0; i < shapley->players; i++) {
        const double extremes = shapley->values[i] + rest / (double)shapley->players;
        shapley->values[i] = (extremes + sum_orders(shapley, i)) / (double)(shapley->orders + 1);
    }
}

tenor_status tenor__shapley_find(tenor__shapley *shapley, tenor_session *session, const tenor_tokens *tokens,
                                 tenor__explained_logit logit)
{
    const tenor_model *model = session->model;
    request asked = {shapley, model, logit};
    measure(shapley, model, tenor_tokens_count(tokens));
    if (!reserve(shapley))
        return TENOR_OUT_OF_MEMORY;
    read_tokens(shapley, model->vocab, tokens);
    draw_orders(shapley);
    const tenor__group_source source = {
        .parameters = model->parameters,
        .packed_weights = model->packed_weights,
        .count = part_count(shapley),
        .longest = shapley->length,
        .user = &asked,
        .length = length_of,
        .read = read_part,
        .take = take_logits,
    };
    TENOR_TRY(tenor__session_run(session, &source));
    if (shapley->exact)
        sum_sets(shapley);
    else
        average(shapley);
    return TENOR_OK;
}

double tenor__shapley_none(const tenor__shapley *shapley)
{
    return shapley->parts[shapley->exact ? 0 : NONE];
}

double tenor__shapley_value(const tenor__shapley *shapley, size_t i)
{
    const size_t player = player_of(shapley, i);
    const size_t begin = tenor__size_divide_up(player * shapley->length, shapley->players);
    const size_t end = tenor__size_divide_up((player + 1) * shapley->length, shapley->players);
    return shapley->values[player] / (double)(end - begin);
}
