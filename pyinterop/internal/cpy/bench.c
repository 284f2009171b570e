//go:build cgo && unix

// The measure that the benchmarks compare with: the two CPython calls of a borrow, in a C loop.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "shim.h"

void cpy_empty(void) {}

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

// Nanoseconds for all rounds; -1 when the object refuses.
int64_t cpy_bare_loop(uintptr_t f, uintptr_t o, int flags, int64_t rounds) {
    if ((uintptr_t)&cpy_tls != f) return -1;
    cpy_buffer view;
    int64_t begin = now();
    for (int64_t i = 0; i < rounds; i++) {
        if (P.PyObject_GetBuffer((cpy_object *)o, &view, flags) != 0) {
            P.PyErr_Clear();
            return -1;
        }
        P.PyBuffer_Release(&view);
    }
    return now() - begin;
}

// The same with the GIL taken and dropped around each call, as a borrow from outside a scope needs it.
int64_t cpy_bare_loop_outside(uintptr_t o, int flags, int64_t rounds) {
    cpy_buffer view;
    int64_t begin = now();
    for (int64_t i = 0; i < rounds; i++) {
        int state = P.PyGILState_Ensure();
        int bad = P.PyObject_GetBuffer((cpy_object *)o, &view, flags);
        if (bad) P.PyErr_Clear();
        P.PyGILState_Release(state);
        if (bad) return -1;
        state = P.PyGILState_Ensure();
        P.PyBuffer_Release(&view);
        P.PyGILState_Release(state);
    }
    return now() - begin;
}

// The shim's own two functions in a C loop: what the description, the checks and the pin add to the bare calls.
int64_t cpy_shim_loop(uintptr_t f, uintptr_t slot, int64_t rounds) {
    int64_t begin = now();
    for (int64_t i = 0; i < rounds; i++) {
        cpy_borrow(f, slot);
        if (((cpy_slot *)slot)->outcome != CPY_OK) return -1;
        cpy_release(f, slot);
    }
    return now() - begin;
}

// CPython's copies out of and into any buffer, in C order; -1 when the object refuses. The memory is kept.
static void *room(size_t n) {
    static void *p;
    static size_t size;
    if (n > size) {
        p = realloc(p, n);
        size = n;
        memset(p, 0, n);
    }
    return p;
}

int cpy_to_contiguous(uintptr_t f, uintptr_t o, int back) {
    cpy_buffer view;
    if ((uintptr_t)&cpy_tls != f) return -1;
    int (*to)(void *, const cpy_buffer *, cpy_ssize, char) = dlsym(RTLD_DEFAULT, "PyBuffer_ToContiguous");
    int (*from)(const cpy_buffer *, const void *, cpy_ssize, char) = dlsym(RTLD_DEFAULT, "PyBuffer_FromContiguous");
    if (!to || !from || P.PyObject_GetBuffer((cpy_object *)o, &view, back ? 0x11d : 0x11c) != 0) {
        P.PyErr_Clear();
        return -1;
    }
    int bad = back ? from(&view, room((size_t)view.len), view.len, 'C') : to(room((size_t)view.len), &view, view.len, 'C');
    P.PyBuffer_Release(&view);
    return bad;
}
