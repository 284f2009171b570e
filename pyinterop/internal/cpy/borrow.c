//go:build cgo && unix

// The buffer protocol: one call acquires and describes, one releases.

#include <stdlib.h>
#include <string.h>
#include "shim.h"

_Static_assert(sizeof(void *) != 8 || sizeof(cpy_buffer) == 80, "Py_buffer is 80 bytes on 64-bit systems");

cpy_slot *cpy_slab(size_t n) { return calloc(n, sizeof(cpy_slot)); }

// The common case, checked here because here it is cheap: direct, at most CPY_NEAR axes, and everything
// true that describe.go demands of any buffer (which also explains what is not). CPY_SOUND promises it.
// Lengths and strides beyond ndim are set to 0, missing strides to those of C order.
static int sound(cpy_slot *s) {
    cpy_buffer *v = &s->view;
    cpy_ssize n = v->itemsize, lo = 0, hi;
    if (v->ndim > CPY_NEAR || v->itemsize < 0 || (s->flags & CPY_SUBOFFSETS)) return 0;
    if (v->ndim > 0 && (s->flags & CPY_NO_SHAPE)) return 0;
    for (int k = v->ndim; k < CPY_NEAR; k++) s->shape[k] = s->strides[k] = 0;
    int empty = 0;
    for (int k = v->ndim; k-- > 0;) {
        if (s->shape[k] < 0) return 0;
        if (s->flags & CPY_NO_STRIDES) s->strides[k] = n;
        empty |= s->shape[k] == 0;
        if (__builtin_mul_overflow(n, s->shape[k] ? s->shape[k] : 1, &n)) return 0;
    }
    if (v->len != (empty ? 0 : n)) return 0;
    s->mask = 0;
    if (v->len == 0) return 1;
    hi = v->itemsize;
    s->mask = (uint64_t)(uintptr_t)v->buf;
    for (int k = 0; k < v->ndim; k++) {
        cpy_ssize reach;
        if (s->shape[k] == 1) continue;
        if (__builtin_mul_overflow(s->strides[k], s->shape[k] - 1, &reach)) return 0;
        if (__builtin_add_overflow(reach < 0 ? lo : hi, reach, reach < 0 ? &lo : &hi)) return 0;
        s->mask |= (uint64_t)s->strides[k];
    }
    uintptr_t base = (uintptr_t)v->buf;
    return base >= CPY_FIRST_PAGE + -(uintptr_t)lo && base + (uintptr_t)hi >= base && hi <= CPY_MAX_SPAN + lo;
}

// Copies what the exporter said out of its memory.
static void describe(cpy_slot *s) {
    cpy_buffer *v = &s->view;
    s->flags = 0;
    memset(s->head, 0, sizeof s->head);
    if (!v->format) s->flags |= CPY_NO_FORMAT;
    else for (size_t i = 0; i < sizeof s->head && v->format[i]; i++) s->head[i] = v->format[i];
    if (v->ndim < 0 || v->ndim > CPY_MAX_NDIM) {
        s->flags |= CPY_NDIM;
        return;
    }
    if (!v->shape) s->flags |= CPY_NO_SHAPE;
    if (!v->strides) s->flags |= CPY_NO_STRIDES;
    for (int k = 0; k < v->ndim; k++) {
        if (v->shape) s->shape[k] = v->shape[k];
        if (v->strides) s->strides[k] = v->strides[k];
        if (!v->suboffsets) continue;
        s->suboffsets[k] = v->suboffsets[k];
        if (s->suboffsets[k] >= 0) s->flags |= CPY_SUBOFFSETS;  // all negative means direct
    }
    if (sound(s)) s->flags |= CPY_SOUND;
}

// CPY_RAISED also when the exporter answered 0 with an exception set: it then holds nothing.
int cpy_borrow(uintptr_t f, uintptr_t slot, uintptr_t o, int flags) {
    CPY_ENTER(f);
    cpy_slot *s = (cpy_slot *)slot;
    s->exception = 0;
    s->view.obj = NULL;
    if (P.PyObject_GetBuffer((cpy_object *)o, &s->view, flags) != 0) return CPY_RAISED;
    if (P.PyErr_Occurred()) {
        cpy_object *e = cpy_raised();
        P.PyBuffer_Release(&s->view);
        s->exception = (uintptr_t)e;
        return CPY_RAISED;
    }
    describe(s);
    return CPY_OK;
}

int cpy_release(uintptr_t f, uintptr_t slot) {
    CPY_ENTER(f);
    cpy_slot *s = (cpy_slot *)slot;
    P.PyBuffer_Release(&s->view);
    s->view.buf = NULL;  // a stale address could look like a bad pointer to Go's collector
    s->view.format = NULL;
    return CPY_OK;
}

int cpy_is_exporter(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    frame->i = P.PyObject_CheckBuffer((cpy_object *)o);
    return CPY_OK;
}

size_t cpy_format_len(uintptr_t slot, size_t limit) { return strnlen(((cpy_slot *)slot)->view.format, limit); }
