#include "optim/optimizer.h"

#include "base/error.h"
#include "optim/optimizer_kernels.h"

#include <math.h>
#include <string.h>

/* adam: the number of missed steps whose movement is computed. Without a gradient, the movement shrinks by b1 / sqrt b2
 * = 0.9005 per step. After 256 steps the rest is below 2e-11 of the first movement, and below 1e-7 even if bias
 * correction (at most sqrt 257) and warm-up (at most 257) have raised the later movements. */
enum { REACH = 256 };

static bool has_first(const tenor__optimizer_settings *settings)
{
    return settings->kind == TENOR__OPTIMIZER_SGD ? settings->momentum > 0 : settings->kind != TENOR__OPTIMIZER_RMSPROP;
}

static bool has_second(const tenor__optimizer_settings *settings)
{
    return settings->kind != TENOR__OPTIMIZER_SGD;
}

static bool is_adam(const tenor__optimizer_settings *settings)
{
    return settings->kind == TENOR__OPTIMIZER_ADAM || settings->kind == TENOR__OPTIMIZER_ADAMW;
}

static float *get_state(const tenor_alloc *alloc, size_t size, bool wanted, bool *complete)
{
    if (!wanted || size == 0)
        return NULL;
    float *state = tenor__alloc_large(alloc, size, sizeof *state);
    if (state)
        memset(state, 0, size * sizeof *state);
    else
        *complete = false;
    return state;
}

tenor_status tenor__optimizer_init(tenor__optimizer *optimizer, const tenor__optimizer_settings *settings,
                                   size_t block_size, const tenor_alloc *alloc)
{
    *optimizer = (tenor__optimizer){.alloc = tenor__alloc_of(alloc), .settings = *settings};
    const tenor_alloc *hook = &optimizer->alloc;
    bool complete = true;
    optimizer->block_first = get_state(hook, block_size, has_first(settings), &complete);
    optimizer->block_second = get_state(hook, block_size, has_second(settings), &complete);
    optimizer->powers = tenor__alloc_array(hook, (size_t)2 * (REACH + 1), sizeof *optimizer->powers);
    if (!complete || !optimizer->powers) {
        tenor__optimizer_free(optimizer);
        return TENOR_OUT_OF_MEMORY;
    }
    for (size_t k = 0; k <= REACH; k++) {
        optimizer->powers[k] = pow((double)TENOR__ADAM_FIRST, (double)k);
        optimizer->powers[REACH + 1 + k] = pow((double)TENOR__ADAM_SECOND, 0.5 * (double)k);
    }
    return TENOR_OK;
}

void tenor__optimizer_free(tenor__optimizer *optimizer)
{
    const tenor_alloc *hook = &optimizer->alloc;
    tenor__alloc_free_aligned(hook, optimizer->block_first);
    tenor__alloc_free_aligned(hook, optimizer->block_second);
    tenor__alloc_free(hook, optimizer->powers);
    tenor__alloc_free(hook, optimizer->steps);
    *optimizer = (tenor__optimizer){0};
}

tenor_status tenor__optimizer_rows_init(tenor__optimizer_rows *rows, const tenor__optimizer_settings *settings,
                                        float *weights, size_t count, size_t dim, const tenor_alloc *alloc)
{
    *rows = (tenor__optimizer_rows){.alloc = tenor__alloc_of(alloc), .weights = weights, .count = count, .dim = dim};
    const tenor_alloc *hook = &rows->alloc;
    size_t size;
    bool complete = tenor__size_multiply(count, dim, &size);
    if (complete) {
        rows->first = get_state(hook, size, has_first(settings), &complete);
        rows->second = get_state(hook, size, has_second(settings), &complete);
        rows->steps = tenor__alloc_zeroed(hook, count + 1, sizeof *rows->steps);
        rows->live = tenor__alloc_zeroed(hook, count + 1, sizeof *rows->live);
        complete = complete && rows->steps && rows->live;
    }
    if (!complete) {
        tenor__optimizer_rows_free(rows);
        return TENOR_OUT_OF_MEMORY;
    }
    return TENOR_OK;
}

void tenor__optimizer_rows_free(tenor__optimizer_rows *rows)
{
    tenor__alloc_free_aligned(&rows->alloc, rows->first);
    tenor__alloc_free_aligned(&rows->alloc, rows->second);
    tenor__alloc_free(&rows->alloc, rows->steps);
    tenor__alloc_free(&rows->alloc, rows->live);
    *rows = (tenor__optimizer_rows){0};
}

void tenor__optimizer_rows_begin_epoch(tenor__optimizer_rows *rows)
{
    memset(rows->steps, 0, rows->count * sizeof *rows->steps);
}

bool tenor__optimizer_begin_epoch(tenor__optimizer *optimizer, const double *rates, size_t count)
{
    void *steps = optimizer->steps;
    if (!tenor__alloc_grow(&optimizer->alloc, &steps, &optimizer->step_capacity, count + 1, sizeof *optimizer->steps))
        return false;
    optimizer->steps = steps;
    optimizer->steps_before += optimizer->step;
    optimizer->step = 0;
    optimizer->step_count = count;
    const tenor__optimizer_settings *settings = &optimizer->settings;
    for (size_t s = 1; s <= count; s++) {
        const double t = (double)(optimizer->steps_before + s);
        const double rate = rates[s - 1];
        tenor__optimizer_step *step = &optimizer->steps[s];
        *step = (tenor__optimizer_step){.rate = rate, .decay = 1};
        if (is_adam(settings)) {
            step->gain = rate / (1 - pow((double)TENOR__ADAM_FIRST, t));
            step->root = 1 / sqrt(1 - pow((double)TENOR__ADAM_SECOND, t));
        }
        if (settings->kind == TENOR__OPTIMIZER_ADAMW)
            step->decay = 1 - rate * settings->weight_decay;
    }
    return true;
}

void tenor__optimizer_begin_step(tenor__optimizer *optimizer)
{
    optimizer->step++;
}

/* One step for an array of parameters, with g = scale x gradient + decay x w. */
static void step_once(const tenor__optimizer_settings *settings, const tenor__optimizer_step *step, size_t size,
                      float *w, float *first, float *second, const float *gradient, float scale, float decay)
{
    const float rate = (float)step->rate;
    const float momentum = (float)settings->momentum;
    switch (settings->kind) {
    case TENOR__OPTIMIZER_SGD:
        if (first)
            tenor__optimizer_sgd(size, w, first, gradient, scale, decay, momentum,
                                 settings->nesterov ? rate * momentum : rate, settings->nesterov ? rate : 0);
        else
            tenor__optimizer_plain_sgd(size, w, gradient, scale, decay, rate);
        break;
    case TENOR__OPTIMIZER_RMSPROP:
        tenor__optimizer_rmsprop(size, w, second, gradient, scale, decay, rate);
        break;
    case TENOR__OPTIMIZER_ADAM:
    case TENOR__OPTIMIZER_ADAMW:
        tenor__optimizer_adam(size, w, first, second, gradient, scale, decay, (float)step->decay, (float)step->gain,
                              (float)step->root);
        break;
    }
}

/* The weight decay that is added to the gradient (L2); adamw decays the weights directly. */
static float decay_in_gradient(const tenor__optimizer_settings *settings)
{
    return settings->kind == TENOR__OPTIMIZER_ADAMW ? 0 : (float)settings->weight_decay;
}

static float *at(float *state, size_t offset)
{
    return state ? state + offset : NULL;
}

void tenor__optimizer_update_block(const tenor__optimizer *optimizer, float *block, const float *gradient, float scale,
                                   size_t begin, size_t end)
{
    step_once(&optimizer->settings, &optimizer->steps[optimizer->step], end - begin, block + begin,
              at(optimizer->block_first, begin), at(optimizer->block_second, begin), gradient + begin, scale,
              decay_in_gradient(&optimizer->settings));
}

void tenor__optimizer_update_row(const tenor__optimizer *optimizer, const tenor__optimizer_rows *rows, size_t row,
                                 const float *gradient, float scale)
{
    const size_t offset = row * rows->dim;
    step_once(&optimizer->settings, &optimizer->steps[optimizer->step], rows->dim, rows->weights + offset,
              at(rows->first, offset), at(rows->second, offset), gradient, scale,
              decay_in_gradient(&optimizer->settings));
    rows->steps[row] = (uint32_t)optimizer->step;
    rows->live[row] = true;
}

/* A row and the steps [begin, end) that it has missed. */
typedef struct lag {
    const tenor__optimizer *optimizer;
    size_t begin;
    size_t end;
    size_t dim;
    float *w;
    float *first;
    float *second;
} lag;

/* Repeats the missed steps; the weight decay is their only gradient. */
static void catch_up_one_by_one(const lag *row)
{
    const tenor__optimizer_settings *settings = &row->optimizer->settings;
    for (size_t s = row->begin; s < row->end; s++)
        step_once(settings, &row->optimizer->steps[s], row->dim, row->w, row->first, row->second, row->w,
                  (float)settings->weight_decay, 0);
}

/* Without a gradient, a step is linear in w and v and the same for all parameters of the row:
 *
 *     v = momentum v + d w,  w = w - along v - ahead d w        (d the weight decay)
 *
 * so the product of the steps' 2 x 2 matrices applies all of them at once. */
static void catch_up_sgd(const lag *row)
{
    const tenor__optimizer_settings *settings = &row->optimizer->settings;
    const double momentum = row->first ? (double)(float)settings->momentum : 0;
    const double decay = settings->weight_decay;
    double ww = 1;
    double wv = 0;
    double vw = 0;
    double vv = 1;
    for (size_t s = row->begin; s < row->end; s++) {
        const double rate = row->optimizer->steps[s].rate;
        const double along = settings->nesterov && row->first ? rate * momentum : rate;
        const double ahead = settings->nesterov && row->first ? rate : 0;
        const double next_vw = momentum * vw + decay * ww;
        const double next_vv = momentum * vv + decay * wv;
        ww -= along * next_vw + ahead * decay * ww;
        wv -= along * next_vv + ahead * decay * wv;
        vw = next_vw;
        vv = next_vv;
        if (decay == 0 && vv < 1e-12) { /* the rest is far below float rounding */
            vv = 0;
            break;
        }
    }
    const float matrix[4] = {(float)ww, (float)wv, (float)vw, (float)vv};
    if (row->first)
        tenor__optimizer_transform(row->dim, row->w, row->first, matrix);
    else
        tenor__optimizer_scale(row->dim, row->w, matrix[0]);
}

/* In k steps without a gradient, m becomes b1^k m and v becomes b2^k v, and w moves by
 *
 *     sum_k c_k m / (a_k sqrt v + e),    c_k = gain_k b1^k,  a_k = root_k sqrt(b2)^k
 *
 * For adamw, c_k also includes the weight decay of the steps after k. All parameters of the row share c and a.
 *
 * The a_k are close to each other. Let A be their mean weighted by c, and
 *
 *     d_k = a_k / A - 1,    r = A sqrt v,    u = r / (r + e)
 *
 * Each summand is the geometric series c_k m / (r + e) (1 - u d_k + u^2 d_k^2 - ...), so the sum is a polynomial in u
 * whose coefficients are the moments sum_k c_k d_k^j. After TENOR__ADAM_TERMS terms, its error is at most
 *
 *     sum_k c_k |d_k|^TERMS max(1, A / a_k)    of    sum_k c_k
 *
 * If the error exceeds float rounding, as in the first few hundred steps, the summands are added one by one. */
typedef struct adam_lag {
    size_t count;
    double c[REACH];
    double a[REACH];
    double keep; /* factor of w */
} adam_lag;

static void find_summands(const lag *row, adam_lag *summands)
{
    const tenor__optimizer *optimizer = row->optimizer;
    const double *first_powers = optimizer->powers + 1;
    const double *second_powers = optimizer->powers + REACH + 2;
    const tenor__optimizer_step *steps = optimizer->steps + row->begin;
    const size_t missed = row->end - row->begin;
    summands->count = missed < REACH ? missed : REACH;
    summands->keep = 1;
    for (size_t k = 0; k < summands->count; k++) {
        summands->c[k] = steps[k].gain * first_powers[k];
        summands->a[k] = steps[k].root * second_powers[k];
    }
    if (optimizer->settings.kind == TENOR__OPTIMIZER_ADAMW && optimizer->settings.weight_decay > 0) {
        for (size_t k = missed; k-- > 0;) {
            if (k < summands->count)
                summands->c[k] *= summands->keep;
            summands->keep *= steps[k].decay;
        }
    }
}

/* Computes the coefficients of the polynomial in u. Returns false if the series is not exact enough. */
static bool find_series(const adam_lag *summands, double *center, float terms[TENOR__ADAM_TERMS])
{
    double total = 0;
    double weighted = 0;
    for (size_t k = 0; k < summands->count; k++) {
        total += summands->c[k];
        weighted += summands->c[k] * summands->a[k];
    }
    if (!(total > 0) || !(weighted > 0))
        return false;
    *center = weighted / total;
    const double inverse = 1 / *center;
    double moments[TENOR__ADAM_TERMS] = {total, 0};
    double rest = 0;
    for (size_t k = 0; k < summands->count; k++) {
        const double d = summands->a[k] * inverse - 1;
        double power = summands->c[k] * d;
        for (size_t j = 1; j < TENOR__ADAM_TERMS; j++) {
            moments[j] += power;
            power *= d;
        }
        rest += fabs(power) / (d < 0 ? 1 + d : 1);
    }
    for (size_t j = 0; j < TENOR__ADAM_TERMS; j++)
        terms[j] = (float)moments[j];
    return rest <= 0x1p-24 * total;
}

static void add_summands(const lag *row, const adam_lag *summands)
{
    enum { CHUNK = 256 };
    float moved[CHUNK];
    for (size_t begin = 0; begin < row->dim; begin += CHUNK) {
        const size_t size = row->dim - begin < CHUNK ? row->dim - begin : CHUNK;
        memset(moved, 0, sizeof moved);
        for (size_t k = 0; k < summands->count; k++)
            tenor__optimizer_adam_movement(size, moved, row->first + begin, row->second + begin, (float)summands->c[k],
                                           (float)summands->a[k]);
        tenor__optimizer_scale(size, row->w + begin, (float)summands->keep);
        tenor__optimizer_plain_sgd(size, row->w + begin, moved, 1, 0, 1);
    }
}

static void catch_up_adam(const lag *row)
{
    adam_lag summands;
    double center;
    float terms[TENOR__ADAM_TERMS];
    const size_t missed = row->end - row->begin;
    const float keep_first = missed < REACH ? (float)row->optimizer->powers[missed] : 0;
    const float keep_second = (float)pow((double)TENOR__ADAM_SECOND, (double)missed);
    find_summands(row, &summands);
    if (find_series(&summands, &center, terms)) {
        tenor__optimizer_adam_series(row->dim, row->w, row->first, row->second, (float)summands.keep, (float)center,
                                     terms, keep_first, keep_second);
        return;
    }
    add_summands(row, &summands);
    tenor__optimizer_scale(row->dim, row->first, keep_first);
    tenor__optimizer_scale(row->dim, row->second, keep_second);
}

void tenor__optimizer_catch_up(const tenor__optimizer *optimizer, const tenor__optimizer_rows *rows, size_t index)
{
    const size_t begin = (size_t)rows->steps[index] + 1;
    const size_t end = optimizer->step + 1;
    if (begin >= end)
        return;
    rows->steps[index] = (uint32_t)optimizer->step;
    const tenor__optimizer_settings *settings = &optimizer->settings;
    const bool decays = settings->weight_decay > 0;
    if (!rows->live[index] && !decays)
        return;
    const size_t offset = index * rows->dim;
    const lag row = {
        optimizer, begin, end, rows->dim, rows->weights + offset, at(rows->first, offset), at(rows->second, offset)};
    switch (settings->kind) {
    case TENOR__OPTIMIZER_SGD:
        if (row.first || decays)
            catch_up_sgd(&row);
        break;
    case TENOR__OPTIMIZER_RMSPROP:
        if (decays)
            catch_up_one_by_one(&row);
        else
            tenor__optimizer_scale(row.dim, row.second, (float)pow((double)TENOR__RMSPROP_KEEP, (double)(end - begin)));
        break;
    case TENOR__OPTIMIZER_ADAM:
        if (decays)
            catch_up_one_by_one(&row);
        else
            catch_up_adam(&row);
        break;
    case TENOR__OPTIMIZER_ADAMW:
        catch_up_adam(&row);
        break;
    }
}
