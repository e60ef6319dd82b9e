/* Shared libraries that are loaded when they are needed: a program that never needs one starts without it. */
#ifndef TENOR_SOURCE_SHARED_LIBRARY_H
#define TENOR_SOURCE_SHARED_LIBRARY_H

#include <stdbool.h>

/* The first of the names, which end with NULL, that can be loaded; NULL for none. */
void *tenor__shared_library_open(const char *const *names);

/* Sets the function pointer at `function` to the library's function of that name; false when there is none. */
bool tenor__shared_library_find(void *library, const char *name, void *function);

void tenor__shared_library_close(void *library);

#endif
