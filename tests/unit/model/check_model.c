#include "check_main.h"
#include "fixture.h"
#include "folder.h"

#include "model/session.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static const char *const texts[] = {"good film", "bad bad food 😀 unknown words", "", "好 plot good"};

enum { TEXTS = 4, LABELS = 3 };

static void classify(const tenor_model *model, float out[TEXTS * LABELS])
{
    tenor_session *session;
    ck_assert_int_eq(tenor_session_new(model, NULL, &session), TENOR_OK);
    for (size_t i = 0; i < TEXTS; i++)
        ck_assert_int_eq(tenor_classify(session, str(texts[i]), out + i * LABELS), TENOR_OK);
    tenor_session_free(session);
}

static void check_same(const tenor_model *a, const tenor_model *b)
{
    float of_a[TEXTS * LABELS];
    float of_b[TEXTS * LABELS];
    classify(a, of_a);
    classify(b, of_b);
    ck_assert_mem_eq(of_a, of_b, sizeof of_a);
    ck_assert_uint_eq(tenor_model_label_count(b), LABELS);
    for (size_t i = 0; i < LABELS; i++) {
        ck_assert_uint_eq(tenor_model_label(a, i).size, tenor_model_label(b, i).size);
        ck_assert_mem_eq(tenor_model_label(a, i).data, tenor_model_label(b, i).data, tenor_model_label(a, i).size);
        ck_assert(tenor_model_label_polarity(a, i) == tenor_model_label_polarity(b, i));
    }
}

typedef tenor_status (*loader)(const char *path, const tenor_alloc *alloc, tenor_model **out, tenor_error *error);

static tenor_model *load(const char *path, loader way)
{
    tenor_model *model;
    tenor_error error = {0};
    ck_assert_msg(way(path, NULL, &model, &error) == TENOR_OK, "%s", error.message);
    ck_assert_int_eq(error.status, TENOR_OK);
    return model;
}

static void check_same_files(const char *a, const char *b)
{
    tenor__file of_a;
    tenor__file of_b;
    ck_assert_int_eq(tenor__file_read(a, SIZE_MAX, NULL, &of_a, NULL), TENOR_OK);
    ck_assert_int_eq(tenor__file_read(b, SIZE_MAX, NULL, &of_b, NULL), TENOR_OK);
    ck_assert_uint_eq(of_a.size, of_b.size);
    ck_assert_mem_eq(of_a.data, of_b.data, of_a.size);
    tenor__file_close(&of_a);
    tenor__file_close(&of_b);
}

static void check_same_models(const char *a, const char *b)
{
    static const char *const names[] = {"model.json", "vocab.json", "weights.safetensors"};
    for (size_t i = 0; i < 3; i++) {
        char of_a[512];
        char of_b[512];
        snprintf(of_a, sizeof of_a, "%s/%s", a, names[i]);
        snprintf(of_b, sizeof of_b, "%s/%s", b, names[i]);
        check_same_files(of_a, of_b);
    }
}

START_TEST(a_model_says_what_is_in_it)
{
    tenor_model *model = fixture_model("lstm");
    tenor_model_info info = {.size = sizeof info};
    tenor_model_describe(model, &info);
    ck_assert_str_eq(info.cell.data, "lstm");
    ck_assert_str_eq(info.direction.data, "both");
    ck_assert_str_eq(info.pooling.data, "max+mean");
    ck_assert_str_eq(info.dense.data, "6");
    ck_assert(info.dim == 4 && info.hidden == 5 && info.layers == 2 && info.max_tokens == 20);
    ck_assert(info.keep_tokens.size == 4 && memcmp(info.keep_tokens.data, "both", 4) == 0 && info.temperature == 1.25);
    ck_assert_uint_eq(info.vocab_size, tenor_vocab_size(tenor_model_vocab(model)));
    /* Two layers of both directions of an LSTM with two biases, dense and head. */
    const size_t layer_0 = 2 * (20 * 4 + 20 * 5 + 40);
    const size_t layer_1 = 2 * (20 * 10 + 20 * 5 + 40);
    ck_assert_uint_eq(info.parameters, info.vocab_size * 4 + layer_0 + layer_1 + (6 * 20 + 6) + (3 * 6 + 3));
    ck_assert_uint_eq(info.weights_bytes, info.parameters * 4);
    ck_assert(info.has_polarity);
    ck_assert(tenor_model_label_polarity(model, 0) == -1 && tenor_model_label_polarity(model, 1) == 0.1f);
    ck_assert_uint_eq(tenor_model_option_count(model), 5);
    ck_assert_str_eq(tenor_model_option(model, 1).name.data, "hidden");
    ck_assert_str_eq(tenor_model_option(model, 1).value.data, "5");
    ck_assert_str_eq(tenor_model_option_value(model, "hidden").data, "5");
    ck_assert_str_eq(tenor_model_option_value(model, "lr").data, "0.001");
    ck_assert_uint_eq(tenor_model_option_value(model, "vectors").size, 0);
    ck_assert_ptr_nonnull(tenor_model_option_value(model, "vectors").data);
    ck_assert_ptr_null(tenor_model_option_value(model, "hid").data);
    ck_assert_ptr_null(tenor_model_option_value(model, "hidden2").data);
    for (size_t i = 0; i < tenor_model_label_count(model); i++)
        ck_assert_uint_eq(tenor_label_index(model, tenor_model_label(model, i)), i);
    ck_assert_uint_eq(tenor_label_index(model, str("negativ")), SIZE_MAX);
    ck_assert_uint_eq(tenor_label_index(model, str("")), SIZE_MAX);
    ck_assert_uint_eq(tenor_model_score_count(model), 1);
    ck_assert_str_eq(tenor_model_score(model, 0).value.data, "0.8125");
    ck_assert_uint_eq(tenor_model_epoch_count(model), 2);
    ck_assert(tenor_model_epoch(model, 1)->epoch == 2 && tenor_model_epoch(model, 1)->dev_loss == 0.6);
    tenor_model_free(model);
    tenor_model_free(NULL);
}
END_TEST

START_TEST(polarity_is_the_expected_one)
{
    tenor_model *model = fixture_model("gru");
    float polarity = 9;
    ck_assert_int_eq(tenor_polarity(model, (const float[]){0.25f, 0.5f, 0.25f}, &polarity), TENOR_OK);
    ck_assert_float_eq_tol(polarity, 0.05f, 1e-7f);
    ck_assert_int_eq(tenor_polarity(model, (const float[]){0, 0, 1.0000001f}, &polarity), TENOR_OK);
    ck_assert(polarity == 1);

    model->config.polarities = NULL;
    ck_assert_int_eq(tenor_polarity(model, (const float[]){0, 0, 1}, &polarity), TENOR_NO_POLARITY);
    ck_assert(polarity == 1 && isnan(tenor_model_label_polarity(model, 0)));
    tenor_model_free(model);
}
END_TEST

/* Every way there and back gives the same probabilities and, saved again, the same bytes. */
START_TEST(models_survive_all_ways_of_saving_and_loading)
{
    static const char *const cells[] = {"rnn", "gru", "lstm", "fastrnn", "fastgrnn", "sru", "gru+ngrams"};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        folder place = folder_new();
        const char *saved = folder_path(&place, "saved");
        const char *packed = folder_path(&place, "packed.safetensors");
        const char *again = folder_path(&place, "again");
        const char *packed_again = folder_path(&place, "packed-again.safetensors");
        tenor_model *model = fixture_model(cells[i]);
        tenor_error error = {0};
        ck_assert_msg(tenor_model_save(model, saved, &error) == TENOR_OK, "%s", error.message);
        ck_assert_msg(tenor_model_save_packed(model, packed, &error) == TENOR_OK, "%s", error.message);
        tenor_model_info made = {.size = sizeof made};
        tenor_model_describe(model, &made);

        tenor__file bytes;
        ck_assert_int_eq(tenor__file_read(packed, SIZE_MAX, NULL, &bytes, NULL), TENOR_OK);
        char *unaligned = malloc(bytes.size + 1);
        ck_assert_ptr_nonnull(unaligned);
        memcpy(unaligned + 1, bytes.data, bytes.size);
        tenor_model *loaded[6] = {load(saved, tenor_model_load), load(saved, fixture_load_copy),
                                  load(packed, tenor_model_load), load(packed, fixture_load_copy)};
        ck_assert_int_eq(tenor_model_load_memory(bytes.data, bytes.size, NULL, &loaded[4], NULL), TENOR_OK);
        ck_assert_int_eq(tenor_model_load_memory(unaligned + 1, bytes.size, NULL, &loaded[5], NULL), TENOR_OK);
        for (size_t k = 0; k < 6; k++) {
            check_same(model, loaded[k]);
            /* Used where they lie, unless they lie badly. */
            ck_assert((loaded[k]->weights.owned == NULL) == (k < 5));
            ck_assert((uintptr_t)loaded[k]->parameters.embedding % sizeof(float) == 0);
            ck_assert((uintptr_t)loaded[k]->parameters.block % sizeof(float) == 0);
            ck_assert(loaded[k]->weights_file.mapped == (k == 0 || k == 2));
            tenor_model_info info = {.size = sizeof info};
            tenor_model_describe(loaded[k], &info);
            ck_assert_uint_eq(info.weights_bytes, made.parameters * 4);
            ck_assert_int_eq(tenor_model_save(loaded[k], again, NULL), TENOR_OK);
            ck_assert_int_eq(tenor_model_save_packed(loaded[k], packed_again, NULL), TENOR_OK);
            check_same_models(saved, again);
            check_same_files(packed, packed_again);
            tenor_model_free(loaded[k]);
        }
        free(unaligned);
        tenor__file_close(&bytes);
        tenor_model_free(model);
        folder_free(&place);
    }
}
END_TEST

/* The bytes of the packed file, from and to the caller's hook. */
START_TEST(a_model_is_saved_to_memory)
{
    folder place = folder_new();
    const char *packed = folder_path(&place, "packed");
    tenor_model *model = fixture_model("gru+ngrams");
    ck_assert_int_eq(tenor_model_save_packed(model, packed, NULL), TENOR_OK);
    tenor__file file;
    ck_assert_int_eq(tenor__file_read(packed, SIZE_MAX, NULL, &file, NULL), TENOR_OK);
    tenor_status status = TENOR_OUT_OF_MEMORY;
    for (size_t fail_at = 1; status != TENOR_OK; fail_at++) {
        failing counter = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&counter);
        void *bytes = &counter;
        size_t size = 1;
        tenor_error error = {0};
        status = tenor_model_save_memory(model, &alloc, &bytes, &size, &error);
        if (status == TENOR_OK) {
            ck_assert_uint_eq(counter.alive, 1);
            ck_assert_uint_eq(size, file.size);
            ck_assert_mem_eq(bytes, file.data, size);
            tenor_model *loaded;
            ck_assert_int_eq(tenor_model_load_memory(bytes, size, NULL, &loaded, NULL), TENOR_OK);
            check_same(model, loaded);
            tenor_model_free(loaded);
            failing_resize(bytes, 0, &counter);
        } else {
            ck_assert(status == TENOR_OUT_OF_MEMORY && error.status == status);
            ck_assert(!bytes && size == 0);
        }
        ck_assert_uint_eq(counter.alive, 0);
    }
    void *bytes;
    size_t size;
    ck_assert_int_eq(tenor_model_save_memory(model, NULL, &bytes, &size, NULL), TENOR_OK);
    ck_assert_uint_eq(size, file.size);
    free(bytes);
    tenor__file_close(&file);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

/* A mapped model goes on working when its folder is replaced, even by itself. */
START_TEST(a_model_is_saved_over_itself)
{
    folder place = folder_new();
    const char *path = folder_path(&place, "model");
    tenor_model *model = fixture_model("gru");
    ck_assert_int_eq(tenor_model_save(model, path, NULL), TENOR_OK);
    tenor_model *loaded = load(path, tenor_model_load);
    ck_assert_int_eq(tenor_model_save(loaded, path, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_save(loaded, path, NULL), TENOR_OK);
    check_same(model, loaded);
    tenor_model_free(loaded);
    loaded = load(path, tenor_model_load);
    check_same(model, loaded);
    tenor_model_free(loaded);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

START_TEST(saving_leaves_strangers_alone)
{
    folder place = folder_new();
    tenor_model *model = fixture_model("gru");
    const char *path = folder_path(&place, "stranger");
    const int file = open(path, O_CREAT | O_WRONLY, 0600);
    ck_assert(file >= 0 && write(file, "mine", 4) == 4 && close(file) == 0);
    tenor_error error = {0};
    /* place.path is a folder that holds a file and no model; the path is a file. */
    ck_assert_int_eq(tenor_model_save(model, place.path, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(tenor_model_save(model, path, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_int_ne(tenor_model_save(model, folder_path(&place, "none/model"), &error), TENOR_OK);
    ck_assert_int_ne(tenor_model_save_packed(model, folder_path(&place, "none/model"), &error), TENOR_OK);
    tenor__file kept;
    ck_assert_int_eq(tenor__file_read(path, 100, NULL, &kept, NULL), TENOR_OK);
    ck_assert(kept.size == 4 && memcmp(kept.data, "mine", 4) == 0);
    tenor__file_close(&kept);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

START_TEST(parts_that_do_not_fit_make_no_model)
{
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config("lstm", tenor_vocab_size(vocab));
    tenor__parameters parameters;
    const float *ngrams;
    float *numbers = fixture_parameters(&config, &parameters, &ngrams);
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    tenor_model *model;
    tenor_error error;

    numbers[0] = NAN;
    ck_assert_int_eq(tenor__model_new(&config, vocab, parameters, ngrams, &alloc, &model, &error), TENOR_NOT_FINITE);
    ck_assert_ptr_null(model);
    ck_assert_msg(strstr(error.message, "embedding.weight") && strstr(error.message, "index 0"), "%s", error.message);
    numbers[0] = 0;
    const size_t embedding = config.network.words * config.network.dim;
    numbers[embedding + 3] = -INFINITY;
    ck_assert_int_eq(tenor__model_new(&config, vocab, parameters, ngrams, &alloc, &model, &error), TENOR_NOT_FINITE);
    ck_assert_msg(strstr(error.message, "_l0") && strstr(error.message, "index 3"), "%s", error.message);
    numbers[embedding + 3] = 0;

    config.network.words++;
    ck_assert_int_eq(tenor__model_new(&config, vocab, parameters, ngrams, &alloc, &model, &error),
                     TENOR_INVALID_ARGUMENT);
    config.network.words--;
    config.max_tokens = 0;
    ck_assert_int_eq(tenor__model_new(&config, vocab, parameters, ngrams, &alloc, &model, &error),
                     TENOR_INVALID_ARGUMENT);
    ck_assert_int_eq(error.status, TENOR_INVALID_ARGUMENT);
    ck_assert_uint_eq(counter.alive, 0);
    free(numbers);
    tenor_vocab_free(vocab);
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
    folder place = folder_new();
    tenor_model *model;
    tenor_error error;
    ck_assert_int_eq(tenor_model_load(folder_path(&place, "none"), NULL, &model, &error), TENOR_NOT_FOUND);
    ck_assert_ptr_null(model);
    ck_assert_msg(strstr(error.message, "none"), "%s", error.message);
    ck_assert_int_eq(tenor_model_load(place.path, NULL, &model, &error), TENOR_NOT_FOUND);
    ck_assert_msg(strstr(error.message, "model.json"), "%s", error.message);
    ck_assert_int_eq(fixture_load_copy(folder_path(&place, "none"), NULL, &model, NULL), TENOR_NOT_FOUND);
    folder_free(&place);
}
END_TEST

/* A writer that replaces a folder's model by another and back. */
typedef struct replacing {
    const tenor_model *models[2];
    const char *path;
    int rounds;
    int same; /* how often the same model is saved before the other is */
} replacing;

static void *replace(void *user)
{
    const replacing *work = user;
    for (int i = 0; i < work->rounds; i++)
        if (tenor_model_save(work->models[i / work->same % 2], work->path, NULL) != TENOR_OK)
            return user;
    return NULL;
}

START_TEST(a_model_replaced_while_it_is_read_is_the_old_or_the_new)
{
    folder place = folder_new();
    replacing work = {{fixture_model("gru"), fixture_model("lstm")}, folder_path(&place, "model"), 60, 1};
    ck_assert_int_eq(tenor_model_save(work.models[1], work.path, NULL), TENOR_OK);
    pthread_t writer;
    ck_assert_int_eq(pthread_create(&writer, NULL, replace, &work), 0);
    for (int i = 0; i < 60; i++) {
        tenor_model *model = load(work.path, i % 2 ? tenor_model_load : fixture_load_copy);
        tenor_model_info info = {.size = sizeof info};
        tenor_model_describe(model, &info);
        check_same(work.models[info.cell.data[0] == 'l'], model);
        tenor_model_free(model);
    }
    void *failed;
    ck_assert_int_eq(pthread_join(writer, &failed), 0);
    ck_assert_ptr_null(failed);
    tenor_model_free((tenor_model *)work.models[0]);
    tenor_model_free((tenor_model *)work.models[1]);
    folder_free(&place);
}
END_TEST

/* An allocator that replaces the folder's model whenever it is asked for memory. */
static void *resize_and_replace(void *memory, size_t size, void *user)
{
    replacing *work = user;
    if (size == 0) {
        free(memory);
        return NULL;
    }
    ck_assert_int_eq(tenor_model_save(work->models[work->rounds++ / work->same % 2], work->path, NULL), TENOR_OK);
    return realloc(memory, size);
}

START_TEST(a_model_replaced_at_every_request_is_the_old_or_the_new)
{
    folder place = folder_new();
    replacing work = {{fixture_model("gru"), fixture_model("lstm")}, folder_path(&place, "model"), 0, 1};
    ck_assert_int_eq(tenor_model_save(work.models[1], work.path, NULL), TENOR_OK);
    static const loader ways[] = {tenor_model_load, fixture_load_copy};
    for (int i = 0; i < 10; i++) {
        work.rounds = 0;
        work.same = 1 + i / 2;
        const tenor_alloc alloc = {resize_and_replace, &work};
        tenor_model *model;
        tenor_error error;
        ck_assert_msg(ways[i % 2](work.path, &alloc, &model, &error) == TENOR_OK, "%s", error.message);
        ck_assert_int_gt(work.rounds, 10);
        tenor_model_info info = {.size = sizeof info};
        tenor_model_describe(model, &info);
        check_same(work.models[info.cell.data[0] == 'l'], model);
        tenor_model_free(model);
    }
    tenor_model_free((tenor_model *)work.models[0]);
    tenor_model_free((tenor_model *)work.models[1]);
    folder_free(&place);
}
END_TEST

/* An allocator that puts a whole model in the folder's place at one request. */
typedef struct mending {
    const tenor_model *model;
    const char *path;
    size_t calls;
    size_t mend_at;
} mending;

static void *resize_and_mend(void *memory, size_t size, void *user)
{
    mending *work = user;
    if (size == 0) {
        free(memory);
        return NULL;
    }
    if (++work->calls == work->mend_at)
        ck_assert_int_eq(tenor_model_save(work->model, work->path, NULL), TENOR_OK);
    return realloc(memory, size);
}

START_TEST(a_folder_replaced_before_its_files_are_open_is_tried_again)
{
    folder place = folder_new();
    tenor_model *whole = fixture_model("gru");
    size_t loaded = 0;
    for (size_t mend_at = 1;; mend_at++) {
        mending work = {whole, folder_path(&place, "model"), 0, mend_at};
        const tenor_alloc alloc = {resize_and_mend, &work};
        ck_assert_int_eq(tenor_model_save(whole, work.path, NULL), TENOR_OK);
        ck_assert_int_eq(unlink(folder_path(&place, "model/vocab.json")), 0);
        tenor_model *model;
        tenor_error error;
        const tenor_status status = tenor_model_load(work.path, &alloc, &model, &error);
        if (work.calls < mend_at) {
            ck_assert_int_eq(status, TENOR_NOT_FOUND);
            ck_assert_msg(strstr(error.message, "vocab.json"), "%s", error.message);
            break;
        }
        ck_assert_msg(status == TENOR_OK, "request %zu: %s", mend_at, error.message);
        tenor_model_free(model);
        loaded++;
    }
    ck_assert_uint_gt(loaded, 2); /* the model's own memory is asked for before the folder is open */
    tenor_model_free(whole);
    folder_free(&place);
}
END_TEST

/* ---- memory that runs out ---- */

typedef tenor_status (*attempt)(const tenor_alloc *alloc, const folder *place, tenor_error *error);

static tenor_status attempt_new(const tenor_alloc *alloc, const folder *place, tenor_error *error)
{
    (void)place;
    tenor_vocab *vocab = fixture_vocab();
    const tenor__model_config config = fixture_config("lstm+ngrams", tenor_vocab_size(vocab));
    tenor__parameters parameters;
    const float *ngrams;
    float *numbers = fixture_parameters(&config, &parameters, &ngrams);
    tenor_model *model;
    tenor_status status = tenor__model_new(&config, vocab, parameters, ngrams, alloc, &model, error);
    ck_assert((model != NULL) == (status == TENOR_OK));
    tenor_model_free(model);
    free(numbers);
    tenor_vocab_free(vocab);
    return status;
}

static tenor_status attempt_load(const tenor_alloc *alloc, const folder *place, tenor_error *error)
{
    tenor_model *model;
    tenor_status status = tenor_model_load(folder_path(place, "saved"), alloc, &model, error);
    ck_assert((model != NULL) == (status == TENOR_OK));
    tenor_model_free(model);
    return status;
}

static tenor_status attempt_load_packed(const tenor_alloc *alloc, const folder *place, tenor_error *error)
{
    tenor_model *model;
    tenor_status status = fixture_load_copy(folder_path(place, "packed"), alloc, &model, error);
    ck_assert((model != NULL) == (status == TENOR_OK));
    tenor_model_free(model);
    return status;
}

static tenor_status attempt_load_unaligned(const tenor_alloc *alloc, const folder *place, tenor_error *error)
{
    tenor__file file;
    ck_assert_int_eq(tenor__file_read(folder_path(place, "packed"), SIZE_MAX, NULL, &file, NULL), TENOR_OK);
    char *bytes = malloc(file.size + 1);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes + 1, file.data, file.size);
    tenor_model *model;
    tenor_status status = tenor_model_load_memory(bytes + 1, file.size, alloc, &model, error);
    ck_assert((model != NULL) == (status == TENOR_OK));
    tenor_model_free(model);
    free(bytes);
    tenor__file_close(&file);
    return status;
}

/* The model's own allocator fails once the model is loaded. */
static tenor_status attempt_save(const tenor_alloc *alloc, const folder *place, tenor_error *error)
{
    tenor_model *model;
    failing *counter = alloc->user;
    const size_t fail_at = counter->fail_at;
    counter->fail_at = 0;
    ck_assert_int_eq(tenor_model_load(folder_path(place, "saved"), alloc, &model, NULL), TENOR_OK);
    counter->calls = 0;
    counter->fail_at = fail_at;
    tenor_status status = tenor_model_save(model, folder_path(place, "again"), error);
    if (status == TENOR_OK)
        status = tenor_model_save_packed(model, folder_path(place, "packed-again"), error);
    tenor_model_free(model);
    return status;
}

START_TEST(memory_may_run_out_anywhere)
{
    static const attempt attempts[] = {attempt_new, attempt_load, attempt_load_packed, attempt_load_unaligned,
                                       attempt_save};
    folder place = folder_new();
    tenor_model *model = fixture_model("lstm+ngrams");
    ck_assert_int_eq(tenor_model_save(model, folder_path(&place, "saved"), NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_save_packed(model, folder_path(&place, "packed"), NULL), TENOR_OK);
    tenor_model_free(model);
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
        for (size_t fail_at = 1;; fail_at++) {
            failing counter = {.fail_at = fail_at};
            const tenor_alloc alloc = failing_alloc(&counter);
            tenor_error error = {0};
            const tenor_status status = attempts[i](&alloc, &place, &error);
            ck_assert_msg(counter.alive == 0, "attempt %zu leaks when request %zu fails", i, fail_at);
            if (status == TENOR_OK)
                break;
            ck_assert_msg(status == TENOR_OUT_OF_MEMORY && error.status == status, "attempt %zu, request %zu: %s", i,
                          fail_at, error.message);
        }
    folder_free(&place);
}
END_TEST

CHECK_MAIN("model/model", a_model_says_what_is_in_it, polarity_is_the_expected_one,
           models_survive_all_ways_of_saving_and_loading, a_model_is_saved_to_memory, a_model_is_saved_over_itself,
           saving_leaves_strangers_alone, parts_that_do_not_fit_make_no_model, what_is_not_there_is_not_found,
           a_model_replaced_while_it_is_read_is_the_old_or_the_new,
           a_model_replaced_at_every_request_is_the_old_or_the_new,
           a_folder_replaced_before_its_files_are_open_is_tried_again, memory_may_run_out_anywhere)
