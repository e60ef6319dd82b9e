/* Each kind of layer forward and backward, on one thread, as a share of what matrix products reach. */
#include "network.h"

#include "nn/pass.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SENTENCES = 32, SHORTEST = 10, LONGEST = 34 };

static const bench_column columns[] = {
    {"layer", "", -1}, {"pass", "", -1}, {"time", "us", 1}, {"rate", "GFLOP/s", 2}, {"share", "% of limit", 1},
};

/* operations: 0 where there are none to speak of. */
static void add_row(const bench_settings *settings, bench_report *report, const char *layer, const char *pass,
                    double seconds, double operations)
{
    const double rate = operations > 0 ? operations / seconds : NAN;
    bench_row(report, (bench_value[]){
                          BENCH_TEXT(layer),
                          BENCH_TEXT(pass),
                          BENCH_NUMBER(1e6 * seconds),
                          BENCH_NUMBER(1e-9 * rate),
                          BENCH_NUMBER(100 * rate / bench_limit(settings, 1)),
                      });
}

static tenor__network_config spec_of(size_t cell, tenor__pooling_kind pooling)
{
    return (tenor__network_config){.words = 16000,
                                   .dim = 100,
                                   .hidden = 128,
                                   .layers = 1,
                                   .directions = 2,
                                   .cell = cell,
                                   .pooling = {pooling},
                                   .pooling_count = 1,
                                   .labels = 2};
}

static void forward_and_backward(void *user)
{
    bench_network_forward(user);
    bench_network_backward(user);
}

/* The median of backward alone, which wants a forward before it each time. */
static double measure_backward(const bench_settings *settings, bench_network *n)
{
    enum { MOST = 200 };
    double times[MOST];
    size_t count = 0;
    const double end = bench_seconds() + 0.5;
    do {
        bench_network_forward(n);
        const double begin = bench_seconds();
        bench_network_backward(n);
        times[count++] = bench_seconds() - begin;
    } while (!settings->quick && count < MOST && bench_seconds() < end);
    bench_sort(times, count);
    return times[count / 2];
}

static void measure_network(const bench_settings *settings, bench_report *report, const char *name, bench_network *n)
{
    const double operations = bench_network_operations(n);
    const double infer = bench_measure(settings, bench_network_infer, n).median;
    const double forward = bench_measure(settings, bench_network_forward, n).median;
    add_row(settings, report, name, "inference", infer, operations);
    add_row(settings, report, name, "forward", forward, operations);
    add_row(settings, report, name, "backward", measure_backward(settings, n), 2 * operations);
}

static void measure_cells(const bench_settings *settings, bench_report *report)
{
    for (size_t cell = 0; tenor__cell_name(cell); cell++) {
        const tenor__network_config config = spec_of(cell, TENOR__POOLING_MAX);
        bench_network n;
        bench_network_init(&n, &config, SENTENCES, SHORTEST, LONGEST);
        measure_network(settings, report, tenor__cell_name(cell), &n);
        bench_network_free(&n);
    }
}

/* A network that is little else: one narrow step below a wide dense layer. */
static void measure_dense(const bench_settings *settings, bench_report *report)
{
    tenor__network_config config = spec_of(0, TENOR__POOLING_LAST);
    config.dim = 4;
    config.hidden = 8;
    config.dense[0] = config.labels = 512;
    config.dense_count = 1;
    bench_network n;
    bench_network_init(&n, &config, SENTENCES, 1, 1);
    measure_network(settings, report, "dense 512 x 512", &n);
    bench_network_free(&n);
}

/* ---- what can run again where a whole pass has been ---- */

static void embedding_forward(void *user)
{
    bench_network *n = user;
    if (!tenor__embedding_forward(n->pass))
        bench_require(TENOR_OUT_OF_MEMORY, "embedding", NULL);
}

static void embedding_backward(void *user)
{
    bench_network *n = user;
    tenor__embedding_backward(n->pass);
}

static void pooling_forward(void *user)
{
    bench_network *n = user;
    if (!tenor__pooling_forward(n->pass))
        bench_require(TENOR_OUT_OF_MEMORY, "pooling", NULL);
}

typedef struct pooling_run {
    bench_network *n;
    float *pooled_gradient;
} pooling_run;

static void pooling_backward(void *user)
{
    pooling_run *run = user;
    if (!tenor__pooling_backward(run->n->pass, run->pooled_gradient, run->n->gradient))
        bench_require(TENOR_OUT_OF_MEMORY, "pooling", NULL);
}

/* Additions and comparisons; for attention, the products of its hidden layer. */
static void pooling_operations(const bench_network *n, tenor__pooling_kind kind, double operations[2])
{
    const double features = 2.0 * 128;
    const double attention = 128.0 / 4;
    const double all = (double)n->batch.rows * features;
    const double chosen = (double)n->batch.count * features;
    operations[0] = operations[1] = 0;
    switch (kind) {
    case TENOR__POOLING_MAX:
        operations[0] = all;
        operations[1] = chosen;
        break;
    case TENOR__POOLING_MEAN:
        operations[0] = operations[1] = all;
        break;
    case TENOR__POOLING_LAST: /* copies */
        break;
    case TENOR__POOLING_ATTENTION:
        operations[0] = 2 * all * attention;
        operations[1] = 4 * all * attention;
        break;
    }
}

static void measure_pooling(const bench_settings *settings, bench_report *report)
{
    for (size_t kind = 0; tenor__pooling_name(kind); kind++) {
        const tenor__network_config config = spec_of(0, (tenor__pooling_kind)kind);
        bench_network n;
        bench_network_init(&n, &config, SENTENCES, SHORTEST, LONGEST);
        forward_and_backward(&n);
        pooling_run run = {&n, bench_get(n.batch.count * 256, sizeof(float))};
        for (size_t i = 0; i < n.batch.count * 256; i++)
            run.pooled_gradient[i] = 1e-6f;
        char name[48];
        snprintf(name, sizeof name, "%s pooling", tenor__pooling_name(kind));
        double operations[2];
        pooling_operations(&n, (tenor__pooling_kind)kind, operations);
        add_row(settings, report, name, "forward", bench_measure(settings, pooling_forward, &n).median, operations[0]);
        add_row(settings, report, name, "backward", bench_measure(settings, pooling_backward, &run).median,
                operations[1]);
        free(run.pooled_gradient);
        bench_network_free(&n);
    }
}

/* With dropout: without it there is nothing but the copy of vectors, and nothing backward. */
static void measure_embedding(const bench_settings *settings, bench_report *report)
{
    const tenor__network_config config = spec_of(0, TENOR__POOLING_MAX);
    bench_network n;
    bench_network_init(&n, &config, SENTENCES, SHORTEST, LONGEST);
    n.dropout.embedding = 0.3;
    forward_and_backward(&n);
    const double operations = (double)n.batch.words * 100;
    add_row(settings, report, "embedding", "forward", bench_measure(settings, embedding_forward, &n).median,
            operations);
    add_row(settings, report, "embedding", "backward", bench_measure(settings, embedding_backward, &n).median,
            operations);
    bench_network_free(&n);
}

void bench_layers(const bench_settings *settings, bench_report *report)
{
    bench_table(
        report, "layers",
        "Layers, on 1 thread: 32 sentences of 10 to 34 tokens, vectors of 100, 128 units in both directions\n"
        "(a cell is a whole network of it, with max pooling and two labels; inference keeps nothing for backward)",
        columns, sizeof columns / sizeof *columns);
    measure_cells(settings, report);
    measure_embedding(settings, report);
    measure_pooling(settings, report);
    measure_dense(settings, report);
}
