/* What every function of the interface does alike: NULL where something must be, and structs of other sizes. */
#include "check_main.h"

#include "model/fixture.h"

#include <stddef.h>
#include <tenor_search.h>

static tenor_error error;

/* The call failed with TENOR_INVALID_ARGUMENT and said so. */
#define REFUSED(call)                                                                                                  \
    do {                                                                                                               \
        error = (tenor_error){.status = TENOR_OK};                                                                     \
        ck_assert_int_eq(call, TENOR_INVALID_ARGUMENT);                                                                \
        ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);                                                        \
        ck_assert_str_ne(error.message, "");                                                                           \
    } while (0)

static tenor_corpus *make_corpus(void)
{
    tenor_corpus *corpus;
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (int i = 0; i < 8; i++)
        ck_assert_int_eq(
            tenor_corpus_add(corpus, str(i % 2 ? "good film" : "bad food"), str(i % 2 ? "正面" : "negative"), NULL),
            TENOR_OK);
    return corpus;
}

START_TEST(null_is_an_invalid_argument)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus = make_corpus();
    tenor_options *options;
    ck_assert_int_eq(tenor_options_new(NULL, &options), TENOR_OK);
    /* Paths and names of what is read. */
    tenor_model *loaded;
    tenor_corpus *read;
    void *bytes;
    size_t size;
    REFUSED(tenor_model_load(NULL, NULL, &loaded, &error));
    REFUSED(tenor_model_load_with(NULL, NULL, NULL, &loaded, &error));
    REFUSED(tenor_model_verify(NULL, NULL, &error));
    REFUSED(tenor_model_load_memory(NULL, 0, NULL, &loaded, &error));
    REFUSED(tenor_model_save(model, NULL, &error));
    REFUSED(tenor_model_save_packed(model, NULL, &error));
    REFUSED(tenor_corpus_read(NULL, NULL, NULL, &read, &error));
    REFUSED(tenor_corpus_parse(str("text,label\n"), NULL, NULL, NULL, &read, &error));
    REFUSED(tenor_options_set(options, "vectors", NULL, &error));
    REFUSED(tenor_options_set_vectors(options, str("a 1"), NULL, &error));
    /* Names of options. */
    tenor_option_value value;
    REFUSED(tenor_options_set(options, NULL, "1", &error));
    REFUSED(tenor_options_set_switch(options, NULL, true, &error));
    REFUSED(tenor_options_set_integer(options, NULL, 1, &error));
    REFUSED(tenor_options_set_number(options, NULL, 1, &error));
    REFUSED(tenor_option_parse(NULL, "1", &value, &error));
    REFUSED(tenor_option_parse(tenor_option(0), NULL, &value, &error));
    ck_assert_ptr_null(tenor_options_get(options, NULL));
    ck_assert(!tenor_options_get_switch(options, NULL) && tenor_options_get_integer(options, NULL) == 0 &&
              tenor_options_get_number(options, NULL) == 0);
    ck_assert_ptr_null(tenor_model_option_value(model, NULL).data);
    /* Objects. */
    tenor_trainer *trainer;
    tenor_tuner *tuner;
    tenor_report *report;
    tenor_vocab *vocab;
    tenor_crossvalidation folds = {.size = sizeof folds};
    REFUSED(tenor_model_save(NULL, "nowhere", &error));
    REFUSED(tenor_model_save_packed(NULL, "nowhere", &error));
    REFUSED(tenor_model_save_memory(NULL, NULL, &bytes, &size, &error));
    REFUSED(tenor_options_set(NULL, "hidden", "1", &error));
    REFUSED(tenor_options_set_vectors(NULL, str("a 1"), "name", &error));
    REFUSED(tenor_trainer_new(options, NULL, NULL, NULL, &trainer, &error));
    REFUSED(tenor_tuner_new(options, NULL, NULL, NULL, &tuner, &error));
    REFUSED(tenor_vocab_build(NULL, options, NULL, &vocab, NULL, &error));
    REFUSED(tenor_crossvalidate(options, NULL, 2, NULL, NULL, NULL, &folds, &error));
    REFUSED(tenor_crossvalidate(options, corpus, 2, NULL, NULL, NULL, NULL, &error));
    REFUSED(tenor_predict(NULL, NULL, 0, 1, NULL, NULL, &error));
    REFUSED(tenor_predict(model, NULL, 1, 1, NULL, NULL, &error));
    REFUSED(tenor_corpus_add(NULL, str("text"), str("label"), &error));
    REFUSED(tenor_corpus_add_labels(corpus, str("text"), NULL, 1, &error));
    tenor_corpus *rest;
    tenor_corpus *held_out;
    REFUSED(tenor_corpus_split(NULL, 0.5, 1, NULL, &rest, &held_out, &error));
    REFUSED(tenor_corpus_split_test(NULL, 0.5, 1, NULL, &rest, &held_out, &error));
    REFUSED(tenor_corpus_mark_test(NULL, 0.5, 1, NULL, NULL, &error));
    REFUSED(tenor_corpus_fold(NULL, 2, 0, 1, NULL, &rest, &held_out, &error));
    tenor_rows *rows;
    const tenor_row *row;
    REFUSED(tenor_rows_open(NULL, options, TENOR_ROWS_LABELED, NULL, &rows, &error));
    REFUSED(tenor_rows_next(NULL, &row, &error));
    tenor_source *source;
    REFUSED(tenor_source_open(NULL, options, NULL, &source, &error));
    REFUSED(tenor_source_read(NULL, NULL, 0, &size, &error));
    tenor_model *made;
    REFUSED(tenor_trainer_run(NULL, NULL, NULL, &error));
    REFUSED(tenor_trainer_model(NULL, &made, &error));
    REFUSED(tenor_tuner_run(NULL, NULL, NULL, NULL, &error));
    REFUSED(tenor_report_record(NULL, model, &error));
    REFUSED(tenor_evaluate(NULL, corpus, 1, NULL, &report, &error));
    REFUSED(tenor_evaluate(model, NULL, 1, NULL, &report, &error));
    ck_assert(!loaded && !read && !bytes && size == 0 && !trainer && !tuner && !vocab && !report);
    tenor_options_free(options);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

/* Bytes of a struct behind what its caller knows stay as they are. */
static bool is_untouched(const void *structure, size_t from, size_t size)
{
    for (size_t i = from; i < size; i++)
        if (((const unsigned char *)structure)[i] != 0xA5)
            return false;
    return true;
}

START_TEST(structs_that_are_filled_in_may_be_shorter)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus = make_corpus();
    tenor_options *options;
    tenor_trainer *trainer;
    ck_assert_int_eq(tenor_options_new(NULL, &options), TENOR_OK);
    ck_assert_int_eq(tenor_options_set(options, "hidden", "2", NULL), TENOR_OK);
    ck_assert_int_eq(tenor_options_set(options, "epochs", "1", NULL), TENOR_OK);
    ck_assert_int_eq(tenor_options_set(options, "threads", "1", NULL), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_new(options, corpus, NULL, NULL, &trainer, NULL), TENOR_OK);

    tenor_model_info info;
    memset(&info, 0xA5, sizeof info);
    info.size = offsetof(tenor_model_info, hidden);
    ck_assert_int_eq(tenor_model_describe(model, &info), TENOR_OK);
    ck_assert(tenor_str_is(info.cell, "gru") && info.dim == 4 && info.size == offsetof(tenor_model_info, hidden));
    ck_assert(is_untouched(&info, info.size, sizeof info));
    /* A later version's is longer. */
    struct {
        tenor_model_info known;
        uint64_t later;
    } longer = {.known.size = sizeof longer, .later = 7};
    ck_assert_int_eq(tenor_model_describe(model, &longer.known), TENOR_OK);
    ck_assert(longer.known.hidden == 5 && longer.known.size == sizeof longer && longer.later == 7);

    tenor_trainer_info made;
    memset(&made, 0xA5, sizeof made);
    made.size = offsetof(tenor_trainer_info, vocab_size);
    ck_assert_int_eq(tenor_trainer_describe(trainer, &made), TENOR_OK);
    ck_assert_uint_eq(made.train_size + made.dev_size, 8);
    ck_assert(is_untouched(&made, made.size, sizeof made));
    tenor_vocab *vocab;
    ck_assert_int_eq(tenor_vocab_build(corpus, options, NULL, &vocab, &made, NULL), TENOR_OK);
    ck_assert_uint_eq(made.train_size, 8);
    ck_assert(is_untouched(&made, made.size, sizeof made));
    tenor_vocab_free(vocab);

    tenor_crossvalidation folds;
    memset(&folds, 0xA5, sizeof folds);
    folds.size = offsetof(tenor_crossvalidation, macro_f1);
    ck_assert_int_eq(tenor_crossvalidate(options, corpus, 2, NULL, NULL, NULL, &folds, NULL), TENOR_OK);
    ck_assert_uint_eq(folds.folds, 2);
    ck_assert(is_untouched(&folds, folds.size, sizeof folds));
    tenor_trainer_free(trainer);
    tenor_options_free(options);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

static const char *refuse_all(const char *text)
{
    (void)text;
    return "nothing";
}

START_TEST(settings_may_be_shorter)
{
    tenor_tokens *tokens;
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    tenor_text_settings settings = {sizeof settings, TENOR_TOKENS_CHAR, true};
    ck_assert_int_eq(tenor_tokens_split(tokens, &settings, str("Ab")), TENOR_OK);
    ck_assert(tenor_tokens_count(tokens) == 2 && tenor_str_is(tenor_tokens_get(tokens, 0).text, "A"));
    settings.size = offsetof(tenor_text_settings, keep_case); /* which is then false */
    ck_assert_int_eq(tenor_tokens_split(tokens, &settings, str("Ab")), TENOR_OK);
    ck_assert(tenor_tokens_count(tokens) == 2 && tenor_str_is(tenor_tokens_get(tokens, 0).text, "a"));
    ck_assert_int_eq(tenor_tokens_split(tokens, NULL, str("Ab")), TENOR_OK);
    ck_assert(tenor_tokens_count(tokens) == 1 && tenor_str_is(tenor_tokens_get(tokens, 0).text, "ab"));
    /* A later version's, whose members are known here where they are zero. */
    struct {
        tenor_text_settings known;
        uint64_t later;
    } longer = {.known = {.size = sizeof longer, .keep_case = true}};
    ck_assert_int_eq(tenor_tokens_split(tokens, &longer.known, str("Ab")), TENOR_OK);
    ck_assert(tenor_tokens_count(tokens) == 1 && tenor_str_is(tenor_tokens_get(tokens, 0).text, "Ab"));
    longer.later = 1;
    ck_assert_int_eq(tenor_tokens_split(tokens, &longer.known, str("Ab")), TENOR_INVALID_ARGUMENT);
    tenor_tokens_free(tokens);

    tenor_option_info row = {.size = sizeof row, .name = "mine", .type = TENOR_OPTION_TEXT, .check = refuse_all};
    tenor_option_value value;
    ck_assert_int_eq(tenor_option_parse(&row, "x", &value, &error), TENOR_OPTION_RANGE);
    row.size = offsetof(tenor_option_info, check);
    ck_assert_int_eq(tenor_option_parse(&row, "x", &value, &error), TENOR_OK);
    ck_assert_str_eq(value.text, "x");
}
END_TEST

START_TEST(a_size_of_0_is_an_invalid_argument)
{
    tenor_model *model = fixture_model("gru");
    tenor_corpus *corpus = make_corpus();
    tenor_trainer *trainer;
    tenor_tuner *tuner;
    tenor_vocab *vocab;
    tenor_tokens *tokens;
    tenor_option_value value;
    tenor_model_info info = {0};
    tenor_trainer_info made = {0};
    tenor_crossvalidation folds = {0};
    ck_assert_int_eq(tenor_trainer_new(NULL, corpus, NULL, NULL, &trainer, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_tuner_new(NULL, corpus, NULL, NULL, &tuner, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_new(NULL, &tokens), TENOR_OK);
    ck_assert_int_eq(tenor_tokens_split(tokens, NULL, str("a b")), TENOR_OK);

    ck_assert_int_eq(tenor_model_describe(model, &info), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_trainer_describe(trainer, &made), TENOR_INVALID_ARGUMENT);
    REFUSED(tenor_vocab_build(corpus, NULL, NULL, &vocab, &made, &error));
    ck_assert_ptr_null(vocab);
    REFUSED(tenor_crossvalidate(NULL, corpus, 2, NULL, NULL, NULL, &folds, &error));
    ck_assert_int_eq(tenor_tokens_split(tokens, &(tenor_text_settings){0}, str("a")), TENOR_INVALID_ARGUMENT);
    ck_assert_uint_eq(tenor_tokens_count(tokens), 0);
    REFUSED(tenor_option_parse(&(tenor_option_info){.name = "mine"}, "true", &value, &error));
    REFUSED(tenor_option_parse(&(tenor_option_info){.size = sizeof(size_t)}, "true", &value, &error));
    tenor_model *loaded;
    REFUSED(tenor_model_load_with("none", &(tenor_load_options){.copy = true}, NULL, &loaded, &error));
    REFUSED(tenor_tuner_run(tuner, &(tenor_tuner_limits){.trials = 1}, NULL, NULL, &error));
    tenor_tokens_free(tokens);
    tenor_tuner_free(tuner);
    tenor_trainer_free(trainer);
    tenor_corpus_free(corpus);
    tenor_model_free(model);
}
END_TEST

CHECK_MAIN("search/arguments", null_is_an_invalid_argument, structs_that_are_filled_in_may_be_shorter,
           settings_may_be_shorter, a_size_of_0_is_an_invalid_argument)
