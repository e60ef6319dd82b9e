#include "check_main.h"

#include "optim/class_weights.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint64_t counts[3] = {10, 30, 20};

static void label_names(tenor_str labels[3])
{
    labels[0] = tenor_str_of("a");
    labels[1] = tenor_str_of("b, c");
    labels[2] = tenor_str_of("\xe5\xa5\xbd");
}

static tenor_status read_text(const char *text, double **out, tenor_error *error)
{
    tenor_str labels[3];
    label_names(labels);
    char path[] = "/tmp/tenor_weights_XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    tenor_alloc alloc = tenor__alloc_of(NULL);
    tenor_status status = tenor__class_weights_read(path, labels, counts, 3, 0, &alloc, out, error);
    unlink(path);
    return status;
}

START_TEST(weights_by_name)
{
    tenor_str labels[3];
    label_names(labels);
    tenor_alloc alloc = tenor__alloc_of(NULL);
    double *read;
    ck_assert_int_eq(tenor__class_weights_read("none", labels, counts, 3, 0, &alloc, &read, NULL), TENOR_OK);
    ck_assert_ptr_null(read);
    ck_assert_int_eq(tenor__class_weights_read("balanced", labels, counts, 3, 0, &alloc, &read, NULL), TENOR_OK);
    ck_assert_double_eq_tol(read[0], 2, 1e-12);
    ck_assert_double_eq_tol(read[1], 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(read[2], 1, 1e-12);
    tenor__alloc_free(&alloc, read);
    tenor_error error = {0};
    ck_assert_int_eq(tenor__class_weights_read("/nowhere/at/all", labels, counts, 3, 0, &alloc, &read, &error),
                     TENOR_NOT_FOUND);
    ck_assert_ptr_null(read);
}
END_TEST

START_TEST(weights_of_several_labels_balance_having_and_not_having)
{
    tenor_str labels[3];
    label_names(labels);
    tenor_alloc alloc = tenor__alloc_of(NULL);
    double *read;
    ck_assert_int_eq(tenor__class_weights_read("balanced", labels, counts, 3, 30, &alloc, &read, NULL), TENOR_OK);
    ck_assert_double_eq_tol(read[0], 2, 1e-12);
    ck_assert_double_eq(read[1], 1); /* in every text */
    ck_assert_double_eq_tol(read[2], 0.5, 1e-12);
    tenor__alloc_free(&alloc, read);
}
END_TEST

START_TEST(weights_from_a_file)
{
    tenor_alloc alloc = tenor__alloc_of(NULL);
    double *read;
    ck_assert_int_eq(read_text("a\t2.5\r\n\n\xe5\xa5\xbd , 0\nb, c,4", &read, NULL), TENOR_OK);
    ck_assert_double_eq(read[0], 2.5);
    ck_assert_double_eq(read[1], 4);
    ck_assert_double_eq(read[2], 0);
    tenor__alloc_free(&alloc, read);
    ck_assert_int_eq(read_text("", &read, NULL), TENOR_OK);
    ck_assert_double_eq(read[1], 1);
    tenor__alloc_free(&alloc, read);
    static const struct {
        const char *text, *words;
        uint64_t line;
    } bad[] = {{"a\t1\nnobody\t2\n", "\"nobody\" is no label", 2},
               {"a\tx\n", "a weight must be", 1},
               {"a\t-1\n", "a weight must be", 1},
               {"a\t1\n\na\t2\n", "has a weight already", 3},
               {"a\n", "expected a label", 1},
               {"a\tnan\n", "a weight must be", 1},
               {"a\t0\nb, c\t0\n\xe5\xa5\xbd\t0\n", "no label of the corpus weighs more than 0", 0}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tenor_error error = {0};
        ck_assert_int_eq(read_text(bad[i].text, &read, &error), TENOR_BAD_DATA);
        ck_assert_ptr_null(read);
        ck_assert_msg(strstr(error.message, bad[i].words) != NULL, "%s", error.message);
        ck_assert_uint_eq(error.line, bad[i].line);
    }
}
END_TEST

CHECK_MAIN("optim/class_weights", weights_by_name, weights_of_several_labels_balance_having_and_not_having,
           weights_from_a_file)
