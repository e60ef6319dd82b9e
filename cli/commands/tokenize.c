/* tenor tokenize: what the tokenizer makes of texts. */
#include "options/args.h"
#include "failure.h"
#include "memory.h"
#include "input/input.h"
#include "output/json.h"
#include "input/lines.h"
#include "output/output.h"
#include "path.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    bool spans;
    bool json;
};

struct job {
    const struct args *args;
    const struct values *values;
    const tenor_vocab *vocab; /* NULL: without a model, every word is known */
    tenor_text_settings settings;
    tenor_tokens *tokens;
    struct output *out;
};

enum { UNKNOWN_WORD = 1, LINES_A_BLOCK = 256 };

static bool is_known(const struct job *job, size_t i)
{
    return !job->vocab || tenor_vocab_token(job->vocab, job->tokens, i) != UNKNOWN_WORD;
}

static void print_plain(struct job *job)
{
    struct output *out = job->out;
    for (size_t i = 0; i < tenor_tokens_count(job->tokens); i++) {
        tenor_token token = tenor_tokens_get(job->tokens, i);
        const bool known = is_known(job, i);
        if (i > 0)
            output_byte(out, ' ');
        if (!known)
            output_text(out, "<unk:");
        output_str(out, token.text);
        if (!known)
            output_byte(out, '>');
        if (job->values->spans)
            output_format(out, ":%zu-%zu", token.begin, token.end);
    }
    output_byte(out, '\n');
}

static void print_json(struct job *job)
{
    struct cJSON *line = json_new_object();
    struct cJSON *tokens = json_add_array(line, "tokens");
    for (size_t i = 0; i < tenor_tokens_count(job->tokens); i++) {
        const tenor_token token = tenor_tokens_get(job->tokens, i);
        struct cJSON *row = json_add_object(tokens, NULL);
        json_add_string(row, "text", token.text);
        json_add_count(row, "begin", token.begin);
        json_add_count(row, "end", token.end);
        if (job->vocab)
            json_add_bool(row, "known", is_known(job, i));
    }
    json_print(line, job->out);
}

static int split_lines(struct job *job, const char *path, tenor_source *source)
{
    const bool at_once = job->out->terminal || (strcmp(path, "-") == 0 && isatty(STDIN_FILENO) == 1);
    tenor_str texts[LINES_A_BLOCK];
    struct lines lines;
    lines_init(&lines, source);
    int exit_status = EXIT_DONE;
    size_t count;
    while (exit_status == EXIT_DONE && job->out->error == 0 && (count = lines_read(&lines, texts, LINES_A_BLOCK)) > 0) {
        for (size_t i = 0; i < count && exit_status == EXIT_DONE; i++) {
            tenor_status status = tenor_tokens_split(job->tokens, &job->settings, texts[i]);
            if (status != TENOR_OK)
                exit_status = fail_with(job->args->command, status, NULL);
            else if (job->values->json)
                print_json(job);
            else
                print_plain(job);
        }
        if (at_once || lines_would_wait(&lines))
            output_flush(job->out);
    }
    if (lines.status != TENOR_OK)
        exit_status = fail_with(job->args->command, lines.status, &lines.error);
    input_tell_source(job->args, path, false, source);
    lines_free(&lines);
    return exit_status;
}

static int split_file(struct job *job, const char *path)
{
    tenor_source *source;
    int exit_status = input_source(job->args, path, &source);
    if (exit_status == EXIT_DONE)
        exit_status = split_lines(job, path, source);
    tenor_source_free(source);
    return exit_status;
}

/* Settings by option; with a model they are the model's, and an option that says otherwise is a mistake. */
static int find_settings(struct job *job, const tenor_model *model)
{
    const tenor_options *options = job->args->options;
    bool by_character = strcmp(tenor_options_get(options, "tokens"), "char") == 0;
    bool keep_case = tenor_options_get_switch(options, "keep-case");
    if (model) {
        if (by_character || keep_case)
            return fail_usage(job->args->command,
                              "a model brings its own tokenizer: leave out --tokens and --keep-case");
        job->vocab = tenor_model_vocab(model);
        job->settings = *tenor_vocab_text_settings(job->vocab);
    } else {
        job->settings = (tenor_text_settings){.size = sizeof job->settings};
        job->settings.unit = by_character ? TENOR_TOKENS_CHAR : TENOR_TOKENS_WORD;
        job->settings.keep_case = keep_case;
    }
    return EXIT_DONE;
}

static int tokenize(const struct args *args, const struct values *values)
{
    const bool with_model = args->operand_count == 2 || (args->operand_count == 1 && path_is_model(args->operands[0]));
    tenor_model *model = NULL;
    int exit_status = with_model ? input_model(args, args->operands[0], &model) : EXIT_DONE;
    if (exit_status != EXIT_DONE)
        return exit_status;
    struct job job = {.args = args, .values = values};
    job.out = memory_resize(NULL, 1, sizeof *job.out);
    output_init(job.out, STDOUT_FILENO, "standard output");
    tenor_status status = tenor_tokens_new(NULL, &job.tokens);
    exit_status = status == TENOR_OK ? find_settings(&job, model) : fail_with(args->command, status, NULL);
    if (exit_status == EXIT_DONE) {
        size_t file = with_model ? 1 : 0;
        exit_status = split_file(&job, file < args->operand_count ? args->operands[file] : "-");
    }
    int written = output_finish(job.out, args->command);
    tenor_tokens_free(job.tokens);
    free(job.out);
    tenor_model_free(model);
    return exit_status != EXIT_DONE ? exit_status : written;
}

static const char *const groups[] = {"corpus", "text", "output", NULL};
static const char *const library[] = {"encoding", "tokens", "keep-case", NULL};
static const char *const operands[] = {NULL};
static const struct option_row options[] = {
    SWITCH_ROW("output", 0, "spans", spans,
               "after each token the bytes of the line that it came from, as TOKEN:BEGIN-END"),
    SWITCH_ROW("output", 'j', "json", json,
               "a JSON object a line: the text, begin and end of each token, with a model also whether it is known"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    return tokenize(args, values);
}

const struct command tokenize_command = {
    .name = "tokenize",
    .summary = "show what the tokenizer makes of texts",
    .usage = "tokenize [MODEL] [FILE] [OPTION...]",
    .description = "Prints the tokens of each line of FILE, or of standard input, separated by spaces. "
                   "With MODEL, its own tokenizer is used, and a word that the model does not know is "
                   "shown as <unk:WORD>. Without, the options choose.\n",
    .examples = "  echo \"I don't like it :-(\" | tenor tokenize\n"
                "  tenor tokenize reviews-model new.txt | grep -o '<unk:[^>]*>' | sort | uniq -c\n",
    .groups = groups,
    .library = library,
    .options = options,
    .operands = operands,
    .most_operands = 2,
    .values_size = sizeof(struct values),
    .run = run,
};
