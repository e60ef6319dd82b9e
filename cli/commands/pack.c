/* tenor pack: a model in one file. */
#include "options/args.h"
#include "failure.h"
#include "input/input.h"
#include "output/output.h"
#include "output/save.h"

#include <stdio.h>
#include <sys/stat.h>

struct values {
    const char *output;
};

static int pack(const struct args *args, const char *path)
{
    struct stat info;
    /* A corpus, or another model's weights, overwritten by a slip of the finger are gone. */
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
        tenor_model *there;
        tenor_error error = {0};
        const tenor_status status = tenor_model_load(path, NULL, &there, &error);
        if (status == TENOR_OUT_OF_MEMORY || status == TENOR_IO)
            return fail_with(args->command, status, &error);
        if (status != TENOR_OK)
            return fail_usage(args->command, "%s exists and is no packed model, or a damaged one: remove it first",
                              path);
        tenor_model_free(there);
    }
    tenor_model *model;
    int exit_status = input_model(args, args->operands[0], &model);
    if (exit_status != EXIT_DONE)
        return exit_status;
    save_remove_leftovers(args->command, path);
    tenor_error error = {0};
    tenor_status status = tenor_model_save_packed(model, path, &error);
    tenor_model_free(model);
    if (status != TENOR_OK)
        return fail_with(args->command, status, &error);
    if (stat(path, &info) == 0)
        say_line("Packed into %s (%s)", path, output_bytes((uint64_t)info.st_size).text);
    return EXIT_DONE;
}

static const char *const groups[] = {"options", NULL};
static const char *const operands[] = {"MODEL", NULL};
static const struct option_row options[] = {
    TEXT_ROW("options", 'o', "output", output, "FILE", "where to write; required"),
    {{0}, 0, 0},
};

static int run(const struct args *args, const void *given)
{
    const struct values *values = given;
    int exit_status = EXIT_DONE;
    if (values->output && *values->output)
        exit_status = pack(args, values->output);
    else
        exit_status = fail_usage(args->command, "say where to write the file, for example -o model.tenor");
    return exit_status;
}

const struct command pack_command = {
    .name = "pack",
    .summary = "put a model in one file",
    .usage = "pack MODEL -o FILE",
    .description = "Writes the directory MODEL as one file, which every command takes in its place and "
                   "a program can hold in memory (tenor_model_load_memory). It is a safetensors file "
                   "with model.json in its metadata. A packed model there is replaced.\n",
    .examples = "  tenor pack reviews-model -o reviews.tenor\n"
                "  echo \"Not bad at all!\" | tenor classify reviews.tenor\n",
    .groups = groups,
    .options = options,
    .operands = operands,
    .most_operands = 1,
    .values_size = sizeof(struct values),
    .run = run,
};
