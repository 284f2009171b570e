//go:build cgo && unix

// Finding CPython's functions: in a library that is opened here, or among the process's own symbols.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include "shim.h"

cpy_api P;
static void *library;

static int fill(void *handle, char *err, size_t n) {
#define LOOK(ret, name, args) \
    *(void **)&P.name = dlsym(handle, #name); \
    if (!P.name) { snprintf(err, n, "it lacks the stable-ABI function %s", #name); return -1; }
    CPY_REQUIRED(LOOK)
#undef LOOK
#define LOOK(ret, name, args) *(void **)&P.name = dlsym(handle, #name);
    CPY_OPTIONAL(LOOK)
#undef LOOK
#define LOOK(name) \
    P.name = dlsym(handle, #name); \
    if (!P.name) { snprintf(err, n, "it lacks the stable-ABI object %s", #name); return -1; }
    CPY_DATA(LOOK)
#undef LOOK
    P.Py_Version = dlsym(handle, "Py_Version");
    P.Py_UTF8Mode = dlsym(handle, "Py_UTF8Mode");
    return 0;
}

// RTLD_GLOBAL: extension modules such as NumPy's are not linked against libpython and look its symbols
// up in the process.
int cpy_load(const char *path, char *err, size_t n) {
    if (!path) return fill(RTLD_DEFAULT, err, n);
    library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    if (!library) {
        snprintf(err, n, "not loadable: %s", dlerror());
        return -1;
    }
    if (fill(library, err, n) == 0) return 0;
    cpy_unload();
    return -1;
}

// Closes what cpy_load opened: the next library's symbols would otherwise be looked up in this one first.
void cpy_unload(void) {
    memset(&P, 0, sizeof P);
    if (library) dlclose(library);
    library = NULL;
}

int cpy_process_has_python(void) {
    int (*initialized)(void);
    *(void **)&initialized = dlsym(RTLD_DEFAULT, "Py_IsInitialized");
    if (!initialized) return 0;
    return initialized() ? 2 : 1;
}

static int file_of(void *symbol, char *path, size_t n) {
    Dl_info info;
    if (!symbol || !dladdr(symbol, &info) || !info.dli_fname) return -1;
    snprintf(path, n, "%s", info.dli_fname);
    return 0;
}

int cpy_process_library(char *path, size_t n) {
    return file_of(dlsym(RTLD_DEFAULT, "Py_IsInitialized"), path, n);
}

int cpy_library_path(char *path, size_t n) {
    return file_of(*(void **)&P.Py_IsInitialized, path, n);
}

// 0 for versions before 3.11, which have no Py_Version.
unsigned long cpy_version_hex(void) { return P.Py_Version ? *P.Py_Version : 0; }

const char *cpy_version_text(void) { return P.Py_GetVersion(); }
