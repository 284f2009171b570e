//go:build cgo && unix

// The measure that the benchmarks compare with: the two CPython calls of a borrow, in a C loop.

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
