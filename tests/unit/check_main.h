/* One Check suite a file: `CHECK_MAIN("base/map", test_one, test_two)`. Each test runs in a process of its own unless
 * CK_FORK=no. CMake defines CHECK_ENTRY, the function that runs the file's suite, as check_<file>; the main function of
 * the room's program calls it (main.c.in). */
#ifndef TENOR_TESTS_CHECK_MAIN_H
#define TENOR_TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

#define CHECK_MAIN(name, ...)                                                                                          \
    int CHECK_ENTRY(void);                                                                                             \
    int CHECK_ENTRY(void)                                                                                              \
    {                                                                                                                  \
        const TTest *const tests[] = {__VA_ARGS__};                                                                    \
        Suite *suite = suite_create(name);                                                                             \
        TCase *tcase = tcase_create(name);                                                                             \
        tcase_set_timeout(tcase, 120);                                                                                 \
        for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)                                                    \
            tcase_add_test(tcase, tests[i]);                                                                           \
        suite_add_tcase(suite, tcase);                                                                                 \
        SRunner *runner = srunner_create(suite);                                                                       \
        srunner_run_all(runner, CK_ENV);                                                                               \
        int failed = srunner_ntests_failed(runner);                                                                    \
        srunner_free(runner);                                                                                          \
        return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;                                                              \
    }

#endif
