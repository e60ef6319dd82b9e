/* A command: its options, its help, and what runs it. The dispatch table is in main.c. */
#ifndef TENOR_CLI_COMMAND_H
#define TENOR_CLI_COMMAND_H

#include <tenor_search.h>

/* Exit statuses. 128 + the signal's number when a signal ends the process. */
enum {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,    /* out of memory, or training that failed */
    EXIT_USAGE = 2,     /* options and arguments */
    EXIT_BAD_INPUT = 3, /* a model or a corpus */
    EXIT_IO = 4,        /* a file that cannot be read or written, a standard output that is closed */
};

enum option_type {
    OPTION_SWITCH = 0, /* bool */
    OPTION_TEXT,       /* const char *, borrowed from argv; NULL when absent */
    OPTION_COUNT,      /* size_t, minimum..maximum */
    OPTION_NUMBER,     /* double, minimum..maximum */
};

/* An option that is the command's own; those of the library come from tenor_option. */
struct option_row {
    const char *group; /* the section of the help that it stands in */
    char letter;       /* of its short form; 0 for none */
    const char *name;
    enum option_type type;
    size_t offset; /* of its value in the command's struct of values */
    double minimum;
    double maximum;
    const char *value_name; /* NULL for a switch */
    const char *help;
};

struct command {
    const char *name;
    const char *summary; /* a line of `tenor help` */
    const char *usage;   /* after "tenor " */
    const char
        *description;     /* a paragraph a line, each with its newline; one that begins with a space stays as it is */
    const char *examples; /* lines, each with its newline */
    const char *const *groups;  /* sections of the help, in order; NULL at the end */
    const char *const *library; /* options of the library: "@group", "name", "!name"; NULL at the end, or for none */
    const struct option_row *options; /* name NULL at the end */
    const char *const *operands;      /* names of the required ones; NULL at the end */
    size_t most_operands;
    int (*run)(int argc, char **argv); /* without the command's name; returns an exit status */
};

extern const struct command train_command, classify_command, evaluate_command, inspect_command, tokenize_command,
    vocab_command, pack_command, help_command, crossvalidate_command, tune_command;

/* The command of that name; NULL for none. */
const struct command *command_find(const char *name);

/* The i-th, in the order of the help; NULL after the last. */
const struct command *command_get(size_t i);

/* Says that there is none of that name, and which is near. Returns EXIT_USAGE. */
int command_unknown(const char *name);

#endif
