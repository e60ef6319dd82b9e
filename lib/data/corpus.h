/* The corpus behind tenor_corpus, what reads it, and what the readers hand over. */
#ifndef TENOR_DATA_CORPUS_H
#define TENOR_DATA_CORPUS_H

#include <tenor_train.h>

typedef enum tenor__corpus_format {
    TENOR__FORMAT_AUTO, /* by the path's suffix, else by content */
    TENOR__FORMAT_CSV,
    TENOR__FORMAT_TSV,
    TENOR__FORMAT_JSONL,
    TENOR__FORMAT_FASTTEXT, /* fastText: "__label__x text" */
} tenor__corpus_format;

typedef struct tenor__corpus_settings {
    tenor__corpus_format format;
    const char *text;  /* name or number (from 1) of the column or member; "" finds it */
    const char *label; /* the same */
    bool no_header;    /* the first line is data */
    char delimiter;    /* '\0': ',' for CSV, tab for TSV */
    bool skip_bad;
    const char *multi_label; /* what separates the labels of a text; "" or NULL: each text has one */
} tenor__corpus_settings;

enum { TENOR__MOST_CORPUS_LABELS = 65536 };

/* An empty corpus of the same kind: one label a text, or several with the same separator. */
tenor_status tenor__corpus_new_like(const tenor_corpus *corpus, const tenor_alloc *alloc, tenor_corpus **out);

/* Adds example i of `from` to another corpus of the same kind. */
tenor_status tenor__corpus_copy_example(const tenor_corpus *from, size_t i, tenor_corpus *to, tenor_error *error);

/* Why a row cannot be an example. */
typedef enum tenor__fault {
    TENOR__FAULT_MALFORMED,
    TENOR__FAULT_NO_LABEL,
    TENOR__FAULT_NO_TEXT,
} tenor__fault;

/* Counts a row that is left out. */
void tenor__corpus_skip(tenor_corpus *corpus, tenor__fault fault, uint64_t line);

/* From now on it may have a header (tenor_corpus_may_have_header). */
void tenor__corpus_doubt_header(tenor_corpus *corpus);

/* The texts of all examples, borrowed. */
const tenor_str *tenor__corpus_texts(const tenor_corpus *corpus);

/* Index in the corpus's labels of the label with this name; false without one. */
bool tenor__corpus_find_label(const tenor_corpus *corpus, tenor_str name, size_t *label);

#endif
