#include "source/shared_library.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

void *tenor__shared_library_open(const char *const *names)
{
    void *library = NULL;
    for (; *names && !library; names++)
        library = dlopen(*names, RTLD_NOW | RTLD_LOCAL);
    return library;
}

bool tenor__shared_library_find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol); /* ISO C has no cast from one to the other */
    return symbol != NULL;
}

void tenor__shared_library_close(void *library)
{
    if (library)
        dlclose(library);
}
