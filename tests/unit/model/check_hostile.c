#include "check_main.h"
#include "fixture.h"

#include "base/error.h"
#include "model/vocab_tensors.h"

#include <dirent.h>
#include <stdio.h>

enum { LONGEST_ROW = 512, VOCAB_WORDS = 5 };

/* Looks up all that is there, then checks it. */
static tenor_status read_vocab(const tenor__safetensors *file, const tenor_alloc *alloc, tenor_error *error)
{
    tenor__vocab_arrays arrays;
    tenor_vocab *vocab;
    tenor_text_settings settings = {.size = sizeof settings};
    TENOR_TRY(tenor__vocab_tensors_find(file, VOCAB_WORDS, &arrays, error));
    arrays.seed = 0;
    TENOR_TRY(tenor__vocab_table_view(settings, &arrays, alloc, &vocab, error));
    tenor__buffer json;
    tenor__buffer_init(&json, NULL);
    tenor__vocab_write(vocab, &json);
    tenor__buffer_free(&json);
    static const char *const words[] = {"a", "b", "c", "d", "<pad>", "abc", ""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_uint_lt(tenor_vocab_find(vocab, str(words[i])), VOCAB_WORDS);
    const tenor_status status = tenor__vocab_table_check(vocab, error);
    tenor_vocab_free(vocab);
    return status;
}

/* Reads path as its folder says; the block count of memory must come back to what it was. */
static tenor_status read_hostile(const char *path, tenor_error *error)
{
    failing counter = {0};
    const tenor_alloc alloc = failing_alloc(&counter);
    tenor__file file;
    ck_assert_int_eq(tenor__file_read(path, SIZE_MAX, NULL, &file, NULL), TENOR_OK);
    /* A copy of the file's exact size lets a sanitizer see a read past its end. */
    char *bytes = malloc(file.size + 1);
    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes + 1, file.data, file.size);
    tenor_status status;
    if (strncmp(path, "hostile/safetensors/", 20) == 0) {
        tenor__safetensors *read;
        status = tenor__safetensors_read(bytes + 1, file.size, &alloc, &read, error);
        tenor__safetensors_free(read);
    } else if (strncmp(path, "hostile/vocab/", 14) == 0) {
        tenor__safetensors *read;
        ck_assert_int_eq(tenor__safetensors_read(bytes + 1, file.size, NULL, &read, error), TENOR_OK);
        status = read_vocab(read, &alloc, error);
        tenor__safetensors_free(read);
    } else {
        tenor__model_config read;
        tenor__model_config_init(&read, &alloc);
        status = tenor__model_config_read((tenor_str){bytes + 1, file.size}, &read, error);
        tenor__model_config_free(&read);
    }
    ck_assert_msg(counter.alive == 0, "%s: memory leaked", path);
    free(bytes);
    tenor__file_close(&file);
    return status;
}

static size_t files_in(const char *folder)
{
    DIR *stream = opendir(folder);
    ck_assert_ptr_nonnull(stream);
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(stream));)
        count += entry->d_name[0] != '.';
    closedir(stream);
    return count;
}

/* README.md has a row "| folder/file | STATUS | what is wrong |" for each file. */
START_TEST(every_file_gives_the_status_that_the_readme_names)
{
    FILE *readme = fopen("hostile/README.md", "r");
    ck_assert_ptr_nonnull(readme);
    char row[LONGEST_ROW];
    size_t rows = 0;
    while (fgets(row, sizeof row, readme)) {
        char name[128];
        char status[32];
        if (sscanf(row, "| %127[^ |] | %31[A-Z_] |", name, status) != 2)
            continue;
        rows++;
        char path[160];
        snprintf(path, sizeof path, "hostile/%s", name);
        tenor_error error = {0};
        const tenor_status got = read_hostile(path, &error);
        ck_assert_msg(strcmp(tenor_status_name(got), status) == 0, "%s: %s (%s), not %s", name, tenor_status_name(got),
                      error.message, status);
        ck_assert_msg(error.status == got && (got == TENOR_OK) == (error.message[0] == '\0'), "%s: no message", name);
    }
    fclose(readme);
    ck_assert_uint_gt(rows, 100);
    ck_assert_uint_eq(rows,
                      files_in("hostile/safetensors") + files_in("hostile/model.json") + files_in("hostile/vocab"));
}
END_TEST

CHECK_MAIN("model/hostile", every_file_gives_the_status_that_the_readme_names)
