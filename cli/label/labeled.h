/* A corpus that grows text by text, CSV or JSON Lines by its suffix: what was added is on the disk. */
#ifndef TENOR_CLI_LABEL_LABELED_H
#define TENOR_CLI_LABEL_LABELED_H

#include "options/args.h"
#include "text.h"

#include <sys/types.h>

struct labeled {
    const struct command *command;
    const char *path;
    bool json;
    int descriptor;
    struct text bytes; /* of the keys */
    tenor_str *keys;   /* [count] sorted; of the texts of the file as it was opened */
    size_t count;
    tenor_str *labels; /* [label_count] that the file had, each once; the struct's own copies */
    size_t label_count;
    tenor_tokens *tokens; /* scratch */
};

/* Reads the file and opens it to add to, or makes it. Says what is wrong and returns an exit status; after EXIT_DONE
 * the caller closes. */
int labeled_open(struct labeled *labeled, const struct command *command, const char *path);
void labeled_close(struct labeled *labeled);

/* Adds to key what a text has in common with its copies: its tokens, whatever its case and white space. */
void labeled_add_key(struct labeled *labeled, tenor_str text, struct text *key);

/* Whether the file had a copy of the text when it was opened. */
bool labeled_has(struct labeled *labeled, tenor_str text);

/* Adds a text; *at is where, for labeled_remove. Says what is wrong and returns an exit status; the file is then as it
 * was. */
int labeled_add(struct labeled *labeled, tenor_str text, tenor_str label, off_t *at);

/* Removes all that was added from there on. */
int labeled_remove(struct labeled *labeled, off_t at);

#endif
