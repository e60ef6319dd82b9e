#include "check_main.h"
#include "fixture.h"

#include <locale.h>
#include <math.h>

static tenor__buffer write(const tenor__model_config *config)
{
    tenor__buffer buffer;
    tenor__buffer_init(&buffer, NULL);
    tenor__model_config_write(config, &buffer);
    ck_assert(!buffer.failed);
    return buffer;
}

static bool contains(const tenor__buffer *buffer, const char *text)
{
    const size_t size = strlen(text);
    for (size_t i = 0; i + size <= buffer->size; i++)
        if (memcmp(buffer->data + i, text, size) == 0)
            return true;
    return false;
}

static bool equal(tenor_str text, const char *want)
{
    return text.size == strlen(want) && memcmp(text.data, want, text.size) == 0;
}

static void check_fixture(const tenor__model_config *read)
{
    const tenor__model_config want = fixture_config("lstm", 42);
    ck_assert(read->network.words == 42 && read->network.dim == 4 && read->network.hidden == 5);
    ck_assert(read->network.layers == 2 && read->network.directions == 2 && read->network.cell == want.network.cell);
    ck_assert(read->network.pooling_count == 2 && read->network.pooling[0] == TENOR__POOLING_MAX &&
              read->network.pooling[1] == TENOR__POOLING_MEAN);
    ck_assert(read->network.dense_count == 1 && read->network.dense[0] == 6);
    ck_assert(read->network.labels == 3 && read->max_tokens == 20);
    ck_assert(read->keep_tokens == TENOR__KEEP_BOTH && read->temperature == 1.25);
    ck_assert(equal(read->labels[0], "negative") && equal(read->labels[1], "neutral, \"so so\"") &&
              equal(read->labels[2], "正面"));
    ck_assert(read->polarities[0] == -1 && read->polarities[1] == 0.1f && read->polarities[2] == 1);
    ck_assert_uint_eq(read->option_count, 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert(equal(read->options[i].fact.name, want.options[i].fact.name.data));
        ck_assert(equal(read->options[i].fact.value, want.options[i].fact.value.data));
        ck_assert(read->options[i].kind == want.options[i].kind);
    }
    ck_assert(read->score_count == 1 && equal(read->scores[0].fact.value, "0.8125"));
    ck_assert_uint_eq(read->epoch_count, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert(read->epochs[i].epoch == want.epochs[i].epoch);
        ck_assert(read->epochs[i].train_loss == want.epochs[i].train_loss);
        ck_assert(read->epochs[i].dev_loss == want.epochs[i].dev_loss);
        ck_assert(read->epochs[i].dev_accuracy == want.epochs[i].dev_accuracy);
        ck_assert(read->epochs[i].dev_macro_f1 == want.epochs[i].dev_macro_f1);
    }
    ck_assert(read->vocab.size == 123 && read->vocab.hash == UINT64_C(0xFEDCBA9876543210));
    ck_assert(read->weights.size == UINT64_C(1) << 40 && read->weights.hash == 1);
}

static tenor__model_config fixture_with_files(void)
{
    tenor__model_config config = fixture_config("lstm", 42);
    config.text = (tenor_text_settings){sizeof config.text, TENOR_TOKENS_CHAR, true};
    config.vocab_seed = 7;
    config.vocab = (tenor__file_hash){123, UINT64_C(0xFEDCBA9876543210)};
    config.weights = (tenor__file_hash){UINT64_C(1) << 40, 1};
    return config;
}

START_TEST(what_is_written_is_read_back)
{
    const tenor__model_config config = fixture_with_files();
    tenor__buffer first = write(&config);
    tenor__model_config read;
    tenor__model_config_init(&read, NULL);
    tenor_error error;
    ck_assert_msg(tenor__model_config_read((tenor_str){first.data, first.size}, &read, &error) == TENOR_OK, "%s",
                  error.message);
    ck_assert(read.version == 2 && read.text.unit == TENOR_TOKENS_CHAR && read.text.keep_case && read.vocab_seed == 7);
    check_fixture(&read);
    tenor__buffer second = write(&read);
    ck_assert(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    tenor__buffer_free(&first);
    tenor__buffer_free(&second);
    tenor__model_config_free(&read);
    tenor__model_config_free(&read);
}
END_TEST

START_TEST(it_is_made_for_people)
{
    const tenor__model_config config = fixture_with_files();
    tenor__buffer text = write(&config);
    static const char *const lines[] = {
        "{\n  \"format\": \"tenor-model\",\n  \"version\": 2,\n",
        "\n  \"labels\": [\"negative\", \"neutral, \\\"so so\\\"\", \"正面\"],\n",
        "\n  \"polarities\": [-1, 0.1, 1],\n",
        "\n  \"max_tokens\": 20,\n  \"keep_tokens\": \"both\",\n  \"temperature\": 1.25,\n",
        "\n    \"pooling\": \"max+mean\",\n",
        "\n  \"separator\": null,\n  \"thresholds\": null,\n",
        "\n    \"dense\": [6],\n    \"ngrams\": null,\n    \"head\": \"softmax\"\n",
        "\n  \"vocabulary\": {\"tokens\": \"char\", \"keep_case\": true, \"seed\": 7},\n",
        "\n    \"lr\": 0.001,\n",
        "\n    \"keep-case\": false,\n",
        "\n    \"vocab.json\": {\"size\": 123, \"xxh3\": \"fedcba9876543210\"},\n",
        "\n    \"weights.safetensors\": {\"size\": 1099511627776, \"xxh3\": \"0000000000000001\"}\n  }\n}\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        ck_assert_msg(contains(&text, lines[i]), "%s", lines[i]);
    tenor__buffer_free(&text);
}
END_TEST

START_TEST(where_it_comes_from)
{
    tenor__model_config config = fixture_with_files();
    tenor__model_config read;
    tenor__buffer text = write(&config);
    ck_assert(!contains(&text, "\"tenor\"") && !contains(&text, "\"corpus\""));
    tenor__buffer_free(&text);
    config.provenance.version = str("0.1.0");
    config.provenance.corpus = str("a \x1b b.csv");
    config.provenance.corpus_file = (tenor__file_hash){2048, 0xABC};
    text = write(&config);
    ck_assert(contains(
        &text, "\n  \"version\": 2,\n  \"tenor\": \"0.1.0\",\n  \"corpus\": {\"name\": \"a \xEF\xBF\xBD b.csv\", "
               "\"size\": 2048, \"xxh3\": \"0000000000000abc\"},\n"));
    tenor__model_config_init(&read, NULL);
    ck_assert_int_eq(tenor__model_config_read((tenor_str){text.data, text.size}, &read, NULL), TENOR_OK);
    ck_assert(equal(read.provenance.version, "0.1.0") && equal(read.provenance.corpus, "a \xEF\xBF\xBD b.csv"));
    ck_assert(read.provenance.corpus_file.size == 2048 && read.provenance.corpus_file.hash == 0xABC);
    tenor__model_config_free(&read);
    tenor__buffer_free(&text);
}
END_TEST

START_TEST(scores_are_set_and_added)
{
    tenor__model_config config;
    tenor__model_config_init(&config, NULL);
    ck_assert(tenor__model_config_score(&config, "dev_accuracy", 0.5));
    ck_assert(tenor__model_config_score(&config, "test_loss", 1.0 / 3));
    ck_assert(tenor__model_config_score(&config, "dev_accuracy", 0.75));
    ck_assert_uint_eq(config.score_count, 2);
    ck_assert(equal(config.scores[0].fact.name, "dev_accuracy") && equal(config.scores[0].fact.value, "0.75"));
    ck_assert(equal(config.scores[1].fact.name, "test_loss") &&
              equal(config.scores[1].fact.value, "0.3333333333333333"));
    ck_assert(config.scores[1].kind == TENOR__VALUE_NUMBER);
    tenor__model_config_free(&config);
}
END_TEST

START_TEST(the_ngram_layer)
{
    tenor__model_config config = fixture_with_files();
    config.ngrams.words = 3;
    config.ngrams.common = 9;
    config.ngrams.slots = 1024;
    tenor__buffer text = write(&config);
    ck_assert(contains(&text, "\n    \"ngrams\": {\"words\": 3, \"common\": 9, \"slots\": 1024},\n"));
    tenor__model_config read;
    tenor__model_config_init(&read, NULL);
    ck_assert_int_eq(tenor__model_config_read((tenor_str){text.data, text.size}, &read, NULL), TENOR_OK);
    ck_assert(read.ngrams.words == 3 && read.ngrams.common == 9 && read.ngrams.slots == 1024);
    tenor__model_config_free(&read);
    tenor__buffer_free(&text);
}
END_TEST

START_TEST(labels_without_polarity_and_empty_lists)
{
    tenor__model_config config = fixture_with_files();
    config.polarities = NULL;
    config.option_count = config.score_count = config.epoch_count = 0;
    config.network.dense_count = 0;
    config.network.pooling_count = 1;
    config.network.directions = 1;
    tenor__buffer text = write(&config);
    ck_assert(contains(&text, "\"polarities\": null"));
    tenor__model_config read;
    tenor__model_config_init(&read, NULL);
    ck_assert_int_eq(tenor__model_config_read((tenor_str){text.data, text.size}, &read, NULL), TENOR_OK);
    ck_assert_ptr_null(read.polarities);
    ck_assert(read.option_count == 0 && read.score_count == 0 && read.epoch_count == 0);
    ck_assert(read.network.dense_count == 0 && read.network.pooling_count == 1 && read.network.directions == 1);
    tenor__model_config_free(&read);
    tenor__buffer_free(&text);
}
END_TEST

/* As models were before these were members. */
START_TEST(what_may_be_absent)
{
    tenor__model_config config = fixture_with_files();
    tenor__buffer text = write(&config);
    tenor__buffer_add_byte(&text, '\0');
    static const char *const members[] = {"\"keep_tokens\"", "\"temperature\""};
    for (size_t i = 0; i < 2; i++)
        strstr(text.data, members[i])[1] = '?';
    tenor__model_config read;
    tenor__model_config_init(&read, NULL);
    ck_assert_int_eq(tenor__model_config_read((tenor_str){text.data, text.size - 1}, &read, NULL), TENOR_OK);
    ck_assert(read.keep_tokens == TENOR__KEEP_FIRST && read.temperature == 1);
    tenor__model_config_free(&read);
    tenor__buffer_free(&text);
}
END_TEST

/* Models of earlier versions say "head" and "tail". */
START_TEST(earlier_names_of_kept_tokens)
{
    static const char *const names[][2] = {{"head", "first"}, {"tail", "last"}};
    for (size_t i = 0; i < 2; i++) {
        tenor__model_config config = fixture_with_files();
        tenor__buffer text = write(&config);
        tenor__buffer_add_byte(&text, '\0');
        memcpy(strstr(text.data, "\"both\",\n  \"temp") + 1, names[i][0], 4);
        tenor__model_config read;
        tenor__model_config_init(&read, NULL);
        ck_assert_int_eq(tenor__model_config_read((tenor_str){text.data, text.size - 1}, &read, NULL), TENOR_OK);
        ck_assert_str_eq(tenor__tokens_kept_name(read.keep_tokens), names[i][1]);
        tenor__model_config_free(&read);
        tenor__buffer_free(&text);
    }
}
END_TEST

/* Members of the same version that this library does not know change nothing. */
START_TEST(unknown_members_are_ignored)
{
    const tenor__model_config config = fixture_with_files();
    tenor__buffer text = write(&config);
    tenor__buffer more;
    tenor__buffer_init(&more, NULL);
    static const char unknown[] = "{\"note\": {\"network\": [1, null]}, ";
    tenor__buffer_add(&more, unknown, sizeof unknown - 1);
    tenor__buffer_add(&more, text.data + 1, text.size - 1);
    tenor__model_config read;
    tenor__model_config_init(&read, NULL);
    ck_assert_int_eq(tenor__model_config_read((tenor_str){more.data, more.size}, &read, NULL), TENOR_OK);
    check_fixture(&read);
    tenor__model_config_free(&read);
    tenor__buffer_free(&text);
    tenor__buffer_free(&more);
}
END_TEST

START_TEST(a_copy_stands_alone)
{
    tenor__typed_key_value options[] = {{{{"lr", 2}, {"1e-3", 4}}, TENOR__VALUE_NUMBER},
                                        {{{"seed", 4}, {"0042", 4}}, TENOR__VALUE_NUMBER},
                                        {{{"odd", 3}, {"nan", 3}}, TENOR__VALUE_NUMBER}};
    tenor__model_config config = fixture_with_files();
    config.options = options;
    config.option_count = 3;
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    tenor__model_config copy;
    tenor__model_config_init(&copy, &alloc);
    ck_assert_int_eq(tenor__model_config_copy(&config, &copy, NULL), TENOR_OK);
    ck_assert(equal(copy.options[0].fact.value, "0.001"));
    ck_assert(equal(copy.options[1].fact.value, "42"));
    /* What is no number is not written as one. */
    ck_assert(equal(copy.options[2].fact.value, "nan") && copy.options[2].kind == TENOR__VALUE_TEXT);
    ck_assert(copy.labels[0].data != config.labels[0].data && equal(copy.labels[0], "negative"));
    ck_assert(copy.weights.size == config.weights.size);
    tenor__model_config_free(&copy);
    ck_assert_uint_eq(counter.alive, 0);

    tenor_epoch epoch = config.epochs[0];
    epoch.train_loss = (double)NAN;
    config.epochs = &epoch;
    config.epoch_count = 1;
    tenor__model_config_init(&copy, &alloc);
    tenor_error error;
    ck_assert_int_eq(tenor__model_config_copy(&config, &copy, &error), TENOR_BAD_MODEL);
    ck_assert_msg(strstr(error.message, "history[0]") && strstr(error.message, "train_loss"), "%s", error.message);
    tenor__model_config_free(&copy);
    ck_assert_uint_eq(counter.alive, 0);
}
END_TEST

START_TEST(errors_name_the_member)
{
    static const struct {
        const char *old, *new;
        const char *says;
    } cases[] = {
        {"\"hidden\": 5,\n    \"layers\"", "\"hidden\": 5000,\n    \"layers\"", "network: \"hidden\""},
        {"\"dense\": [6]", "\"dense\": [0]", "network: dense[0]"},
        {"\"max+mean\"", "\"max+meal\"", "pooling 'max+meal'"},
        {"\"negative\"", "\"正面\"", "labels[2] is '正面'"},
        {"0.8125", "null", "scores: dev_accuracy"},
        {"\"epoch\": 2", "\"epoch\": 0", "history[1]: \"epoch\""},
        {"\"size\": 123", "\"size\": -1", "files: vocab.json: \"size\""},
        {"0000000000000001", "000000000000000g", "files: weights.safetensors: xxh3"},
        {"\"negative\"", "\"a\\u0085b\"", "labels[0] is not a string"},
        {"\"dev_accuracy\"", "\"dev\\u009baccuracy\"", "scores: a name"},
        {"\"vectors\": \"\"", "\"vectors\": \"\\t\"",
         "options: the value of vectors holds the control character U+0009"},
        {"\"version\": 2", "\"version\": 3", "version is 3 and this library reads 1 to 2"},
        {"\"vocabulary\":", "\"vocab\":", "\"vocabulary\" is missing"},
        {"\"tokens\": \"char\"", "\"tokens\": \"byte\"", "vocabulary: tokens is neither word nor char"},
        {"\"keep_case\": true", "\"keep_case\": 1", "vocabulary: keep_case is neither true nor false"},
        {"\"seed\": 7", "\"seed\": 64", "vocabulary: \"seed\""},
        {"\"seed\": 7", "\"seed\": -1", "vocabulary: \"seed\""},
        {"\"both\",\n  \"temp", "\"bot\",\n  \"temp", "keep_tokens must be"},
        {"\"temperature\": 1.25", "\"temperature\": 0", "temperature is not a number from 0.01 to 100"},
        {"\"ngrams\": null", "\"ngrams\": 3", "network: ngrams is neither null nor an object"},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 6, \"common\": 1, \"slots\": 64}", "network: ngrams: \"words\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 0, \"common\": 1, \"slots\": 64}", "network: ngrams: \"words\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 0, \"slots\": 64}", "network: ngrams: \"common\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 1}", "network: ngrams: \"slots\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 1, \"slots\": 96}",
         "slots is 96, not a power of two"},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 1, \"slots\": 33554432}",
         "network: ngrams: \"slots\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 1, \"slots\": 64, \"entries\": 0}",
         "network: ngrams: \"entries\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 1, \"slots\": 64, \"entries\": 268435457}",
         "network: ngrams: \"entries\""},
        {"\"ngrams\": null", "\"ngrams\": {\"words\": 3, \"common\": 1, \"slots\": 64, \"entries\": null}",
         "network: ngrams: \"entries\""},
    };
    const tenor__model_config config = fixture_with_files();
    tenor__buffer text = write(&config);
    tenor__buffer_add_byte(&text, '\0');
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *at = strstr(text.data, cases[i].old);
        ck_assert_msg(at, "%s", cases[i].old);
        tenor__buffer changed;
        tenor__buffer_init(&changed, NULL);
        tenor__buffer_add(&changed, text.data, (size_t)(at - text.data));
        tenor__buffer_format(&changed, "%s%s", cases[i].new, at + strlen(cases[i].old));
        tenor__model_config read;
        tenor__model_config_init(&read, NULL);
        tenor_error error = {0};
        const tenor_status status = tenor__model_config_read((tenor_str){changed.data, changed.size}, &read, &error);
        ck_assert(status != TENOR_OK && status == error.status);
        ck_assert_msg(strstr(error.message, cases[i].says), "%s: %s", cases[i].new, error.message);
        tenor__model_config_free(&read);
        tenor__buffer_free(&changed);
    }
    tenor__buffer_free(&text);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
    const tenor__model_config config = fixture_with_files();
    for (size_t fail_at = 1;; fail_at++) {
        failing counter = {.fail_at = fail_at};
        const tenor_alloc alloc = failing_alloc(&counter);
        tenor__model_config copy;
        tenor__model_config_init(&copy, &alloc);
        tenor_error error;
        const tenor_status status = tenor__model_config_copy(&config, &copy, &error);
        tenor__model_config_free(&copy);
        ck_assert_uint_eq(counter.alive, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
        ck_assert_int_eq(error.status, TENOR_OUT_OF_MEMORY);
    }
}
END_TEST

CHECK_MAIN("model/model_config", what_is_written_is_read_back, it_is_made_for_people, where_it_comes_from,
           scores_are_set_and_added, the_ngram_layer, labels_without_polarity_and_empty_lists, what_may_be_absent,
           earlier_names_of_kept_tokens, unknown_members_are_ignored, a_copy_stands_alone, errors_name_the_member,
           memory_may_run_out_anywhere)
