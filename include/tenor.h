/* Tenor: text classification and sentiment with recurrent networks.
 *
 * This header is all that a program needs to classify text with a trained model. Training is in tenor_train.h.
 *
 *     tenor_model *model;
 *     tenor_session *session;
 *     tenor_model_load("reviews-model", NULL, &model, &error);        one for all threads
 *     tenor_session_new(model, NULL, &session);                       one a thread
 *     tenor_classify(session, tenor_str_of("They moved the stain."), probabilities);
 *     size_t count = tenor_model_prediction(model, probabilities, labels);
 *     tenor_session_free(session);
 *     tenor_model_free(model);
 *
 *   Section 1  values: status, error, allocator, strings
 *   Section 2  classify: model, session, probabilities
 *   Section 3  look inside: labels, network, options, history, vocabulary
 *   Section 4  tokens
 *   Section 5  explain
 *   Section 6  save and pack
 *
 * Conventions, true of every function unless it says otherwise:
 *   - Text is UTF-8, but any byte sequence is accepted: an invalid byte reads as U+FFFD.
 *   - A function that can fail returns a tenor_status; 0 is success. A tenor_error * may be NULL.
 *   - On failure *out is NULL and nothing else has changed.
 *   - A const tenor_alloc * may be NULL for libc's realloc and free; the value is copied into the object.
 *   - Every _free function takes NULL. A path, a name or an object that must be there is TENOR_INVALID_ARGUMENT when it
 *     is NULL, in functions that return a status and take a tenor_error.
 *   - A const tenor_model or tenor_vocab may be used by any number of threads at once; any other object by one
 *     thread at a time. The library has no mutable globals, never prints, never exits and never sets a locale or a
 *     signal handler.
 *   - The hook of a tenor_alloc is called on the thread that calls the function. A function that works on several
 *     threads also calls it on these, one call at a time, and says so.
 *   - A function without a tenor_error * can fail in one way only, or its status says all there is to say.
 */
#ifndef TENOR_H
#define TENOR_H

/* Structs may get more members after the last one. Programs that were compiled before go on working:
 *
 *   - A struct that a function fills in for its caller, or that the caller hands in as settings, begins with `size`.
 *     Set it to the struct's sizeof, and what you do not need to zero: tenor_model_info info = {.size = sizeof info};
 *     No more than that is written or read. Settings that are not handed in are zero, which is their default. Those of
 *     a later version that this one does not know must be zero. A size of 0 is TENOR_INVALID_ARGUMENT.
 *   - A struct that a function lends by a const pointer, or hands to a callback so, has its members where they are.
 *     Read and copy them, but do not step from one such struct to the next.
 *   - The others, those that a function returns as its value and elements of arrays among them, stay as they are;
 *     tenor_error has room. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TENOR_VERSION_MAJOR  0
#define TENOR_VERSION_MINOR  1
#define TENOR_VERSION_PATCH  0
#define TENOR_VERSION_STRING "0.1.0"

#if defined(__GNUC__)
#define TENOR_API __attribute__((visibility("default")))
#else
#define TENOR_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Section 1: values ------------------------------------------------------------------------------------- */

/* Name, pinned value, text. New values take the gaps; none is ever reused. */
#define TENOR_STATUS_MAP(X)                                                                                            \
    X(OK, 0, "success")                                                                                                \
    X(OUT_OF_MEMORY, 10, "out of memory")                                                                              \
    X(INVALID_ARGUMENT, 20, "invalid argument")                                                                        \
    X(UNKNOWN_OPTION, 21, "unknown option")                                                                            \
    X(OPTION_RANGE, 22, "option value out of range")                                                                   \
    X(IO, 30, "input or output failed")                                                                                \
    X(NOT_FOUND, 31, "no such file")                                                                                   \
    X(BAD_JSON, 40, "malformed JSON")                                                                                  \
    X(BAD_MODEL, 41, "malformed model")                                                                                \
    X(BAD_VERSION, 42, "unsupported model version")                                                                    \
    X(CORRUPT, 43, "damaged file")                                                                                     \
    X(BAD_VECTORS, 44, "malformed word vectors")                                                                       \
    X(BAD_DATA, 50, "malformed corpus")                                                                                \
    X(TOO_LARGE, 51, "over a size limit")                                                                              \
    X(NOT_FINITE, 60, "a number is not finite")                                                                        \
    X(NO_POLARITY, 61, "labels have no polarity")                                                                      \
    X(INTERRUPTED, 62, "interrupted")

typedef enum tenor_status {
#define TENOR_STATUS_ENUM(name, value, text) TENOR_##name = value,
    TENOR_STATUS_MAP(TENOR_STATUS_ENUM)
#undef TENOR_STATUS_ENUM
} tenor_status;

/* The status's name ("BAD_MODEL"), and what it means ("malformed model"). Static strings; "UNKNOWN" for no status. */
TENOR_API const char *tenor_status_name(tenor_status status);
TENOR_API const char *tenor_status_text(tenor_status status);

/* Filled in by a function that fails, untouched by one that succeeds. */
typedef struct tenor_error {
    tenor_status status;
    char message[256];    /* one line, NUL-terminated UTF-8: what is wrong, where, and what to do */
    uint64_t line;        /* of the input, from 1; 0 when it has none */
    uint64_t byte;        /* offset in the input, from 0; meaningful where the message names a byte */
    const char *option;   /* the option that is wrong or that would help, which the message names as: option 'NAME'. Not
                           * the caller's to free: of the library, or of the row that was parsed. NULL for none */
    uint64_t reserved[4]; /* 0: room for more members */
} tenor_error;

/* One hook for all memory: like realloc for size > 0, like free (returning NULL) for size 0. */
typedef struct tenor_alloc {
    void *(*resize)(void *memory, size_t size, void *user);
    void *user;
} tenor_alloc;

/* Bytes that may hold NUL. Never owns what it points to. */
typedef struct tenor_str {
    const char *data;
    size_t size;
} tenor_str;

/* A string literal or NUL-terminated string as a tenor_str; NULL is the empty string. */
TENOR_API tenor_str tenor_str_of(const char *text);

/* Whether the bytes are the same; the same with a NUL-terminated string; and their order, as unsigned bytes: less than,
 * equal to or greater than 0. */
TENOR_API bool tenor_str_equal(tenor_str a, tenor_str b);
TENOR_API bool tenor_str_is(tenor_str text, const char *other);
TENOR_API int tenor_str_compare(tenor_str a, tenor_str b);

/* Bytes of the longest beginning of text that is valid UTF-8; text.size when all of it is. */
TENOR_API size_t tenor_str_valid_prefix(tenor_str text);

/* Columns that text takes on a terminal: two for East Asian wide characters and emoji, none for combining marks and
 * controls, one for an invalid byte. */
TENOR_API size_t tenor_str_columns(tenor_str text);

/* The longest beginning of text, in whole characters, of at most `columns` columns. */
TENOR_API tenor_str tenor_str_fit(tenor_str text, size_t columns);

/* Bytes to insert, remove, replace or exchange with their neighbor to make b of a: for "did you mean". SIZE_MAX when
 * one of them has more than 40. */
TENOR_API size_t tenor_str_distance(tenor_str a, tenor_str b);

/* Writes the shortest decimal that reads back as the same number, which is finite, and a NUL; returns its length. The
 * same in any locale, and a number in JSON: "0.1", "100", "1e-7", "1.5e+21". */
enum { TENOR_NUMBER_SIZE = 32 };
TENOR_API size_t tenor_number_write(double value, char out[TENOR_NUMBER_SIZE]);
TENOR_API size_t tenor_number_write_float(float value, char out[TENOR_NUMBER_SIZE]);

/* "0.1.0": of the library that is linked, which may be newer than TENOR_VERSION_STRING. */
TENOR_API const char *tenor_version(void);

/* ---- Section 2: classify ----------------------------------------------------------------------------------- */

typedef struct tenor_model tenor_model;     /* immutable once loaded */
typedef struct tenor_session tenor_session; /* scratch memory for predictions */

/* Loads a model directory or a packed file. Weights and vocabulary are mapped read-only and shared between processes:
 * replace a model by renaming, as tenor_model_save does, never by writing into its files. The caller frees *out.
 * Reads the file of the weights once: fails with TENOR_CORRUPT when its hash or a file's size is not what model.json
 * says, with TENOR_NOT_FINITE when a value is not finite, and with TENOR_BAD_MODEL, TENOR_BAD_JSON, TENOR_BAD_VERSION
 * or TENOR_TOO_LARGE when they are no sound model. TENOR_NOT_FOUND or TENOR_IO when they cannot be read. */
TENOR_API tenor_status tenor_model_load(const char *path, const tenor_alloc *alloc, tenor_model **out,
                                        tenor_error *error);

/* How a model is loaded. */
typedef struct tenor_load_options {
    size_t size; /* sizeof(tenor_load_options) */
    bool copy;   /* default false. Reads the weights into memory of its own and keeps no file open or mapped */
    bool trust;  /* default false. Does not read what texts do not ask for: neither hashes nor values are checked, and
                  * the time does not grow with the model. For files that tenor_model_verify has accepted and that only
                  * trusted programs write since. No file makes a program read or write out of bounds */
} tenor_load_options;

/* The same with options; NULL for the defaults. Fails likewise, and with TENOR_INVALID_ARGUMENT for a size of 0. */
TENOR_API tenor_status tenor_model_load_with(const char *path, const tenor_load_options *options,
                                             const tenor_alloc *alloc, tenor_model **out, tenor_error *error);

/* Checks all that can be checked of a model directory or a packed file: what tenor_model_load does, the hash of
 * vocab.json, and that the vocabulary among the weights is that of vocab.json, complete and in order. Fails as
 * tenor_model_load does; the message names what is wrong or differs. */
TENOR_API tenor_status tenor_model_verify(const char *path, const tenor_alloc *alloc, tenor_error *error);

/* Loads a packed model from memory. data stays the caller's, must outlive the model and not change; when it is
 * aligned to 4 bytes the weights are used where they lie. Fails as tenor_model_load does, but for files. */
TENOR_API tenor_status tenor_model_load_memory(const void *data, size_t size, const tenor_alloc *alloc,
                                               tenor_model **out, tenor_error *error);

TENOR_API void tenor_model_free(tenor_model *model);

/* Number of labels, at least 2, and the name of label i < label_count: borrowed, valid as long as the model. */
TENOR_API size_t tenor_model_label_count(const tenor_model *model);
TENOR_API tenor_str tenor_model_label(const tenor_model *model, size_t i);

/* The index of the label with this name, byte by byte; SIZE_MAX when the model has none. */
TENOR_API size_t tenor_label_index(const tenor_model *model, tenor_str name);

/* Bytes of memory, at most, in which a session caches the input projections of words, for each of its threads. It asks
 * for them at its first text. With a vocabulary of n words the index of the cache takes 4 n bytes more. */
#define TENOR_SESSION_CACHE_BYTES (32u << 20)

/* A session of one thread. It borrows the model, which must outlive it. The caller frees *out. Fails with
 * TENOR_OUT_OF_MEMORY alone. */
TENOR_API tenor_status tenor_session_new(const tenor_model *model, const tenor_alloc *alloc, tenor_session **out);

/* The same, but tenor_classify_batch runs on at most `threads` threads, the caller's among them; 0: as many as the
 * process has processors. A call has one for each 64 texts, which are started when they are first needed. Where the
 * system refuses some, the session goes on with fewer and does not ask again. The session calls the hook on these
 * threads too. Fails likewise. */
TENOR_API tenor_status tenor_session_new_threads(const tenor_model *model, size_t threads, const tenor_alloc *alloc,
                                                 tenor_session **out);
TENOR_API void tenor_session_free(tenor_session *session);

/* Whether a text may have any number of labels, none included. The probabilities of such a model are each label's own,
 * of having it or not, and sum to anything. */
TENOR_API bool tenor_model_multi_label(const tenor_model *model);

/* Writes label_count probabilities (0..1; with one label a text they sum to 1 within rounding), in the order of the
 * labels. A text's probabilities are the same bits whatever is classified with it, before it, or on how many threads.
 * A text of any length is read in pieces: each thread of a session keeps at most some 30 MB for it with a model of
 * 2^20 n-gram slots, eight bytes more for each further slot, and what the network needs for the tokens that it reads
 * (max_tokens). Where a text has no white space for 65,536 bytes a token ends. Of a text with more than 1,048,576
 * different words the n-gram model uses the characters of the first so many. Fails with TENOR_OUT_OF_MEMORY (a session
 * of one thread that has seen a text as long, shorter than 65,536 bytes, allocates nothing), and with TENOR_NOT_FINITE
 * when the model's weights, though finite, are so large that its sums overflow: such a model has to be trained again.
 */
TENOR_API tenor_status tenor_classify(tenor_session *session, tenor_str text, float *probabilities);

/* Writes count x label_count probabilities, row by row in the order of texts. Faster than one by one. Takes memory for
 * some 4,000 tokens at a time, or one text, for each thread. Fails as tenor_classify does; some rows may then have been
 * written. */
TENOR_API tenor_status tenor_classify_batch(tenor_session *session, const tenor_str *texts, size_t count,
                                            float *probabilities);

/* Classifies texts on `threads` threads (0: as many as the process has processors), without a session: writes
 * count x label_count probabilities, row by row in the order of texts. The hook is called on these threads too.
 * Fails as tenor_classify does; some rows may then have been written. A program that classifies again and again keeps a
 * session instead, whose caches stay warm. */
TENOR_API tenor_status tenor_predict(const tenor_model *model, const tenor_str *texts, size_t count, size_t threads,
                                     const tenor_alloc *alloc, float *probabilities, tenor_error *error);

/* Writes label_count logits of a text: what the softmax (with several labels a text the sigmoid) turns into its
 * probabilities once they are divided by the model's temperature (tenor_model_info). Fails as tenor_classify does. */
TENOR_API tenor_status tenor_logits(tenor_session *session, tenor_str text, float *logits);

/* Writes the pooled vector of a text, tenor_pooled_width numbers: what the pooling layer makes of the recurrent
 * layers' outputs, before the dense layers, without the n-gram model. For clustering and nearest neighbors.
 * Fails as tenor_classify does. */
TENOR_API tenor_status tenor_pooled(tenor_session *session, tenor_str text, float *pooled);
TENOR_API size_t tenor_pooled_width(const tenor_model *model); /* directions x hidden x kinds of pooling */

/* The prediction for a text with these probabilities: writes its labels to labels, which has room for label_count, in
 * increasing order, and returns how many. With one label a text that is the label of the highest probability or, where
 * the model has thresholds, of the highest probability over threshold; else all labels that reach their threshold. */
TENOR_API size_t tenor_model_prediction(const tenor_model *model, const float *probabilities, size_t *labels);

/* The k best labels (all, where the model has fewer), the best first: those of the highest probabilities or, with one
 * label a text and thresholds, of the highest probabilities over threshold, so that the first one is the prediction. Of
 * equal ones the lower index comes first. Writes them to labels, which has room for k, and returns how many. */
TENOR_API size_t tenor_top(const tenor_model *model, const float *probabilities, size_t k, size_t *labels);

/* Expected polarity of a text under its probabilities: -1 (negative) .. 1 (positive). TENOR_NO_POLARITY when the
 * model's labels have none, TENOR_NOT_FINITE when the probabilities are no numbers. */
TENOR_API tenor_status tenor_polarity(const tenor_model *model, const float *probabilities, float *polarity);

/* ---- Section 3: look inside -------------------------------------------------------------------------------- */

typedef struct tenor_vocab tenor_vocab;

typedef struct tenor_model_info {
    size_t size;          /* sizeof(tenor_model_info) */
    tenor_str cell;       /* "gru" */
    tenor_str direction;  /* "forward" or "both" */
    tenor_str pooling;    /* "max+mean" */
    tenor_str dense;      /* widths of the hidden dense layers, "64,32"; "none" */
    size_t dim;           /* width of an embedding */
    size_t hidden;        /* units a layer and direction */
    size_t layers;        /* at least 1 */
    size_t ngram_words;   /* most words in a run of the n-gram model; 0 without one */
    size_t max_tokens;    /* tokens of a text that the network reads; the n-gram model reads all */
    size_t parameters;    /* values in the tensors of the network and the n-gram model */
    size_t vocab_size;    /* rows of the embedding, <pad> and <unk> included */
    size_t weights_bytes; /* of their tensors; a file has a header and the vocabulary besides */
    bool has_polarity;
    tenor_str keep_tokens; /* which of a text with more than max_tokens: the "first", the "last", or half of "both" */
    double temperature;    /* by which the network's outputs are divided before they become probabilities; 1: by none */
    bool has_thresholds;   /* of its own, fitted when it was trained */
    tenor_str version;     /* of the Tenor that trained it, "0.1.0"; empty when the model does not say */
    tenor_str corpus;      /* file of the training corpus, "reviews.csv", without folders; empty when not known */
    uint64_t corpus_bytes; /* its size, and its hash: XXH3 of 64 bits with seed 0; 0 when not known */
    uint64_t corpus_hash;
} tenor_model_info;

/* Fills in info, whose size is set; strings are borrowed from the model. Fails with TENOR_INVALID_ARGUMENT alone, for a
 * size of 0. */
TENOR_API tenor_status tenor_model_describe(const tenor_model *model, tenor_model_info *info);

/* Threshold of label i, above 0, at most 1. Where the model has none of its own: 0.5, or with one label a text 1 /
 * label_count, which makes the likeliest label the prediction. */
TENOR_API float tenor_model_threshold(const tenor_model *model, size_t i);

/* What stands between the labels of a text, in the corpus that the model is of and in the output of `tenor classify`:
 * borrowed; empty with one label a text. */
TENOR_API tenor_str tenor_model_separator(const tenor_model *model);

/* The columns of a table that made the texts it was trained on, as the option "text" takes them: names, or numbers from
 * 1 where there was no header; none when not known. The texts of several had the joiner between them. Borrowed. */
TENOR_API size_t tenor_model_text_count(const tenor_model *model);
TENOR_API tenor_str tenor_model_text(const tenor_model *model, size_t i);
TENOR_API tenor_str tenor_model_joiner(const tenor_model *model);

/* Polarity of label i, -1..1; NAN when the labels have none. */
TENOR_API float tenor_model_label_polarity(const tenor_model *model, size_t i);

/* What the model was trained with and what it scored: names and values, in a stable order ("hidden", "128").
 * Borrowed from the model. */
typedef struct tenor_key_value {
    tenor_str name;
    tenor_str value;
} tenor_key_value;

TENOR_API size_t tenor_model_option_count(const tenor_model *model);
TENOR_API tenor_key_value tenor_model_option(const tenor_model *model, size_t i); /* i < option_count */

/* The value of the option of this name ("hidden"); data is NULL when the model records none. Borrowed likewise. */
TENOR_API tenor_str tenor_model_option_value(const tenor_model *model, const char *name);
TENOR_API size_t tenor_model_score_count(const tenor_model *model);
TENOR_API tenor_key_value tenor_model_score(const tenor_model *model, size_t i);

/* One row an epoch, in order. */
typedef struct tenor_epoch {
    uint32_t epoch;      /* from 1 */
    double train_loss;   /* mean cross-entropy over the epoch's examples, nats; see tenor_scores */
    double dev_loss;     /* nats */
    double dev_accuracy; /* 0..1; this and macro F1 before thresholds are fitted: at 0.5 with several labels a text */
    double dev_macro_f1; /* 0..1 */
} tenor_epoch;

TENOR_API size_t tenor_model_epoch_count(const tenor_model *model);
TENOR_API const tenor_epoch *tenor_model_epoch(const tenor_model *model, size_t i); /* i < epoch_count; borrowed */

/* The model's vocabulary: borrowed, valid as long as the model. */
TENOR_API const tenor_vocab *tenor_model_vocab(const tenor_model *model);

/* Ids 0 and 1 are <pad> and <unk>; the others are the words of the training corpus, of scripts without spaces also
 * pairs of tokens that occur five times, most frequent first, then words known from word vectors alone. */
TENOR_API size_t tenor_vocab_size(const tenor_vocab *vocab);
TENOR_API tenor_str tenor_vocab_word(const tenor_vocab *vocab, size_t id);     /* borrowed */
TENOR_API uint64_t tenor_vocab_count(const tenor_vocab *vocab, size_t id);     /* occurrences in training */
TENOR_API uint32_t tenor_vocab_find(const tenor_vocab *vocab, tenor_str word); /* its id; 1 (<unk>) when absent */
TENOR_API void tenor_vocab_free(tenor_vocab *vocab);                           /* of tenor_vocab_build's only */

/* ---- Section 4: tokens ------------------------------------------------------------------------------------- */

typedef enum tenor_token_unit {
    TENOR_TOKENS_WORD = 0, /* words, symbols, emoticons, emoji; one grapheme a token for scripts without spaces */
    TENOR_TOKENS_CHAR = 1, /* every grapheme but white space */
} tenor_token_unit;

typedef struct tenor_text_settings {
    size_t size;           /* sizeof(tenor_text_settings) */
    tenor_token_unit unit; /* default TENOR_TOKENS_WORD */
    bool keep_case;        /* default false: case-folded */
} tenor_text_settings;

/* What the model's tokenizer uses; borrowed, valid as long as the vocabulary. */
TENOR_API const tenor_text_settings *tenor_vocab_text_settings(const tenor_vocab *vocab);

typedef struct tenor_tokens tenor_tokens; /* a list of tokens, reused from text to text */

typedef struct tenor_token {
    tenor_str text; /* normalized (NFKC, case-folded); borrowed, until the next split or free */
    size_t begin;   /* bytes [begin, end) of the original text that it came from */
    size_t end;
} tenor_token;

/* Fails with TENOR_OUT_OF_MEMORY alone. */
TENOR_API tenor_status tenor_tokens_new(const tenor_alloc *alloc, tenor_tokens **out);
TENOR_API void tenor_tokens_free(tenor_tokens *tokens);

/* Replaces the list by the tokens of text; settings NULL are the defaults. TENOR_OUT_OF_MEMORY, or
 * TENOR_INVALID_ARGUMENT for settings of size 0; the list is then empty. */
TENOR_API tenor_status tenor_tokens_split(tenor_tokens *tokens, const tenor_text_settings *settings, tenor_str text);

TENOR_API size_t tenor_tokens_count(const tenor_tokens *tokens);
TENOR_API tenor_token tenor_tokens_get(const tenor_tokens *tokens, size_t i); /* i < count */

/* The id by which a network reads token i < count of tokens that were split with the vocabulary's settings: its word's,
 * or that of the pair which begins there, or 1. That is where all tokens are read: a network that reads max_tokens of a
 * text reads no pair across what it leaves out (nor, with keep_tokens "both", across the middle of a text of just as
 * many). */
TENOR_API uint32_t tenor_vocab_token(const tenor_vocab *vocab, const tenor_tokens *tokens, size_t i);

/* What the n-gram model adds to the logits of a text for a run of its tokens, [first, first + count): for one token the
 * word and its runs of characters, for more the run alone. Writes label_count numbers. False, and zeros, when training
 * kept no such n-gram, the model has no n-gram model, or count is not from 1 to its ngram_words. */
TENOR_API bool tenor_ngram_weights(const tenor_model *model, const tenor_tokens *tokens, size_t first, size_t count,
                                   float *weights);

/* ---- Section 5: explain ------------------------------------------------------------------------------------ */

/* What a token adds to a label's logit. */
typedef struct tenor_token_weight {
    size_t begin; /* bytes [begin, end) of the text */
    size_t end;
    double weight;  /* the network's and its share of its n-grams' */
    double network; /* the network's alone; 0 where the network does not read the token (max_tokens) */
} tenor_token_weight;

/* What an n-gram adds, at one of its places: exactly, and with all its places together what the model has for it. Its
 * tokens share it equally; that is in their weights already. */
typedef struct tenor_ngram_weight {
    size_t first;  /* its first token */
    size_t count;  /* tokens from its first to its last */
    bool start;    /* it counts at the start of a text only */
    bool gap;      /* it is its first and its last token, with any one between them */
    double weight; /* of one token: the word and its runs of characters */
} tenor_ngram_weight;

/* logit = base + the sum of the tokens' weights + interaction */
typedef struct tenor_explanation {
    size_t size;        /* sizeof(tenor_explanation) */
    size_t label;       /* that is explained */
    double probability; /* the label's, as tenor_classify gives it */
    double logit;       /* the label's of tenor_logits over the temperature: the softmax (with several labels a text the
                         * sigmoid) makes the probability of it */
    double base;        /* for a text without tokens; and what this text adds to the logits of all labels alike, which
                         * no probability depends on (none with several labels a text) */
    double interaction; /* what is left: no token's. With this method rounding alone */
    size_t token_count;
    const tenor_token_weight *tokens; /* in order */
    size_t ngram_count;
    const tenor_ngram_weight *ngrams; /* those that add something */
} tenor_explanation;

/* The label that a model predicts; with several labels a text, the likeliest. */
#define TENOR_PREDICTED SIZE_MAX

/* Explains why the model gives a text this label, or would: label < label_count or TENOR_PREDICTED. Fills in
 * explanation, whose size is set; its arrays are the session's until it explains another text or is freed. The same
 * text and label give the same bits, whatever the session did before and on how many threads.
 *
 * The n-gram model is explained exactly. Of the network a token gets its Shapley value: what it adds to the tokens
 * before it when they are put together in any order, on average. It is estimated from some 350 parts of a text of 22
 * tokens, and from two parts a token of a long one. Takes as long as classifying these, and memory as for a batch.
 *
 * Fails as tenor_classify does, and with TENOR_INVALID_ARGUMENT for NULL, a size of 0, or a label that the model does
 * not have. */
TENOR_API tenor_status tenor_explain(tenor_session *session, tenor_str text, size_t label,
                                     tenor_explanation *explanation, tenor_error *error);

/* ---- Section 6: save and pack ------------------------------------------------------------------------------ */

/* Writes the directory path (model.json, vocab.json, weights.safetensors), or replaces the model directory there in
 * one step: a reader sees the old or the new model, never half of one. An existing directory that is no model, or a
 * file, is left alone: TENOR_INVALID_ARGUMENT. TENOR_IO or TENOR_NOT_FOUND when it cannot be written. Memory comes from
 * the model's hook, on the calling thread: if other threads may save the same model, it must be safe for that. */
TENOR_API tenor_status tenor_model_save(const tenor_model *model, const char *path, tenor_error *error);

/* Writes one safetensors file with model.json in its metadata, replacing any file there in one step.
 * Fails as tenor_model_save does. */
TENOR_API tenor_status tenor_model_save_packed(const tenor_model *model, const char *path, tenor_error *error);

/* Removes the temporary files and folders that processes left beside path when they were killed while they saved there;
 * returns how many. One whose process runs is never touched: it is locked, where the file system knows locks. Safe on
 * any thread. NULL is nothing. */
TENOR_API size_t tenor_leftovers_remove(const char *path);

/* Makes the bytes that tenor_model_save_packed writes: *size of them at *out, for tenor_model_load_memory, a database
 * or a socket. They are the caller's, from the hook: free(*out) for alloc NULL, else alloc->resize(*out, 0,
 * alloc->user). Fails with TENOR_OUT_OF_MEMORY; *size is then 0. */
TENOR_API tenor_status tenor_model_save_memory(const tenor_model *model, const tenor_alloc *alloc, void **out,
                                               size_t *size, tenor_error *error);

#ifdef __cplusplus
}
#endif

#endif
