#include "base/map.h"

#include "base/alloc.h"
#include "base/failing.h"
#include "check_main.h"

#include <stdio.h>
#include <string.h>

enum { MANY = 20000 };

static char names[MANY][16];

static tenor_str name(size_t i)
{
    return (tenor_str){names[i], (size_t)snprintf(names[i], sizeof names[i], "w%zu", i)};
}

START_TEST(finds_what_was_inserted)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    tenor__map map;
    tenor__map_init(&map, &alloc);
    ck_assert_ptr_null(tenor__map_find(&map, tenor_str_of("w1")));
    for (uint32_t i = 0; i < MANY; i++) {
        bool added = false;
        uint32_t *value = tenor__map_insert(&map, name(i), i * 3, &added);
        ck_assert_ptr_nonnull(value);
        ck_assert(added);
        ck_assert_uint_eq(*value, i * 3);
    }
    ck_assert_uint_eq(map.count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        char other[16];
        tenor_str key = {other, (size_t)snprintf(other, sizeof other, "w%u", i)};
        ck_assert_uint_eq(*tenor__map_find(&map, key), i * 3);
    }
    ck_assert_ptr_null(tenor__map_find(&map, tenor_str_of("w20000")));
    ck_assert_ptr_null(tenor__map_find(&map, (tenor_str){"w1\0", 3}));
    ck_assert_ptr_null(tenor__map_find(&map, tenor_str_of("")));
    tenor__map_free(&map);
    ck_assert_uint_eq(state.alive, 0);
    ck_assert_ptr_null(tenor__map_find(&map, tenor_str_of("w1")));
    tenor__map_free(&map);
}
END_TEST

START_TEST(a_second_insert_keeps_the_first_value)
{
    tenor__map map;
    tenor__map_init(&map, NULL);
    bool added = false;
    tenor__map_insert(&map, tenor_str_of("word"), 7, &added);
    ck_assert(added);
    uint32_t *value = tenor__map_insert(&map, tenor_str_of("word"), 8, &added);
    ck_assert(!added);
    ck_assert_uint_eq(*value, 7);
    *value = 9;
    ck_assert_uint_eq(*tenor__map_find(&map, tenor_str_of("word")), 9);
    ck_assert_ptr_nonnull(tenor__map_insert(&map, tenor_str_of("word"), 8, NULL));
    ck_assert_uint_eq(map.count, 1);
    tenor__map_free(&map);
}
END_TEST

START_TEST(keys_are_bytes)
{
    tenor__map map;
    tenor__map_init(&map, NULL);
    tenor__map_insert(&map, (tenor_str){NULL, 0}, 1, NULL);
    tenor__map_insert(&map, (tenor_str){"\0", 1}, 2, NULL);
    tenor__map_insert(&map, (tenor_str){"\0\0", 2}, 3, NULL);
    ck_assert_uint_eq(map.count, 3);
    ck_assert_uint_eq(*tenor__map_find(&map, tenor_str_of("")), 1);
    ck_assert_uint_eq(*tenor__map_find(&map, (tenor_str){NULL, 0}), 1);
    ck_assert_uint_eq(*tenor__map_find(&map, (tenor_str){"\0", 1}), 2);
    ck_assert_uint_eq(*tenor__map_find(&map, (tenor_str){"\0\0", 2}), 3);
    tenor__map_free(&map);
}
END_TEST

START_TEST(reserved_room_cannot_fail)
{
    failing state = {0};
    tenor_alloc alloc = failing_alloc(&state);
    tenor__map map;
    tenor__map_init(&map, &alloc);
    ck_assert(tenor__map_reserve(&map, 1000));
    state.fail_at = state.calls + 1;
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert_ptr_nonnull(tenor__map_insert(&map, name(i), i, NULL));
    ck_assert(!tenor__map_reserve(&map, SIZE_MAX));
    tenor__map_free(&map);
}
END_TEST

START_TEST(out_of_memory_changes_nothing)
{
    for (size_t fail_at = 1; fail_at < 8; fail_at++) {
        failing state = {.fail_at = fail_at};
        tenor_alloc alloc = failing_alloc(&state);
        tenor__map map;
        tenor__map_init(&map, &alloc);
        for (uint32_t i = 0; i < 2000; i++) {
            size_t count = map.count;
            uint32_t *value = tenor__map_insert(&map, name(i), i, NULL);
            if (!value) {
                ck_assert_uint_eq(map.count, count);
                ck_assert_ptr_null(tenor__map_find(&map, name(i)));
                value = tenor__map_insert(&map, name(i), i, NULL);
            }
            ck_assert_ptr_nonnull(value);
        }
        for (uint32_t i = 0; i < 2000; i++)
            ck_assert_uint_eq(*tenor__map_find(&map, name(i)), i);
        tenor__map_free(&map);
        ck_assert_uint_eq(state.alive, 0);
    }
}
END_TEST

START_TEST(seeds_differ)
{
    tenor__map one;
    tenor__map other;
    tenor__map_init(&one, NULL);
    tenor__map_init(&other, NULL);
    ck_assert(one.seed != other.seed);
}
END_TEST

CHECK_MAIN("base/map", finds_what_was_inserted, a_second_insert_keeps_the_first_value, keys_are_bytes,
           reserved_room_cannot_fail, out_of_memory_changes_nothing, seeds_differ)
