/* The options of training. One table defines the struct of values, names, ranges, defaults, help texts and the options
 * in model.json. */
#ifndef TENOR_CONFIG_OPTIONS_H
#define TENOR_CONFIG_OPTIONS_H

#include "base/watch.h"
#include <tenor_corpus.h>
#include "config/network_config.h"
#include "text/ngrams.h"

/* Each row: field, name, group, then by type
 *
 *     SWITCH                                           help
 *     INTEGER  minimum, maximum, default, value name,  help
 *     NUMBER   minimum, maximum, default, value name,  help
 *     CHOICE   choices, default, value name,           help
 *     TEXT     check, default, value name,             help    check: a function of options.c, or NULL
 *     LIST     check, default, value name,             help    a TEXT that is given again to add to it
 *     BARE     check, bare, value name,                help    a TEXT that means bare when it is given without a value
 *
 * A number's default is written as tenor_options_get gives it: the shortest decimal. */
#define TENOR__OPTION_MAP(SWITCH, INTEGER, NUMBER, CHOICE, TEXT, LIST, BARE)                                           \
    CHOICE(format, "format", "corpus", "auto|csv|tsv|jsonl|fasttext", "auto", "FORMAT",                                \
           "format of the corpus; auto goes by its content and the file's name")                                       \
    TEXT(encoding, "encoding", "corpus", check_encoding, "auto", "NAME",                                               \
         "encoding of the corpus, such as windows-1252 or gbk; auto goes by the bytes")                                \
    LIST(text, "text", "corpus", NULL, "", "COLUMNS",                                                                  \
         "column of the text, by name or number, or several to join: title,body; found when not given")                \
    LIST(label, "label", "corpus", NULL, "", "COLUMNS",                                                                \
         "column of the label, by name or number, or with option 'multi-label' a column of 0 and 1 for each label; "   \
         "found when not given")                                                                                       \
    LIST(                                                                                                              \
        probabilities, "probabilities", "corpus", NULL, "", "COLUMNS",                                                 \
        "column or member with the probabilities of the labels, or columns named after labels, to train with instead " \
        "of the label; a JSON member of this name is found when not given, none takes no column")                      \
    TEXT(label_prefix, "label-prefix", "corpus", check_label_prefix, "", "PREFIX",                                     \
         "what the labels of fastText's format begin with; found when not given, usually __label__")                   \
    SWITCH(no_header, "no-header", "corpus", "the first line of the corpus is data")                                   \
    TEXT(delimiter, "delimiter", "corpus", check_delimiter, "", "BYTE",                                                \
         "the byte that separates columns, or the word tab; found when not given")                                     \
    TEXT(quote, "quote", "corpus", check_quote, "", "BYTE",                                                            \
         "the byte that stands around fields with delimiters in them, or the word none; found when not given")         \
    TEXT(escape, "escape", "corpus", check_quote, "", "BYTE",                                                          \
         "the byte before a quote or delimiter that is text, such as '\\'; none when not given")                       \
    SWITCH(text_files, "text-files", "corpus", "the text column names a file, relative to the corpus, with the text")  \
    SWITCH(skip_bad, "skip-bad", "corpus", "skip rows that cannot be read instead of stopping")                        \
    SWITCH(merge_labels, "merge-labels", "corpus", "labels that differ in case only are one, in lower case")           \
    BARE(multi_label, "multi-label", "corpus", check_separator, "auto", "SEPARATOR",                                   \
         "texts have any number of labels, separated by this, such as '|'; without it the separator is found")         \
    NUMBER(dev_fraction, "dev-fraction", "corpus", 0.001, 0.9, 0.1, "SHARE",                                           \
           "share of the corpus held out to choose the best epoch")                                                    \
                                                                                                                       \
    CHOICE(tokens, "tokens", "text", "word|char", "word", "UNIT", "what a token is: a word or a character")            \
    SWITCH(keep_case, "keep-case", "text", "distinguish upper and lower case")                                         \
    INTEGER(max_tokens, "max-tokens", "text", 1, 1000000, 400, "N",                                                    \
            "the network reads at most this many tokens of a text; the n-gram model reads all")                        \
    CHOICE(keep_tokens, "keep-tokens", "text", "first|last|both", "both", "PART",                                      \
           "which tokens of a longer text the network reads: the first, the last, or half of each")                    \
    INTEGER(min_count, "min-count", "text", 1, 1000000000, 2, "N", "words that occur less often are unknown")          \
    INTEGER(max_vocab, "max-vocab", "text", 3, 16777216, 50000, "N", "maximum size of the vocabulary")                 \
    TEXT(vectors, "vectors", "text", NULL, "", "FILE", "pretrained word vectors: GloVe, word2vec or fastText")         \
    LIST(lexicon, "lexicon", "text", NULL, "", "FILES",                                                                \
         "words with scores, WORD<tab>SCORE a line as in AFINN and VADER: a feature where it helps on dev")            \
    CHOICE(                                                                                                            \
        init, "init", "text", "corpus|random", "corpus", "INIT",                                                       \
        "initial embedding without option 'vectors': word vectors made from the corpus (words that occur together), "  \
        "or random numbers")                                                                                           \
    SWITCH(freeze, "freeze", "text", "do not train the embedding")                                                     \
    INTEGER(dim, "dim", "text", 1, TENOR__LARGEST_DIM, 100, "N",                                                       \
            "width of the embedding; word vectors have their own")                                                     \
                                                                                                                       \
    CHOICE(cell, "cell", "network", "lstm|gru|rnn|rnn-relu|fastrnn|fastgrnn|sru", "gru", "CELL", "recurrent cell")     \
    INTEGER(hidden, "hidden", "network", 1, TENOR__LARGEST_HIDDEN, 128, "N", "hidden size of a layer and direction")   \
    INTEGER(layers, "layers", "network", 1, TENOR__MOST_LAYERS, 1, "N", "recurrent layers")                            \
    CHOICE(direction, "direction", "network", "forward|both", "both", "DIRECTION",                                     \
           "directions in which texts are read")                                                                       \
    CHOICE(pooling, "pooling", "network",                                                                              \
           "max|mean|last|attention|max+mean|max+last|max+attention|mean+last|mean+attention|last+attention",          \
           "max+attention", "POOLING", "how the outputs of all steps become one vector")                               \
    INTEGER(ngrams, "ngrams", "network", 0, TENOR__NGRAM_MOST_WORDS, 3, "N",                                           \
            "longest n-grams, in words, of the linear layer beside the network; 0 for no such layer")                  \
    TEXT(dense, "dense", "network", check_dense, "none", "WIDTHS",                                                     \
         "hidden dense layers before the output layer, as 64 or 64,32")                                                \
                                                                                                                       \
    INTEGER(                                                                                                           \
        epochs, "epochs", "training", 0, 1000000, 0, "N",                                                              \
        "maximum passes over the corpus; 0 chooses 10, for a small corpus up to 100 (2 million tokens), for a large "  \
        "one down to 3 (45 million), with more than 32 labels up to three times as many while dev gains")              \
    INTEGER(patience, "patience", "training", 0, 1000000, 3, "N",                                                      \
            "stop after this many epochs without a better score or a lower loss on dev; 0 never stops; when option "   \
            "'epochs' 0 chooses more than 10 epochs, patience grows in proportion")                                    \
    CHOICE(metric, "metric", "training", "accuracy|macro-f1|loss", "accuracy", "METRIC",                               \
           "score on dev that the best epoch has; the lower loss decides between equal epochs")                        \
    INTEGER(batch, "batch", "training", 1, 65536, 32, "N", "texts in a minibatch")                                     \
    CHOICE(optimizer, "optimizer", "training", "sgd|rmsprop|adam|adamw", "adam", "NAME", "optimizer")                  \
    NUMBER(lr, "lr", "training", 0, 1e30, 0.001, "RATE", "learning rate")                                              \
    NUMBER(momentum, "momentum", "training", 0, 0.9999, 0.9, "SHARE", "momentum of sgd; 0 for none")                   \
    SWITCH(nesterov, "nesterov", "training", "Nesterov momentum for sgd")                                              \
    CHOICE(                                                                                                            \
        schedule, "schedule", "training", "constant|linear|cosine|plateau", "constant", "NAME",                        \
        "learning rate over time: linear and cosine fall to 0, plateau halves it after a third of option 'patience' "  \
        "without a gain")                                                                                              \
    NUMBER(average, "average", "training", 0, 1000, 0.5, "EPOCHS",                                                     \
           "epochs over which the weights are averaged; 0 for no averaging")                                           \
    NUMBER(warmup, "warmup", "training", 0, 1, 0, "SHARE", "share of all steps in which the learning rate rises")      \
    NUMBER(clip, "clip", "training", 0, 1e30, 5, "NORM", "maximum norm of the gradient of a step; 0 for no limit")     \
    NUMBER(dropout, "dropout", "training", 0, 0.99, 0.5, "RATE", "dropout between layers and before dense layers")     \
    NUMBER(embedding_dropout, "embedding-dropout", "training", 0, 0.99, 0.3, "RATE", "dropout of word vectors")        \
    NUMBER(mixout, "mixout", "training", 0, 0.99, 0.6, "RATE",                                                         \
           "share of words for which a training step uses the initial word vector (option 'vectors' or the corpus's "  \
           "own) "                                                                                                     \
           "instead of the trained one; no effect without such vectors, or with option 'freeze'")                      \
    CHOICE(                                                                                                            \
        fixed, "fixed", "training", "none|embedding|layers", "none", "PART",                                           \
        "what training leaves as it is, such as of a model to go on from: nothing, the embedding, or the embedding "   \
        "and the recurrent layers")                                                                                    \
    NUMBER(word_dropout, "word-dropout", "training", 0, 0.99, 0, "RATE", "share of words read as unknown")             \
    NUMBER(recurrent_dropout, "recurrent-dropout", "training", 0, 0.99, 0, "RATE",                                     \
           "dropout of a layer's output on its way to the next step")                                                  \
    NUMBER(weight_decay, "weight-decay", "training", 0, 100, 0, "RATE",                                                \
           "L2 penalty on all weights; decoupled from the gradient with adamw")                                        \
    NUMBER(label_smoothing, "label-smoothing", "training", 0, 0.99, 0, "SHARE",                                        \
           "share of a target that is spread over all labels")                                                         \
    TEXT(class_weights, "class-weights", "training", NULL, "none", "WEIGHTS",                                          \
         "none, balanced, or a file with a label, a tab or comma, and its weight on each line")                        \
    CHOICE(                                                                                                            \
        thresholds, "thresholds", "training", "auto|none|fit", "auto", "WHEN",                                         \
        "a threshold for each label, fitted on the dev corpus to macro F1; auto fits with several labels a text or "   \
        "option 'metric' macro-f1")                                                                                    \
    TEXT(polarity, "polarity", "training", NULL, "", "MAP",                                                            \
         "how good each label is, as bad=-1,ok=0,good=1; known names need none")                                       \
    INTEGER(seed, "seed", "training", 0, 9007199254740992, 1, "N", "seed of all random numbers")                       \
    INTEGER(threads, "threads", "training", 0, 1024, 0, "N",                                                           \
            "threads to train with; 0 for all cores; no effect on results")

/* The value of each option. A choice is its index in the row; a text is kept as given. */
typedef struct tenor__option_values {
#define SWITCH_FIELD(field, ...)  bool field;
#define INTEGER_FIELD(field, ...) int64_t field;
#define NUMBER_FIELD(field, ...)  double field;
#define CHOICE_FIELD(field, ...)  size_t field;
#define TEXT_FIELD(field, ...)    const char *field;
    TENOR__OPTION_MAP(SWITCH_FIELD, INTEGER_FIELD, NUMBER_FIELD, CHOICE_FIELD, TEXT_FIELD, TEXT_FIELD, TEXT_FIELD)
#undef SWITCH_FIELD
#undef INTEGER_FIELD
#undef NUMBER_FIELD
#undef CHOICE_FIELD
#undef TEXT_FIELD
} tenor__option_values;

/* The index of each option in tenor_option. */
typedef enum tenor__option_index {
#define INDEX(field, ...) TENOR__OPTION_##field,
    TENOR__OPTION_MAP(INDEX, INDEX, INDEX, INDEX, INDEX, INDEX, INDEX)
#undef INDEX
        TENOR__OPTIONS
} tenor__option_index;

/* Choices, in the order of the table. */
enum { TENOR__INIT_CORPUS, TENOR__INIT_RANDOM };
enum { TENOR__FIXED_NONE, TENOR__FIXED_EMBEDDING, TENOR__FIXED_LAYERS };
enum { TENOR__DIRECTION_FORWARD, TENOR__DIRECTION_BOTH };
typedef enum tenor__metric { TENOR__METRIC_ACCURACY, TENOR__METRIC_MACRO_F1, TENOR__METRIC_LOSS } tenor__metric;
enum { TENOR__THRESHOLDS_AUTO, TENOR__THRESHOLDS_NONE, TENOR__THRESHOLDS_FIT };

struct tenor_options {
    tenor_alloc alloc;
    char *texts[TENOR__OPTIONS]; /* as set; NULL: the default */
    tenor__option_values values;
    tenor__watcher watcher; /* calls the function below, of the options that it was set in */
    tenor_work_fn watch;
    void *watch_user;
    tenor_str vectors;          /* the bytes that "vectors" names, the caller's; data is NULL where it names a file */
    const tenor_str *unlabeled; /* [unlabeled_count] texts without labels, the caller's */
    size_t unlabeled_count;
};

/* A copy with its own memory, which nobody watches. If from is NULL, the copy has the defaults. */
tenor_status tenor__options_copy(const tenor_options *from, const tenor_alloc *alloc, tenor_options **out);

/* The same, watched as from is. */
tenor_status tenor__options_copy_watched(const tenor_options *from, const tenor_alloc *alloc, tenor_options **out);

/* Whether the option was set, even to its default. */
static inline bool tenor__options_given(const tenor_options *options, tenor__option_index index)
{
    return options->texts[index] != NULL;
}

/* The text of the option with that index. */
const char *tenor__options_text(const tenor_options *options, tenor__option_index index);

/* The byte that a valid value of "delimiter" and the like stands for; '\0' for none. */
char tenor__options_byte(const char *text);

/* Reads a valid value of "dense": "none", or widths separated by commas. */
void tenor__options_dense(const char *text, size_t widths[TENOR__MOST_DENSE], size_t *count);

#endif
