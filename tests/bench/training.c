/* Training on made-up texts, cell by cell. */
#include "train.h"

static double train_rate(const tenor_corpus *corpus, const char *cell, const char *layers, const char *threads,
                         size_t epochs)
{
    const char *const options[] = {"cell", cell, "layers", layers, "threads", threads, "average", "0", NULL};
    bench_trained trained = bench_train(corpus, options, epochs);
    tenor_model_free(trained.model);
    return trained.tokens / trained.seconds;
}

void bench_training(const bench_settings *settings, bench_report *report)
{
    static const bench_column columns[] = {
        {"cell", "", -1},
        {"layers", "", 0},
        {"threads_1", "tokens/s", 0},
        {"threads_2", "tokens/s", 0},
        {"ratio", "", 2},
        {"share_2", "% of limit", 1},
    };
    static const char *const rows[][2] = {{"lstm", "1"},    {"gru", "1"},      {"rnn", "1"}, {"rnn-relu", "1"},
                                          {"fastrnn", "1"}, {"fastgrnn", "1"}, {"sru", "1"}, {"sru", "2"}};
    bench_text text = bench_text_make(BENCH_ENGLISH, BENCH_NATURAL, settings->quick ? 40 : 3000, 22, 16000);
    tenor_corpus *corpus = bench_corpus_of(&text);
    bench_table(
        report, "training",
        "Training: sentences of 22 tokens, batches of 32, Adam, vectors of 100, 128 units in both directions\n"
        "(the share: arithmetic of a token, its words all different, at this rate against the limit on 2 threads)",
        columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const size_t layers = rows[i][1][0] == '2' ? 2 : 1;
        const size_t epochs = settings->quick ? 1 : 3;
        const double one = train_rate(corpus, rows[i][0], rows[i][1], "1", epochs);
        const double two = train_rate(corpus, rows[i][0], rows[i][1], "2", epochs);
        const double operations = 3 * bench_token_operations(rows[i][0], 100, 128, layers, 2);
        bench_row(report, (bench_value[]){
                              BENCH_TEXT(rows[i][0]),
                              BENCH_NUMBER(layers),
                              BENCH_NUMBER(one),
                              BENCH_NUMBER(two),
                              BENCH_NUMBER(two / one),
                              BENCH_NUMBER(100 * two * operations / bench_limit(settings, 2)),
                          });
    }
    tenor_corpus_free(corpus);
    bench_text_free(&text);
}
