/* Outputs, logits and all gradients against PyTorch's and the reference's in tests/golden. */
#include "check_main.h"

#include "nn/golden.h"
#include "nn/pass.h"
#include "nn/rig.h"

#include <math.h>

#ifdef TENOR_NN_DOUBLE
static const double tolerance = 1e-11;
#else
static const double tolerance = 2e-6;
#endif

static void compare(const golden *g, const char *what, const double *expected, const tenor__real *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabs((double)values[i] - expected[i]) < tolerance * (1 + fabs(expected[i]))))
            ck_abort_msg("%s, %s, number %zu: %.12g instead of %.12g", g->path, what, i, (double)values[i],
                         expected[i]);
}

static void copy(const golden_array *from, tenor__real *to)
{
    for (size_t i = 0; i < from->rows * from->columns; i++)
        to[i] = (tenor__real)from->values[i];
}

/* Loads every tensor, by the name and in the order that PyTorch's state_dict gives. */
static void load(rig *r, const golden *g)
{
    const size_t count = tenor__network_tensor_count(r->network);
    for (size_t i = 0; i < count; i++) {
        const tenor__tensor *tensor = tenor__network_tensor(r->network, i);
        const golden_array *array = &g->arrays[i];
        ck_assert_str_eq(array->kind, "tensor");
        ck_assert_str_eq(tensor->name, array->name);
        ck_assert_uint_eq(tensor->shape[0], array->rows);
        ck_assert_uint_eq(tensor->shape[1], array->columns);
        copy(array, i == 0 ? r->embedding : r->block + tensor->offset);
    }
    ck_assert_str_ne(g->arrays[count].kind, "tensor");
    rig_repack(r);
}

static void compare_outputs(const rig *r, const golden *g, const tenor__packed_sequences *batch)
{
    const size_t features = g->config.directions * g->config.hidden;
    const double *expected = golden_find(g, "outputs", "")->values;
    size_t place[GOLDEN_SEQUENCES];
    for (size_t i = 0; i < g->count; i++)
        place[batch->order[i]] = i;
    for (size_t i = 0; i < g->count; i++)
        for (size_t t = 0; t < g->lengths[i]; t++, expected += features)
            compare(g, "outputs", expected,
                    tenor__recurrent_layers_output(r->pass) + (batch->step_offset[t] + place[i]) * features, features);
}

static void compare_gradients(const rig *r, const golden *g, const tenor__packed_sequences *batch)
{
    const size_t dim = g->config.dim;
    tenor__real *embedding = rig_numbers(r->embedding_size);
    for (size_t u = 0; u < batch->words; u++)
        memcpy(embedding + batch->word_ids[u] * dim, tenor__pass_embedding_gradient(r->pass) + u * dim,
               dim * sizeof *embedding);
    for (size_t i = 0; i < tenor__network_tensor_count(r->network); i++) {
        const tenor__tensor *tensor = tenor__network_tensor(r->network, i);
        compare(g, tensor->name, golden_find(g, "gradient", tensor->name)->values,
                i == 0 ? embedding : r->gradient + tensor->offset, tensor->size);
    }
    free(embedding);
}

static void check_case(const char *cell, const char *shape)
{
    char name[64];
    snprintf(name, sizeof name, "%s-%s.txt", cell, shape);
    golden g;
    golden_read(&g, name);
    rig r = rig_new(&g.config, 1);
    load(&r, &g);
    tenor__packed_sequences batch;
    tenor__packed_sequences_init(&batch, NULL);
    ck_assert(tenor__packed_sequences_fill(&batch, g.sequences, g.lengths, g.count));

    const size_t count = g.count * g.config.labels;
    const double *expected = golden_find(&g, "logits", "")->values;
    tenor__real *logits = rig_numbers(count);
    ck_assert(rig_forward(&r, &batch, NULL, logits));
    compare(&g, "logits in inference", expected, logits, count);
    const tenor__dropout none = {0};
    ck_assert(rig_forward(&r, &batch, &none, logits));
    compare_outputs(&r, &g, &batch);
    compare(&g, "logits in training", expected, logits, count);

    copy(golden_find(&g, "logits_gradient", ""), logits);
    ck_assert(rig_backward(&r, &batch, logits, false));
    compare_gradients(&r, &g, &batch);

    free(logits);
    tenor__packed_sequences_free(&batch);
    rig_free(&r);
    golden_free(&g);
}

static void check_shapes(const char *cell)
{
    static const char *const shapes[] = {"1-forward", "1-both", "2-forward", "2-both"};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        check_case(cell, shapes[i]);
}

/* PyTorch's nn.RNN, nn.GRU and nn.LSTM. */
START_TEST(test_torch)
{
    static const char *const cells[] = {"rnn", "rnn-relu", "gru", "lstm"};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        check_shapes(cells[i]);
}
END_TEST

START_TEST(test_reference)
{
    static const char *const cells[] = {"fastrnn", "fastgrnn", "sru"};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        check_shapes(cells[i]);
}
END_TEST

CHECK_MAIN("nn/golden", test_torch, test_reference)
