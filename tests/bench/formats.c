/* How fast corpora are read: bench_formats [-n TIMES] FILE... prints for each file the least processor seconds and the
 * least elapsed seconds of that many readings, and megabytes of its texts a processor second. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tenor_train.h>

static uint64_t text_bytes(const tenor_corpus *corpus)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        bytes += tenor_corpus_text(corpus, i).size;
    return bytes;
}

static bool measure_file(const char *path, int times)
{
    double best = 0;
    double elapsed = 0;
    uint64_t bytes = 0;
    size_t texts = 0;
    for (int i = 0; i < times; i++) {
        tenor_corpus *corpus;
        tenor_error error = {0};
        const double began = bench_seconds();
        const double begin = bench_cpu_seconds();
        if (tenor_corpus_read(path, NULL, NULL, &corpus, &error) != TENOR_OK) {
            fprintf(stderr, "%s\n", error.message);
            return false;
        }
        const double seconds = bench_cpu_seconds() - begin;
        const double waited = bench_seconds() - began;
        elapsed = i == 0 || waited < elapsed ? waited : elapsed;
        best = i == 0 || seconds < best ? seconds : best;
        bytes = text_bytes(corpus);
        texts = tenor_corpus_size(corpus);
        tenor_corpus_free(corpus);
    }
    printf("%-28s %9zu %9.4f %9.4f %8.0f\n", path, texts, best, elapsed, (double)bytes / 1e6 / best);
    return true;
}

int main(int argc, char **argv)
{
    int first = 1;
    int times = 5;
    if (argc > 2 && strcmp(argv[1], "-n") == 0) {
        times = atoi(argv[2]);
        first = 3;
    }
    if (first >= argc || times < 1) {
        fputs("usage: bench_formats [-n TIMES] FILE...\n", stderr);
        return 2;
    }
    printf("%-28s %9s %9s %9s %8s\n", "file", "texts", "processor", "elapsed", "MB/s");
    for (int i = first; i < argc; i++)
        if (!measure_file(argv[i], times))
            return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
