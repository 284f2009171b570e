//go:build cgo && unix

// The buffer protocol: one call acquires and describes, one releases, for one object or for several.

#include <stdlib.h>
#include <string.h>
#include "shim.h"

_Static_assert(sizeof(void *) != 8 || sizeof(cpy_buffer) == 80, "Py_buffer is 80 bytes on 64-bit systems");

cpy_slot *cpy_slab(size_t n) { return calloc(n, sizeof(cpy_slot)); }

// Whether the strides of a sound description are what was asked for. Axes of length 1 do not count, and
// empty buffers are contiguous in every order.
static int in_order(const cpy_slot *s, int first, int step) {
    cpy_ssize want = s->itemsize;
    for (int k = first; k >= 0 && k < s->ndim; k += step) {
        if (s->shape[k] == 1) continue;
        if (s->strides[k] != want) return 0;
        want *= s->shape[k];
    }
    return 1;
}

static int as_asked(const cpy_slot *s) {
    int order = s->request & (CPY_BUF_C | CPY_BUF_F | CPY_BUF_ANY);
    if (!(s->request & CPY_BUF_STRIDES)) order |= CPY_BUF_C;  // whoever gives strides unasked
    if (!order || s->view.len == 0) return 1;
    if ((order & CPY_BUF_C) && !in_order(s, s->ndim - 1, -1)) return 0;
    if ((order & CPY_BUF_F) && !in_order(s, 0, 1)) return 0;
    return !(order & CPY_BUF_ANY) || in_order(s, s->ndim - 1, -1) || in_order(s, 0, 1);
}

// The common case, checked here because here it is cheap: direct, at most CPY_NEAR axes, and everything
// true that describe.go demands of any buffer (which also explains what is not). CPY_SOUND promises it.
// Lengths and strides beyond ndim are set to 0, missing strides to those of C order.
static int sound(cpy_slot *s) {
    const cpy_buffer *v = &s->view;
    cpy_ssize n = s->itemsize, lo = 0, hi;
    if (s->ndim > CPY_NEAR || s->itemsize < 0 || (s->flags & (CPY_SUBOFFSETS | CPY_PIECES))) return 0;
    if (s->ndim > 0 && (s->flags & CPY_NO_SHAPE)) return 0;
    for (int k = s->ndim; k < CPY_NEAR; k++) s->shape[k] = s->strides[k] = 0;
    int empty = 0;
    for (int k = s->ndim; k-- > 0;) {
        if (s->shape[k] < 0) return 0;
        if (s->flags & CPY_NO_STRIDES) s->strides[k] = n;
        empty |= s->shape[k] == 0;
        if (__builtin_mul_overflow(n, s->shape[k] ? s->shape[k] : 1, &n)) return 0;
    }
    if (v->len != (empty ? 0 : n)) return 0;
    s->mask = 0;
    if (v->len == 0) return 1;
    hi = s->itemsize;
    s->mask = (uint64_t)(uintptr_t)v->buf;
    for (int k = 0; k < s->ndim; k++) {
        cpy_ssize reach;
        if (s->shape[k] == 1) continue;
        if (__builtin_mul_overflow(s->strides[k], s->shape[k] - 1, &reach)) return 0;
        if (__builtin_add_overflow(reach < 0 ? lo : hi, reach, reach < 0 ? &lo : &hi)) return 0;
        s->mask |= (uint64_t)s->strides[k];
    }
    uintptr_t base = (uintptr_t)v->buf;
    return base >= CPY_FIRST_PAGE + -(uintptr_t)lo && base + (uintptr_t)hi >= base && hi <= CPY_MAX_SPAN + lo &&
        as_asked(s);
}

// Without PyBUF_ND the answer is len bytes, whatever itemsize and ndim say: the exporter may keep its own there.
// Whether the bytes that were asked for are those of the items, as far as the exporter said anything: there are some
// that ignore the flags of the request and fill in everything.
static int in_one_piece(const cpy_buffer *v) {
    if (!v->shape || v->ndim < 0 || v->ndim > CPY_MAX_NDIM) return 1;
    size_t want = (size_t)v->itemsize;  // a product that wraps is found out by sound
    for (int k = v->ndim; k-- > 0 && v->len != 0; want *= (size_t)v->shape[k]) {
        if (v->suboffsets && v->suboffsets[k] >= 0) return 0;
        if (v->strides && v->shape[k] != 1 && (size_t)v->strides[k] != want) return 0;
    }
    return 1;
}

static void describe_bytes(cpy_slot *s) {
    if (!in_one_piece(&s->view)) s->flags |= CPY_PIECES;
    s->ndim = 1;
    s->itemsize = 1;
    s->shape[0] = s->view.len;
    s->strides[0] = 1;
}

// Copies what the exporter said out of its memory, as far as it was asked.
static void describe(cpy_slot *s) {
    const cpy_buffer *v = &s->view;
    s->flags = 0;
    memset(s->head, 0, sizeof s->head);
    if (!v->format || !(s->request & CPY_BUF_FORMAT)) s->flags |= CPY_NO_FORMAT;
    else for (size_t i = 0; i < sizeof s->head && v->format[i]; i++) s->head[i] = v->format[i];
    s->itemsize = v->itemsize;
    s->ndim = v->ndim;
    if (!(s->request & CPY_BUF_ND)) {
        describe_bytes(s);
    } else if (v->ndim < 0 || v->ndim > CPY_MAX_NDIM) {
        s->flags |= CPY_NDIM;
        return;
    } else {
        const cpy_ssize *strides = v->strides;
        if (!v->shape) s->flags |= CPY_NO_SHAPE;
        if (!strides) s->flags |= CPY_NO_STRIDES;
        for (int k = 0; k < v->ndim; k++) {
            if (v->shape) s->shape[k] = v->shape[k];
            if (strides) s->strides[k] = strides[k];
            if (!v->suboffsets) continue;
            s->suboffsets[k] = v->suboffsets[k];
            if (s->suboffsets[k] >= 0) s->flags |= CPY_SUBOFFSETS;  // all negative means direct
        }
    }
    if (sound(s)) s->flags |= CPY_SOUND;
}

enum { BUILTIN, ARRAY, FOREIGN };
enum { WARNS_ON_WRITE = 1 << 31 };

// Exporters that are known to run no Python code and to leave no exception behind, and all others. NumPy's is not
// among them when it is asked to write into an array that is about to become read-only: it then warns.
static inline int kind_of(cpy_object *o, int request) {
    void *type = cpy_type_of(o);
    if (type == cpy_ndarray) return (request & CPY_BUF_WRITABLE) && (((cpy_array *)o)->flags & WARNS_ON_WRITE) ? FOREIGN : ARRAY;
    return type == P.PyBytes_Type || type == P.PyByteArray_Type || type == P.PyMemoryView_Type ? BUILTIN : FOREIGN;
}

static int acquire_foreign(cpy_frame *frame, cpy_slot *s);

static int watch(cpy_frame *frame, cpy_slot *s) {
    int status = cpy_watch(frame, s);
    if (status == CPY_OK) return CPY_OK;
    s->exception = status == CPY_RAISED ? (uintptr_t)cpy_raised() : 0;
    P.PyBuffer_Release(&s->view);
    return status;
}

// Leaves the exception pending, or in the slot when the exporter answered 0 with one set: it then holds nothing.
static inline int acquire_one(cpy_frame *frame, cpy_slot *s) {
    cpy_object *o = (cpy_object *)s->object;
    int kind = kind_of(o, s->request);
    s->exception = 0;
    s->array = NULL;
    s->view.obj = NULL;
    if (kind == FOREIGN) return acquire_foreign(frame, s);
    if (P.PyObject_GetBuffer(o, &s->view, s->request) != 0) return CPY_RAISED;
    describe(s);
    return kind == ARRAY ? watch(frame, s) : CPY_OK;
}

static int acquire_foreign(cpy_frame *frame, cpy_slot *s) {
    cpy_object *o = (cpy_object *)s->object;
    if (frame->unpinned) cpy_pin_all(frame);
    int class = cpy_numpy_class(o);
    if (class == CPY_NUMPY_MASKED) return CPY_MASKED;
    if (P.PyObject_GetBuffer(o, &s->view, s->request) != 0) return CPY_RAISED;
    if (P.PyErr_Occurred()) {
        cpy_object *e = cpy_raised();
        P.PyBuffer_Release(&s->view);
        s->exception = (uintptr_t)e;
        return CPY_RAISED;
    }
    describe(s);
    return class == CPY_NUMPY ? watch(frame, s) : CPY_OK;
}

// Reports whether the array is still the one that was borrowed.
static inline int release_one(cpy_frame *frame, cpy_slot *s) {
    int changed = s->array && cpy_unwatch(frame, s);
    if (frame->unpinned && (!s->view.obj || kind_of(s->view.obj, 0) == FOREIGN)) cpy_pin_all(frame);
    P.PyBuffer_Release(&s->view);
    s->view.buf = NULL;  // a stale address could look like a bad pointer to Go's collector
    s->view.format = NULL;
    return changed;
}

int cpy_borrow(uintptr_t f, uintptr_t slot) {
    CPY_ENTER_QUIET(f);
    return acquire_one(frame, (cpy_slot *)slot);
}

int cpy_release(uintptr_t f, uintptr_t slot) {
    CPY_ENTER_QUIET(f);
    return release_one(frame, (cpy_slot *)slot) ? CPY_CHANGED : CPY_OK;
}

int cpy_borrow_all(uintptr_t f, size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3) {
    CPY_ENTER_QUIET(f);
    cpy_slot *slots[CPY_SEVERAL] = {(cpy_slot *)s0, (cpy_slot *)s1, (cpy_slot *)s2, (cpy_slot *)s3};
    for (size_t i = 0; i < n; i++) {
        int status = slots[i]->outcome = acquire_one(frame, slots[i]);
        if (status == CPY_OK) continue;
        if (status == CPY_RAISED && !slots[i]->exception) slots[i]->exception = (uintptr_t)cpy_raised();
        for (size_t k = i; k-- > 0;) release_one(frame, slots[k]);
        return status;
    }
    return CPY_OK;
}

int cpy_release_all(uintptr_t f, size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3) {
    CPY_ENTER_QUIET(f);
    cpy_slot *slots[CPY_SEVERAL] = {(cpy_slot *)s0, (cpy_slot *)s1, (cpy_slot *)s2, (cpy_slot *)s3};
    int status = CPY_OK;
    for (size_t i = n; i-- > 0;) {
        slots[i]->outcome = release_one(frame, slots[i]) ? CPY_CHANGED : CPY_OK;
        if (slots[i]->outcome != CPY_OK) status = CPY_CHANGED;
    }
    return status;
}

int cpy_is_exporter(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    frame->i = P.PyObject_CheckBuffer((cpy_object *)o);
    return CPY_OK;
}

size_t cpy_format_len(uintptr_t slot, size_t limit) { return strnlen(((cpy_slot *)slot)->view.format, limit); }
