/* Shared libraries that are loaded when they are needed: a program that never needs one starts without it. */
#ifndef TENOR_BASE_SHARED_LIBRARY_H
#define TENOR_BASE_SHARED_LIBRARY_H

#include <stdbool.h>

/* The first of the names, which end with NULL, that can be loaded; NULL for none. */
void *tenor__library_open(const char *const *names);

/* Sets the function pointer at `function` to the library's function of that name; false when it has none such. */
bool tenor__library_find(void *library, const char *name, void *function);

void tenor__library_close(void *library);

#endif
