//go:build cgo && unix

// The other doors: memory that an object offers by DLPack (tensor.c), by NumPy's array interface, or as Arrow C data.
//
// Each door ends at an object like those of lend.c, over memory that is not Go's: what it holds is given back when the last
// of them dies. The borrow then takes that object's buffer, so that all that is checked of a buffer is checked of it. A
// description that is not true is handed on as it is, and found there.
//
//	O1  What was taken is given back once, by cpy_lending.give_back: a tensor by its deleter, an Arrow array by its release,
//	    anything else by its reference. After a refusal nothing is held.
//	O2  A capsule is consumed by its new name (DLPack), an Arrow structure by a release of NULL. Only what was not consumed
//	    before is.

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "door.h"

cpy_lending *cpy_foreign(cpy_ssize axes, void (*give_back)(void *), void *given) {
    cpy_lending *l = cpy_lending_new(axes);
    if (!l) return NULL;
    l->give_back = give_back;
    l->given = given;
    l->numpy_type = -1;
    l->ndim = (int32_t)axes;
    return l;
}

int cpy_out_of_memory(void) {
    P.PyErr_SetString(*(cpy_object **)P.PyExc_RuntimeError, "out of memory");
    return CPY_RAISED;
}

void cpy_settle(cpy_lending *l) {
    cpy_ssize n = l->itemsize, c = l->itemsize, f = l->itemsize;
    int empty = 0, flags = CPY_LENT_C | CPY_LENT_F;
    for (int k = 0; k < l->ndim; k++) {
        if (l->shape[k] == 0) empty = 1;
        if (l->shape[k] < 0 || __builtin_mul_overflow(n, l->shape[k] ? l->shape[k] : 1, &n)) {
            l->len = -1;
            return;
        }
    }
    for (int k = 0; k < l->ndim; k++) {
        int i = l->ndim - 1 - k;
        if (l->shape[i] != 1 && l->strides[i] != c) flags &= ~CPY_LENT_C;
        if (l->shape[k] != 1 && l->strides[k] != f) flags &= ~CPY_LENT_F;
        c *= l->shape[i] ? l->shape[i] : 1;
        f *= l->shape[k] ? l->shape[k] : 1;
    }
    l->len = empty ? 0 : n;
    l->flags |= empty ? CPY_LENT_C | CPY_LENT_F : flags;
}

void cpy_drop_from(cpy_frame *frame, cpy_object *o) {
    const char *ptr = frame->ptr;
    int64_t i = frame->i;
    uint64_t u = frame->u;
    P.Py_DecRef(o);
    frame->ptr = ptr;
    frame->i = i;
    frame->u = u;
}

cpy_door_names N;

int cpy_find_names(void) {
    static const struct {
        cpy_object **name;
        const char *text;
    } all[] = {
        {&N.dlpack, "__dlpack__"}, {&N.array_interface, "__array_interface__"}, {&N.array_struct, "__array_struct__"},
        {&N.arrow_array, "__arrow_c_array__"}, {&N.arrow_stream, "__arrow_c_stream__"}, {&N.device, "__dlpack_device__"},
        {&N.exchange, "__dlpack_c_exchange_api__"}, {&N.requires_grad, "requires_grad"}, {&N.is_neg, "is_neg"},
    };
    if (N.is_neg) return 0;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (!*all[k].name && !(*all[k].name = P.PyUnicode_InternFromString(all[k].text))) return -1;
    }
    return 0;
}

// Python 3.11 and 3.12 have by an underscored name what looks an attribute up without making an exception.
cpy_object *cpy_attribute(cpy_object *o, cpy_object *name) {
    cpy_object *found = NULL;
    int (*look)(cpy_object *, cpy_object *, cpy_object **) = P.PyObject_GetOptionalAttr ? P.PyObject_GetOptionalAttr : P._PyObject_LookupAttr;
    if (look) {
        if (look(o, name, &found) < 0) P.PyErr_Clear();
    } else if (!(found = P.PyObject_GetAttr(o, name))) {
        P.PyErr_Clear();
    }
    return found;
}

cpy_object *cpy_ask(cpy_object *o, cpy_object *name) { return P.PyObject_VectorcallMethod(name, &o, 1, NULL); }

// ---- memory whose description is read in Go, or from NumPy's older structure ----

static void drop(void *given) { P.Py_DecRef(given); }

int cpy_door_memory(uintptr_t f, uintptr_t owner, uintptr_t base, cpy_ssize itemsize, int writable, cpy_ssize ndim, const cpy_ssize *axes) {
    CPY_ENTER(f);
    cpy_lending *l = cpy_foreign(ndim, drop, (void *)owner);
    if (!l) return cpy_out_of_memory();
    P.Py_IncRef((cpy_object *)owner);
    l->base = base;
    l->itemsize = itemsize;
    l->flags = writable ? CPY_LENT_WRITABLE : 0;
    memcpy(l->shape, axes, (size_t)ndim * sizeof *axes);
    memcpy(l->strides, axes + ndim, (size_t)ndim * sizeof *axes);
    cpy_settle(l);
    frame->ptr = (const char *)l;
    return CPY_OK;
}

// PyArrayInterface: https://numpy.org/doc/stable/reference/arrays.interface.html#object.__array_struct__
typedef struct array_struct {
    int two, nd;
    char typekind;
    int itemsize, flags;
    cpy_ssize *shape, *strides;
    void *data;
} array_struct;

// kind, itemsize and order of the items are in i: the letter, in u: size << 1 | swapped.
// Both are kept: the memory is the owner's, and the capsule need not keep it.
int cpy_door_struct(uintptr_t f, uintptr_t owner, uintptr_t capsule) {
    CPY_ENTER(f);
    enum { NOTSWAPPED = 0x200, WRITEABLE = 0x400 };
    cpy_object *c = (cpy_object *)capsule;
    if (!P.PyCapsule_IsValid(c, NULL)) return CPY_DOOR_CAPSULE;
    const array_struct *a = P.PyCapsule_GetPointer(c, NULL);
    if (a->two != 2) return CPY_DOOR_CAPSULE;
    if (a->nd < 0 || a->nd > CPY_MAX_NDIM) return frame->i = a->nd, CPY_DOOR_NDIM;
    if (a->nd > 0 && (!a->shape || !a->strides)) return frame->i = a->nd, CPY_DOOR_SHAPE;
    cpy_object *both = P.PyTuple_New(2);
    if (!both) return CPY_RAISED;
    P.Py_IncRef((cpy_object *)owner);
    P.PyTuple_SetItem(both, 0, (cpy_object *)owner);
    P.Py_IncRef(c);
    P.PyTuple_SetItem(both, 1, c);
    cpy_lending *l = cpy_foreign(a->nd, drop, both);
    if (!l) {
        P.Py_DecRef(both);
        return cpy_out_of_memory();
    }
    l->base = (uintptr_t)a->data;
    l->itemsize = a->itemsize;
    l->flags = a->flags & WRITEABLE ? CPY_LENT_WRITABLE : 0;
    memcpy(l->shape, a->shape, (size_t)a->nd * sizeof *a->shape);
    memcpy(l->strides, a->strides, (size_t)a->nd * sizeof *a->strides);
    cpy_settle(l);
    frame->i = a->typekind;
    frame->u = (uint64_t)a->itemsize << 1 | !(a->flags & NOTSWAPPED);
    frame->ptr = (const char *)l;
    return CPY_OK;
}

// ---- Arrow ----
// https://arrow.apache.org/docs/format/CDataInterface.html https://arrow.apache.org/docs/format/CStreamInterface.html

typedef struct arrow_schema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct arrow_schema **children, *dictionary;
    void (*release)(struct arrow_schema *);
    void *private_data;
} arrow_schema;

typedef struct arrow_array {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct arrow_array **children, *dictionary;
    void (*release)(struct arrow_array *);
    void *private_data;
} arrow_array;

typedef struct arrow_stream {
    int (*get_schema)(struct arrow_stream *, arrow_schema *out);
    int (*get_next)(struct arrow_stream *, arrow_array *out);
    const char *(*get_last_error)(struct arrow_stream *);
    void (*release)(struct arrow_stream *);
    void *private_data;
} arrow_stream;

// An array that was taken over, for its values and for its validity.
typedef struct taken {
    arrow_array array;
    int users;  // guarded by the GIL
} taken;

static void give_up(void *given) {
    taken *t = given;
    if (--t->users > 0) return;
    if (t->array.release) t->array.release(&t->array);
    free(t);
}

// How many of the bits from first on are 0.
static int64_t zeros(const uint8_t *bits, int64_t first, int64_t n) {
    int64_t ones = 0;
    for (int64_t i = first; i < first + n;) {
        if (i % 8 == 0 && i + 8 <= first + n) {
            ones += __builtin_popcount(bits[i / 8]);
            i += 8;
        } else {
            ones += bits[i / 8] >> (i % 8) & 1;
            i++;
        }
    }
    return n - ones;
}

// Takes over what is in *a, whatever comes of it.
static int over_arrow(cpy_frame *frame, arrow_array *a, cpy_ssize itemsize, cpy_arrow *out) {
    taken *t = malloc(sizeof *t);
    if (!t) {
        if (a->release) a->release(a);
        return cpy_out_of_memory();
    }
    t->array = *a;
    a->release = NULL;  // O2
    t->users = 1;
    a = &t->array;
    out->length = a->length;
    out->offset = a->offset;
    int sound = a->length >= 0 && a->offset >= 0 && a->n_buffers == 2 && a->buffers && !a->dictionary && a->length <= INTPTR_MAX / 16 && a->offset <= INTPTR_MAX / 16;
    const uint8_t *bits = sound ? a->buffers[0] : NULL;
    int64_t nulls = sound ? a->null_count : 0;
    if (nulls > 0 && !bits) sound = 0;  // nothing says which
    if (nulls < 0 || (nulls > 0 && bits)) nulls = bits ? zeros(bits, a->offset, a->length) : 0;
    out->nulls = nulls;
    cpy_lending *l = sound && itemsize > 0 ? cpy_foreign(1, give_up, t) : NULL;
    if (!l) {
        give_up(t);
        return sound && itemsize > 0 ? cpy_out_of_memory() : CPY_DOOR_ITEMS;
    }
    l->base = (uintptr_t)a->buffers[1] + (uintptr_t)(a->offset * itemsize);
    l->itemsize = itemsize;
    l->shape[0] = a->length;
    l->strides[0] = itemsize;
    cpy_settle(l);
    out->validity = NULL;
    if (bits && nulls) {
        if (!(out->validity = cpy_foreign(1, give_up, t))) {
            give_up(t);
            cpy_lending_free(l);
            return cpy_out_of_memory();
        }
        t->users++;
        out->validity->base = (uintptr_t)bits;
        out->validity->itemsize = 1;
        out->validity->shape[0] = (a->offset + a->length + 7) / 8;
        out->validity->strides[0] = 1;
        cpy_settle(out->validity);
    }
    frame->ptr = (const char *)l;
    return CPY_OK;
}

static cpy_ssize size_of_format(const char *format) {
    static const char *const sizes[] = {"", "cCb", "sSe", "", "iIf", "", "", "", "lLg"};
    if (!format || !format[0]) return 0;
    if (format[1] == 0) {
        for (int n = 1; n <= 8; n++) {
            if (strchr(sizes[n], format[0])) return format[0] == 'b' ? 0 : n;
        }
        return 0;
    }
    return strncmp(format, "ts", 2) == 0 || strncmp(format, "tD", 2) == 0 || strcmp(format, "tdm") == 0 ? 8 : 0;
}

static void note_format(cpy_arrow *out, const char *format) {
    size_t n = format ? strnlen(format, sizeof out->format - 1) : 0;
    memcpy(out->format, format, n);
    out->format[n] = 0;
}

static int from_pair(cpy_frame *frame, cpy_object *pair, cpy_arrow *out) {
    if (P.PyTuple_Size(pair) != 2) {
        if (P.PyErr_Occurred()) P.PyErr_Clear();
        return CPY_DOOR_CAPSULE;
    }
    cpy_object *first = P.PyTuple_GetItem(pair, 0), *second = P.PyTuple_GetItem(pair, 1);
    if (!P.PyCapsule_IsValid(first, "arrow_schema") || !P.PyCapsule_IsValid(second, "arrow_array")) return CPY_DOOR_CAPSULE;
    arrow_schema *schema = P.PyCapsule_GetPointer(first, "arrow_schema");
    arrow_array *array = P.PyCapsule_GetPointer(second, "arrow_array");
    if (!schema->release || !array->release) return CPY_DOOR_CAPSULE;  // used before
    note_format(out, schema->format);
    return over_arrow(frame, array, size_of_format(out->format), out);
}

static int stream_failed(arrow_stream *s, int code) {
    const char *text = s->get_last_error ? s->get_last_error(s) : NULL;
    P.PyErr_Format(*(cpy_object **)P.PyExc_RuntimeError, "the Arrow stream failed with the error number %d: %.500s", code, text ? text : "it does not say why");
    return CPY_RAISED;
}

// A column in one piece; others are refused, since their pieces lie apart.
static int from_stream(cpy_frame *frame, cpy_object *capsule, cpy_arrow *out) {
    if (!P.PyCapsule_IsValid(capsule, "arrow_array_stream")) return CPY_DOOR_CAPSULE;
    arrow_stream *s = P.PyCapsule_GetPointer(capsule, "arrow_array_stream");
    arrow_schema schema = {0};
    arrow_array first = {0}, second = {0};
    int code = 0;
    if (!s->release) return CPY_DOOR_CAPSULE;
    if ((code = s->get_schema(s, &schema)) != 0) return stream_failed(s, code);
    note_format(out, schema.format);
    if (schema.release) schema.release(&schema);
    if ((code = s->get_next(s, &first)) != 0) return stream_failed(s, code);
    if (!first.release) return CPY_DOOR_PIECES;
    code = s->get_next(s, &second);
    int status = code ? stream_failed(s, code) : second.release ? CPY_DOOR_PIECES : CPY_OK;
    if (!code && second.release) second.release(&second);
    if (status == CPY_OK) return over_arrow(frame, &first, size_of_format(out->format), out);
    first.release(&first);
    return status;
}

int cpy_door_arrow(uintptr_t f, uintptr_t o, int stream, cpy_arrow *out) {
    CPY_ENTER(f);
    memset(out, 0, sizeof *out);
    if (cpy_find_names() != 0) return CPY_RAISED;
    cpy_object *answer = cpy_ask((cpy_object *)o, stream ? N.arrow_stream : N.arrow_array);
    if (!answer) return CPY_RAISED;
    int status = stream ? from_stream(frame, answer, out) : from_pair(frame, answer, out);
    cpy_drop_from(frame, answer);
    return status;
}

// Which doors an object has, as bits: 1 DLPack, 2 __array_interface__, 4 __array_struct__, 8 an Arrow array, 16 a stream.
int cpy_doors(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    if (cpy_find_names() != 0) return CPY_RAISED;
    cpy_object *const names[] = {N.dlpack, N.array_interface, N.array_struct, N.arrow_array, N.arrow_stream};
    int64_t has = 0;
    for (int k = 0; k < 5; k++) {
        cpy_object *found = cpy_attribute((cpy_object *)cpy_type_of((cpy_object *)o), names[k]);  // of the class: __getattr__ of an instance may say anything
        if (!found) continue;
        has |= 1 << k;
        P.Py_DecRef(found);
    }
    frame->i = has;
    return CPY_OK;
}

// A lending that nobody wants any more, of which no object was made.
void cpy_door_close(uintptr_t f, cpy_lending *l) {
    if ((uintptr_t)&cpy_tls != f) return;
    if (l->give_back) l->give_back(l->given);
    cpy_lending_free(l);
}
