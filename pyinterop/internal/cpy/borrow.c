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

// The common case, checked here because here it is cheap: direct, at most CPY_NEAR axes, with a shape, and everything
// true that describe.go demands of any buffer (which also explains what is not). CPY_SOUND promises it. Missing strides
// are set to those of C order.
static inline int sound(cpy_slot *s) {
    const cpy_buffer *v = &s->view;
    cpy_ssize n = s->itemsize, lo = 0, hi = s->itemsize;
    uint64_t mask = (uint64_t)(uintptr_t)v->buf;
    int empty = 0, far = 0;
    s->mask = 0;
    if (n < 0) return 0;
    for (int k = s->ndim; k-- > 0;) {
        cpy_ssize length = s->shape[k], reach;
        if (s->flags & CPY_NO_STRIDES) s->strides[k] = n;
        if (length == 1) continue;
        if (length < 0) return 0;
        if (length == 0) {
            empty = 1;
            continue;
        }
        if (__builtin_mul_overflow(n, length, &n)) return 0;
        far |= __builtin_mul_overflow(s->strides[k], length - 1, &reach);
        far |= reach < 0 ? __builtin_add_overflow(lo, reach, &lo) : __builtin_add_overflow(hi, reach, &hi);
        mask |= (uint64_t)s->strides[k];
    }
    if (v->len != (empty ? 0 : n)) return 0;
    if (v->len == 0) return 1;  // no item is anywhere: strides and address mean nothing
    s->mask = mask;
    uintptr_t base = (uintptr_t)v->buf;
    return !far && base >= CPY_FIRST_PAGE + -(uintptr_t)lo && base + (uintptr_t)hi >= base && hi <= CPY_MAX_SPAN + lo &&
        as_asked(s);
}

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

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define BYTE_AT(i) (56 - 8 * (i))
#else
#define BYTE_AT(i) (8 * (i))
#endif

// The first bytes of the format, put together in a register: memory that was written byte by byte cannot be read as
// one number soon after without a wait.
static inline void describe_format(cpy_slot *s) {
    const char *format = s->view.format;
    uint64_t head = 0;
    if (!format || !(s->request & CPY_BUF_FORMAT)) {
        s->flags |= CPY_NO_FORMAT;
    } else {
        for (size_t i = 0; i < sizeof head && format[i]; i++) head |= (uint64_t)(unsigned char)format[i] << BYTE_AT(i);
    }
    memcpy(s->head, &head, sizeof head);
}

// Reports whether the description can be sound.
static int describe_far(cpy_slot *s) {
    const cpy_buffer *v = &s->view;
    if (v->ndim < 0 || v->ndim > CPY_MAX_NDIM) {
        s->flags |= CPY_NDIM;
        return 0;
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
    for (int k = v->ndim; k < CPY_NEAR; k++) s->shape[k] = s->strides[k] = 0;
    return v->ndim <= CPY_NEAR && (v->ndim == 0 || v->shape) && !(s->flags & CPY_SUBOFFSETS);
}

static inline int describe_near(cpy_slot *s) {
    const cpy_buffer *v = &s->view;
    memset(s->shape, 0, CPY_NEAR * sizeof *s->shape);
    memset(s->strides, 0, CPY_NEAR * sizeof *s->strides);
    int k = 0;
    do {
        s->shape[k] = v->shape[k];
        s->strides[k] = v->strides[k];
    } while (++k < v->ndim);
    return 1;
}

// Without PyBUF_ND the answer is len bytes, whatever itemsize and ndim say: the exporter may keep its own there.
static inline int describe_bytes(cpy_slot *s) {
    s->ndim = 1;
    s->shape[0] = s->view.len;
    s->itemsize = s->strides[0] = 1;
    for (int k = 1; k < CPY_NEAR; k++) s->shape[k] = s->strides[k] = 0;
    if (in_one_piece(&s->view)) return 1;
    s->flags |= CPY_PIECES;
    return 0;
}

// Copies what the exporter said out of its memory, as far as it was asked. Lengths and strides beyond ndim are 0 up to
// CPY_NEAR.
static inline void describe(cpy_slot *s) {
    const cpy_buffer *v = &s->view;
    s->flags = 0;
    describe_format(s);
    s->itemsize = v->itemsize;
    s->ndim = v->ndim;
    int near = v->ndim > 0 && v->ndim <= CPY_NEAR && v->shape && v->strides && !v->suboffsets, may;
    if (!(s->request & CPY_BUF_ND)) may = describe_bytes(s);
    else if (near) may = describe_near(s);
    else may = describe_far(s);
    if (may && sound(s)) s->flags |= CPY_SOUND;
}

enum { BUILTIN, ARRAY, FOREIGN };
enum { WARNS_ON_WRITE = 1 << 31 };

// Exporters that are known to run no Python code and to leave no exception behind, and all others. NumPy's is not
// among them when it is asked to write into an array that is about to become read-only: it then warns.
static inline int kind_of(cpy_object *o, int request) {
    void *type = cpy_type_of(o);
    if (type == cpy_ndarray) return (request & CPY_BUF_WRITABLE) && (((cpy_array *)o)->flags & WARNS_ON_WRITE) ? FOREIGN : ARRAY;
    return type == P.PyBytes_Type || type == P.PyByteArray_Type ? BUILTIN : FOREIGN;
}

static int acquire_foreign(cpy_frame *frame, cpy_slot *s);

static inline int watched(cpy_slot *s, int status) {
    if (status == CPY_OK) return CPY_OK;
    s->exception = status == CPY_RAISED ? (uintptr_t)cpy_raised() : 0;
    P.PyBuffer_Release(&s->view);
    return status;
}

// Leaves the exception pending, or in the slot when the exporter answered 0 with one set: it then holds nothing.
static inline int acquire_one(cpy_frame *frame, cpy_slot *s) {
    cpy_object *o = (cpy_object *)s->object;
    int kind = kind_of(o, s->request);
    if (frame->late_n) cpy_release_late(frame);
    s->exception = 0;
    s->quiet = 0;
    s->array = s->owner = NULL;
    s->view.obj = NULL;
    if (kind == FOREIGN) return acquire_foreign(frame, s);
    if (P.PyObject_GetBuffer(o, &s->view, s->request) != 0) return CPY_RAISED;
    describe(s);
    if (cpy_type_of(o) == P.PyBytes_Type) s->flags |= CPY_IMMUTABLE;
    s->quiet = s->view.obj == o && !s->lasting;
    s->turn = frame->turns;
    return kind == ARRAY ? watched(s, cpy_watch(frame, s)) : CPY_OK;
}

// Whether a format has references in it; names stand between colons.
static int names_objects(const char *format) {
    int in_name = 0;
    for (; *format; format++) {
        if (*format == ':') in_name = !in_name;
        else if (*format == 'O' && !in_name) return 1;
    }
    return 0;
}

// Bytes written over references would lose them and make new ones up, and who asks to write without a format does not
// see them. ctypes gives the format unasked, a memoryview has it as an attribute; more is not known.
static int unseen_references(cpy_slot *s) {
    cpy_object *o = (cpy_object *)s->object;
    if ((s->request & (CPY_BUF_WRITABLE | CPY_BUF_FORMAT)) != CPY_BUF_WRITABLE) return 0;
    if (s->view.format) return names_objects(s->view.format);
    if (cpy_type_of(o) != P.PyMemoryView_Type) return 0;
    cpy_object *format = P.PyObject_GetAttrString(o, "format");
    const char *text = format ? P.PyUnicode_AsUTF8AndSize(format, NULL) : NULL;
    int yes = text && names_objects(text);
    if (format) P.Py_DecRef(format);
    if (P.PyErr_Occurred()) P.PyErr_Clear();
    return yes;
}

static int acquire_foreign(cpy_frame *frame, cpy_slot *s) {
    cpy_object *o = (cpy_object *)s->object;
    cpy_before_python(frame);
    int class = cpy_numpy_class(o);
    if (class == CPY_NUMPY_MASKED) return CPY_MASKED;
    s->view = (cpy_buffer){0};  // what an exporter forgets to fill in is NULL, not the last one's
    if (!P.PyObject_CheckBuffer(o)) return CPY_RAISED;  // without an exception, which would cost more than to find another door
    if (P.PyObject_GetBuffer(o, &s->view, s->request) != 0) return CPY_RAISED;
    if (P.PyErr_Occurred()) {
        cpy_object *e = cpy_raised();
        P.PyBuffer_Release(&s->view);
        s->exception = (uintptr_t)e;
        return CPY_RAISED;
    }
    if (class != CPY_NUMPY && unseen_references(s)) return watched(s, CPY_OBJECTS);
    describe(s);
    if (class == CPY_NUMPY) return watched(s, cpy_watch(frame, s));
    if (s->view.obj) return cpy_ndarray ? watched(s, cpy_watch_beneath(frame, s)) : CPY_OK;
    P.Py_IncRef(s->alive = o);  // the buffer itself keeps nothing alive
    return CPY_OK;
}

// Reports whether the array is still the one that was borrowed.
static inline int release_one(cpy_frame *frame, cpy_slot *s) {
    int changed = s->owner && cpy_unwatch(frame, s);
    if (!s->view.obj || kind_of(s->view.obj, 0) == FOREIGN) cpy_before_python(frame);
    P.PyBuffer_Release(&s->view);
    if (s->alive) P.Py_DecRef(s->alive);
    s->alive = NULL;
    s->view.buf = NULL;  // a stale address could look like a bad pointer to Go's collector
    s->view.format = NULL;
    return changed;
}

// Giving back late
//
// What a buffer of bytes, a bytearray or a plain array of NumPy keeps from happening, only Python code could do or see,
// and while the thread that borrowed keeps the GIL none runs but through the shim. So such a borrow may end without a
// call: Go puts its slot here, if no Python code has run since it was borrowed (then the array cannot have been changed
// either), and whatever next may run some gives the buffer back first.
void cpy_release_late(cpy_frame *frame) {
    while (frame->late_n > 0) release_one(frame, frame->late[--frame->late_n]);
}

static inline int outcome_of_entry(uintptr_t f) {
    if ((uintptr_t)&cpy_tls != f) return CPY_OTHER_THREAD;
    return cpy_tls.held ? CPY_OK : CPY_NO_GIL;
}

void cpy_borrow(uintptr_t f, uintptr_t slot) {
    cpy_slot *s = (cpy_slot *)slot;
    int status = outcome_of_entry(f);
    s->outcome = status == CPY_OK ? acquire_one(&cpy_tls, s) : status;
}

void cpy_release(uintptr_t f, uintptr_t slot) {
    cpy_slot *s = (cpy_slot *)slot;
    int status = outcome_of_entry(f);
    if (status == CPY_OK) status = release_one(&cpy_tls, s) ? CPY_CHANGED : CPY_OK;
    s->outcome = status;
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

// Calls from Python
//
// A call lends its arrays from the stack of the C function that serves it. Whoever calls holds the arguments until the call
// returns, so a plain array of NumPy needs no buffer, which would hold it and nothing else: its fields are read as NumPy's own
// exporter reads them. It is watched all the same.

typedef struct array_kind {
    int itemsize;
    char format[4];
} array_kind;

// By NumPy's type numbers (numpy/ndarraytypes.h), the same in 1.x and 2.x; long double is left to the exporter.
static const array_kind array_kinds[] = {
    {1, "?"}, {1, "b"}, {1, "B"}, {2, "h"}, {2, "H"}, {4, "i"}, {4, "I"}, {sizeof(long), "l"}, {sizeof(long), "L"}, {8, "q"}, {8, "Q"},
    {4, "f"}, {8, "d"}, {0, ""}, {8, "Zf"}, {16, "Zd"},
};
static const array_kind half = {2, "e"};

enum { NUMPY_HALF = 23, NUMPY_WRITEABLE = 0x400 };

// The beginning of PyArray_Descr, the same in 1.x and 2.x.
typedef struct descr_head {
    cpy_head head;
    void *scalar_type;
    char kind, type, byteorder, flags;
    int number;
} descr_head;

static const array_kind *kind_of_array(const cpy_array *a) {
    const descr_head *d = (const descr_head *)a->descr;
    if (d->byteorder != '=' && d->byteorder != '|') return NULL;
    if (d->number == NUMPY_HALF) return &half;
    if (d->number < 0 || d->number >= (int)(sizeof array_kinds / sizeof *array_kinds)) return NULL;
    return array_kinds[d->number].itemsize ? &array_kinds[d->number] : NULL;
}

// describe for at least two items on one axis in any order: what most calls bring. Reports whether that was all.
static inline int describe_line(cpy_slot *s, const array_kind *kind) {
    const cpy_buffer *v = &s->view;
    int all = CPY_BUF_ND | CPY_BUF_STRIDES | CPY_BUF_FORMAT, ordered = CPY_BUF_C | CPY_BUF_F | CPY_BUF_ANY;
    if (v->ndim != 1 || v->shape[0] < 2 || (s->request & (all | ordered)) != all) return 0;
    cpy_ssize stride = v->strides[0], reach, lo, hi;
    uintptr_t base = (uintptr_t)v->buf;
    if (__builtin_mul_overflow(stride, v->shape[0] - 1, &reach)) return 0;
    lo = reach < 0 ? reach : 0;
    if (__builtin_add_overflow(reach < 0 ? 0 : reach, v->itemsize, &hi)) return 0;
    if (base < CPY_FIRST_PAGE + -(uintptr_t)lo || base + (uintptr_t)hi < base || hi > CPY_MAX_SPAN + lo) return 0;
    memset(s->head, 0, sizeof s->head);
    memcpy(s->head, kind->format, sizeof kind->format);
    s->flags = CPY_SOUND;
    s->itemsize = v->itemsize;
    s->ndim = 1;
    s->mask = (uint64_t)base | (uint64_t)stride;
    s->shape[0] = v->shape[0];
    s->strides[0] = stride;
    for (int k = 1; k < CPY_NEAR; k++) s->shape[k] = s->strides[k] = 0;
    return 1;
}

static int take_light(cpy_frame *frame, cpy_slot *s) {
    cpy_array *a = (cpy_array *)s->object;
    const array_kind *kind = kind_of_array(a);
    if (!kind || ((s->request & CPY_BUF_WRITABLE) && (a->flags & (NUMPY_WRITEABLE | WARNS_ON_WRITE)) != NUMPY_WRITEABLE)) return 0;
    cpy_ssize n = kind->itemsize;
    for (int k = 0; k < a->nd; k++) n *= a->dimensions[k];
    s->view = (cpy_buffer){
        .buf = a->data, .len = n, .itemsize = kind->itemsize, .readonly = !(a->flags & NUMPY_WRITEABLE), .ndim = a->nd,
        .format = (char *)kind->format, .shape = a->dimensions, .strides = a->strides,
    };
    if (!cpy_watch_light(frame, s)) return 0;
    if (!describe_line(s, kind)) describe(s);
    s->quiet = s->light = 1;
    s->turn = frame->turns;
    return 1;
}

// Without the array, the outcome and the exception are those of a borrow.
int cpy_take(cpy_frame *frame, cpy_slot *s, int light_only) {
    cpy_object *o = (cpy_object *)s->object;
    s->lasting = s->light = s->unpinned = 0;
    s->alive = s->array = s->owner = s->pin = NULL;
    s->exception = 0;
    if (!cpy_ndarray) cpy_numpy_class(o);
    if (cpy_ndarray && cpy_type_of(o) == cpy_ndarray && take_light(frame, s)) return 1;
    if (light_only) return 0;
    s->outcome = acquire_one(frame, s);
    if (s->outcome == CPY_OK) {
        s->turn = frame->turns;
        return 1;
    }
    if (!s->exception && P.PyErr_Occurred()) {
        if (!P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_Exception)) return -1;  // Ctrl-C ends the call
        s->exception = (uintptr_t)cpy_raised();
    }
    return 0;
}

int cpy_give_back(cpy_frame *frame, cpy_slot *s) {
    if (!s->object) return 0;
    s->object = 0;
    if (!s->light) return release_one(frame, s);
    return s->owner && cpy_unwatch(frame, s);
}

int cpy_give_back_all(uintptr_t f, cpy_slot *slots, int n) {
    CPY_ENTER_QUIET(f);
    int changed = 0;
    while (n-- > 0) changed |= cpy_give_back(frame, &slots[n]);
    return changed ? CPY_CHANGED : CPY_OK;
}
