#include "budget.h"
#include "check_main.h"

#include "train/trainer.h"

#include "train/small_training.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static tenor_trainer *make_trainer(void)
{
    tenor_error error = {0};
    tenor_trainer *trainer;
    ck_assert_msg(tenor_trainer_new(options, train, dev, NULL, &trainer, &error) == TENOR_OK, "%s", error.message);
    return trainer;
}

static tenor_model *train_model(void)
{
    tenor_error error = {0};
    tenor_trainer *trainer = make_trainer();
    tenor_model *model;
    ck_assert_msg(tenor_trainer_run(trainer, NULL, NULL, &error) == TENOR_OK, "%s", error.message);
    ck_assert_msg(tenor_trainer_model(trainer, &model, &error) == TENOR_OK, "%s", error.message);
    tenor_trainer_free(trainer);
    return model;
}

static double score(const tenor_model *model, const char *name)
{
    for (size_t i = 0; i < tenor_model_score_count(model); i++) {
        tenor_key_value fact = tenor_model_score(model, i);
        if (fact.name.size == strlen(name) && memcmp(fact.name.data, name, fact.name.size) == 0) {
            char text[64];
            snprintf(text, sizeof text, "%.*s", (int)fact.value.size, fact.value.data);
            return strtod(text, NULL);
        }
    }
    ck_abort_msg("no score %s", name);
    return 0;
}

START_TEST(it_learns)
{
    begin();
    set("epochs", "12");
    tenor_model *model = train_model();
    ck_assert_double_eq(score(model, "dev_accuracy"), 1);
    ck_assert_uint_eq((size_t)score(model, "train_examples"), 70);
    tenor_session *session;
    float p[2];
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    ck_assert_int_eq(tenor_classify(session, tenor_str_of("The hotel was superb"), p), TENOR_OK);
    ck_assert_float_gt(p[1], 0.5f);
    ck_assert_float_eq(tenor_model_label_polarity(model, 0), -1);
    /* What evaluate finds on the dev corpus is what the trainer found. */
    tenor_report *report;
    ck_assert_int_eq(tenor_evaluate(model, dev, 0, NULL, &report, NULL), TENOR_OK);
    ck_assert_double_eq(tenor_report_scores(report)->accuracy, score(model, "dev_accuracy"));
    /* Its log loss too, once the temperature is taken back: p^T, normalized. */
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    ck_assert(info.temperature > 0.01 && info.temperature < 100 && info.temperature != 1);
    double loss = 0;
    for (size_t i = 0; i < tenor_corpus_size(dev); i++) {
        ck_assert_int_eq(tenor_classify(session, tenor_corpus_text(dev, i), p), TENOR_OK);
        const size_t actual = tenor_corpus_label(dev, i);
        loss += log1p(pow((double)p[1 - actual] / (double)p[actual], info.temperature));
    }
    ck_assert_double_eq_tol(loss / (double)tenor_corpus_size(dev), score(model, "dev_loss"), 1e-6);
    tenor_report_free(report);
    tenor_session_free(session);
    tenor_model_free(model);
    end();
}
END_TEST

static const char *const variants[][8] = {
    {NULL},
    {"word-dropout", "0.3", "recurrent-dropout", "0.2", "layers", "2", NULL},
    {"optimizer", "adamw", "weight-decay", "0.1", "schedule", "cosine", NULL},
    {"optimizer", "adam", "weight-decay", "0.01", "schedule", "linear", NULL},
    {"optimizer", "sgd", "nesterov", "true", "schedule", "plateau", NULL},
    {"optimizer", "rmsprop", "warmup", "0.3", "pooling", "mean+attention", NULL},
    {"class-weights", "balanced", "label-smoothing", "0.1", "dense", "7", NULL},
    {"freeze", "true", "cell", "lstm", "direction", "forward", NULL},
    {"batch", "1", "clip", "0", "metric", "loss", NULL},
    {"batch", "300", "metric", "macro-f1", "tokens", "char", NULL},
};

START_TEST(threads_do_not_change_a_byte)
{
    for (size_t v = 0; v < sizeof variants / sizeof variants[0]; v++) {
        char *bytes[3];
        size_t sizes[3];
        begin();
        for (size_t i = 0; variants[v][i]; i += 2)
            set(variants[v][i], variants[v][i + 1]);
        for (size_t run = 0; run < 3; run++) {
            set("threads", run == 0 ? "1" : run == 1 ? "2" : "5");
            tenor_model *model = train_model();
            bytes[run] = pack(model, &sizes[run]);
            tenor_model_free(model);
            ck_assert_uint_eq(sizes[run], sizes[0]);
            ck_assert_msg(memcmp(bytes[run], bytes[0], sizes[0]) == 0, "variant %zu", v);
        }
        /* And another seed is another model. */
        set("seed", "2");
        tenor_model *model = train_model();
        free(bytes[1]);
        bytes[1] = pack(model, &sizes[1]);
        ck_assert(sizes[1] != sizes[0] || memcmp(bytes[1], bytes[0], sizes[0]) != 0);
        tenor_model_free(model);
        for (size_t run = 0; run < 3; run++)
            free(bytes[run]);
        end();
    }
}
END_TEST

START_TEST(options_are_recorded)
{
    begin();
    set("pooling", "max+mean");
    set("lr", "2e-2");
    tenor_model *model = train_model();
    bool found = false;
    for (size_t i = 0; i < tenor_model_option_count(model); i++) {
        tenor_key_value fact = tenor_model_option(model, i);
        char name[64], value[64];
        snprintf(name, sizeof name, "%.*s", (int)fact.name.size, fact.name.data);
        snprintf(value, sizeof value, "%.*s", (int)fact.value.size, fact.value.data);
        ck_assert_str_ne(name, "threads");
        ck_assert_str_ne(name, "skip-bad");
        if (strcmp(name, "lr") == 0) {
            ck_assert_str_eq(value, "0.02");
            found = true;
        }
    }
    ck_assert(found);
    ck_assert_uint_eq(tenor_model_epoch_count(model), 3);
    ck_assert_uint_eq(tenor_model_epoch(model, 2)->epoch, 3);
    tenor_model_free(model);
    end();
}
END_TEST

START_TEST(corpora_are_checked)
{
    tenor_error error = {0};
    tenor_trainer *trainer;
    tenor_corpus *other;
    begin();
    tenor_corpus_new(NULL, &other);
    ck_assert_int_eq(tenor_trainer_new(options, other, dev, NULL, &trainer, &error), TENOR_BAD_DATA);
    ck_assert_ptr_null(trainer);
    ck_assert_ptr_nonnull(strstr(error.message, "no examples"));
    ck_assert_int_eq(tenor_trainer_new(options, train, other, NULL, &trainer, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "dev corpus has no examples"));
    add(other, "x", "lonely");
    ck_assert_int_eq(tenor_trainer_new(options, other, dev, NULL, &trainer, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "one label, \"lonely\""));
    ck_assert_int_eq(tenor_trainer_new(options, train, other, NULL, &trainer, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "\"lonely\" of the dev corpus is not in the training corpus"));
    add(other, "y", "other");
    ck_assert_int_eq(tenor_trainer_new(options, other, NULL, NULL, &trainer, &error), TENOR_BAD_DATA);
    ck_assert_ptr_nonnull(strstr(error.message, "held out"));
    set("polarity", "nobody=1");
    ck_assert_int_ne(tenor_trainer_new(options, train, dev, NULL, &trainer, &error), TENOR_OK);
    ck_assert_ptr_null(trainer);
    tenor_corpus_free(other);
    end();
}
END_TEST

START_TEST(a_part_is_held_out)
{
    begin();
    tenor_corpus_free(dev);
    dev = NULL;
    tenor_trainer *trainer = make_trainer();
    tenor_trainer_info info = {.size = sizeof info};
    tenor_trainer_describe(trainer, &info);
    ck_assert_uint_eq(info.dev_size, 8); /* 35 of each label: 3.5 rounds to 4 */
    ck_assert_uint_eq(info.train_size, 62);
    ck_assert_uint_gt(info.words, 10);
    ck_assert_uint_gt(info.parameters, info.vocab_size * 6);
    tenor_trainer_free(trainer);
    end();
}
END_TEST

/* Texts without tokens train and classify; unknown words and labels with any Unicode do too. */
START_TEST(odd_texts)
{
    begin();
    add(train, "", "negative");
    add(train, "   ", "positive");
    add(train, "\xff\xfe", "\xe8\xb4\x9f \xe9\x9d\xa2");
    add(dev, "", "positive");
    tenor_model *model = train_model();
    ck_assert_uint_eq(tenor_model_label_count(model), 3);
    tenor_model_free(model);
    end();
}
END_TEST

typedef struct watch {
    size_t calls, epochs, best;
    size_t stop_at; /* epoch whose end stops it; 0 never */
    tenor_progress last;
} watch;

static bool look(const tenor_progress *progress, void *user)
{
    watch *seen = user;
    seen->calls++;
    seen->epochs += progress->epoch_done;
    seen->best += progress->epoch_done && progress->best;
    seen->last = *progress;
    return !progress->epoch_done || progress->epoch != seen->stop_at;
}

START_TEST(progress_is_told)
{
    begin();
    watch seen = {0};
    tenor_trainer *trainer = make_trainer();
    tenor_model *model = NULL;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(tenor_trainer_run(trainer, look, &seen, NULL), TENOR_OK);
    ck_assert_uint_eq(seen.epochs, 3);
    ck_assert_uint_ge(seen.best, 1);
    ck_assert_uint_eq(seen.last.examples, 70);
    ck_assert_uint_eq(seen.last.examples_in_epoch, 70);
    ck_assert_uint_eq(seen.last.epochs, 3);
    ck_assert_uint_gt(seen.last.tokens, 70 * 4 - 1);
    ck_assert_double_gt(seen.last.seconds, 0);
    ck_assert_int_eq(tenor_trainer_run(trainer, look, &seen, &error), TENOR_INVALID_ARGUMENT);
    tenor_trainer_free(trainer);
    end();
}
END_TEST

START_TEST(stopping_keeps_the_best)
{
    begin();
    tenor_error error = {0};
    watch seen = {.stop_at = 2};
    tenor_trainer *trainer = make_trainer();
    ck_assert_int_eq(tenor_trainer_run(trainer, look, &seen, &error), TENOR_INTERRUPTED);
    ck_assert_ptr_nonnull(strstr(error.message, "epoch 2"));
    ck_assert_uint_eq(seen.epochs, 2);
    tenor_model *model;
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_model_epoch_count(model), 2);
    tenor_model_free(model);
    tenor_trainer_free(trainer);

    /* In the first epoch: what there is so far is scored and kept. */
    trainer = make_trainer();
    tenor_trainer_stop(trainer);
    ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, &error), TENOR_INTERRUPTED);
    ck_assert_ptr_nonnull(strstr(error.message, "stopped in epoch 1"));
    ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_OK);
    ck_assert_uint_eq(tenor_model_epoch_count(model), 1);
    tenor_model_free(model);
    tenor_trainer_free(trainer);
    end();
}
END_TEST

START_TEST(epochs_and_patience_follow_from_tokens)
{
    static const size_t texts[] = {70, 20000};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        begin();
        set("epochs", "0");
        set("ngrams", "0");
        tenor_corpus_free(train);
        train = make_corpus(texts[i]);
        tenor_trainer *trainer = make_trainer();
        const uint32_t epochs = tenor__early_stopping_default_epochs(trainer->train.tokens);
        ck_assert_uint_eq(epochs == 100, i == 0);
        ck_assert_uint_eq(trainer->epoch_limit, epochs);
        ck_assert_uint_eq(trainer->early_stopping.patience, tenor__early_stopping_default_patience(3, epochs));
        tenor_trainer_free(trainer);
        set("epochs", "7");
        trainer = make_trainer();
        ck_assert_uint_eq(trainer->epoch_limit, 7);
        ck_assert_uint_eq(trainer->early_stopping.patience, 3);
        tenor_trainer_free(trainer);
        end();
    }
}
END_TEST

START_TEST(patience_ends_training)
{
    begin();
    set("epochs", "50");
    set("lr", "0"); /* nothing changes, so that only the first epoch is the best */
    watch seen = {0};
    tenor_trainer *trainer = make_trainer();
    ck_assert_int_eq(tenor_trainer_run(trainer, look, &seen, NULL), TENOR_OK);
    ck_assert_uint_eq(seen.epochs, 4);
    ck_assert_uint_eq(seen.best, 1);
    tenor_trainer_free(trainer);
    set("patience", "0");
    set("epochs", "6");
    seen = (watch){0};
    trainer = make_trainer();
    ck_assert_int_eq(tenor_trainer_run(trainer, look, &seen, NULL), TENOR_OK);
    ck_assert_uint_eq(seen.epochs, 6);
    tenor_trainer_free(trainer);
    end();
}
END_TEST

START_TEST(a_number_that_is_not_finite_is_an_error)
{
    static const char *const optimizers[] = {"sgd", "adam"};
    for (size_t i = 0; i < 2; i++) {
        begin();
        tenor_error error = {0};
        set("optimizer", optimizers[i]);
        set("lr", "1e30");
        set("cell", "rnn-relu"); /* others saturate */
        tenor_trainer *trainer = make_trainer();
        ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, &error), TENOR_NOT_FINITE);
        ck_assert_ptr_nonnull(strstr(error.message, "epoch 1, step "));
        ck_assert_ptr_nonnull(strstr(error.message, "lower option 'lr' (now 1e"));
        tenor_model *model;
        ck_assert_int_eq(tenor_trainer_model(trainer, &model, NULL), TENOR_INVALID_ARGUMENT);
        tenor_trainer_free(trainer);
        end();
    }
}
END_TEST

/* ---- word vectors ---- */

static void write_vectors(char *path)
{
    static const char vectors[] = "hotel 0.1 0.2 -0.3 0.4 -0.5 0.6\nsuperb 0.6 -0.1 0.2 -0.3 0.4 0.5\n"
                                  "awful -0.6 0.1 0.3 -0.2 0.5 0.4\nunseen 0.3 0.3 0.1 -0.1 0.2 -0.2\n";
    const int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, vectors, strlen(vectors)), (ssize_t)strlen(vectors));
    close(file);
}

/* The id of a word of the trainer's vocabulary. */
static size_t id_of(const tenor_trainer *trainer, const char *word)
{
    const tenor_vocab *vocab = trainer->vocabulary.vocab;
    size_t id = tenor_vocab_size(vocab);
    while (id > 0) {
        const tenor_str at = tenor_vocab_word(vocab, --id);
        if (at.size == strlen(word) && memcmp(at.data, word, at.size) == 0)
            return id;
    }
    ck_abort_msg("no word %s", word);
    return 0;
}

START_TEST(mixout_goes_back_to_the_vectors)
{
    static const float hotel[] = {0.1f, 0.2f, -0.3f, 0.4f, -0.5f, 0.6f};
    char path[] = "/tmp/tenor_vectors_XXXXXX";
    begin();
    write_vectors(path);
    set("vectors", path);
    tenor_trainer *trainer = make_trainer();
    const size_t with_vector = id_of(trainer, "hotel");
    ck_assert(trainer->is_pretrained[with_vector] && trainer->is_pretrained[id_of(trainer, "superb")]);
    ck_assert(!trainer->is_pretrained[id_of(trainer, "film")]);
    ck_assert(!trainer->is_pretrained[0] && !trainer->is_pretrained[1]);
    ck_assert_uint_eq(id_of(trainer, "unseen"), tenor_vocab_size(trainer->vocabulary.vocab) - 1); /* has no row */
    ck_assert_int_eq(tenor_trainer_run(trainer, NULL, NULL, NULL), TENOR_OK);
    ck_assert_mem_eq(trainer->pretrained + with_vector * 6, hotel, sizeof hotel);
    ck_assert_mem_ne(trainer->weights.embedding + with_vector * 6, hotel, sizeof hotel);
    tenor_trainer_free(trainer);
    unlink(path);
    end();
}
END_TEST

START_TEST(words_start_from_the_corpus)
{
    begin();
    tenor_trainer *corpus = make_trainer();
    set("init", "random");
    tenor_trainer *random = make_trainer();
    ck_assert(!random->is_pretrained && !random->pretrained);
    const size_t word = id_of(corpus, "film");
    ck_assert(corpus->is_pretrained[word] && !corpus->is_pretrained[0] && !corpus->is_pretrained[1]);
    ck_assert_mem_ne(corpus->weights.embedding + word * 6, random->weights.embedding + word * 6, 6 * sizeof(float));
    ck_assert_mem_eq(corpus->weights.embedding + word * 6, corpus->pretrained + word * 6, 6 * sizeof(float));
    tenor_trainer_free(corpus);
    tenor_trainer_free(random);
    end();
}
END_TEST

static const tenor_str unlabeled[] = {
    {"superb food and superb rooms", 28},
    {"awful food , awful rooms , awful breakfast", 42},
    {"breakfast", 9},
    {"breakfast and rooms , breakfast and rooms , breakfast and rooms", 63},
    {"", 0},
};
enum { UNLABELED = sizeof unlabeled / sizeof *unlabeled };

static size_t find(const tenor_trainer *trainer, const char *word)
{
    return tenor_vocab_find(trainer->vocabulary.vocab, tenor_str_of(word));
}

START_TEST(vectors_are_made_of_texts_without_labels)
{
    begin();
    tenor_trainer *without = make_trainer();
    ck_assert_uint_eq(find(without, "breakfast"), TENOR__UNKNOWN);
    ck_assert_int_eq(tenor_options_set_unlabeled(options, unlabeled, UNLABELED, NULL), TENOR_OK);
    tenor_trainer *with = make_trainer();
    const size_t word = find(with, "breakfast");
    ck_assert_uint_ge(word, TENOR__FIRST_WORD);
    ck_assert(with->is_pretrained[word] && tenor_vocab_count(with->vocabulary.vocab, word) == 0);
    ck_assert_uint_eq(with->unlabeled.count, 0); /* is freed when they are made */
    tenor_trainer_free(without);
    tenor_trainer_free(with);
    set("init", "random");
    tenor_trainer *random = make_trainer();
    ck_assert_uint_eq(find(random, "breakfast"), TENOR__UNKNOWN);
    tenor_trainer_free(random);
    ck_assert_int_eq(tenor_options_set_unlabeled(options, NULL, 1, NULL), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_options_set_unlabeled(NULL, unlabeled, 1, NULL), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_options_set_unlabeled(options, NULL, 0, NULL), TENOR_OK);
    end();
}
END_TEST

static double dev_loss_with(const char *mixout)
{
    set("mixout", mixout);
    tenor_model *model = train_model();
    const double loss = score(model, "dev_loss");
    tenor_model_free(model);
    return loss;
}

START_TEST(mixout_is_of_vectors_that_train)
{
    char path[] = "/tmp/tenor_vectors_XXXXXX";
    begin();
    write_vectors(path);
    set("init", "random");
    ck_assert_double_eq(dev_loss_with("0"), dev_loss_with("0.5"));
    set("init", "corpus");
    ck_assert_double_ne(dev_loss_with("0"), dev_loss_with("0.5"));
    set("vectors", path);
    ck_assert_double_ne(dev_loss_with("0"), dev_loss_with("0.5"));
    set("init", "random"); /* is for words without vectors */
    ck_assert_double_ne(dev_loss_with("0"), dev_loss_with("0.5"));
    set("freeze", "true");
    ck_assert_double_eq(dev_loss_with("0"), dev_loss_with("0.5"));
    unlink(path);
    end();
}
END_TEST

/* ---- allocation failure ---- */

static void survive_failed_allocations(const char *vectors, size_t texts)
{
    begin();
    ck_assert_int_eq(tenor_options_set_unlabeled(options, unlabeled, texts, NULL), TENOR_OK);
    set("vectors", vectors);
    set("threads", "2");
    set("epochs", "1");
    set("batch", "12");
    set("word-dropout", "0.1");
    set("class-weights", "balanced");
    tenor_corpus_free(train);
    train = make_corpus(24);
    tenor_corpus_free(dev);
    dev = NULL;
    for (size_t n = 0;; n++) {
        budget limit = {.left = n, .busy = ATOMIC_FLAG_INIT};
        const tenor_alloc alloc = {resize_within, &limit};
        tenor_error error = {0};
        tenor_trainer *trainer;
        tenor_model *model = NULL;
        tenor_status status = tenor_trainer_new(options, train, dev, &alloc, &trainer, &error);
        ck_assert_int_eq(trainer != NULL, status == TENOR_OK);
        if (status == TENOR_OK)
            status = tenor_trainer_run(trainer, NULL, NULL, &error);
        if (status == TENOR_OK)
            status = tenor_trainer_model(trainer, &model, &error);
        tenor_trainer_free(trainer);
        tenor_model_free(model);
        ck_assert_uint_eq(limit.held, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_msg(status == TENOR_OUT_OF_MEMORY, "allocation %zu: %s", n, error.message);
        ck_assert_int_eq(error.status, TENOR_OUT_OF_MEMORY);
        ck_assert_uint_lt(n, 5000);
    }
    end();
}

START_TEST(every_failed_allocation_is_survived)
{
    char path[] = "/tmp/tenor_vectors_XXXXXX";
    write_vectors(path);
    survive_failed_allocations(path, 0);
    survive_failed_allocations("", UNLABELED);
    unlink(path);
}
END_TEST

/* What tells the labels apart stands at the end of long texts. */
START_TEST(kept_tokens)
{
    static const char *const parts[] = {"first", "last", "both"};
    begin();
    set("epochs", "12");
    set("max-tokens", "4");
    for (size_t part = 0; part < 3; part++) {
        set("keep-tokens", parts[part]);
        tenor_model *model = train_model();
        tenor_model_info info = {.size = sizeof info};
        tenor_model_describe(model, &info);
        ck_assert(info.keep_tokens.size == strlen(parts[part]) &&
                  memcmp(info.keep_tokens.data, parts[part], info.keep_tokens.size) == 0);
        /* Of "the film was really a joy" the head has no word of the label. */
        const uint32_t joy = tenor_vocab_find(tenor_model_vocab(model), tenor_str_of("joy"));
        ck_assert(part == 0 ? joy == 1 || tenor_vocab_count(tenor_model_vocab(model), joy) < 7 : joy != 1);
        tenor_report *report;
        ck_assert_int_eq(tenor_evaluate(model, dev, 1, NULL, &report, NULL), TENOR_OK);
        ck_assert_double_eq(tenor_report_scores(report)->accuracy, score(model, "dev_accuracy"));
        ck_assert(part == 0 || tenor_report_scores(report)->accuracy == 1);
        tenor_report_free(report);
        tenor_model_free(model);
    }
    end();
}
END_TEST

CHECK_MAIN("train/trainer", it_learns, kept_tokens, threads_do_not_change_a_byte, options_are_recorded,
           corpora_are_checked, a_part_is_held_out, odd_texts, progress_is_told, stopping_keeps_the_best,
           epochs_and_patience_follow_from_tokens, patience_ends_training, a_number_that_is_not_finite_is_an_error,
           mixout_goes_back_to_the_vectors, words_start_from_the_corpus, mixout_is_of_vectors_that_train,
           vectors_are_made_of_texts_without_labels, every_failed_allocation_is_survived)
