/* Corpora that a small network learns in a moment, and models as bytes. */
#ifndef TENOR_TESTS_SENTENCES_H
#define TENOR_TESTS_SENTENCES_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <tenor_train.h>
#include <unistd.h>

static const char *const good[] = {"great", "lovely", "superb", "a joy", "wonderful"};
static const char *const bad[] = {"awful", "boring", "dreadful", "a mess", "terrible"};
static const char *const things[] = {"film", "meal", "hotel", "phone", "book", "game", "song"};

static inline void add(tenor_corpus *corpus, const char *text, const char *label)
{
    ck_assert_int_eq(tenor_corpus_add(corpus, tenor_str_of(text), tenor_str_of(label), NULL), TENOR_OK);
}

/* count sentences of two labels, told apart by one word. */
static inline tenor_corpus *make_corpus(size_t count)
{
    tenor_corpus *corpus;
    char text[100];
    ck_assert_int_eq(tenor_corpus_new(NULL, &corpus), TENOR_OK);
    for (size_t i = 0; i < count; i++) {
        const char *const *words = i % 2 ? good : bad;
        snprintf(text, sizeof text, "the %s was %s%s", things[i % 7], i % 3 ? "" : "really ", words[i / 2 % 5]);
        add(corpus, text, i % 2 ? "positive" : "negative");
    }
    return corpus;
}

/* The bytes of the packed model, in *size; the caller frees them. */
static inline char *pack(const tenor_model *model, size_t *size)
{
    void *bytes;
    ck_assert_int_eq(tenor_model_save_memory(model, NULL, &bytes, size, NULL), TENOR_OK);
    return bytes;
}

#endif
