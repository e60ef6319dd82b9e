/* tenor vocab: the vocabulary that training would use. */
#include "options/args.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "output/output.h"
#include "output/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct values {
    bool all;
};

enum { FIRST_WORD = 2 }; /* after <pad> and <unk> */

static void tell(const struct args *args, const tenor_vocab *vocab, const tenor_trainer_info *info, size_t held_out)
{
    fprintf(stderr, "%s examples", output_grouped(info->train_size).text);
    if (held_out > 0)
        fprintf(stderr, " (%s more held out, as training does; --all counts them too)", output_grouped(held_out).text);
    fprintf(stderr, "\n%s distinct words, %s in the vocabulary\n", output_grouped(info->words).text,
            output_grouped(tenor_vocab_size(vocab) - FIRST_WORD).text);
    const char *vectors = tenor_options_get(args->options, "vectors");
    if (vectors && *vectors)
        say_line("%s knows %s of the distinct words (%.1f %%), %.1f %% of all tokens", vectors,
                 output_grouped(info->words_in_vectors).text,
                 info->words > 0 ? 100.0 * (double)info->words_in_vectors / (double)info->words : 0.0,
                 100 * info->token_coverage);
}

static int print(const struct args *args, const tenor_vocab *vocab)
{
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    for (size_t id = FIRST_WORD; id < tenor_vocab_size(vocab) && out.error == 0; id++) {
        output_escaped(&out, tenor_vocab_word(vocab, id));
        output_format(&out, "\t%llu\n", (unsigned long long)tenor_vocab_count(vocab, id));
    }
    return output_finish(&out, args->command);
}

static int build(const struct args *args, const tenor_corpus *corpus, size_t held_out)
{
    tenor_vocab *vocab;
    tenor_trainer_info info = {.size = sizeof info};
    tenor_error error = {0};
    struct progress progress;
    struct output *err = memory_resize(NULL, 1, sizeof *err);
    output_init(err, STDERR_FILENO, "standard error");
    progress_start(&progress, err);
    progress_watch(&progress, args->options);
    tenor_status status = tenor_vocab_build(corpus, args->options, NULL, &vocab, &info, &error);
    progress_clear(&progress);
    output_flush(err);
    free(err);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    tell(args, vocab, &info, held_out);
    int exit_status = print(args, vocab);
    tenor_vocab_free(vocab);
    return exit_status;
}

static const char *const groups[] = {"corpus", "text", "training", NULL};
static const char *const library[] = {"@corpus", "@text", "seed", "!dim", "!init", "!freeze", "!polarity", NULL};
static const char *const operands[] = {"CORPUS", NULL};
static const struct option_row options[] = {
    SWITCH_ROW("corpus", 0, "all", all, "hold nothing out, as training with --dev does"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    tenor_corpus *corpus;
    tenor_corpus *held_out = NULL;
    int exit_status = input_corpus(args, args->operands[0], false, &corpus);
    if (exit_status == EXIT_DONE) {
        input_tell_layout(args->operands[0], corpus, NULL);
        exit_status = input_check_labels(args, args->operands[0], false, corpus);
    }
    if (exit_status == EXIT_DONE && !values->all)
        exit_status = input_hold_out(args, &corpus, &held_out);
    if (exit_status == EXIT_DONE)
        exit_status = build(args, corpus, held_out ? tenor_corpus_size(held_out) : 0);
    tenor_corpus_free(held_out);
    tenor_corpus_free(corpus);
    return exit_status;
}

const struct command vocab_command = {
    .name = "vocab",
    .summary = "show the vocabulary that training would use",
    .usage = "vocab CORPUS [OPTION...]",
    .description = "Prints the words that training on CORPUS would know, WORD<TAB>COUNT, the most "
                   "frequent first; words known from --vectors alone count 0. How many there are, and "
                   "how far word vectors cover the corpus, goes to standard error.\n",
    .examples = "  tenor vocab reviews.csv | head\n"
                "  tenor vocab reviews.csv --vectors glove.6B.100d.txt > /dev/null\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
