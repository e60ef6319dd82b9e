/* Runs a fuzz target without a fuzzer: every file of the folders given, and mutations of each that are the same in
 * every run. A fuzz target is thus an ordinary test; libFuzzer, with TENOR_FUZZ, goes further.
 *
 *     fuzz_<name> FOLDER...
 *     fuzz_<name> FILE        that input alone: what a crash report of libFuzzer needs
 *
 * What the target was given last is named when it crashes or hangs. */
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    SECONDS = 2,        /* for all mutations of all files; the files themselves are always run */
    HANG_SECONDS = 120, /* for everything */
    MOST_CUTS = 400,    /* lengths that a file is truncated to: all of them for a short one */
    ROUNDS = 3000,      /* other mutations of a file */
    LONGEST_PATH = 4096,
};

typedef struct seed {
    char path[LONGEST_PATH];
    uint8_t *data;
    size_t size;
} seed;

static char running[LONGEST_PATH + 64]; /* what the target has now */
static unsigned long runs;
static struct timespec start;

static void stopped(int number)
{
    static const char text[] = "\nthe target crashed or hung on ";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0 || write(STDERR_FILENO, running, strlen(running)) < 0 ||
        write(STDERR_FILENO, "\n", 1) < 0)
        _exit(1);
    signal(number, SIG_DFL);
    raise(number);
}

/* Gives the target a copy of exactly that size, so that a sanitizer sees the first byte read too far. */
static void run(const seed *from, const char *change, size_t number, const uint8_t *data, size_t size)
{
    snprintf(running, sizeof running, "%s, %s %zu", from->path, change, number);
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (!copy)
        exit(1);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    runs++;
}

/* Whether the first `done` of `count` files have not yet used up their share of the time. */
static bool has_time(size_t done, size_t count)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double seconds = (double)(now.tv_sec - start.tv_sec) + (double)(now.tv_nsec - start.tv_nsec) / 1e9;
    return seconds < SECONDS * (double)done / (double)count;
}

/* xorshift64 (Marsaglia 2003). */
static size_t draw(uint64_t *state, size_t bound)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (size_t)(*state % bound);
}

/* One to four edits: a bit flipped, a byte set to one that formats care about, a stretch left out, a stretch doubled.
 * data has room for twice the size. Returns the new size. */
static size_t mutate(uint8_t *data, size_t size, uint64_t *state)
{
    static const uint8_t bytes[] = "\0\1\n\r\t \"',:;[]{}\\0189-+.eE<>_\x7f\x80\xbf\xc0\xe2\xf0\xff";
    const size_t capacity = 2 * size;
    for (size_t edits = 1 + draw(state, 4); edits > 0 && size > 0; edits--) {
        const size_t at = draw(state, size);
        const size_t length = 1 + draw(state, size - at);
        switch (draw(state, 4)) {
        case 0:
            data[at] = (uint8_t)(data[at] ^ (1U << draw(state, 8)));
            break;
        case 1:
            data[at] = bytes[draw(state, sizeof bytes - 1)];
            break;
        case 2:
            memmove(data + at, data + at + length, size - at - length);
            size -= length;
            break;
        default:
            if (size + length <= capacity) {
                memmove(data + at + length, data + at, size - at);
                size += length;
            }
            break;
        }
    }
    return size;
}

static void run_mutations(const seed *from, size_t done, size_t count)
{
    const size_t stride = from->size / MOST_CUTS + 1;
    for (size_t size = 0; size < from->size && has_time(done, count); size += stride)
        run(from, "cut to", size, from->data, size);
    uint8_t *changed = malloc(2 * from->size + 1);
    uint64_t state = 0x9e3779b97f4a7c15U;
    for (size_t round = 0; changed && round < ROUNDS && has_time(done, count); round++) {
        memcpy(changed, from->data, from->size);
        run(from, "mutation", round, changed, mutate(changed, from->size, &state));
    }
    free(changed);
}

static bool read_seed(seed *out)
{
    struct stat info;
    FILE *file = fopen(out->path, "rb");
    if (!file || fstat(fileno(file), &info) != 0)
        return false;
    out->size = (size_t)info.st_size;
    out->data = malloc(out->size + 1);
    const bool done = out->data && fread(out->data, 1, out->size, file) == out->size;
    fclose(file);
    return done;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Appends the files of a folder, in the order of their names. */
static bool add_folder(const char *folder, seed **seeds, size_t *count)
{
    struct dirent **entries;
    const int found = scandir(folder, &entries, NULL, by_name);
    seed *more = found < 0 ? NULL : realloc(*seeds, (*count + (size_t)found + 1) * sizeof **seeds);
    if (!more)
        return false;
    *seeds = more;
    bool done = true;
    for (int i = 0; i < found; i++) {
        seed *next = &more[*count];
        if (entries[i]->d_name[0] != '.') {
            const int length = snprintf(next->path, sizeof next->path, "%s/%s", folder, entries[i]->d_name);
            done = done && length < LONGEST_PATH && read_seed(next);
            *count += done;
        }
        free(entries[i]);
    }
    free(entries);
    return done;
}

int main(int argc, char **argv)
{
    const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], stopped);
    alarm(HANG_SECONDS);
    clock_gettime(CLOCK_MONOTONIC, &start);

    seed alone = {"", NULL, 0};
    struct stat info;
    if (argc == 2 && stat(argv[1], &info) == 0 && S_ISREG(info.st_mode)) {
        snprintf(alone.path, sizeof alone.path, "%s", argv[1]);
        if (!read_seed(&alone))
            return fprintf(stderr, "cannot read %s\n", argv[1]), 1;
        run(&alone, "whole", 0, alone.data, alone.size);
        free(alone.data);
        return 0;
    }
    seed *seeds = NULL;
    size_t count = 0;
    for (int i = 1; i < argc; i++)
        if (!add_folder(argv[i], &seeds, &count))
            return fprintf(stderr, "cannot read the files of %s\n", argv[i]), 1;
    if (count == 0)
        return fprintf(stderr, "no files to start from\n"), 1;
    run(&alone, "nothing", 0, (const uint8_t *)"", 0);
    for (size_t i = 0; i < count; i++)
        run(&seeds[i], "whole", 0, seeds[i].data, seeds[i].size);
    for (size_t i = 0; i < count; i++)
        run_mutations(&seeds[i], i + 1, count);
    for (size_t i = 0; i < count; i++)
        free(seeds[i].data);
    free(seeds);
    printf("%lu inputs from %zu files\n", runs, count);
    return 0;
}
