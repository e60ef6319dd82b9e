#include "parsing.h"

#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static void enter(void)
{
    strcpy(root, "/tmp/tenor_check_folder_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(root));
    ck_assert_int_eq(chdir(root), 0);
}

static void leave(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", root);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(system(command), 0);
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_folders(const char *const *paths)
{
    for (; *paths; paths++)
        ck_assert_int_eq(mkdir(*paths, 0777), 0);
}

static tenor_corpus *read_good(const char *path, tenor__corpus_settings settings)
{
    tenor_corpus *corpus;
    tenor_error error = {0};
    ck_assert_msg(tenor__corpus_read(path, &settings, NULL, &corpus, &error) == TENOR_OK, "%s", error.message);
    return corpus;
}

static void expect_failure(const char *path, tenor__corpus_settings settings, const char *words)
{
    tenor_corpus *corpus;
    tenor_error error = {0};
    ck_assert_int_eq(tenor__corpus_read(path, &settings, NULL, &corpus, &error), TENOR_BAD_DATA);
    ck_assert_msg(strstr(error.message, words) && strstr(error.message, path), "%s", error.message);
}

START_TEST(a_folder_a_label)
{
    enter();
    make_folders((const char *const[]){"train", "train/pos", "train/neg", "train/unsup", "train/none", NULL});
    put("train/pos/b", "good,\n\"quoted\"\n");
    put("train/pos/a.txt", "un caf\xE9 tr\xE8s bon");
    put("train/pos/.DS_Store", "x");
    put("train/neg/1", "bad\r\n");
    put("train/unsup/1", "?");
    put("train/urls.txt", "?");
    for (int slash = 0; slash < 2; slash++) {
        tenor_corpus *corpus = read_good(slash ? "train/" : "train", DEFAULTS);
        ck_assert_uint_eq(tenor_corpus_size(corpus), 3);
        assert_example(corpus, 0, "neg", "bad");
        assert_example(corpus, 1, "pos", "un caf\u00E9 tr\u00E8s bon");
        assert_example(corpus, 2, "pos", "good,\n\"quoted\"");
        ck_assert_str_eq(tenor_layout_format(tenor_corpus_layout(corpus)), "folder");
        ck_assert_str_eq(tenor_layout_encoding(tenor_corpus_layout(corpus)), "Windows-1252");
        tenor_corpus_free(corpus);
    }
    for (size_t n = 1;; n++) {
        failing memory = {.fail_at = n};
        const tenor_alloc alloc = failing_alloc(&memory);
        tenor_corpus *corpus;
        const tenor_status status = tenor__corpus_read("train", &DEFAULTS, &alloc, &corpus, NULL);
        if (status == TENOR_OK)
            tenor_corpus_free(corpus);
        ck_assert_uint_eq(memory.alive, 0);
        if (status == TENOR_OK)
            break;
        ck_assert_int_eq(status, TENOR_OUT_OF_MEMORY);
    }
    leave();
}
END_TEST

START_TEST(other_folders_are_told)
{
    enter();
    make_folders(
        (const char *const[]){"all", "all/train", "all/train/pos", "all/test", "empty", "flat", "flat/pos", NULL});
    put("all/train/pos/1", "a");
    put("all/train/urls.txt", "a");
    put("all/test/urls.txt", "a");
    expect_failure("all", DEFAULTS, "has folders of folders");
    expect_failure("empty", DEFAULTS, "is a folder without folders in it");
    expect_failure("flat", DEFAULTS, "no files in them");
    leave();
}
END_TEST

START_TEST(texts_in_files_of_their_own)
{
    enter();
    make_folders((const char *const[]){"corpus", "corpus/texts", NULL});
    put("corpus/texts/1.txt", "one\ntext\n");
    put("corpus/2.txt", "caf\xE9\n");
    put("corpus/index.csv", "file,label\ntexts/1.txt,a\n2.txt,b\n3.txt,b\n");
    tenor__corpus_settings settings = DEFAULTS;
    settings.text_files = true;
    expect_failure("corpus/index.csv", settings, "3.txt: No such file");
    settings.skip_bad = true;
    tenor_corpus *corpus = read_good("corpus/index.csv", settings);
    ck_assert_uint_eq(tenor_corpus_size(corpus), 2);
    assert_example(corpus, 0, "a", "one\ntext");
    assert_example(corpus, 1, "b", "caf\u00E9");
    assert_skipped(corpus, 0, 0, 1, 4);
    tenor_corpus_free(corpus);
    leave();
}
END_TEST

CHECK_MAIN("rows/folder", a_folder_a_label, other_folders_are_told, texts_in_files_of_their_own)
