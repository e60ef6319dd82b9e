#include "check_main.h"

#include "base/hash.h"

#include "chosen.h"

#include <stdio.h>
#include <string.h>

static tenor_model *train(const tenor_corpus *corpus)
{
    tenor_trainer *trainer;
    tenor_model *model;
    tenor_error error = {0};
    ck_assert_msg(tenor_trainer_new(options, corpus, NULL, NULL, &trainer, &error) == TENOR_OK, "%s", error.message);
    ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_OK);
    tenor_trainer_free(trainer);
    return model;
}

/* The name, size and hash of the bytes that were read, also for a part of them; no more than the version for a corpus
 * that was made otherwise. */
START_TEST(the_corpus_is_recorded)
{
    char data[2048] = "text,label\n";
    for (int i = 0; i < 20; i++)
        snprintf(data + strlen(data), sizeof data - strlen(data), "it was %s,%s\n", i % 2 ? "good" : "bad",
                 i % 2 ? "yes" : "no");
    tenor_corpus *corpus;
    tenor_corpus *rest;
    tenor_corpus *held_out;
    tenor_corpus *other;
    choose("hidden", "3", "dim", "3", "epochs", "1", "threads", "1", NULL);
    ck_assert_int_eq(tenor_corpus_parse(tenor_str_of(data), "some/where/a.csv", NULL, NULL, &corpus, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_split(corpus, 0.5, 1, NULL, &rest, &held_out, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_corpus_new(NULL, &other), TENOR_OK);
    for (size_t i = 0; i < tenor_corpus_size(corpus); i++)
        ck_assert_int_eq(tenor_corpus_add(other, tenor_corpus_text(corpus, i),
                                          tenor_corpus_label_name(corpus, tenor_corpus_label(corpus, i)), NULL),
                         TENOR_OK);
    const tenor_corpus *const corpora[] = {corpus, rest, other};
    for (size_t i = 0; i < 3; i++) {
        tenor_model *model = train(corpora[i]);
        tenor_model_info info = {.size = sizeof info};
        tenor_model_describe(model, &info);
        ck_assert(tenor_str_is(info.version, tenor_version()));
        ck_assert(tenor_str_is(info.corpus, i < 2 ? "a.csv" : ""));
        ck_assert_uint_eq(info.corpus_bytes, i < 2 ? strlen(data) : 0);
        ck_assert_uint_eq(info.corpus_hash, i < 2 ? tenor__hash(data, strlen(data), 0) : 0);
        tenor_model_free(model);
    }
    tenor_corpus_free(other);
    tenor_corpus_free(held_out);
    tenor_corpus_free(rest);
    tenor_corpus_free(corpus);
    tenor_options_free(options);
}
END_TEST

CHECK_MAIN("train/export", the_corpus_is_recorded)
