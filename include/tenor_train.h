/* Tenor: training and evaluation. Link tenor_train instead of tenor; it holds all of tenor.h too.
 * What runs many trainings is in tenor_search.h.
 *
 *     tenor_options_new(NULL, &options);
 *     tenor_options_set(options, "hidden", "256", &error);
 *     tenor_corpus_read("reviews.csv", options, NULL, &corpus, &error);
 *     tenor_trainer_new(options, corpus, NULL, NULL, &trainer, &error);
 *     tenor_trainer_run(trainer, NULL, NULL, &error);
 *     tenor_trainer_model(trainer, &model, &error);
 *     tenor_model_save(model, "reviews-model", &error);
 *     tenor_evaluate(model, test, 0, NULL, &report, &error);
 *
 *   Section 1  options: named values
 *   Section 2  corpus
 *   Section 3  train
 *   Section 4  evaluate
 *   Section 5  advanced: the vocabulary by itself
 *
 * The conventions of tenor.h hold.
 */
#ifndef TENOR_TRAIN_H
#define TENOR_TRAIN_H

#include <tenor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Section 1: options ------------------------------------------------------------------------------------ */

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

/* The value as text, borrowed until it is set again; NULL for a name that is no option, or NULL. An option without a
 * value, such as "vectors" by default, is "". */
TENOR_API const char *tenor_options_get(const tenor_options *options, const char *name);

/* The value itself; false or 0 when no option of that type has the name. */
TENOR_API bool tenor_options_get_switch(const tenor_options *options, const char *name);
TENOR_API int64_t tenor_options_get_integer(const tenor_options *options, const char *name);
TENOR_API double tenor_options_get_number(const tenor_options *options, const char *name);

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

/* ---- Section 2: corpus ------------------------------------------------------------------------------------- */

typedef struct tenor_corpus tenor_corpus; /* labeled texts; owns copies of them */

/* Reads a CSV, TSV, JSON or fastText file, or a folder with a folder of texts a label; "-" is standard input. Uses the
 * options of group "corpus": format, encoding, text, label, no-header, delimiter, skip-bad, multi-label. NULL options
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
    uint64_t first_line; /* of the first row left out, from 1; 0 for none */
} tenor_corpus_skipped;

TENOR_API const tenor_corpus_skipped *tenor_corpus_skipped_rows(const tenor_corpus *corpus); /* borrowed */

/* What a file's bytes are. */
typedef struct tenor_source_info {
    const char *compression; /* "gzip", "zstd", "xz" or "bzip2"; NULL for none */
    const char *encoding;    /* "UTF-8", "Windows-1252", ... */
    bool guessed;            /* by the bytes: neither UTF-8 nor given nor told by a byte order mark */
    bool converted;          /* to UTF-8 */
    uint64_t invalid;        /* sequences that converting read as U+FFFD: no characters of the encoding */
} tenor_source_info;

/* How a file is read: what was found, or given, and why. */
typedef struct tenor_layout tenor_layout;

typedef enum tenor_column_role {
    TENOR_COLUMN_UNUSED = 0,
    TENOR_COLUMN_TEXT = 1,
    TENOR_COLUMN_LABEL = 2,
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
TENOR_API bool tenor_layout_trailing_delimiter(const tenor_layout *layout); /* one too many ends each row */

/* The bytes before the first row that is data, the header and its line end among them. */
TENOR_API tenor_str tenor_layout_head(const tenor_layout *layout);

TENOR_API size_t tenor_layout_column_count(const tenor_layout *layout); /* 0 where there are no columns */
TENOR_API tenor_column tenor_layout_column(const tenor_layout *layout, size_t i);

/* The columns that make the text, in their order, and those of the labels. */
TENOR_API size_t tenor_layout_text_count(const tenor_layout *layout);
TENOR_API size_t tenor_layout_text(const tenor_layout *layout, size_t i);
TENOR_API size_t tenor_layout_label_count(const tenor_layout *layout);
TENOR_API size_t tenor_layout_label(const tenor_layout *layout, size_t i);

/* Why text and label cannot be told; NULL when they are. */
TENOR_API const tenor_error *tenor_layout_unclear(const tenor_layout *layout);

/* What stands between the texts of several columns: a token that no text has. Static. */
TENOR_API tenor_str tenor_layout_joiner(void);

/* Counts of what was met so far, and dealt with. */
TENOR_API uint64_t tenor_layout_repeated_headers(const tenor_layout *layout); /* header lines among the rows, skipped */
TENOR_API uint64_t tenor_layout_cleaned_labels(const tenor_layout *layout);   /* with blanks around them, and such */

/* The layout of the file that a corpus was read from, also after a split; NULL for a corpus that was made otherwise. */
TENOR_API const tenor_layout *tenor_corpus_layout(const tenor_corpus *corpus);

/* Texts with bytes that were not in the file's encoding: they are no UTF-8, or were read as U+FFFD. */
TENOR_API size_t tenor_corpus_broken_texts(const tenor_corpus *corpus);

/* Reads rows one by one, in memory that does not depend on how many there are. */
typedef struct tenor_rows tenor_rows;

typedef enum tenor_row_fault {
    TENOR_ROW_GOOD = 0,
    TENOR_ROW_MALFORMED = 1,
    TENOR_ROW_NO_LABEL = 2,
    TENOR_ROW_NO_TEXT = 3,
} tenor_row_fault;

typedef struct tenor_row {
    tenor_str text;          /* of all text columns, joined */
    const tenor_str *labels; /* [label_count] */
    size_t label_count;
    tenor_str raw;      /* its bytes as they stand in the file, but in UTF-8, without the line end */
    tenor_str line_end; /* empty at the end of a file that has none there */
    uint64_t line;      /* where it begins, from 1 */
    tenor_row_fault fault;
    const tenor_error *error; /* of a row with a fault: what is wrong, where and what to do; else NULL */
} tenor_row;

typedef enum tenor_rows_use {
    TENOR_ROWS_TEXTS = 0,   /* labels are not wanted: no column is one, and no row lacks one */
    TENOR_ROWS_LABELED = 1, /* to train and evaluate */
    TENOR_ROWS_LAYOUT = 2,  /* the layout alone: columns that cannot be told are no failure, see tenor_layout_unclear */
} tenor_rows_use;

/* Opens a file and finds its layout; "-" is standard input. Uses the options that tenor_corpus_read uses. The caller
 * frees *out. */
TENOR_API tenor_status tenor_rows_open(const char *path, const tenor_options *options, tenor_rows_use use,
                                       const tenor_alloc *alloc, tenor_rows **out, tenor_error *error);
TENOR_API void tenor_rows_free(tenor_rows *rows);

/* Borrowed; as long as the rows. */
TENOR_API const tenor_layout *tenor_rows_layout(const tenor_rows *rows);

/* The next row, good or bad, which holds until the call after; NULL at the end. Fails when the file cannot be read
 * further or memory is short. */
TENOR_API tenor_status tenor_rows_next(tenor_rows *rows, const tenor_row **out, tenor_error *error);

/* What is odd about the labels of a corpus. Labels by their index. Only TENOR_OUT_OF_MEMORY can fail to find it. */
typedef struct tenor_label_doubts {
    bool ids;     /* nearly every text has a label of its own */
    bool scores;  /* the labels are many different numbers */
    size_t cases; /* labels that are others but for upper and lower case, and the first two */
    size_t case_labels[2];
    size_t composites; /* labels that are lists of others, the first, and what separates its parts: static */
    size_t composite_label;
    const char *separator;
} tenor_label_doubts;

TENOR_API tenor_status tenor_label_doubts_find(const tenor_corpus *corpus, const tenor_alloc *alloc,
                                               tenor_label_doubts *out);

/* Whether the first row of a table was read as an example though it may be names of columns: its label is no other's,
 * and neither the options nor the usual names told. */
TENOR_API bool tenor_corpus_may_have_header(const tenor_corpus *corpus);

typedef struct tenor_source tenor_source; /* the text of a file, in constant memory */

/* Opens a file, or standard input ("-"), whose text is then read as UTF-8: it is decompressed if it is a gzip, zstd, xz
 * or bzip2 file and converted if it is in another encoding, which the option "encoding" names or the bytes tell. NULL
 * options are the defaults. TENOR_BAD_DATA for what is no text, such as a spreadsheet, and where the encoding could be
 * one or another; TENOR_CORRUPT for damaged compressed data. */
TENOR_API tenor_status tenor_source_open(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                                         tenor_source **out, tenor_error *error);
TENOR_API void tenor_source_free(tenor_source *source);

/* Reads at most capacity (at least 1) bytes: *size of them, 0 at the end. Waits for one byte at most. */
TENOR_API tenor_status tenor_source_read(tenor_source *source, char *data, size_t capacity, size_t *size,
                                         tenor_error *error);

/* Whether tenor_source_read would have to wait. */
TENOR_API bool tenor_source_would_wait(const tenor_source *source);

/* The kinds of compressed files that this build reads, by i: "gzip", "zstd", "xz", "bzip2"; NULL after the last. */
TENOR_API const char *tenor_decompress_kind(size_t i);

/* What is known so far: all of it at the end. The encoding is borrowed. */
TENOR_API tenor_source_info tenor_source_describe(const tenor_source *source);

/* Splits label by label: each label with n >= 2 examples gives round(n x fraction) of them, at least one and at most
 * n - 1, to *held_out; both keep the order of the corpus. The same seed gives the same split. fraction is in (0, 1).
 * Texts with several labels are dealt out so that each label comes near this share (Sechidis et al. 2011), and one text
 * of each label stays at least. TENOR_BAD_DATA when no label has two examples. Both outputs are the caller's. */
TENOR_API tenor_status tenor_corpus_split(const tenor_corpus *corpus, double fraction, uint64_t seed,
                                          const tenor_alloc *alloc, tenor_corpus **rest, tenor_corpus **held_out,
                                          tenor_error *error);

/* The same, to test a model with: copies of a text, which have the same tokens, are on one side, so that no text of
 * *test is in *rest. The share is that of texts without their copies. */
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

/* ---- Section 3: train -------------------------------------------------------------------------------------- */

typedef struct tenor_trainer tenor_trainer;

typedef struct tenor_progress {
    uint32_t epoch;    /* from 1 */
    uint32_t epochs;   /* at most this many */
    uint64_t examples; /* done in this epoch */
    uint64_t examples_in_epoch;
    uint64_t tokens; /* done in this epoch */
    double seconds;  /* of training in this epoch, dev evaluation left out */
    double loss;     /* mean so far in this epoch, nats */
    bool epoch_done; /* then the four below are set */
    bool best;       /* the best epoch so far by the chosen metric */
    double dev_loss;
    double dev_accuracy;
    double dev_macro_f1;
} tenor_progress;

/* Called about ten times a second and at the end of each epoch, on the thread that runs the trainer. Return false to
 * stop: tenor_trainer_run then returns TENOR_INTERRUPTED. */
typedef bool (*tenor_progress_fn)(const tenor_progress *progress, void *user);

/* Builds the vocabulary from train and the network from options (NULL: the defaults), and reads the word vectors that
 * the option "vectors" names, or makes some of train. dev chooses the best epoch; NULL holds out "dev-fraction" of
 * train. The corpora may be freed afterwards. TENOR_BAD_DATA when train has fewer than two labels, or dev a label that
 * train lacks, or only one of them has several labels a text. TENOR_TOO_LARGE when train has more labels, or either
 * more examples, than is possible, or option "thresholds" asks for a fit to more labels times dev examples than 2^27.
 * TENOR_IO when the system refuses "threads" threads, on which the hook is called too. */
TENOR_API tenor_status tenor_trainer_new(const tenor_options *options, const tenor_corpus *train,
                                         const tenor_corpus *dev, const tenor_alloc *alloc, tenor_trainer **out,
                                         tenor_error *error);

/* Trains until the epochs are done, or neither score nor loss on dev has improved for "patience" of them. Runs once.
 * Uses "threads" threads of its own, which call the hook too; the result does not depend on how many. TENOR_NOT_FINITE
 * when a loss or gradient is NaN or infinite: the message names epoch, step and what to change; the best model so far
 * is kept. progress may be NULL. */
TENOR_API tenor_status tenor_trainer_run(tenor_trainer *trainer, tenor_progress_fn progress, void *user,
                                         tenor_error *error);

/* Asks a running trainer to stop after its present step. Safe from any thread and in a signal handler. */
TENOR_API void tenor_trainer_stop(tenor_trainer *trainer);

/* The model of the best epoch so far; the caller's. TENOR_INVALID_ARGUMENT before the first epoch is done. */
TENOR_API tenor_status tenor_trainer_model(const tenor_trainer *trainer, tenor_model **out, tenor_error *error);

/* What the trainer made of its corpora. */
typedef struct tenor_trainer_info {
    size_t size;       /* sizeof(tenor_trainer_info) */
    size_t train_size; /* examples */
    size_t dev_size;
    size_t vocab_size;
    size_t parameters;
    size_t ngram_words;      /* most words in a run of the n-gram model; 0 without one */
    const char *no_ngrams;   /* why there is none although the options ask for one; NULL otherwise */
    size_t words;            /* distinct words of train, with pairs that occur often, before min-count and max-vocab */
    size_t words_in_vectors; /* of these, how many the word vectors know; 0 without vectors */
    double token_coverage;   /* share of train's tokens whose word the vectors know, pairs aside, 0..1 */
} tenor_trainer_info;

/* Fills in info, whose size is set. Fails with TENOR_INVALID_ARGUMENT alone, for a size of 0. */
TENOR_API tenor_status tenor_trainer_describe(const tenor_trainer *trainer, tenor_trainer_info *info);

TENOR_API void tenor_trainer_free(tenor_trainer *trainer);

/* ---- Section 4: evaluate ----------------------------------------------------------------------------------- */

typedef struct tenor_report tenor_report;

/* Classifies every text of corpus on `threads` threads of its own (0: as many as the process may run on); the scores do
 * not depend on how many, and the hook is called on them too. Labels are matched by name; TENOR_BAD_DATA for one that
 * the model does not know, or several a text where the model gives one; TENOR_NOT_FINITE as tenor_classify. */
TENOR_API tenor_status tenor_evaluate(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                                      const tenor_alloc *alloc, tenor_report **out, tenor_error *error);
TENOR_API void tenor_report_free(tenor_report *report);

/* A text that has been classified. Labels are the model's, by index. All is borrowed until the call returns. */
typedef struct tenor_evaluated {
    const tenor_model *model;
    size_t example;             /* of the corpus */
    const float *probabilities; /* of all labels */
    const size_t *actual;       /* [actual_count] the text's labels */
    size_t actual_count;
    const size_t *predicted; /* [predicted_count] as tenor_model_prediction gives them */
    size_t predicted_count;
    bool right; /* just its labels are predicted */
} tenor_evaluated;

/* Called for each text, in the order of the corpus. Return false to stop. */
typedef bool (*tenor_evaluated_fn)(const tenor_evaluated *evaluated, void *user);

/* The same as tenor_evaluate, with a call for each text. each may be NULL. TENOR_INTERRUPTED when it stopped. */
TENOR_API tenor_status tenor_evaluate_each(const tenor_model *model, const tenor_corpus *corpus, size_t threads,
                                           tenor_evaluated_fn each, void *user, const tenor_alloc *alloc,
                                           tenor_report **out, tenor_error *error);

/* An empty report, to which texts are added one by one, as of a part of a corpus; tenor_report_finish comes once, after
 * the last. They fail with TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_report_new(const tenor_model *model, const tenor_alloc *alloc, tenor_report **out);
TENOR_API tenor_status tenor_report_add(tenor_report *report, const tenor_evaluated *evaluated);
TENOR_API tenor_status tenor_report_finish(tenor_report *report);

/* A 95 % confidence interval: in 19 of 20 samples of as many texts as these it holds the score that the model has on
 * all texts like them. Accuracy, precision and recall: Wilson 1927. F1 of a label: Wilson's interval of right / (right
 * + wrong + missed), of which F1 is a growing function. Macro and micro F1: Wilson's interval for the effective number
 * of texts that the variance by the delta method gives (Takahashi et al. 2022; Korn and Graubard 1998). Loss and
 * calibration error: normal, by their standard error. */
typedef struct tenor_interval {
    double from;
    double to;
} tenor_interval;

typedef struct tenor_scores {
    size_t examples;
    size_t tokens;            /* used, after max-tokens */
    double seconds;           /* that tokenizing and classifying took */
    double accuracy;          /* 0..1; with several labels a text the share whose labels are all right, and no other */
    double macro_f1;          /* 0..1, mean over the labels that occur in the corpus or are predicted */
    double micro_f1;          /* 0..1, of all labels' counts together; with one label a text the accuracy */
    double loss;              /* mean cross-entropy, nats; with several labels a text the mean over texts and labels */
    double calibration_error; /* expected calibration error over 15 equal bins, 0..1 (Guo et al. 2017); with several
                               * labels a text of each label's probability */
    tenor_interval accuracy_interval;
    tenor_interval macro_f1_interval;
    tenor_interval micro_f1_interval;
    tenor_interval loss_interval;
    tenor_interval calibration_error_interval;
} tenor_scores;

typedef struct tenor_label_scores {
    tenor_str label;  /* borrowed from the report */
    size_t support;   /* examples with this label */
    size_t predicted; /* examples given this label */
    double precision; /* 0..1; 0 when the label is never predicted */
    double recall;    /* 0..1; 0 when there is no such example */
    double f1;        /* 0..1 */
    tenor_interval precision_interval;
    tenor_interval recall_interval;
    tenor_interval f1_interval;
} tenor_label_scores;

/* Records a report on the test corpus in the model that it is on: saving then writes the scores test_examples,
 * test_accuracy, test_macro_f1, with several labels a text test_micro_f1, and test_loss, which tenor_model_score gives.
 * Those of an earlier report are replaced. No other thread may use the model meanwhile. TENOR_INVALID_ARGUMENT for a
 * model of other labels. */
TENOR_API tenor_status tenor_report_record(const tenor_report *report, tenor_model *model, tenor_error *error);

TENOR_API bool tenor_report_multi_label(const tenor_report *report); /* the model gives any number of labels a text */

/* Of all texts, and of label i < label_count; borrowed, valid as long as the report. */
TENOR_API const tenor_scores *tenor_report_scores(const tenor_report *report);
TENOR_API size_t tenor_report_label_count(const tenor_report *report);
TENOR_API const tenor_label_scores *tenor_report_label(const tenor_report *report, size_t i);

/* Examples of label `actual` for which label `predicted` is predicted; 0 with several labels a text. */
TENOR_API uint64_t tenor_report_confusion(const tenor_report *report, size_t actual, size_t predicted);

/* The confusion matrix without its zeros: the pairs of labels that occur, by actual, then by predicted label. There are
 * at most as many as examples, and none with several labels a text. */
typedef struct tenor_confusion_pair {
    size_t actual; /* labels of the report, by index */
    size_t predicted;
    uint64_t examples; /* at least 1 */
} tenor_confusion_pair;

TENOR_API size_t tenor_report_pair_count(const tenor_report *report);
TENOR_API tenor_confusion_pair tenor_report_pair(const tenor_report *report, size_t i);

/* The bins of calibration_error: the examples whose predicted label, by the model's thresholds where it has some, has a
 * probability in (from, to]. A plot of accuracy over confidence is a reliability diagram; calibrated probabilities lie
 * on its diagonal. With several labels a text each label of each text counts by itself: a bin holds the pairs whose
 * probability is in (from, to]. */
typedef struct tenor_calibration_bin {
    double from;
    double to;
    size_t examples;   /* or pairs of text and label */
    double confidence; /* mean of the probabilities, 0..1; 0 without examples */
    double accuracy; /* share of correct predictions, or of pairs whose text has the label, 0..1; 0 without examples */
} tenor_calibration_bin;

TENOR_API size_t tenor_report_bin_count(const tenor_report *report);                           /* 15 */
TENOR_API const tenor_calibration_bin *tenor_report_bin(const tenor_report *report, size_t i); /* borrowed */

/* What is left when predictions below a threshold are rejected, as `tenor classify --threshold` does. */
typedef struct tenor_coverage {
    double threshold; /* of the probability, in steps of 1 / 10000 */
    size_t examples;  /* whose prediction reaches it */
    double coverage;  /* their share, 0..1 */
    double accuracy;  /* among them, 0..1 */
    tenor_interval accuracy_interval;
} tenor_coverage;

/* At the highest threshold that at least this share (0..1) of the predictions reach. All 0 without texts, and with
 * several labels a text. */
TENOR_API tenor_coverage tenor_report_coverage(const tenor_report *report, double share);

/* The same at a threshold, rounded to its steps. */
TENOR_API tenor_coverage tenor_report_coverage_above(const tenor_report *report, double threshold);

/* Texts of a group, and how many of them are predicted right. */
typedef struct tenor_group_counts {
    uint64_t right;
    uint64_t examples;
} tenor_group_counts;

/* For each of count groups of texts, how likely a difference from the accuracy of all others as large as its own is by
 * chance alone: the p-value of Fisher's exact test, corrected for the number of groups (Holm 1979), to p[count].
 * TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_group_test(const tenor_group_counts *groups, size_t count, const tenor_alloc *alloc,
                                        double *p);

/* How much less accurate a group is than a better one. */
typedef struct tenor_group_gap {
    size_t better;           /* the group that it is compared with; itself, and zeros below, where none is better */
    double gap;              /* between the accuracies, 0..1 */
    tenor_interval interval; /* of the gap, -1..1 */
} tenor_group_gap;

/* Compares each of count groups with the better one from which it differs most surely: Newcombe's intervals (1998,
 * method 10), so wide that those of all pairs of groups hold together with 95 % (Bonferroni); to gaps[count]. */
TENOR_API void tenor_group_gaps(const tenor_group_counts *groups, size_t count, tenor_group_gap *gaps);
TENOR_API tenor_interval tenor_interval_share(uint64_t count, uint64_t of); /* 95 % of count / of (Wilson 1927) */
typedef struct tenor_swaps tenor_swaps; /* pairs of words that take each other's place in texts, such as names */

/* Reads pairs, one a line, WORD<tab>WORD, of a token or more each, in any case, as tenor_source_open does.
 * TENOR_BAD_DATA, with its line, for one that is no pair or a word of two pairs; TENOR_NOT_FOUND or TENOR_IO. */
TENOR_API tenor_status tenor_swaps_read(const char *path, const tenor_options *options, const tenor_alloc *alloc,
                                        tenor_swaps **out, tenor_error *error);
TENOR_API void tenor_swaps_free(tenor_swaps *swaps);
TENOR_API size_t tenor_swaps_count(const tenor_swaps *swaps); /* pairs */

/* Swaps whole tokens of text, the longest words first, with the capitals of the old word: *out is borrowed until the
 * next call, *words how many were swapped. TENOR_OUT_OF_MEMORY. */
TENOR_API tenor_status tenor_swaps_apply(tenor_swaps *swaps, tenor_str text, tenor_str *out, size_t *words);

/* ---- Section 5: advanced ----------------------------------------------------------------------------------- */

/* The vocabulary that training with these options would use, and how far the word vectors cover it (all 0 without
 * vectors). info, whose size is set, may be NULL; train_size, words, words_in_vectors, token_coverage and vocab_size
 * are filled in, the others 0. Uses up to "threads" threads, which call the hook too, as far as the system grants them.
 * The caller frees *out with tenor_vocab_free. TENOR_BAD_VECTORS, TENOR_NOT_FOUND or TENOR_IO for the word vectors. */
TENOR_API tenor_status tenor_vocab_build(const tenor_corpus *corpus, const tenor_options *options,
                                         const tenor_alloc *alloc, tenor_vocab **out, tenor_trainer_info *info,
                                         tenor_error *error);

#ifdef __cplusplus
}
#endif

#endif
