/* Files that other programs wrote, and files that lie. */
#include "check_main.h"
#include "dismantled.h"

#include <math.h>
#include <pthread.h>
#include <sys/stat.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(((const tenor__stored_tensor *)a)->name.data, ((const tenor__stored_tensor *)b)->name.data);
}

/* Python's safetensors sorts by name. */
START_TEST(tensors_may_come_in_any_order)
{
    tenor_model *model = fixture_model("lstm+ngrams");
    dismantled parts = take_apart(model);
    float want[2 * LABELS];
    classify(model, want);
    for (int round = 0; round < 2; round++) {
        if (round == 0)
            qsort(parts.tensors, parts.count, sizeof parts.tensors[0], by_name);
        for (size_t i = 0; round == 1 && i < parts.count / 2; i++) {
            const tenor__stored_tensor moved = parts.tensors[i];
            parts.tensors[i] = parts.tensors[parts.count - 1 - i];
            parts.tensors[parts.count - 1 - i] = moved;
        }
        tenor__buffer bytes;
        tenor_model *other;
        tenor_error error = {0};
        ck_assert_msg(load(&parts, &bytes, &other, &error) == TENOR_OK, "%s", error.message);
        float got[2 * LABELS];
        classify(other, got);
        ck_assert_mem_eq(got, want, sizeof want);
        /* The block was copied, the embedding is used where it lies, unless bytes of any number lie before it. */
        const char *embedding = (const char *)other->parameters.embedding;
        ck_assert(other->weights.owned);
        ck_assert(round == 1 || (embedding > bytes.data && embedding < bytes.data + bytes.size));
        ck_assert(tenor_vocab_word(other->vocab, 2).data > bytes.data &&
                  tenor_vocab_word(other->vocab, 2).data < bytes.data + bytes.size);

        /* Saved, it has its own order again. */
        folder place = folder_new();
        ck_assert_int_eq(tenor_model_save_packed(other, folder_path(&place, "again"), NULL), TENOR_OK);
        tenor__file again;
        ck_assert_int_eq(tenor__file_read(folder_path(&place, "again"), SIZE_MAX, NULL, &again, NULL), TENOR_OK);
        ck_assert_uint_eq(again.size, parts.file.size);
        ck_assert_mem_eq(again.data, parts.file.data, again.size);
        tenor__file_close(&again);
        folder_free(&place);
        tenor_model_free(other);
        tenor__buffer_free(&bytes);
    }
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

START_TEST(exactly_the_networks_tensors_are_taken)
{
    tenor_model *model = fixture_model("lstm+ngrams");
    const dismantled whole = take_apart(model);
    dismantled parts = whole;
    const size_t head = find(&whole, "head.bias");

    parts.count--;
    memmove(parts.tensors + head, parts.tensors + head + 1, (parts.count - head) * sizeof parts.tensors[0]);
    check_fails(&parts, TENOR_BAD_MODEL, "'head.bias', which");

    parts = whole;
    parts.tensors[parts.count] = parts.tensors[head];
    parts.tensors[parts.count++].name = str("extra.bias");
    check_fails(&parts, TENOR_BAD_MODEL, "'extra.bias' is none");

    parts = whole;
    parts.tensors[head].name = str("head.base");
    check_fails(&parts, TENOR_BAD_MODEL, "'head.bias', which");

    parts = whole;
    parts.tensors[head].type = str("I32");
    check_fails(&parts, TENOR_BAD_MODEL, "'head.bias' is of type I32");

    parts = whole;
    parts.tensors[head].rank = 2;
    parts.tensors[head].shape[1] = 1;
    check_fails(&parts, TENOR_BAD_MODEL, "'head.bias' has shape [3, 1] where model.json calls for [3]");

    parts = whole;
    const size_t recurrent = find(&whole, "rnn.weight_ih_l0");
    parts.tensors[recurrent].shape[0] = 4;
    parts.tensors[recurrent].shape[1] = 20;
    check_fails(&parts, TENOR_BAD_MODEL, "'rnn.weight_ih_l0' has shape [4, 20]");

    parts = whole;
    parts.tensors[0].shape[0] -= 1;
    parts.tensors[0].size -= 16;
    check_fails(&parts, TENOR_BAD_MODEL, "'embedding.weight' has shape");

    parts = whole;
    parts.config.network.hidden = 4096;
    check_fails(&parts, TENOR_BAD_MODEL, "tensor '");

    parts = whole;
    parts.config.network.layers = 16;
    check_fails(&parts, TENOR_BAD_MODEL, "tensor '");
    parts = whole;
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

START_TEST(an_ngram_table_is_what_the_network_calls_for)
{
    tenor_model *model = fixture_model("gru+ngrams");
    const dismantled whole = take_apart(model);
    dismantled parts = whole;
    const size_t key = find(&whole, "ngrams.key");

    parts.tensors[key].type = str("F32");
    check_fails(&parts, TENOR_BAD_MODEL, "'ngrams.key' is of type F32, not I32");

    parts = whole;
    parts.tensors[key].shape[0] /= 2;
    parts.tensors[key].size /= 2;
    check_fails(&parts, TENOR_BAD_MODEL, "'ngrams.key' has shape [32] where model.json calls for [64]");

    parts = whole;
    parts.config.ngrams.slots *= 2;
    check_fails(&parts, TENOR_BAD_MODEL, "'ngrams.weight' has shape [64, 3]");

    parts = whole;
    parts.config.ngrams.slots = 0;
    check_fails(&parts, TENOR_BAD_MODEL, "is none that model.json calls for");

    /* A search for an n-gram ends at an empty slot, and soon where many are empty. */
    uint32_t keys[64];
    parts = whole;
    ck_assert_uint_eq(parts.tensors[key].size, sizeof keys);
    memcpy(keys, parts.tensors[key].data, sizeof keys);
    parts.tensors[key].data = keys;
    for (size_t i = 0; i < 64; i++)
        keys[i] += keys[i] == 0;
    check_fails(&parts, TENOR_BAD_MODEL, "ngrams.key: more than three of four slots are taken");
    memset(keys + 48, 0, 16 * sizeof *keys);
    tenor__buffer bytes;
    tenor_model *other;
    ck_assert_int_eq(load(&parts, &bytes, &other, NULL), TENOR_OK);
    float out[2 * LABELS];
    classify(other, out);
    tenor_model_free(other);
    tenor__buffer_free(&bytes);
    parts = whole;
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

/* The table of "gru+ngrams" as a sparse one that holds every weight, and what may be wrong with such a table. */
START_TEST(a_sparse_ngram_table_that_lies_is_refused)
{
    enum { SLOTS = 64, ENTRIES = SLOTS * LABELS };
    uint32_t begins[SLOTS + 1];
    uint32_t labels[ENTRIES];
    tenor_model *model = fixture_model("gru+ngrams");
    dismantled whole = take_apart(model);
    dismantled parts = whole;
    float want[2 * LABELS];
    float got[2 * LABELS];
    tenor__buffer bytes;
    tenor_model *sparse;
    for (uint32_t i = 0; i <= SLOTS; i++)
        begins[i] = LABELS * i;
    for (uint32_t i = 0; i < ENTRIES; i++)
        labels[i] = i % LABELS;
    whole.config.ngrams.entries = ENTRIES;
    tenor__stored_tensor *weight = &whole.tensors[find(&whole, "ngrams.weight")];
    weight->rank = 1;
    weight->shape[0] = ENTRIES;
    tenor__stored_tensor *begin = &whole.tensors[whole.count];
    *begin = whole.tensors[find(&whole, "ngrams.key")];
    begin->name = str("ngrams.begin");
    begin->shape[0] = SLOTS + 1;
    begin->data = begins;
    begin->size = sizeof begins;
    begin[1] = *begin;
    begin[1].name = str("ngrams.label");
    begin[1].shape[0] = ENTRIES;
    begin[1].data = labels;
    begin[1].size = sizeof labels;
    whole.count += 2;

    classify(model, want);
    ck_assert_int_eq(load(&whole, &bytes, &sparse, NULL), TENOR_OK);
    classify(sparse, got);
    for (size_t i = 0; i < 2 * LABELS; i++)
        ck_assert_float_eq_tol(got[i], want[i], 1e-6f);
    tenor_model_free(sparse);
    tenor__buffer_free(&bytes);

    static const struct {
        size_t at; /* in begins; behind them in labels */
        uint32_t value;
    } lies[] = {{0, 1},
                {5, 100},
                {SLOTS, ENTRIES - 1},
                {SLOTS, ENTRIES + 1},
                {7, UINT32_MAX},
                {SLOTS, 0},
                {SLOTS + 1, LABELS},
                {SLOTS + 1, UINT32_MAX},
                {SLOTS / 2, 1u << 31},
                {SLOTS + ENTRIES, 0x7FFFFFFF}};
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        uint32_t *place = lies[i].at <= SLOTS ? &begins[lies[i].at] : &labels[lies[i].at - SLOTS - 1];
        const uint32_t before = *place;
        *place = lies[i].value;
        check_fails(&whole, TENOR_BAD_MODEL, "ngrams.");
        *place = before;
    }
    parts = whole;
    parts.config.ngrams.entries = ENTRIES / 2;
    check_fails(&parts, TENOR_BAD_MODEL, "ngrams.");
    parts = whole;
    parts.config.ngrams.entries = 0;
    check_fails(&parts, TENOR_BAD_MODEL, "ngrams.");
    parts = whole;
    parts.tensors[parts.count - 1].type = str("F32");
    check_fails(&parts, TENOR_BAD_MODEL, "'ngrams.label' is of type F32, not I32");
    parts = whole;
    parts.count--;
    check_fails(&parts, TENOR_BAD_MODEL, "'ngrams.label', which");
    parts_free(&whole);
    tenor_model_free(model);
}
END_TEST

START_TEST(numbers_that_are_not_finite_are_refused)
{
    static const float wrong[] = {NAN, -NAN, INFINITY, -INFINITY};
    static const char *const names[] = {"embedding.weight", "rnn.weight_ih_l0", "rnn.weight_hh_l1_reverse",
                                        "head.bias",        "ngrams.weight",    "ngrams.bias"};
    tenor_model *model = fixture_model("gru+ngrams");
    dismantled parts = take_apart(model);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t k = 0; k < 4; k++) {
            tenor__stored_tensor *tensor = &parts.tensors[find(&parts, names[i])];
            const void *data = tensor->data;
            float *changed = malloc(tensor->size);
            ck_assert_ptr_nonnull(changed);
            memcpy(changed, data, tensor->size);
            const size_t count = tensor->size / sizeof(float);
            const size_t places[] = {0, count / 2, count - 1};
            tensor->data = changed;
            for (size_t place = 0; place < 3; place++) {
                const float kept = changed[places[place]];
                changed[places[place]] = wrong[k];
                check_fails(&parts, TENOR_NOT_FINITE, names[i]);
                changed[places[place]] = kept;
            }
            tensor->data = data;
            free(changed);
        }
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

START_TEST(damage_is_found)
{
    tenor_model *model = fixture_model("gru");
    dismantled parts = take_apart(model);
    parts.keep_file_hashes = true;
    parts.config.weights.hash ^= 1;
    check_fails(&parts, TENOR_CORRUPT, "weights");
    parts.config.weights.hash ^= 1;
    parts.config.weights.size++;
    check_fails(&parts, TENOR_CORRUPT, "weights");
    parts.config.weights.size--;
    parts.config.network.words++;
    check_fails(&parts, TENOR_BAD_MODEL, "'embedding.weight' has shape [9, 4] where model.json calls for [10, 4]");
    parts.config.network.words--;
    parts.config.vocab_seed = 1;
    tenor__buffer bytes;
    tenor_model *other;
    ck_assert_int_eq(load(&parts, &bytes, &other, NULL), TENOR_OK);
    tenor_model_free(other);
    tenor__buffer_free(&bytes);
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

/* Any byte of the tensors, the vocabulary's among them, that is other than it was is found; any other change does no
 * harm. */
START_TEST(every_changed_byte_is_survived)
{
    tenor_model *model = fixture_model("fastgrnn+ngrams");
    dismantled parts = take_apart(model);
    const size_t data_begin = parts.file.size - tenor__safetensors_data_size(parts.tensors_of_file);
    char *bytes = malloc(parts.file.size);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, parts.file.data, parts.file.size);
    for (size_t i = 0; i < parts.file.size; i++) {
        static const unsigned char masks[] = {1, 0x80, 0x20};
        for (size_t k = 0; k < sizeof masks; k++) {
            failing counter = {0};
            const tenor_alloc alloc = failing_alloc(&counter);
            tenor_model *changed;
            bytes[i] = (char)(bytes[i] ^ masks[k]);
            const tenor_status status = tenor_model_load_memory(bytes, parts.file.size, &alloc, &changed, NULL);
            tenor_model_free(changed);
            ck_assert_uint_eq(counter.alive, 0);
            if (i >= data_begin)
                ck_assert_int_eq(status, TENOR_CORRUPT);
            bytes[i] = (char)(bytes[i] ^ masks[k]);
        }
    }
    free(bytes);
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

START_TEST(every_prefix_is_refused)
{
    tenor_model *model = fixture_model("sru+ngrams");
    dismantled parts = take_apart(model);
    tenor_model *cut;
    for (size_t size = 0; size < parts.file.size; size++) {
        tenor_error error = {0};
        ck_assert_int_eq(tenor_model_load_memory(parts.file.data, size, NULL, &cut, &error), TENOR_BAD_MODEL);
        ck_assert_ptr_null(cut);
        ck_assert_int_eq(error.status, TENOR_BAD_MODEL);
    }
    parts_free(&parts);
    tenor_model_free(model);
}
END_TEST

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0 && fclose(file) == 0);
}

START_TEST(errors_name_the_file)
{
    folder place = folder_new();
    tenor_model *model = fixture_model("gru");
    const char *saved = folder_path(&place, "saved");
    tenor_model *loaded;
    tenor_error error = {0};

    ck_assert_int_eq(tenor_model_save(model, saved, NULL), TENOR_OK);
    ck_assert_int_eq(truncate(folder_path(&place, "saved/weights.safetensors"), 100), 0);
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded, &error), TENOR_BAD_MODEL);
    ck_assert_msg(strstr(error.message, "/saved: weights.safetensors: "), "%s", error.message);

    write_file(folder_path(&place, "saved/vocab.json"), "{}");
    ck_assert_int_eq(fixture_load_copy(saved, NULL, &loaded, &error), TENOR_CORRUPT);
    ck_assert_msg(strstr(error.message, "/saved: vocab.json has 2 bytes"), "%s", error.message);

    write_file(folder_path(&place, "saved/model.json"), "{\"format\": \"tenor-model\", \"version\": 7}");
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded, &error), TENOR_BAD_VERSION);
    ck_assert_msg(strstr(error.message, "/saved: model.json: version is 7"), "%s", error.message);
    ck_assert_int_eq(unlink(folder_path(&place, "saved/vocab.json")), 0); /* a later format may do without */
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded, &error), TENOR_BAD_VERSION);

    ck_assert_int_eq(tenor_model_save(model, folder_path(&place, "whole"), NULL), TENOR_OK);
    ck_assert_int_eq(unlink(folder_path(&place, "whole/vocab.json")), 0);
    ck_assert_int_eq(tenor_model_load(folder_path(&place, "whole"), NULL, &loaded, &error), TENOR_NOT_FOUND);
    ck_assert_msg(strstr(error.message, "whole/vocab.json"), "%s", error.message);

    /* Weights alone are no packed model, and neither is a text. */
    ck_assert_int_eq(tenor_model_load(folder_path(&place, "whole/weights.safetensors"), NULL, &loaded, &error),
                     TENOR_BAD_MODEL);
    ck_assert_msg(strstr(error.message, "no packed model"), "%s", error.message);
    ck_assert_int_eq(tenor_model_load(folder_path(&place, "whole/model.json"), NULL, &loaded, &error), TENOR_BAD_MODEL);
    ck_assert_msg(strstr(error.message, "model.json is no model"), "%s", error.message);
    ck_assert_ptr_null(loaded);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

START_TEST(options_have_a_size)
{
    struct later {
        tenor_load_options options;
        char more[8];
    } later = {.options = {.size = sizeof later}};
    folder place = folder_new();
    const char *packed = folder_path(&place, "packed");
    tenor_model *model = fixture_model("gru");
    tenor_model *loaded;
    tenor_error error = {0};
    ck_assert_int_eq(tenor_model_save_packed(model, packed, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_load_with(packed, &later.options, NULL, &loaded, NULL), TENOR_OK);
    tenor_model_free(loaded);
    ck_assert_int_eq(tenor_model_load_with(packed, NULL, NULL, &loaded, NULL), TENOR_OK);
    tenor_model_free(loaded);
    later.more[7] = 1;
    ck_assert_int_eq(tenor_model_load_with(packed, &later.options, NULL, &loaded, &error), TENOR_INVALID_ARGUMENT);
    ck_assert(!loaded && error.status == TENOR_INVALID_ARGUMENT);
    later.options.size = 0;
    ck_assert_int_eq(tenor_model_load_with(packed, &later.options, NULL, &loaded, &error), TENOR_INVALID_ARGUMENT);
    ck_assert_msg(strstr(error.message, "size 0"), "%s", error.message);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

static int count_open(void)
{
    int count = 0;
    for (int descriptor = 0; descriptor < 256; descriptor++)
        count += fcntl(descriptor, F_GETFD) != -1;
    return count;
}

START_TEST(no_file_stays_open)
{
    folder place = folder_new();
    tenor_model *model = fixture_model("gru");
    const char *saved = folder_path(&place, "saved");
    const char *packed = folder_path(&place, "packed");
    ck_assert_int_eq(tenor_model_save(model, saved, NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_save_packed(model, packed, NULL), TENOR_OK);
    tenor_model *loaded[4];
    const int before = count_open();
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded[0], NULL), TENOR_OK);
    ck_assert_int_eq(tenor_model_load(packed, NULL, &loaded[1], NULL), TENOR_OK);
    ck_assert_int_eq(fixture_load_copy(saved, NULL, &loaded[2], NULL), TENOR_OK);
    ck_assert_int_eq(fixture_load_copy(packed, NULL, &loaded[3], NULL), TENOR_OK);
    ck_assert_int_eq(count_open(), before);
    for (size_t i = 0; i < 4; i++)
        tenor_model_free(loaded[i]);

    failing state = {.fail_at = 1};
    const tenor_alloc alloc = failing_alloc(&state);
    while (tenor_model_load(saved, &alloc, &loaded[0], NULL) != TENOR_OK)
        state = (failing){.fail_at = state.fail_at + 1};
    tenor_model_free(loaded[0]);
    write_file(folder_path(&place, "saved/model.json"), "{}");
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded[0], NULL), TENOR_BAD_MODEL);
    ck_assert_int_eq(unlink(folder_path(&place, "saved/model.json")), 0);
    ck_assert_int_eq(tenor_model_load(saved, NULL, &loaded[0], NULL), TENOR_NOT_FOUND);
    ck_assert_int_eq(count_open(), before);
    tenor_model_free(model);
    folder_free(&place);
}
END_TEST

static void *write_once(void *path)
{
    write_file(path, "nothing that is a model");
    return NULL;
}

/* A second attempt would wait for another writer. */
START_TEST(a_pipe_is_read_once)
{
    folder place = folder_new();
    const char *path = folder_path(&place, "pipe");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    pthread_t writer;
    ck_assert_int_eq(pthread_create(&writer, NULL, write_once, (void *)(uintptr_t)path), 0);
    tenor_model *model;
    ck_assert_int_eq(tenor_model_load(path, NULL, &model, NULL), TENOR_BAD_MODEL);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(pthread_join(writer, NULL), 0);
    folder_free(&place);
}
END_TEST

/* What has no end is known by its first bytes; "-" is a name like another. */
START_TEST(what_is_no_file_is_refused_early)
{
    static tenor_status (*const ways[])(const char *, const tenor_alloc *, tenor_model **,
                                        tenor_error *) = {tenor_model_load, fixture_load_copy};
    for (size_t way = 0; way < 2; way++) {
        tenor_model *model;
        tenor_error error;
        ck_assert_int_eq(ways[way]("/dev/zero", NULL, &model, &error), TENOR_BAD_MODEL);
        ck_assert_ptr_null(model);
        ck_assert_ptr_nonnull(strstr(error.message, "/dev/zero: no safetensors file"));
        ck_assert_int_eq(ways[way]("-", NULL, &model, &error), TENOR_NOT_FOUND);
    }
    tenor_error error;
    unsigned char start[9] = {2, 0, 0, 0, 0, 0, 0, 0, '{'};
    ck_assert_int_eq(tenor__safetensors_check_start(start, 8, &error), TENOR_OK);
    ck_assert_int_eq(tenor__safetensors_check_start(start, 9, &error), TENOR_OK);
    start[7] = 1;
    ck_assert_int_eq(tenor__safetensors_check_start(start, 8, &error), TENOR_OK);
    ck_assert_int_eq(tenor__safetensors_check_start(start, 9, &error), TENOR_TOO_LARGE);
    start[8] = ' ';
    ck_assert_int_eq(tenor__safetensors_check_start(start, 9, &error), TENOR_BAD_MODEL);
}
END_TEST

/* A search in a full table would not end. */
START_TEST(a_full_ngram_table_is_refused)
{
    enum { SLOTS = 4, SIZE = SLOTS * LABELS + LABELS + SLOTS };
    uint32_t keys[SLOTS] = {1, 0, 1, 1};
    tenor_vocab *vocab = fixture_vocab();
    tenor__model_config config = fixture_config("gru", tenor_vocab_size(vocab));
    tenor__parameters parameters;
    const float *none;
    float *numbers = fixture_parameters(&config, &parameters, &none);
    float ngrams[SIZE] = {0};
    config.ngrams = (tenor__ngram_config){SLOTS, 1, 1, 0};
    for (int full = 0; full <= 1; full++) {
        tenor_model *model;
        tenor_error error = {0};
        keys[1] = (uint32_t)full;
        memcpy(ngrams + SIZE - SLOTS, keys, sizeof keys);
        ck_assert_int_eq(tenor__model_new(&config, vocab, parameters, ngrams, NULL, &model, &error),
                         full ? TENOR_BAD_MODEL : TENOR_OK);
        if (full)
            break;
        dismantled parts = take_apart(model);
        tenor_model_free(model);
        tenor__buffer bytes;
        ck_assert_int_eq(load(&parts, &bytes, &model, &error), TENOR_OK);
        tenor_model_free(model);
        tenor__buffer_free(&bytes);
        keys[1] = 1;
        parts.tensors[find(&parts, "ngrams.key")].data = (const char *)keys;
        ck_assert_int_eq(load(&parts, &bytes, &model, &error), TENOR_BAD_MODEL);
        ck_assert_ptr_nonnull(strstr(error.message, "ngrams.key: more than three of four slots are taken"));
        tenor__buffer_free(&bytes);
        parts_free(&parts);
    }
    free(numbers);
    tenor_vocab_free(vocab);
}
END_TEST

CHECK_MAIN("model/load", tensors_may_come_in_any_order, exactly_the_networks_tensors_are_taken,
           an_ngram_table_is_what_the_network_calls_for, a_sparse_ngram_table_that_lies_is_refused,
           numbers_that_are_not_finite_are_refused, damage_is_found, every_changed_byte_is_survived,
           every_prefix_is_refused, errors_name_the_file, options_have_a_size, no_file_stays_open, a_pipe_is_read_once,
           what_is_no_file_is_refused_early, a_full_ngram_table_is_refused)
