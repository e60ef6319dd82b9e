/* Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011). Each label wants its share of every part: of the
 * rest and of what is held out, or of each fold. The label with the fewest examples left comes first, since
 * later it might find none: each of them goes to the part where the label wants most, of equals to the one that wants
 * most examples in all.
 *
 * Texts without a label count as a label of their own, the last. No part takes a label's last example that others could
 * have: where there are folds, an example that none may take is in none. */
#include "data/corpus_split.h"

typedef struct strata {
    const tenor_corpus *corpus;
    size_t parts;    /* folds; else the rest and what is held out, in this order */
    bool has_rest;   /* part 0 may take any example */
    size_t labels;   /* the corpus's, and one */
    size_t *begins;  /* [labels + 1] into order */
    uint32_t *order; /* examples by label; one with several stands there as often */
    size_t *left;    /* [labels] examples not yet assigned */
    size_t *heap;    /* [waiting] labels, the one with the fewest examples left first, of equals the lower */
    size_t *places;  /* [labels] of each in the heap; what has left it has none */
    size_t waiting;
    double *wants;  /* [parts, labels] examples that are still wanted */
    size_t *takes;  /* [parts, labels] examples that were assigned */
    double *all;    /* [parts] examples that are still wanted, of any label */
    size_t *sizes;  /* [parts] examples that were assigned, of any label */
    bool *assigned; /* [size] */
} strata;

static size_t labels_of(const strata *s, size_t i)
{
    const size_t count = tenor_corpus_example_label_count(s->corpus, i);
    return count > 0 ? count : 1;
}

static size_t label_of(const strata *s, size_t i, size_t j)
{
    return tenor_corpus_example_label_count(s->corpus, i) > 0 ? tenor_corpus_example_label(s->corpus, i, j)
                                                              : s->labels - 1;
}

static bool init(strata *s, const tenor_corpus *corpus, const tenor__division *plan, const tenor_alloc *alloc)
{
    const size_t size = tenor_corpus_size(corpus);
    *s = (strata){.corpus = corpus,
                  .parts = plan->folds > 0 ? plan->folds : 2,
                  .has_rest = plan->folds == 0,
                  .labels = tenor_corpus_label_count(corpus) + 1};
    size_t cells;
    size_t all = 1;
    for (size_t i = 0; i < size; i++)
        all += labels_of(s, i);
    if (!tenor__size_multiply(s->parts, s->labels, &cells))
        return false;
    s->begins = tenor__alloc_zeroed(alloc, s->labels + 2, sizeof *s->begins);
    s->order = tenor__alloc_array(alloc, all, sizeof *s->order);
    s->left = tenor__alloc_array(alloc, s->labels, sizeof *s->left);
    s->heap = tenor__alloc_array(alloc, s->labels, sizeof *s->heap);
    s->places = tenor__alloc_array(alloc, s->labels, sizeof *s->places);
    s->wants = tenor__alloc_array(alloc, cells, sizeof *s->wants);
    s->takes = tenor__alloc_zeroed(alloc, cells, sizeof *s->takes);
    s->all = tenor__alloc_array(alloc, s->parts, sizeof *s->all);
    s->sizes = tenor__alloc_zeroed(alloc, s->parts, sizeof *s->sizes);
    s->assigned = tenor__alloc_zeroed(alloc, size + 1, sizeof *s->assigned);
    return s->begins && s->order && s->left && s->heap && s->places && s->wants && s->takes && s->all && s->sizes &&
           s->assigned;
}

static void release(const strata *s, const tenor_alloc *alloc)
{
    tenor__alloc_free(alloc, s->begins);
    tenor__alloc_free(alloc, s->order);
    tenor__alloc_free(alloc, s->left);
    tenor__alloc_free(alloc, s->heap);
    tenor__alloc_free(alloc, s->places);
    tenor__alloc_free(alloc, s->wants);
    tenor__alloc_free(alloc, s->takes);
    tenor__alloc_free(alloc, s->all);
    tenor__alloc_free(alloc, s->sizes);
    tenor__alloc_free(alloc, s->assigned);
}

static size_t examples_of(const strata *s, size_t label)
{
    return s->begins[label + 1] - s->begins[label];
}

/* Sorts the examples by label, each label's in an order by chance. */
static void sort_by_label(strata *s, const tenor__division *plan)
{
    const size_t size = tenor_corpus_size(s->corpus);
    tenor__random random = tenor__split_random(plan);
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < labels_of(s, i); j++)
            s->begins[label_of(s, i, j) + 2]++;
    for (size_t k = 2; k < s->labels + 2; k++)
        s->begins[k] += s->begins[k - 1];
    for (size_t i = 0; i < size; i++)
        for (size_t j = 0; j < labels_of(s, i); j++)
            s->order[s->begins[label_of(s, i, j) + 1]++] = (uint32_t)i;
    for (size_t k = 0; k < s->labels; k++) {
        tenor__random_shuffle(&random, s->order + s->begins[k], examples_of(s, k));
        s->left[k] = examples_of(s, k);
    }
}

static void say_wants(strata *s, const tenor__division *plan)
{
    const double size = (double)tenor_corpus_size(s->corpus);
    for (size_t p = 0; p < s->parts; p++) {
        const double fraction = !s->has_rest ? 1 / (double)s->parts : p == 0 ? 1 - plan->fraction : plan->fraction;
        s->all[p] = size * fraction;
        for (size_t k = 0; k < s->labels; k++) {
            const size_t n = examples_of(s, k);
            const size_t share = s->has_rest ? tenor__corpus_split_share(n, plan->fraction) : 0;
            s->wants[p * s->labels + k] = !s->has_rest ? (double)n * fraction : (double)(p == 0 ? n - share : share);
        }
    }
}

static bool is_rarer(const strata *s, size_t a, size_t b)
{
    return s->left[a] != s->left[b] ? s->left[a] < s->left[b] : a < b;
}

static void put_label(strata *s, size_t at, size_t label)
{
    s->heap[at] = label;
    s->places[label] = at;
}

/* Moves a label that has become rarer, or is new at the end of the heap. */
static void rise(strata *s, size_t label)
{
    size_t at = s->places[label];
    for (; at > 0 && is_rarer(s, label, s->heap[(at - 1) / 2]); at = (at - 1) / 2)
        put_label(s, at, s->heap[(at - 1) / 2]);
    put_label(s, at, label);
}

static void take_first(strata *s)
{
    const size_t last = s->heap[--s->waiting];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < s->waiting; at = child) {
        child += child + 1 < s->waiting && is_rarer(s, s->heap[child + 1], s->heap[child]);
        if (!is_rarer(s, s->heap[child], last))
            break;
        put_label(s, at, s->heap[child]);
    }
    if (s->waiting > 0)
        put_label(s, at, last);
}

static void fill_heap(strata *s)
{
    for (size_t k = 0; k < s->labels; k++) {
        put_label(s, s->waiting++, k);
        rise(s, k);
    }
}

/* The label with the fewest examples left; labels when no label has any. */
static size_t rarest(strata *s)
{
    while (s->waiting > 0 && s->left[s->heap[0]] == 0)
        take_first(s);
    return s->waiting > 0 ? s->heap[0] : s->labels;
}

/* Whether the part may take the example: others keep one of each of its labels. */
static bool may_take(const strata *s, size_t part, size_t i)
{
    for (size_t j = 0; j < labels_of(s, i) && !(s->has_rest && part == 0); j++) {
        const size_t k = label_of(s, i, j);
        if (s->takes[part * s->labels + k] + 1 >= examples_of(s, k))
            return false;
    }
    return true;
}

/* The part that example i, of this label, goes to; parts for none. */
static size_t choose_part(const strata *s, size_t i, size_t label)
{
    size_t chosen = s->parts;
    for (size_t p = 0; p < s->parts; p++) {
        if (!may_take(s, p, i))
            continue;
        const double more =
            chosen == s->parts ? 1 : s->wants[p * s->labels + label] - s->wants[chosen * s->labels + label];
        if (more > 0 || (more == 0 && s->all[p] > s->all[chosen]))
            chosen = p;
    }
    return chosen;
}

static void assign(strata *s, size_t i, size_t part)
{
    for (size_t j = 0; j < labels_of(s, i); j++) {
        const size_t k = label_of(s, i, j);
        s->left[k]--;
        rise(s, k);
        if (part == s->parts)
            continue;
        s->wants[part * s->labels + k] -= 1;
        s->takes[part * s->labels + k]++;
    }
    if (part < s->parts) {
        s->all[part] -= 1;
        s->sizes[part]++;
    }
    s->assigned[i] = true;
}

bool tenor__stratify(const tenor_corpus *corpus, const tenor__division *plan, const tenor_alloc *alloc, bool *held,
                     size_t *chosen, bool *empty)
{
    const size_t wanted = plan->folds > 0 ? plan->fold : 1;
    strata s;
    *chosen = 0;
    *empty = false;
    if (plan->folds > tenor_corpus_size(corpus)) {
        *chosen = tenor_corpus_size(corpus);
        *empty = true;
        return true;
    }
    const bool complete = init(&s, corpus, plan, alloc);
    if (complete) {
        sort_by_label(&s, plan);
        say_wants(&s, plan);
        fill_heap(&s);
        for (size_t label; (label = rarest(&s)) < s.labels;)
            for (size_t at = s.begins[label]; at < s.begins[label + 1]; at++) {
                const size_t i = s.order[at];
                if (s.assigned[i])
                    continue;
                const size_t part = choose_part(&s, i, label);
                assign(&s, i, part);
                held[i] = part == wanted;
                *chosen += part < s.parts && (plan->folds > 0 || held[i]);
            }
        for (size_t p = 0; p < s.parts; p++)
            *empty = *empty || s.sizes[p] == 0;
    }
    release(&s, alloc);
    return complete;
}
