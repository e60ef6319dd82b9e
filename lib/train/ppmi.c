#include "train/ppmi.h"

#include "nn/kernels/matrix.h"
#include "text/vocab.h"

#include <math.h>
#include <string.h>

enum {
    WINDOW = 5,
    BLOCKS = 64, /* word w is in block w % BLOCKS, so that each block has some of the most frequent words */
};

/* Rows of M. Block b holds the rows of words b, b + BLOCKS, ..., in this order. */
struct tenor__ppmi_block {
    size_t *begins; /* [rows + 1] */
    uint32_t *columns;
    float *values;
    size_t count;
    size_t capacity;
    size_t value_capacity;
    bool failed; /* out of memory */
};

/* A corpus as one array of ids, with WINDOW padding ids before, between and after texts. */
typedef struct positions {
    tenor_alloc alloc;
    size_t words;
    uint32_t *order; /* sequences; the first `texts` of them are read */
    size_t texts;
    uint32_t *ids;    /* [count] */
    size_t *begins;   /* [words + 1] offsets into `of` */
    uint32_t *of;     /* positions, grouped by word */
    double *sums;     /* [words] n(a) */
    double all;       /* n */
    tenor__ppmi *out; /* the result */
    size_t count;
} positions;

static bool is_word(uint32_t id)
{
    return id >= TENOR__FIRST_WORD;
}

static void free_positions(positions *p)
{
    tenor__alloc_free(&p->alloc, p->order);
    tenor__alloc_free(&p->alloc, p->ids);
    tenor__alloc_free(&p->alloc, p->begins);
    tenor__alloc_free(&p->alloc, p->of);
    tenor__alloc_free(&p->alloc, p->sums);
}

/* Keeps the order of the texts if all are read. Otherwise it shuffles them first, since a corpus may be sorted by
 * label. */
static bool choose_texts(positions *p, const tenor__sequences *sequences, size_t most, tenor__random *random)
{
    p->order = tenor__alloc_array(&p->alloc, sequences->count + 1, sizeof *p->order);
    if (!p->order)
        return false;
    for (size_t i = 0; i < sequences->count; i++)
        p->order[i] = (uint32_t)i;
    if (sequences->tokens + WINDOW * sequences->count > most)
        tenor__random_shuffle(random, p->order, sequences->count);
    p->count = WINDOW;
    while (p->texts < sequences->count && p->count < most)
        p->count += sequences->lengths[p->order[p->texts++]] + WINDOW;
    return true;
}

static bool lay_out(positions *p, const tenor__sequences *sequences)
{
    p->ids = tenor__alloc_zeroed(&p->alloc, p->count, sizeof *p->ids);
    p->begins = tenor__alloc_zeroed(&p->alloc, p->words + 2, sizeof *p->begins);
    p->of = tenor__alloc_array(&p->alloc, p->count, sizeof *p->of);
    p->sums = tenor__alloc_zeroed(&p->alloc, p->words, sizeof *p->sums);
    if (!p->ids || !p->begins || !p->of || !p->sums)
        return false;
    uint32_t *to = p->ids + WINDOW;
    for (size_t i = 0; i < p->texts; i++) {
        const size_t length = sequences->lengths[p->order[i]];
        if (length > 0)
            memcpy(to, sequences->ids[p->order[i]], length * sizeof *to);
        to += length + WINDOW;
    }
    return true;
}

/* Counting sort of the positions by word. While it runs, begins[w + 1] is the next free place of word w. */
static void sort_positions(positions *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (is_word(p->ids[i]))
            p->begins[p->ids[i] + 2]++;
    for (size_t word = 2; word <= p->words; word++)
        p->begins[word + 1] += p->begins[word];
    for (size_t i = 0; i < p->count; i++)
        if (is_word(p->ids[i]))
            p->of[p->begins[p->ids[i] + 1]++] = (uint32_t)i;
}

static void sum_positions(positions *p)
{
    for (size_t i = WINDOW; i + WINDOW < p->count; i++)
        for (size_t d = 1; d <= WINDOW && is_word(p->ids[i]); d++)
            if (is_word(p->ids[i + d])) {
                p->sums[p->ids[i]] += 1.0 / (double)d;
                p->sums[p->ids[i + d]] += 1.0 / (double)d;
            }
    for (size_t word = 0; word < p->words; word++)
        p->all += p->sums[word];
}

static bool put(const positions *p, tenor__ppmi_block *block, uint32_t column, double value)
{
    void *columns = block->columns;
    void *values = block->values;
    const bool grown =
        tenor__alloc_grow(&p->alloc, &columns, &block->capacity, block->count + 1, sizeof *block->columns) &&
        tenor__alloc_grow(&p->alloc, &values, &block->value_capacity, block->count + 1, sizeof *block->values);
    block->columns = columns;
    block->values = values;
    if (!grown)
        return false;
    block->columns[block->count] = column;
    block->values[block->count++] = (float)value;
    return true;
}

/* Appends the row of a word. near[words] is all zero before and after the call; met has room for all words. */
static bool fill_row(const positions *p, tenor__ppmi_block *block, size_t word, double *near, uint32_t *met)
{
    size_t count = 0;
    for (size_t i = p->begins[word]; i < p->begins[word + 1]; i++) {
        const uint32_t *here = p->ids + p->of[i];
        for (size_t d = 1; d <= WINDOW; d++) {
            const uint32_t sides[] = {*(here - d), here[d]};
            for (size_t side = 0; side < 2; side++) {
                if (!is_word(sides[side]))
                    continue;
                if (near[sides[side]] == 0)
                    met[count++] = sides[side];
                near[sides[side]] += 1.0 / (double)d;
            }
        }
    }
    bool complete = true;
    for (size_t i = 0; i < count; i++) {
        const double information = log(near[met[i]] * p->all / (p->sums[word] * p->sums[met[i]]));
        near[met[i]] = 0;
        if (information > 0 && complete)
            complete = put(p, block, met[i], information);
    }
    return complete;
}

static void fill_block(size_t index, void *user)
{
    const positions *p = user;
    tenor__ppmi_block *block = &p->out->blocks[index];
    double *near = tenor__alloc_zeroed(&p->alloc, p->words, sizeof *near);
    uint32_t *met = tenor__alloc_array(&p->alloc, p->words, sizeof *met);
    block->begins = tenor__alloc_zeroed(&p->alloc, p->words / BLOCKS + 2, sizeof *block->begins);
    block->failed = !near || !met || !block->begins;
    for (size_t word = index, row = 0; word < p->words && !block->failed; word += BLOCKS) {
        block->failed = is_word((uint32_t)word) && !fill_row(p, block, word, near, met);
        block->begins[++row] = block->count;
    }
    tenor__alloc_free(&p->alloc, near);
    tenor__alloc_free(&p->alloc, met);
}

bool tenor__ppmi_init(tenor__ppmi *ppmi, const tenor__sequences *sequences, size_t words, size_t most,
                      tenor__random *random, tenor__pool *pool, const tenor_alloc *alloc)
{
    *ppmi = (tenor__ppmi){.alloc = tenor__alloc_of(alloc), .words = words};
    positions p = {.alloc = ppmi->alloc, .words = words, .out = ppmi};
    ppmi->blocks = tenor__alloc_zeroed(&ppmi->alloc, BLOCKS, sizeof *ppmi->blocks);
    bool complete = ppmi->blocks && choose_texts(&p, sequences, most, random) && lay_out(&p, sequences);
    if (complete) {
        sort_positions(&p);
        sum_positions(&p);
        tenor__pool_run(pool, fill_block, &p, BLOCKS);
        for (size_t i = 0; i < BLOCKS; i++)
            complete = complete && !ppmi->blocks[i].failed;
    }
    free_positions(&p);
    if (!complete)
        tenor__ppmi_free(ppmi);
    return complete;
}

void tenor__ppmi_free(tenor__ppmi *ppmi)
{
    for (size_t i = 0; ppmi->blocks && i < BLOCKS; i++) {
        tenor__alloc_free(&ppmi->alloc, ppmi->blocks[i].begins);
        tenor__alloc_free(&ppmi->alloc, ppmi->blocks[i].columns);
        tenor__alloc_free(&ppmi->alloc, ppmi->blocks[i].values);
    }
    tenor__alloc_free(&ppmi->alloc, ppmi->blocks);
    *ppmi = (tenor__ppmi){0};
}

typedef struct product {
    const tenor__ppmi *ppmi;
    size_t columns;
    const float *in;
    float *out;
} product;

static void multiply_block(size_t index, void *user)
{
    const product *job = user;
    const tenor__ppmi_block *block = &job->ppmi->blocks[index];
    for (size_t word = index, row = 0; word < job->ppmi->words; word += BLOCKS, row++) {
        float *out = job->out + word * job->columns;
        memset(out, 0, job->columns * sizeof *out);
        for (size_t i = block->begins[row]; i < block->begins[row + 1]; i++)
            tenor__matrix_add_scaled(job->columns, block->values[i], job->in + block->columns[i] * job->columns, out);
    }
}

void tenor__ppmi_multiply(const tenor__ppmi *ppmi, size_t columns, const float *in, float *out, tenor__pool *pool)
{
    product job = {ppmi, columns, in, out};
    tenor__pool_run(pool, multiply_block, &job, BLOCKS);
}
