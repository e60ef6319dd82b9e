/* The command: a table of commands, and the choice among them. */
#include "command.h"
#include "failure.h"
#include "options/help.h"
#include "interrupt.h"
#include "memory.h"
#include "options/args.h"
#include "output/output.h"
#include "options/nearest.h"
#include "serve/server.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = {
    &train_command, &classify_command, &evaluate_command, &inspect_command, &crossvalidate_command, &tune_command,
    &audit_command, &columns_command,  &tokenize_command, &vocab_command,   &pack_command,          &distill_command,
    &split_command, &suggest_command,  &label_command,    &serve_command,   &help_command,
};

const struct command *command_get(size_t i)
{
    return i < sizeof commands / sizeof *commands ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; command_get(i); i++)
        if (strcmp(command_get(i)->name, name) == 0)
            return command_get(i);
    return NULL;
}

int command_unknown(const char *name)
{
    static const char *const options[] = {"--help", "--version"};
    const bool is_option = name[0] == '-';
    if (strncmp(name, "--help=", 7) == 0 || strncmp(name, "--version=", 10) == 0)
        return fail_usage(NULL, "%.*s takes no value, not '%s'", (int)strcspn(name, "="), name, strchr(name, '=') + 1);
    const char *kind = is_option ? "option" : "command";
    const char *meant = is_option ? tenor_option_nearest(name, options, 2) : nearest_command(name);
    if (meant)
        return fail_usage(NULL, "no %s '%s'; did you mean '%s'?", kind, name, meant);
    return fail_usage(NULL, "no %s '%s'", kind, name);
}

static int print_version(void)
{
    struct output out;
    output_init(&out, STDOUT_FILENO, "standard output");
    output_format(&out, "tenor %s\n", tenor_version());
    for (size_t i = 0; tenor_decompress_kind(i); i++)
        output_format(&out, "%s%s", i > 0 ? ", " : "reads ", tenor_decompress_kind(i));
    if (tenor_decompress_kind(0))
        output_format(&out, "\n");
    const char *http = server_http_version();
    if (http)
        output_format(&out, "serves by libmicrohttpd %s\n", http);
    return output_finish(&out, NULL);
}

static int print_short_usage(void)
{
    fputs("Usage: tenor COMMAND ...\n\n", stderr);
    for (size_t i = 0; command_get(i); i++)
        fprintf(stderr, "  tenor %s\n", command_get(i)->usage);
    fputs("\nTry 'tenor help', or 'tenor help train'.\n", stderr);
    return EXIT_USAGE;
}

/* A file opened later must not come to stand where a standard stream was closed: reading or writing such a one is an
 * error, and stays one. */
static void hold_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY) != descriptor)
            _exit(EXIT_IO);
}

/* Models, vectors and corpora are mapped: one that is cut short meanwhile has no more bytes where there were some. */
static void end_on_lost_bytes(int number, siginfo_t *info, void *context)
{
    static const char message[] = "tenor: a file was cut short, or could not be read, while it was in use (a model, "
                                  "vectors, or a corpus): put another in its place by mv, not by writing over it\n";
    static atomic_flag told = ATOMIC_FLAG_INIT;
    (void)context;
    if (info->si_code != BUS_ADRERR) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    while (atomic_flag_test_and_set(&told)) /* another thread does */
        pause();
    const ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(EXIT_IO);
}

static void watch_for_lost_bytes(void)
{
    struct sigaction action = {.sa_sigaction = end_on_lost_bytes, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}

static const char *program = "tenor";

const char *command_program(void)
{
    return program;
}

/* arguments come after the command's name. */
static int run_command(const struct command *command, int count, char **arguments)
{
    struct args args;
    int exit_status;
    void *values = memory_resize(NULL, 1, command->values_size);
    memset(values, 0, command->values_size);
    if (command->initial)
        memcpy(values, command->initial, command->values_size);
    if (args_parse(&args, command, count, arguments, values, &exit_status)) {
        exit_status = command->run(&args, values);
        args_free(&args);
    }
    free(values);
    return exit_status;
}

int main(int argc, char **argv)
{
    if (argc > 0 && argv[0][0] != '\0')
        program = argv[0];
    hold_standard_streams();
    watch_for_lost_bytes();
    signal(SIGXFSZ, SIG_IGN); /* a file over the limit is a failed write, after which temporary files are removed */
    if (argc < 2)
        return print_short_usage();
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        return print_version();
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help_print(NULL, false);
    const struct command *command = command_find(name);
    if (!command)
        return command_unknown(name);
    const int exit_status = run_command(command, argc - 2, argv + 2);
    if (exit_status != EXIT_DONE)
        interrupt_raise();
    return exit_status;
}
