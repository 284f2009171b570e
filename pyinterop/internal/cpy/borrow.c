//go:build cgo && unix

// The buffer protocol: one call acquires and describes, one releases.

#include <stdlib.h>
#include <string.h>
#include "shim.h"

_Static_assert(sizeof(void *) != 8 || sizeof(cpy_buffer) == 80, "Py_buffer is 80 bytes on 64-bit systems");

cpy_slot *cpy_slab(size_t n) { return calloc(n, sizeof(cpy_slot)); }

// Copies what the exporter said out of its memory. Nothing is judged here: Go validates what it now owns.
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
    size_t bytes = (size_t)v->ndim * sizeof(cpy_ssize);
    if (v->shape) memcpy(s->shape, v->shape, bytes);
    else s->flags |= CPY_NO_SHAPE;
    if (v->strides) memcpy(s->strides, v->strides, bytes);
    else s->flags |= CPY_NO_STRIDES;
    if (!v->suboffsets) return;
    memcpy(s->suboffsets, v->suboffsets, bytes);
    for (int k = 0; k < v->ndim; k++)
        if (s->suboffsets[k] >= 0) s->flags |= CPY_SUBOFFSETS;  // all negative means direct
}

// CPY_RAISED also when the exporter answered 0 with an exception set: it then holds nothing.
int cpy_borrow(uintptr_t f, cpy_slot *s, uintptr_t o, int flags) {
    cpy_frame *frame = cpy_this_frame();
    if ((uintptr_t)frame != f) return CPY_OTHER_THREAD;
    if (!frame->held) return CPY_NO_GIL;
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

int cpy_release(uintptr_t f, cpy_slot *s) {
    cpy_frame *frame = cpy_this_frame();
    if ((uintptr_t)frame != f) return CPY_OTHER_THREAD;
    if (!frame->held) return CPY_NO_GIL;
    P.PyBuffer_Release(&s->view);
    s->view.buf = NULL;  // a stale address could look like a bad pointer to Go's collector
    s->view.format = NULL;
    return CPY_OK;
}
