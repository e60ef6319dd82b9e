/* Tenor: corpora, and the files that they are read from. Link tenor_train; tenor_train.h includes this header.
 *
 *     tenor_options_new(NULL, &options);
 *     tenor_options_set(options, "text", "review", &error);
 *     tenor_corpus_read("reviews.csv", options, NULL, &corpus, &error);
 *     tenor_corpus_split_test(corpus, 0.1, 1, NULL, &train, &test, &error);
 *     for (size_t i = 0; i < tenor_corpus_size(train); i++)
 *         use(tenor_corpus_text(train, i), tenor_corpus_label(train, i));
 *
 *   Section 1  options: named values
 *   Section 2  corpus
 *   Section 3  parts of a corpus
 *   Section 4  what is odd about a corpus
 *   Section 5  a file row by row, and how it is read
 *   Section 6  the text of a file
 *
 * The conventions of tenor.h hold.
 */
#ifndef TENOR_CORPUS_H
#define TENOR_CORPUS_H

#include <tenor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Section 1: options -------------------------------------------------------------------------------------- */

typedef struct tenor_options tenor_options;

/* All options at their defaults. The caller frees *out. Fails with TENOR_OUT_OF_MEMORY alone. */
TENOR_API tenor_status tenor_options_new(const tenor_alloc *alloc, tenor_options **out);
TENOR_API void tenor_options_free(tenor_options *options);

/* Sets one option by its name ("hidden", "no-header") from text ("256"; "true" or "false" for a switch).
 * TENOR_UNKNOWN_OPTION (the message suggests the nearest name) or TENOR_OPTION_RANGE (it names the range). */
TENOR_API tenor_status tenor_options_set(tenor_options *options, const char *name, const char *value,
                                         tenor_error *error);

/* The same from a value of the option's type; TENOR_INVALID_ARGUMENT for an option of another type. */
TENOR_API tenor_status tenor_options_set_switch(tenor_options *options, const char *name, bool value,
                                                tenor_error *error);
TENOR_API tenor_status tenor_options_set_integer(tenor_options *options, const char *name, int64_t value,
                                                 tenor_error *error);
TENOR_API tenor_status tenor_options_set_number(tenor_options *options, const char *name, double value,
                                                tenor_error *error);

/* Takes the word vectors from memory: data holds the bytes of a file as option "vectors" reads it, and "vectors"
 * becomes `name`, which messages and model.json use. data stays the caller's and must outlive what is made of the
 * options: a trainer needs it until tenor_trainer_new has returned, a tuner and cross-validation until the end. Setting
 * "vectors" again takes its place. TENOR_INVALID_ARGUMENT when name is NULL or empty. */
TENOR_API tenor_status tenor_options_set_vectors(tenor_options *options, tenor_str data, const char *name,
                                                 tenor_error *error);

/* Gives training texts without labels, of the kind that the model will meet. Vectors of the corpus (option "init") are
 * made of them too, and the vocabulary has their words. With "vectors", and where training goes on from a model, they
 * change nothing. texts and their bytes stay the caller's, who keeps them as long as the bytes of
 * tenor_options_set_vectors. Setting them again takes their place. TENOR_INVALID_ARGUMENT for texts of NULL with a
 * count, TENOR_TOO_LARGE for more than 2^31. */
TENOR_API tenor_status tenor_options_set_unlabeled(tenor_options *options, const tenor_str *texts, size_t count,
                                                   tenor_error *error);

/* The value as text, borrowed until it is set again; NULL for a name that is no option, or NULL. An option without a
 * value, such as "vectors" by default, is "". */
TENOR_API const char *tenor_options_get(const tenor_options *options, const char *name);

/* The value itself; false or 0 when no option of that type has the name. */
TENOR_API bool tenor_options_get_switch(const tenor_options *options, const char *name);
TENOR_API int64_t tenor_options_get_integer(const tenor_options *options, const char *name);
TENOR_API double tenor_options_get_number(const tenor_options *options, const char *name);

/* Whether the option was set, even to its default; false for a name that is no option. */
TENOR_API bool tenor_options_given(const tenor_options *options, const char *name);

/* Work that takes a while before training. */
typedef enum tenor_work_kind {
    TENOR_WORK_READING = 0,    /* a corpus: rows */
    TENOR_WORK_TOKENIZING = 1, /* texts */
    TENOR_WORK_NGRAMS = 2,     /* training the n-gram model: texts, each as often as it is visited */
} tenor_work_kind;

typedef struct tenor_work {
    tenor_work_kind kind;
    uint64_t done;
    uint64_t all; /* at most so many, which may become fewer; 0: not known */
} tenor_work;

typedef void (*tenor_work_fn)(const tenor_work *now, void *user);

/* Has a function called about ten times a second by tenor_corpus_read, tenor_vocab_build and tenor_trainer_new with
 * these options, one call at a time, on any of their threads; NULL: none, the default. A tuner and cross-validation do
 * not call it. It must not use the options. */
TENOR_API void tenor_options_watch(tenor_options *options, tenor_work_fn watch, void *user);

typedef enum tenor_option_type {
    TENOR_OPTION_SWITCH = 0,  /* true or false; on the command line it takes no value */
    TENOR_OPTION_INTEGER = 1, /* minimum..maximum */
    TENOR_OPTION_NUMBER = 2,  /* minimum..maximum */
    TENOR_OPTION_CHOICE = 3,  /* one of the words in choices, "max|mean" */
    TENOR_OPTION_TEXT = 4,    /* anything that passes check */
} tenor_option_type;

/* One row of the table that drives tenor_options_set, the command line, its help, man pages, completions and
 * model.json. A program may have rows of its own for tenor_option_parse. */
typedef struct tenor_option_info {
    size_t size;       /* sizeof(tenor_option_info) */
    const char *name;  /* without dashes */
    const char *group; /* "corpus", "text", "network", "training" */
    tenor_option_type type;
    double minimum; /* of integers and numbers */
    double maximum;
    const char *choices;                    /* of choices, separated by '|'; else NULL */
    const char *default_value;              /* as tenor_options_get gives it; a row of your own may have NULL */
    const char *value_name;                 /* "FILE", "N"; NULL for a switch */
    const char *help;                       /* one line; it names other options as: option 'NAME' */
    const char *(*check)(const char *text); /* of texts: NULL for a valid text, else what it must be; may be NULL */
    const char *bare; /* of texts: what the option means without a value; NULL when it needs one */
    bool repeats;     /* of texts: given again it adds to the value, with a comma between */
} tenor_option_info;

TENOR_API size_t tenor_option_count(void);
TENOR_API const tenor_option_info *tenor_option(size_t i); /* static; NULL from tenor_option_count on */

typedef union tenor_option_value { /* by the row's type */
    bool on;
    int64_t integer;
    double number;
    size_t choice;    /* its place in choices, from 0 */
    const char *text; /* what tenor_option_parse was given */
} tenor_option_value;

/* Parses and checks text by a row, of the table or of the caller's own. TENOR_OPTION_RANGE, *out untouched, with a
 * message that names the range; TENOR_INVALID_ARGUMENT for a row without size or name, or of choices without any. */
TENOR_API tenor_status tenor_option_parse(const tenor_option_info *option, const char *text, tenor_option_value *out,
                                          tenor_error *error);

/* The one of count names that a mistyped name probably means; NULL when none is near enough. Borrowed from names. */
TENOR_API const char *tenor_option_nearest(const char *typed, const char *const *names, size_t count);

/* ---- Section 2: corpus --------------------------------------------------------------------------------------- */

typedef struct tenor_corpus tenor_corpus; /* labeled texts; owns copies of them */

/* Reads a CSV, TSV, JSON or fastText file, or a folder with a folder of texts a label; "-" is standard input. Uses the
 * options of group "corpus": format, encoding, text, label, probabilities, no-header, delimiter, ... NULL options
 * are the defaults. TENOR_BAD_DATA for a row that cannot be read, with its line, unless skip-bad. TENOR_NOT_FOUND
 * or TENOR_IO. */
TENOR_API tenor_status tenor_corpus_read(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                                         tenor_corpus **out, tenor_error *error);

/* The same from memory: data holds the bytes of a file called `name`, which messages use and whose suffix tells the
 * format as a file's does ("reviews.csv"). data stays the caller's, who may free it afterwards.
 * TENOR_INVALID_ARGUMENT when name is NULL. */
TENOR_API tenor_status tenor_corpus_parse(tenor_str data, const char *name, const tenor_options *options,
                                          const tenor_alloc *alloc, tenor_corpus **out, tenor_error *error);

/* An empty corpus with one label a text, which fails with TENOR_OUT_OF_MEMORY alone, and one more example in it; text
 * and label are copied. A label is 1 to 255 bytes of valid UTF-8 without control characters: TENOR_BAD_DATA. */
TENOR_API tenor_status tenor_corpus_new(const tenor_alloc *alloc, tenor_corpus **out);
TENOR_API tenor_status tenor_corpus_add(tenor_corpus *corpus, tenor_str text, tenor_str label, tenor_error *error);
TENOR_API void tenor_corpus_free(tenor_corpus *corpus);

/* An empty corpus whose texts have any number of labels, none included, and one more example in it. separator is what
 * joins labels in predictions: 1 to 8 bytes of UTF-8 without ASCII letters or digits, points, quotes or control
 * characters, else TENOR_INVALID_ARGUMENT; a label with it inside is TENOR_BAD_DATA. A label given twice counts once. A
 * corpus with one label a text takes just one. */
TENOR_API tenor_status tenor_corpus_new_multi_label(tenor_str separator, const tenor_alloc *alloc, tenor_corpus **out,
                                                    tenor_error *error);
TENOR_API tenor_status tenor_corpus_add_labels(tenor_corpus *corpus, tenor_str text, const tenor_str *labels,
                                               size_t count, tenor_error *error);

/* Gives the example that was added last soft targets, as a teacher makes them: a probability for each of count labels,
 * and 0 for all others. Training fits the model to them instead of to the labels of the example; scores still go by the
 * labels. Where each text has one label they must sum to 1 within 0.05, and are divided by their sum. TENOR_BAD_DATA
 * otherwise, for a probability outside of 0..1, a label given twice, or one that tenor_corpus_add refuses;
 * TENOR_INVALID_ARGUMENT before the first example, for one that has soft targets already, and for a count of 0;
 * TENOR_TOO_LARGE and TENOR_OUT_OF_MEMORY as tenor_corpus_add. Nothing has changed then. */
TENOR_API tenor_status tenor_corpus_set_probabilities(tenor_corpus *corpus, const tenor_str *labels,
                                                      const float *probabilities, size_t count, tenor_error *error);

/* Examples that have soft targets; and those of example i, to probabilities[label_count], or false without any. */
TENOR_API size_t tenor_corpus_soft_target_count(const tenor_corpus *corpus);
TENOR_API bool tenor_corpus_probabilities(const tenor_corpus *corpus, size_t i, float *probabilities);

TENOR_API size_t tenor_corpus_size(const tenor_corpus *corpus);              /* examples */
TENOR_API tenor_str tenor_corpus_text(const tenor_corpus *corpus, size_t i); /* borrowed */
TENOR_API size_t tenor_corpus_label(const tenor_corpus *corpus, size_t i); /* index of its (first) label, or SIZE_MAX */
TENOR_API size_t tenor_corpus_label_count(const tenor_corpus *corpus);
TENOR_API tenor_str tenor_corpus_label_name(const tenor_corpus *corpus, size_t k); /* borrowed; sorted by bytes */

/* The line of its file at which example i began, from 1; of an example that was added, its number. */
TENOR_API uint64_t tenor_corpus_line(const tenor_corpus *corpus, size_t i);

/* How many labels example i has, and the index of its j-th, in the order in which they were given. */
TENOR_API size_t tenor_corpus_example_label_count(const tenor_corpus *corpus, size_t i);
TENOR_API size_t tenor_corpus_example_label(const tenor_corpus *corpus, size_t i, size_t j);

/* What separates the labels of a text: borrowed; empty in a corpus with one label a text. */
TENOR_API tenor_str tenor_corpus_separator(const tenor_corpus *corpus);

/* Rows left out under skip-bad, by reason. */
typedef struct tenor_corpus_skipped {
    uint64_t malformed;  /* quotes, JSON or columns that do not parse */
    uint64_t no_label;   /* label missing, empty or malformed */
    uint64_t no_text;    /* text missing */
    uint64_t no_target;  /* probabilities that are none, or not of the row's labels */
    uint64_t first_line; /* of the first row left out, from 1; 0 for none */
} tenor_corpus_skipped;

TENOR_API const tenor_corpus_skipped *tenor_corpus_skipped_rows(const tenor_corpus *corpus); /* borrowed */

/* ---- Section 3: parts of a corpus ---------------------------------------------------------------------------- */

/* Splits label by label: each label with n >= 2 examples gives round(n x fraction) of them, at least one and at most
 * n - 1, to *held_out; both keep the order of the corpus. The same seed gives the same split. fraction is in (0, 1).
 * Texts with several labels are divided so that each label comes near this share (Sechidis et al. 2011), and one text
 * of each label stays at least. TENOR_BAD_DATA when no label has two examples. Both outputs are the caller's. */
TENOR_API tenor_status tenor_corpus_split(const tenor_corpus *corpus, double fraction, uint64_t seed,
                                          const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **held_out,
                                          tenor_error *error);

/* The same, to test a model with: copies of a text, which have the same tokens, are on one side, so that no text of
 * *test is in *rest. The share is that of texts without their copies. Fails as tenor_corpus_split does, and so does
 * tenor_corpus_mark_test. */
TENOR_API tenor_status tenor_corpus_split_test(const tenor_corpus *corpus, double fraction, uint64_t seed,
                                               const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **test,
                                               tenor_error *error);

/* Says which examples tenor_corpus_split_test would hold out: held[size]. */
TENOR_API tenor_status tenor_corpus_mark_test(const tenor_corpus *corpus, double fraction, uint64_t seed,
                                              const tenor_alloc *alloc, bool *held, tenor_error *error);

/* Holds out one of `folds` parts (at least 2), fold 0 .. folds - 1. Each example of a label that has two is in exactly
 * one of the parts, whose sizes, and whose numbers of each label, differ by one at most; the only example of a label is
 * always in *rest, so that no part has a label that *rest lacks. Texts with several labels come near that, as in
 * tenor_corpus_split. Both keep the order of the corpus. The same seed gives the same parts. TENOR_BAD_DATA when a part
 * would be empty. Both outputs are the caller's. */
TENOR_API tenor_status tenor_corpus_fold(const tenor_corpus *corpus, size_t folds, size_t fold, uint64_t seed,
                                         const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **held_out,
                                         tenor_error *error);

/* ---- Section 4: what is odd about a corpus ------------------------------------------------------------------- */

/* What is odd about the labels of a corpus. Labels are named by their index. */
typedef struct tenor_label_warnings {
    size_t size;  /* sizeof(tenor_label_warnings) */
    bool ids;     /* nearly every text has a label of its own */
    bool scores;  /* the labels are many different numbers */
    size_t cases; /* labels that are others but for upper and lower case, and the first two */
    size_t case_labels[2];
    size_t composites; /* labels that are lists of others, the first, and what separates its parts: static */
    size_t composite_label;
    const char *separator;
} tenor_label_warnings;

/* TENOR_INVALID_ARGUMENT for an out->size of 0, TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_label_warnings_find(const tenor_corpus *corpus, const tenor_alloc *alloc,
                                                 tenor_label_warnings *out);

/* Whether the first row of a table was read as an example though it may be names of columns: its label is no other's,
 * and neither the options nor the usual names told. */
TENOR_API bool tenor_corpus_may_have_header(const tenor_corpus *corpus);

/* ---- Section 5: a file row by row, and how it is read -------------------------------------------------------- */

/* What a file's bytes are. */
typedef struct tenor_source_info {
    const char *compression; /* "gzip", "zstd", "xz" or "bzip2"; NULL for none */
    const char *encoding;    /* "UTF-8", "Windows-1252", ... */
    bool guessed;            /* by the bytes: neither UTF-8 nor given nor told by a byte order mark */
    bool weak;               /* guessed by few bytes, or not far ahead of another: it may well be wrong */
    bool converted;          /* to UTF-8 */
    uint64_t invalid;        /* sequences that converting read as U+FFFD: no characters of the encoding */
} tenor_source_info;

/* How a file is read: what was found, or given, and why. */
typedef struct tenor_layout tenor_layout;

typedef enum tenor_column_role {
    TENOR_COLUMN_UNUSED = 0,
    TENOR_COLUMN_TEXT = 1,
    TENOR_COLUMN_LABEL = 2,
    TENOR_COLUMN_PROBABILITY = 3, /* of the label that it is named after; a member may be an object of all labels */
} tenor_column_role;

/* A column, or a member of the objects of JSON Lines. Numbers are of the first rows, some thousand at most. */
typedef struct tenor_column {
    tenor_str name; /* empty where the table has no header */
    tenor_column_role role;
    const char *reason; /* of its role: "given", "name", "values" (what it holds), "other" (the one left); or NULL */
    const char *kind;   /* "text", "label", "number", "id", "constant", "empty" or "other": what its values look like */
    size_t distinct;    /* values */
    double empty;       /* share of rows without a value, 0..1 */
    double length;      /* mean length of its values in characters */
    tenor_str example;  /* its first value; at most 80 bytes */
} tenor_column;

/* Strings are borrowed and live as long as the layout. */
TENOR_API const char *tenor_layout_format(const tenor_layout *layout);      /* "csv", "tsv", "jsonl", "fasttext" */
TENOR_API const char *tenor_layout_encoding(const tenor_layout *layout);    /* "UTF-8": of the file; rows are UTF-8 */
TENOR_API const char *tenor_layout_compression(const tenor_layout *layout); /* "gzip" and so on; NULL for none */
TENOR_API tenor_source_info tenor_layout_source(const tenor_layout *layout);
TENOR_API tenor_str tenor_layout_label_prefix(const tenor_layout *layout);  /* of fastText's labels; else empty */
TENOR_API char tenor_layout_delimiter(const tenor_layout *layout);          /* '\0' where there is none */
TENOR_API char tenor_layout_quote(const tenor_layout *layout);              /* '\0' where there is none */
TENOR_API char tenor_layout_escape(const tenor_layout *layout);             /* '\0' where there is none */
TENOR_API bool tenor_layout_header(const tenor_layout *layout);             /* the first row is names of columns */
TENOR_API bool tenor_layout_header_guessed(const tenor_layout *layout);     /* by its looks: no known name is in it */
TENOR_API uint64_t tenor_layout_comment_lines(const tenor_layout *layout);  /* skipped before the first row */
TENOR_API uint64_t tenor_layout_title_lines(const tenor_layout *layout);    /* skipped above the header */
TENOR_API bool tenor_layout_trailing_delimiter(const tenor_layout *layout); /* one too many ends each row */
TENOR_API bool tenor_layout_row_names(const tenor_layout *layout); /* rows begin with one more than the header */

/* The bytes before the first row that is data, the header and its line end among them. */
TENOR_API tenor_str tenor_layout_head(const tenor_layout *layout);

TENOR_API size_t tenor_layout_column_count(const tenor_layout *layout); /* 0 where there are no columns */
TENOR_API tenor_column tenor_layout_column(const tenor_layout *layout, size_t i);

/* The columns that make the text, in their order, and those of the labels. */
TENOR_API size_t tenor_layout_text_count(const tenor_layout *layout);
TENOR_API size_t tenor_layout_text(const tenor_layout *layout, size_t i);
TENOR_API size_t tenor_layout_label_count(const tenor_layout *layout);
TENOR_API size_t tenor_layout_label(const tenor_layout *layout, size_t i);

/* Those of the labels' probabilities: option 'probabilities'. */
TENOR_API size_t tenor_layout_probability_count(const tenor_layout *layout);
TENOR_API size_t tenor_layout_probability(const tenor_layout *layout, size_t i);

/* Why text and label cannot be told apart; NULL when they can. */
TENOR_API const tenor_error *tenor_layout_unclear(const tenor_layout *layout);

/* What stands between the texts of several columns: a token that no text has. Static. */
TENOR_API tenor_str tenor_layout_joiner(void);

/* Counts of what was corrected so far. */
TENOR_API uint64_t tenor_layout_repeated_headers(const tenor_layout *layout); /* header lines among the rows, skipped */
TENOR_API uint64_t tenor_layout_cleaned_labels(const tenor_layout *layout);   /* with blanks around them, and such */
TENOR_API uint64_t tenor_layout_rejected_rows(const tenor_layout *layout);    /* that annotators rejected, left out */

/* The layout of the file that a corpus was read from, also after a split; NULL for a corpus that was made otherwise. */
TENOR_API const tenor_layout *tenor_corpus_layout(const tenor_corpus *corpus);

/* Texts with bytes that were not in the file's encoding: they are no UTF-8, or were read as U+FFFD. */
TENOR_API size_t tenor_corpus_broken_texts(const tenor_corpus *corpus);

/* XXH3 of 64 bits, seed 0, of the bytes that the corpus was read from, as tenor_model_info has it of a training corpus;
 * also after a split. 0 for a corpus that was made otherwise. */
TENOR_API uint64_t tenor_corpus_hash(const tenor_corpus *corpus);

/* The script of more than half of a text's letters, "Latin" or "Cyrillic"; "Chinese", "Japanese" and "Korean" for those
 * that are known by their language. NULL where no script stands out, or there are no letters. Static. */
TENOR_API const char *tenor_languages_script(tenor_str text);

/* Reads rows one by one, in memory that does not depend on how many there are. */
typedef struct tenor_rows tenor_rows;

typedef enum tenor_row_fault {
    TENOR_ROW_GOOD = 0,
    TENOR_ROW_MALFORMED = 1,
    TENOR_ROW_NO_LABEL = 2,
    TENOR_ROW_NO_TEXT = 3,
    TENOR_ROW_NO_TARGET = 4, /* its probabilities are none */
} tenor_row_fault;

typedef struct tenor_row {
    tenor_str text;          /* of all text columns, joined */
    const tenor_str *labels; /* [label_count] */
    size_t label_count;
    tenor_str raw;      /* its bytes as they stand in the file, but in UTF-8, without the line end */
    tenor_str line_end; /* empty at the end of a file that has none there */
    uint64_t line;      /* where it begins, from 1 */
    tenor_row_fault fault;
    const tenor_error *error;     /* of a row with a fault: what is wrong, where and what to do; else NULL */
    const tenor_str *soft_labels; /* [soft_count] those with a probability in the row */
    const float *probabilities;   /* [soft_count] */
    size_t soft_count;            /* 0 for a row without probabilities */
} tenor_row;

typedef enum tenor_rows_use {
    TENOR_ROWS_TEXTS = 0,   /* labels are not wanted: no column is one, and no row lacks one */
    TENOR_ROWS_LABELED = 1, /* to train and evaluate */
    TENOR_ROWS_LAYOUT =
        2, /* the layout alone: columns that cannot be told apart are no failure, see tenor_layout_unclear */
    TENOR_ROWS_LIVE = 3, /* as TENOR_ROWS_TEXTS, but the layout is found by the first rows of a stream that are there */
} tenor_rows_use;

/* Opens a file and finds its layout; "-" is standard input. Uses the options that tenor_corpus_read uses. The caller
 * frees *out. TENOR_NOT_FOUND or TENOR_IO; TENOR_BAD_DATA for what is no text or a format that is not read, for an
 * encoding that could be one or another, and, but for TENOR_ROWS_LAYOUT, for columns that cannot be told apart;
 * TENOR_CORRUPT for damaged compressed data; TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_rows_open(const char *path, const tenor_options *options, tenor_rows_use use,
                                       const tenor_alloc *alloc, tenor_rows **out, tenor_error *error);
TENOR_API void tenor_rows_free(tenor_rows *rows);

/* Borrowed; as long as the rows. */
TENOR_API const tenor_layout *tenor_rows_layout(const tenor_rows *rows);

/* The next row, good or bad, which holds until the call after; NULL at the end. A bad row is no failure. TENOR_IO when
 * the file cannot be read further, TENOR_CORRUPT for damaged compressed data, TENOR_BAD_DATA for a line of more than
 * 256 MiB, TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_rows_next(tenor_rows *rows, const tenor_row **out, tenor_error *error);

/* Whether tenor_rows_next would have to wait for the row's first line. */
TENOR_API bool tenor_rows_would_wait(const tenor_rows *rows);

/* ---- Section 6: the text of a file --------------------------------------------------------------------------- */

typedef struct tenor_source tenor_source; /* the text of a file, in constant memory */

/* Opens a file, or standard input ("-"), whose text is then read as UTF-8: it is decompressed if it is a gzip, zstd, xz
 * or bzip2 file and converted if it is in another encoding, which the option "encoding" names or the bytes tell. NULL
 * options are the defaults. TENOR_BAD_DATA for what is no text, such as a spreadsheet, and where the encoding could be
 * one or another; TENOR_CORRUPT for damaged compressed data. From the second megabyte on a thread of its own
 * decompresses a file, unless alloc is a hook or the machine has one processor; it ends with the source, and a child
 * process that fork made cannot read on (TENOR_INVALID_ARGUMENT). The same holds for rows and corpora. */
TENOR_API tenor_status tenor_source_open(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                                         tenor_source **out, tenor_error *error);
TENOR_API void tenor_source_free(tenor_source *source);

/* Reads at most capacity (at least 1) bytes: *size of them, 0 at the end. Waits for one byte at most. TENOR_IO,
 * TENOR_CORRUPT for damaged compressed data, TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_source_read(tenor_source *source, char *data, size_t capacity, size_t *size,
                                         tenor_error *error);

/* Whether tenor_source_read would have to wait. */
TENOR_API bool tenor_source_would_wait(const tenor_source *source);

/* The kinds of compressed files that this build reads, by i: "gzip", "zstd", "xz", "bzip2"; NULL after the last. */
TENOR_API const char *tenor_decompress_kind(size_t i);

/* What is known so far: all of it at the end. The encoding is borrowed. */
TENOR_API tenor_source_info tenor_source_describe(const tenor_source *source);

#ifdef __cplusplus
}
#endif

#endif
