#include "model/predict_groups.h"

#include "base/alloc.h"
#include "base/error.h"

#include <stdatomic.h>
#include <string.h>

/* A window of sequences that the slots share: each takes the next ones that are left, the longest first. */
typedef struct window {
    tenor__predict_groups *groups;
    const tenor__group_source *source;
    size_t count;
    atomic_size_t next;
    atomic_int status; /* the first that is not TENOR_OK ends the run */
} window;

tenor_status tenor__predict_groups_init(tenor__predict_groups *groups, const tenor__network *network, size_t threads,
                                        bool remembers, const tenor_alloc *alloc)
{
    *groups = (tenor__predict_groups){.alloc = tenor__alloc_of(alloc), .network = network, .remembers = remembers};
    groups->slots = tenor__alloc_zeroed(&groups->alloc, threads, sizeof *groups->slots);
    if (!groups->slots)
        return TENOR_OUT_OF_MEMORY;
    groups->slot_count = threads;
    return TENOR_OK;
}

void tenor__predict_groups_free(tenor__predict_groups *groups)
{
    const tenor_alloc *alloc = &groups->alloc;
    for (size_t i = 0; i < groups->slot_count; i++) {
        tenor__group_slot *slot = &groups->slots[i];
        if (!slot->pass)
            continue;
        tenor__pass_free(slot->pass);
        tenor__packed_sequences_free(&slot->batch);
        tenor__alloc_free(alloc, slot->ids);
        tenor__alloc_free(alloc, slot->results);
    }
    tenor__alloc_free(alloc, groups->slots);
    tenor__alloc_free(alloc, groups->order);
    *groups = (tenor__predict_groups){.alloc = groups->alloc};
}

static bool prepare_slot(const tenor__predict_groups *groups, tenor__group_slot *slot)
{
    if (slot->pass)
        return true;
    if (tenor__pass_new(groups->network, &groups->alloc, &slot->pass) != TENOR_OK)
        return false;
    tenor__packed_sequences_init(&slot->batch, &groups->alloc);
    if (groups->remembers)
        tenor__pass_remember(slot->pass);
    return true;
}

/* Makes room for the ids of one more sequence. */
static bool reserve_ids(const tenor__predict_groups *groups, tenor__group_slot *slot, size_t used, size_t longest)
{
    size_t need;
    void *ids = slot->ids;
    if (!tenor__size_add(used, longest, &need) ||
        !tenor__alloc_grow(&groups->alloc, &ids, &slot->id_capacity, need, sizeof *slot->ids))
        return false;
    slot->ids = ids;
    return true;
}

static bool reserve_results(const tenor__predict_groups *groups, tenor__group_slot *slot, size_t count, size_t width)
{
    size_t need;
    void *results = slot->results;
    if (!tenor__size_multiply(count, width, &need) ||
        !tenor__alloc_grow(&groups->alloc, &results, &slot->result_capacity, need, sizeof *slot->results))
        return false;
    slot->results = results;
    return true;
}

/* From packed order to that of the members. */
static void copy_pooled(tenor__group_slot *slot, size_t count, size_t width)
{
    const float *pooled = tenor__pass_pooled(slot->pass);
    for (size_t i = 0; i < count; i++)
        memcpy(slot->results + slot->batch.order[i] * width, pooled + i * width, width * sizeof *pooled);
}

/* Runs one group: the first ones of `most` sequences, whose number goes to *done. */
static tenor_status run_group(const window *work, size_t slot_index, const tenor__pair *order, size_t most,
                              size_t *done)
{
    const tenor__predict_groups *groups = work->groups;
    const tenor__group_source *source = work->source;
    const size_t width = source->pooled ? tenor__network_pooled_width(groups->network)
                                        : tenor__network_config_of(groups->network)->labels;
    tenor__group_slot *slot = &groups->slots[slot_index];
    size_t lengths[TENOR__GROUP_SEQUENCES];
    size_t used = 0;
    size_t count = 0;
    for (; count < most && used < TENOR__GROUP_TOKENS; used += lengths[count++]) {
        const tenor__group_member member = {slot_index, count, order[count].value};
        if (!reserve_ids(groups, slot, used, source->longest + 1)) /* one more, so that there is memory to point to */
            return TENOR_OUT_OF_MEMORY;
        TENOR_TRY(source->read(source->user, member, slot->ids + used, &lengths[count]));
    }
    const uint32_t *ids[TENOR__GROUP_SEQUENCES];
    size_t at = 0;
    for (size_t i = 0; i < count; at += lengths[i++])
        ids[i] = slot->ids + at;
    if (!reserve_results(groups, slot, count, width) ||
        !tenor__packed_sequences_fill(&slot->batch, ids, lengths, count) ||
        !tenor__pass_forward(slot->pass, source->parameters, source->packed_weights, &slot->batch, NULL,
                             source->pooled ? NULL : slot->results))
        return TENOR_OUT_OF_MEMORY;
    if (source->pooled)
        copy_pooled(slot, count, width);
    for (size_t i = 0; i < count; i++) {
        const tenor__group_member member = {slot_index, i, order[i].value};
        TENOR_TRY(source->take(source->user, member, slot->results + i * width));
    }
    slot->tokens += used;
    *done = count;
    return TENOR_OK;
}

/* Takes sequences until none is left, TENOR__GROUP_SEQUENCES at a time: more than one group where they are long. */
static void run_slot(size_t index, void *user)
{
    window *work = user;
    tenor__predict_groups *groups = work->groups;
    tenor_status status = TENOR_OK;
    while (status == TENOR_OK && atomic_load_explicit(&work->status, memory_order_relaxed) == TENOR_OK) {
        const size_t first = atomic_fetch_add_explicit(&work->next, TENOR__GROUP_SEQUENCES, memory_order_relaxed);
        if (first >= work->count)
            return;
        const size_t left = work->count - first;
        const size_t count = left < TENOR__GROUP_SEQUENCES ? left : TENOR__GROUP_SEQUENCES;
        if (!prepare_slot(groups, &groups->slots[index]))
            status = TENOR_OUT_OF_MEMORY;
        for (size_t i = 0, done = 0; i < count && status == TENOR_OK; i += done)
            status = run_group(work, index, groups->order + first + i, count - i, &done);
    }
    int success = TENOR_OK;
    if (status != TENOR_OK)
        atomic_compare_exchange_strong(&work->status, &success, (int)status);
}

size_t tenor__predict_groups_of(size_t count)
{
    return tenor__size_divide_up(count, TENOR__GROUP_SEQUENCES);
}

tenor_status tenor__predict_groups_run(tenor__predict_groups *groups, tenor__pool *pool,
                                       const tenor__group_source *source)
{
    /* Threads that share a window wait for each other at its end. */
    const size_t each = groups->slot_count * TENOR__GROUP_SEQUENCES * 8;
    const size_t most = each > TENOR__GROUP_WINDOW ? each : TENOR__GROUP_WINDOW;
    const size_t size = source->count < most ? source->count : most;
    void *order = groups->order;
    if (!tenor__alloc_grow(&groups->alloc, &order, &groups->order_capacity, size, sizeof *groups->order))
        return TENOR_OUT_OF_MEMORY;
    groups->order = order;
    for (size_t begin = 0, count; begin < source->count; begin += count) {
        count = source->count - begin < size ? source->count - begin : size;
        for (size_t i = 0; i < count; i++)
            groups->order[i] = (tenor__pair){UINT64_MAX - source->length(source->user, begin + i), begin + i};
        tenor__sort_pairs(groups->order, count);
        window work = {.groups = groups, .source = source, .count = count};
        const size_t tasks = tenor__predict_groups_of(count);
        if (pool)
            tenor__pool_run(pool, run_slot, &work, tasks < groups->slot_count ? tasks : groups->slot_count);
        else
            run_slot(0, &work);
        const tenor_status status = (tenor_status)atomic_load_explicit(&work.status, memory_order_relaxed);
        if (status != TENOR_OK)
            return status;
    }
    return TENOR_OK;
}

uint64_t tenor__predict_groups_tokens(const tenor__predict_groups *groups)
{
    uint64_t tokens = 0;
    for (size_t i = 0; i < groups->slot_count; i++)
        tokens += groups->slots[i].tokens;
    return tokens;
}
