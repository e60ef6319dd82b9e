/* Which texts to label next: of those that the model is unsure of, some that are unlike each other. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/locked_alloc.h"
#include "base/pool.h"
#include "base/sort.h"
#include "data/copies.h"
#include "model/session.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>
#include <tenor_search.h>

enum {
    CANDIDATES = 10, /* for each text that is wanted (Zhdanov 2019) */
    BLOCK = 4096,    /* texts that are classified at once, or compared by a thread */
    STRIDE = 64,     /* blocks between two looks at whether to go on */
    LANES = 8,       /* sums side by side, which a compiler makes one vector */
};

typedef struct search {
    tenor_alloc alloc;
    const tenor_model *model;
    const tenor_str *texts;
    size_t texts_count;
    tenor_session *session;
    tenor__locked_alloc *locked;
    tenor__pool *pool;
    tenor_suggest_fn progress;
    void *user;
    size_t labels;
    bool several;
    tenor__pair *order;        /* [texts] first by hash of their tokens, then by certainty */
    tenor_suggestion *guesses; /* [texts] score: uncertainty */
    size_t count;              /* of both: the texts that have tokens, once each */
    size_t first_block;        /* of the texts that are hashed now */
    atomic_bool out_of_memory; /* in a thread */
    tenor_str *block;          /* [BLOCK] */
    float *probabilities;      /* [BLOCK, labels] */
    size_t candidates;
    size_t width;
    float *directions; /* [candidates, width] pooled vectors, centered, of length 1 */
    double *nearness;  /* [candidates] 1 - distance from the nearest text taken; 2 for a text that is taken */
    size_t *best;      /* [blocks of candidates] the one with the highest score */
    size_t last;       /* that was taken last; SIZE_MAX for none */
} search;

/* One label a text: how close the second label comes to the first, where thresholds weigh what they weigh for the
 * prediction. */
static void guess_one(const search *s, const float *probabilities, tenor_suggestion *guess)
{
    size_t best[2];
    double weighted[2];
    double sum = 0;
    tenor_top(s->model, probabilities, 2, best);
    for (size_t k = 0; k < s->labels; k++)
        sum += (double)probabilities[k] / (double)tenor_model_threshold(s->model, k);
    for (size_t i = 0; i < 2; i++)
        weighted[i] = (double)probabilities[best[i]] / (double)tenor_model_threshold(s->model, best[i]);
    guess->label = best[0];
    guess->probability = probabilities[best[0]];
    guess->score = sum > 0 ? 1 - (weighted[0] - weighted[1]) / sum : 1;
}

/* Several labels a text: how close to its threshold the nearest probability is, as a share of what there is on its
 * side. */
static void guess_several(const search *s, const float *probabilities, tenor_suggestion *guess)
{
    guess->score = -1;
    for (size_t k = 0; k < s->labels; k++) {
        const double threshold = (double)tenor_model_threshold(s->model, k);
        const double p = (double)probabilities[k];
        const double side = p < threshold ? threshold : 1 - threshold;
        const double score = side > 0 ? 1 - fabs(p - threshold) / side : 1;
        if (score > guess->score) {
            guess->score = score;
            guess->label = k;
            guess->probability = probabilities[k];
        }
    }
}

static size_t block_size(size_t count, size_t first)
{
    return count - first < BLOCK ? count - first : BLOCK;
}

static size_t blocks_of(size_t count)
{
    return count / BLOCK + (count % BLOCK > 0);
}

static tenor_status check_progress(const search *s, size_t done)
{
    return !s->progress || s->progress(done, s->texts_count, s->user) ? TENOR_OK : TENOR_INTERRUPTED;
}

/* A text without tokens gets the value SIZE_MAX. */
static tenor_status hash_block(search *s, const tenor_alloc *alloc, size_t first)
{
    tenor_tokens *tokens;
    tenor_status status = tenor_tokens_new(alloc, &tokens);
    for (size_t i = first; status == TENOR_OK && i < first + block_size(s->texts_count, first); i++) {
        status = tenor_tokens_split(tokens, NULL, s->texts[i]);
        const bool empty = tenor_tokens_count(tokens) == 0;
        s->order[i] = (tenor__pair){empty ? 0 : tenor__copies_hash(tokens), empty ? SIZE_MAX : i};
    }
    tenor_tokens_free(tokens);
    return status;
}

static void hash_task(size_t task, void *user)
{
    search *s = user;
    const tenor_alloc alloc = tenor__locked_alloc_hook(s->locked);
    if (hash_block(s, &alloc, (s->first_block + task) * BLOCK) != TENOR_OK)
        atomic_store(&s->out_of_memory, true);
}

/* Puts the first of each group of copies, but for texts without tokens, in order[0..count), in their order. */
static tenor_status leave_out_copies(search *s)
{
    size_t kept = 0;
    const size_t blocks = blocks_of(s->texts_count);
    for (s->first_block = 0; s->first_block < blocks; s->first_block += STRIDE) {
        const size_t left = blocks - s->first_block;
        tenor__pool_run(s->pool, hash_task, s, left < STRIDE ? left : STRIDE);
        if (atomic_load(&s->out_of_memory))
            return TENOR_OUT_OF_MEMORY;
        TENOR_TRY(check_progress(s, 0));
    }
    for (size_t i = 0; i < s->texts_count; i++)
        if (s->order[i].value != SIZE_MAX)
            s->order[kept++] = s->order[i];
    tenor__sort_pairs(s->order, kept);
    for (size_t i = 0; i < kept; i++)
        if (i == 0 || s->order[i].key != s->order[s->count - 1].key)
            s->order[s->count++] = s->order[i];
    for (size_t i = 0; i < s->count; i++)
        s->order[i].key = s->order[i].value;
    tenor__sort_pairs(s->order, s->count);
    return TENOR_OK;
}

static tenor_status guess_all(search *s)
{
    for (size_t first = 0; first < s->count; first += BLOCK) {
        const size_t size = block_size(s->count, first);
        for (size_t i = 0; i < size; i++)
            s->block[i] = s->texts[s->order[first + i].value];
        TENOR_TRY(tenor_classify_batch(s->session, s->block, size, s->probabilities));
        for (size_t i = 0; i < size; i++) {
            tenor_suggestion *guess = &s->guesses[first + i];
            guess->text = s->order[first + i].value;
            (s->several ? guess_several : guess_one)(s, s->probabilities + i * s->labels, guess);
        }
        TENOR_TRY(check_progress(s, first + size));
    }
    return TENOR_OK;
}

/* Puts the least certain texts in front: guesses[order[i].value] for i < candidates. */
static void choose_candidates(search *s, size_t wanted)
{
    for (size_t i = 0; i < s->count; i++) {
        const double certainty = fmin(fmax(1 - s->guesses[i].score, 0), 1);
        s->order[i] = (tenor__pair){(uint64_t)ldexp(certainty, 52), i};
    }
    tenor__sort_pairs(s->order, s->count);
    s->candidates = s->count / CANDIDATES < wanted ? s->count : CANDIDATES * wanted;
}

/* What all candidates have in common says nothing about how they differ. */
static void center(search *s)
{
    for (size_t k = 0; k < s->width; k++) {
        double sum = 0;
        for (size_t i = 0; i < s->candidates; i++)
            sum += (double)s->directions[i * s->width + k];
        const float mean = (float)(sum / (double)s->candidates);
        for (size_t i = 0; i < s->candidates; i++)
            s->directions[i * s->width + k] -= mean;
    }
}

static double multiply(const float *a, const float *b, size_t width)
{
    float sums[LANES] = {0};
    float rest = 0;
    size_t k = 0;
    for (; k + LANES <= width; k += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            sums[lane] += a[k + lane] * b[k + lane];
    for (; k < width; k++)
        rest += a[k] * b[k];
    for (size_t lane = 0; lane < LANES; lane++)
        rest += sums[lane];
    return (double)rest;
}

static tenor_status find_directions(search *s)
{
    for (size_t first = 0; first < s->candidates; first += BLOCK) {
        const size_t size = block_size(s->candidates, first);
        for (size_t i = 0; i < size; i++)
            s->block[i] = s->texts[s->guesses[s->order[first + i].value].text];
        TENOR_TRY(tenor__session_pooled(s->session, s->block, size, s->directions + first * s->width));
    }
    center(s);
    for (size_t i = 0; i < s->candidates; i++) {
        float *direction = s->directions + i * s->width;
        const double length = sqrt(multiply(direction, direction, s->width));
        for (size_t k = 0; k < s->width && length > 0; k++)
            direction[k] = (float)((double)direction[k] / length);
    }
    return TENOR_OK;
}

/* Below 0 for a text that is taken. */
static double weighted_distance(const search *s, size_t candidate)
{
    return s->guesses[s->order[candidate].value].score * (1 - s->nearness[candidate]);
}

/* Compares a block of candidates with the text that was taken last, and finds the best of the block. */
static void compare_task(size_t task, void *user)
{
    search *s = user;
    const size_t first = task * BLOCK;
    double highest = -1;
    s->best[task] = first;
    for (size_t i = first; i < first + block_size(s->candidates, first); i++) {
        if (s->last != SIZE_MAX) {
            const double cosine = multiply(s->directions + s->last * s->width, s->directions + i * s->width, s->width);
            s->nearness[i] = fmax(s->nearness[i], fmin((1 + cosine) / 2, 1));
        }
        if (s->nearness[i] <= 1 && weighted_distance(s, i) > highest) {
            highest = weighted_distance(s, i);
            s->best[task] = i;
        }
    }
}

/* Farthest first (Gonzalez 1985), with the distances weighted by uncertainty. */
static tenor_status take(search *s, size_t wanted, tenor_suggestion *suggestions, size_t *found)
{
    const size_t blocks = blocks_of(s->candidates);
    memset(s->nearness, 0, s->candidates * sizeof *s->nearness);
    s->last = SIZE_MAX;
    size_t taken = 0;
    for (; taken < wanted && taken < s->candidates; taken++) {
        tenor__pool_run(s->pool, compare_task, s, blocks);
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < blocks; i++)
            if (s->nearness[s->best[i]] <= 1 &&
                (best == SIZE_MAX || weighted_distance(s, s->best[i]) > weighted_distance(s, best)))
                best = s->best[i];
        suggestions[taken] = s->guesses[s->order[best].value];
        suggestions[taken].score = weighted_distance(s, best);
        s->nearness[best] = 2;
        s->last = best;
        TENOR_TRY(check_progress(s, s->texts_count));
    }
    *found = taken;
    return TENOR_OK;
}

static tenor_status suggest(search *s, size_t wanted, size_t threads, tenor_suggestion *suggestions, size_t *found)
{
    const size_t count = s->texts_count;
    TENOR_TRY(tenor__locked_alloc_new(&s->alloc, &s->locked));
    const tenor_alloc shared = tenor__locked_alloc_hook(s->locked);
    TENOR_TRY(tenor__session_new_for(s->model, count, threads, &s->alloc, &s->session));
    const size_t most = threads > 0 ? threads : tenor__pool_processors();
    TENOR_TRY(tenor__pool_new_granted(most < blocks_of(count) ? most : blocks_of(count), &shared, &s->pool));
    s->order = tenor__alloc_array(&s->alloc, count, sizeof *s->order);
    s->guesses = tenor__alloc_array(&s->alloc, count, sizeof *s->guesses);
    s->block = tenor__alloc_array(&s->alloc, BLOCK, sizeof *s->block);
    s->probabilities = tenor__alloc_array(&s->alloc, BLOCK, s->labels * sizeof *s->probabilities);
    if (!s->order || !s->guesses || !s->block || !s->probabilities)
        return TENOR_OUT_OF_MEMORY;
    TENOR_TRY(leave_out_copies(s));
    TENOR_TRY(guess_all(s));
    choose_candidates(s, wanted);
    if (s->candidates == 0)
        return TENOR_OK;
    s->nearness = tenor__alloc_array(&s->alloc, s->candidates, sizeof *s->nearness);
    s->directions = tenor__alloc_array(&s->alloc, s->candidates, s->width * sizeof *s->directions);
    s->best = tenor__alloc_array(&s->alloc, blocks_of(s->candidates), sizeof *s->best);
    if (!s->nearness || !s->directions || !s->best)
        return TENOR_OUT_OF_MEMORY;
    TENOR_TRY(find_directions(s));
    return take(s, wanted, suggestions, found);
}

tenor_status tenor_suggest(const tenor_model *model, const tenor_str *texts, size_t count, size_t wanted,
                           size_t threads, tenor_suggest_fn progress, void *user, const tenor_alloc *alloc,
                           tenor_suggestion *suggestions, size_t *found, tenor_error *error)
{
    if (!model || !found || (count > 0 && !texts) || (wanted > 0 && !suggestions))
        return tenor__error_set(error, TENOR_INVALID_ARGUMENT, "model, texts, suggestions and found must not be NULL");
    *found = 0;
    if (count == 0 || wanted == 0)
        return TENOR_OK;
    search s = {.alloc = tenor__alloc_of(alloc),
                .model = model,
                .texts = texts,
                .texts_count = count,
                .progress = progress,
                .user = user,
                .labels = tenor_model_label_count(model),
                .several = tenor_model_multi_label(model),
                .width = tenor_pooled_width(model)};
    const tenor_status status = suggest(&s, wanted, threads, suggestions, found);
    tenor__alloc_free(&s.alloc, s.best);
    tenor__alloc_free(&s.alloc, s.directions);
    tenor__alloc_free(&s.alloc, s.nearness);
    tenor__alloc_free(&s.alloc, s.probabilities);
    tenor__alloc_free(&s.alloc, s.block);
    tenor__alloc_free(&s.alloc, s.guesses);
    tenor__alloc_free(&s.alloc, s.order);
    tenor__pool_free(s.pool);
    tenor_session_free(s.session);
    tenor__locked_alloc_free(s.locked);
    if (status == TENOR_NOT_FINITE)
        return tenor__error_set(error, status, "the model's values overflow: train it again, at a lower learning rate");
    if (status == TENOR_INTERRUPTED)
        return tenor__error_set(error, status, "stopped before the texts were chosen");
    return status == TENOR_OK ? TENOR_OK : tenor__error_set_memory(error);
}
