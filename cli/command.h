/* A command: its options, its help, and the function that runs it. The dispatch table is in main.c. Help, man pages and
 * completions are made from these descriptors and the table of options of the library. */
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

/* An option of the command's own, parsed by tenor_option_parse like those of the library. */
struct option_row {
    tenor_option_info info;
    char letter;   /* of its short form; 0 for none */
    size_t offset; /* of its value in the command's struct values: a bool, size_t (integer, choice), double or const
                    * char *, which is borrowed from argv or args */
};

#define OWN_ROW(letter, field, ...)                                                                                    \
    {                                                                                                                  \
        {sizeof(tenor_option_info), __VA_ARGS__, NULL, false}, letter, offsetof(struct values, field)                  \
    }
#define SWITCH_ROW(group, letter, name, field, help)                                                                   \
    OWN_ROW(letter, field, name, group, TENOR_OPTION_SWITCH, 0, 0, NULL, NULL, NULL, help, NULL)
#define INTEGER_ROW(group, letter, name, field, minimum, maximum, default_value, value_name, help)                     \
    OWN_ROW(letter, field, name, group, TENOR_OPTION_INTEGER, minimum, maximum, NULL, default_value, value_name, help, \
            NULL)
#define NUMBER_ROW(group, letter, name, field, minimum, maximum, default_value, value_name, help)                      \
    OWN_ROW(letter, field, name, group, TENOR_OPTION_NUMBER, minimum, maximum, NULL, default_value, value_name, help,  \
            NULL)
#define CHOICE_ROW(group, letter, name, field, choices, default_value, value_name, help)                               \
    OWN_ROW(letter, field, name, group, TENOR_OPTION_CHOICE, 0, 0, choices, default_value, value_name, help, NULL)
#define TEXT_ROW(group, letter, name, field, value_name, help)                                                         \
    OWN_ROW(letter, field, name, group, TENOR_OPTION_TEXT, 0, 0, NULL, NULL, value_name, help, NULL)

/* Given again it adds to the value, with a comma between. */
#define LIST_ROW(group, letter, name, field, value_name, help)                                                         \
    {                                                                                                                  \
        {sizeof(tenor_option_info),                                                                                    \
         name,                                                                                                         \
         group,                                                                                                        \
         TENOR_OPTION_TEXT,                                                                                            \
         0,                                                                                                            \
         0,                                                                                                            \
         NULL,                                                                                                         \
         NULL,                                                                                                         \
         value_name,                                                                                                   \
         help,                                                                                                         \
         NULL,                                                                                                         \
         NULL,                                                                                                         \
         true},                                                                                                        \
            letter, offsetof(struct values, field)                                                                     \
    }

struct args;

struct command {
    const char *name;
    const char *summary; /* a line of `tenor help` */
    const char *usage;   /* after "tenor " */
    const char
        *description;     /* a paragraph a line, each with its newline; one that begins with a space stays as it is */
    const char *examples; /* lines, each with its newline */
    const char *const *groups;  /* sections of the help, in order; NULL at the end */
    const char *const *library; /* options of the library: "@group", "name", "!name"; NULL at the end, or for none */
    const struct option_row *options; /* info.name NULL at the end */
    const char *const *operands;      /* names of the required ones; NULL at the end */
    size_t most_operands;
    const char *const *first; /* options that the short help shows; NULL at the end, or where it shows all */
    size_t values_size;       /* of the command's struct values */
    const void *initial;      /* values of options that are not given and have no default; NULL: zero */
    int (*run)(const struct args *args, const void *values); /* returns an exit status */
};

extern const struct command train_command, classify_command, evaluate_command, inspect_command, tokenize_command,
    vocab_command, pack_command, help_command, crossvalidate_command, tune_command, columns_command, split_command,
    audit_command, suggest_command, label_command, distill_command, serve_command;

/* The command of that name; NULL for none. */
const struct command *command_find(const char *name);

/* The i-th, in the order of the help; NULL after the last. */
const struct command *command_get(size_t i);

/* The program as it was called: "tenor", or the path of one that is not on the PATH. */
const char *command_program(void);

/* Prints that there is no such command, and the nearest name. Returns EXIT_USAGE. */
int command_unknown(const char *name);

#endif
