#include "linear/ngram_table.h"

#include "text/tokens.h"

#include <string.h>

/* Never 0, which marks an empty slot. Bit 30 is cleared, so that the key read as a float is finite: a check of the
 * model file for finite values need not know where the keys are. */
static uint32_t key_of(uint64_t hash)
{
    const uint32_t key = (uint32_t)(hash >> 32) & ~(UINT32_C(1) << 30);
    return key | (key == 0);
}

size_t tenor__ngram_table_slots(size_t ngrams)
{
    size_t slots = 64;
    while (slots / 4 * 3 < ngrams)
        slots *= 2;
    return slots;
}

static const char *find_row_fault(const tenor__ngram_table *table)
{
    if (table->begins[0] != 0 || table->begins[table->slots] != table->entries)
        return "ngrams.begin: the rows are not those of all entries";
    for (size_t slot = 0; slot < table->slots; slot++)
        if (table->begins[slot] > table->begins[slot + 1])
            return "ngrams.begin: a row ends before it begins";
    for (size_t slot = 0; slot < table->slots; slot++)
        for (size_t i = table->begins[slot]; i < table->begins[slot + 1]; i++)
            if (table->entry_labels[i] >= table->labels ||
                (i > table->begins[slot] && table->entry_labels[i] <= table->entry_labels[i - 1]))
                return "ngrams.label: the labels of a row are not different ones in rising order";
    return NULL;
}

const char *tenor__ngram_table_fault(const tenor__ngram_table *table)
{
    const size_t most = table->slots < 4 ? table->slots - 1 : table->slots / 4 * 3;
    size_t taken = 0;
    for (size_t i = 0; i < table->slots; i++)
        taken += table->keys[i] != 0;
    if (table->slots > 0 && taken > most)
        return "ngrams.key: more than three of four slots are taken";
    return table->entries > 0 ? find_row_fault(table) : NULL;
}

uint32_t tenor__ngram_table_find(const tenor__ngram_table *table, uint64_t hash)
{
    const uint32_t key = key_of(hash);
    const size_t mask = table->slots - 1;
    /* The table of a trusted file is not checked and may be full. */
    for (size_t step = 0; step <= mask; step++) {
        const size_t at = ((size_t)hash + step) & mask;
        if (table->keys[at] == key)
            return (uint32_t)at;
        if (table->keys[at] == 0)
            break;
    }
    return TENOR__NGRAM_ABSENT;
}

uint32_t tenor__ngram_table_insert(uint32_t *keys, size_t slots, uint64_t hash)
{
    const uint32_t key = key_of(hash);
    size_t at = (size_t)hash & (slots - 1);
    for (; keys[at] != 0; at = (at + 1) & (slots - 1))
        if (keys[at] == key)
            return TENOR__NGRAM_ABSENT;
    keys[at] = key;
    return (uint32_t)at;
}

/* The rows of a trusted file are not checked either. */
static void add_sparse_row(const tenor__ngram_table *table, uint32_t slot, float *logits)
{
    const size_t end = table->begins[slot + 1];
    for (size_t i = table->begins[slot]; i < end && i < table->entries; i++)
        if (table->entry_labels[i] < table->labels)
            logits[table->entry_labels[i]] += table->weights[i];
}

void tenor__ngram_table_add_slot(const tenor__ngram_table *table, uint32_t slot, float *logits)
{
    if (table->entries > 0) {
        add_sparse_row(table, slot, logits);
        return;
    }
    const float *row = table->weights + (size_t)slot * table->labels;
    for (size_t k = 0; k < table->labels; k++)
        logits[k] += row[k];
}

void tenor__ngram_table_add(const tenor__ngram_table *table, const uint64_t *hashes, size_t count, float *logits)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t slot = tenor__ngram_table_find(table, hashes[i]);
        if (slot != TENOR__NGRAM_ABSENT)
            tenor__ngram_table_add_slot(table, slot, logits);
    }
}

bool tenor__ngram_table_score(const tenor__ngram_table *table, const tenor__ngram_rule *rule, tenor__ngrams *ngrams,
                              const tenor_tokens *tokens, float *logits)
{
    if (!tenor__ngrams_find(ngrams, rule, tokens))
        return false;
    memcpy(logits, table->bias, table->labels * sizeof *logits);
    tenor__ngram_table_add(table, ngrams->hashes, ngrams->count, logits);
    for (size_t i = 0; i < ngrams->words; i++) {
        uint64_t hashes[TENOR__NGRAM_MOST_OF_WORD];
        const size_t count = tenor__ngrams_of_word(rule, tenor__tokens_text(tokens, ngrams->tokens[i]), hashes);
        tenor__ngram_table_add(table, hashes, count, logits);
    }
    return true;
}
