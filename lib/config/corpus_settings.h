/* The options that say how a corpus is read. */
#ifndef TENOR_CONFIG_CORPUS_SETTINGS_H
#define TENOR_CONFIG_CORPUS_SETTINGS_H

#include "base/watch.h"

#include <tenor_corpus.h>

typedef enum tenor__corpus_format {
    TENOR__FORMAT_AUTO, /* by the path's suffix, else by content */
    TENOR__FORMAT_CSV,
    TENOR__FORMAT_TSV,
    TENOR__FORMAT_JSONL,
    TENOR__FORMAT_FASTTEXT, /* fastText: "__label__x text" */
} tenor__corpus_format;

typedef struct tenor__corpus_settings {
    tenor__corpus_format format;
    const char *text;          /* name or number (from 1) of the column or member; "" finds it */
    const char *label;         /* the same */
    const char *probabilities; /* the same; "" or NULL finds a member of this name, "none" takes none */
    bool no_header;            /* the first line is data */
    const char *label_prefix;  /* of fastText's labels; "" or NULL finds it */
    const char *encoding;      /* a name, or "auto" or NULL */
    char delimiter;            /* '\0' finds it */
    char quote;                /* '\0' finds it: double quotes, or single ones */
    bool no_quote;             /* quotes are text */
    char escape;               /* '\0' for none */
    bool skip_bad;
    bool text_files;   /* texts are names of files, which have the texts */
    bool merge_labels; /* labels that differ in case are one */
    tenor__watcher watcher;
    const char *multi_label; /* what separates the labels of a text, "auto" to find it; "" or NULL: each has one */
} tenor__corpus_settings;

/* Of a corpus, and so of a text. */
enum { TENOR__MOST_CORPUS_LABELS = 65536 };

/* The settings in options, which the strings are borrowed from. */
tenor__corpus_settings tenor__corpus_settings_of(const tenor_options *options);

#endif
