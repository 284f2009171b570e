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
        {&N.cuda, "__cuda_array_interface__"}, {&N.mask, "mask"}, {&N.shape, "shape"}, {&N.typestr, "typestr"}, {&N.data, "data"}, {&N.strides, "strides"},
        {&N.exchange, "__dlpack_c_exchange_api__"}, {&N.requires_grad, "requires_grad"}, {&N.is_neg, "is_neg"},
    };
    if (N.is_neg) return 0;
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (!*all[k].name && !(*all[k].name = P.PyUnicode_InternFromString(all[k].text))) return -1;
    }
    return 0;
}

// Python 3.11 and 3.12 have by an underscored name what looks an attribute up without making an exception.
int cpy_attribute(cpy_object *o, cpy_object *name, cpy_object **found) {
    int (*look)(cpy_object *, cpy_object *, cpy_object **) = P.PyObject_GetOptionalAttr ? P.PyObject_GetOptionalAttr : P._PyObject_LookupAttr;
    *found = NULL;
    if (look) return look(o, name, found) < 0 ? -1 : 0;
    if ((*found = P.PyObject_GetAttr(o, name))) return 0;
    if (!P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_AttributeError)) return -1;
    P.PyErr_Clear();
    return 0;
}

static int is_urgent(void *class) {
    return !P.PyType_IsSubtype(class, *(void **)P.PyExc_Exception) || P.PyType_IsSubtype(class, *(void **)P.PyExc_MemoryError);
}

int cpy_urgent(uintptr_t f, uintptr_t exception) {
    CPY_ENTER_QUIET(f);
    frame->i = exception && is_urgent(cpy_type_of((cpy_object *)exception));
    return CPY_OK;
}

int cpy_forgive(void) {
    cpy_object *class = P.PyErr_Occurred();
    if (!class) return 0;
    if (is_urgent(class)) return -1;
    P.PyErr_Clear();
    return 0;
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

// What a dictionary has by a name; NULL for nothing, and for None. It is held: numbers may be objects whose methods change the dictionary.
static cpy_object *entry(cpy_object *d, cpy_object *name) {
    cpy_object *v = P.PyDict_GetItemWithError(d, name);
    if (!v || v == P._Py_NoneStruct) return NULL;
    P.Py_IncRef(v);
    return v;
}

// A tuple of n numbers, or of as many as there are if n is negative, at most CPY_MAX_NDIM; -1 if it is something else.
static cpy_ssize read_tuple(cpy_object *tuple, cpy_ssize n, cpy_ssize *to) {
    cpy_ssize found = tuple ? P.PyTuple_Size(tuple) : -1;
    if (found < 0 || found > CPY_MAX_NDIM || (n >= 0 && found != n)) return -1;
    for (cpy_ssize k = 0; k < found; k++) {
        to[k] = (cpy_ssize)P.PyLong_AsLongLong(P.PyTuple_GetItem(tuple, k));
        if (to[k] == -1 && P.PyErr_Occurred()) return -1;
    }
    return found;
}

// The entries of a description, held.
typedef struct described {
    cpy_object *type, *data, *strides, *shape, *mask;
} described;

static int read_interface(const described *d, cpy_object *owner, char typestr[CPY_TYPESTR], cpy_lending **made) {
    cpy_ssize axes[2 * CPY_MAX_NDIM], length = 0;
    const char *text = d->type ? P.PyUnicode_AsUTF8AndSize(d->type, &length) : NULL;
    if (!text || length < 3 || length >= CPY_TYPESTR || !strchr("biufcmM", text[1]) || d->mask) return CPY_DOOR_NONE;
    memcpy(typestr, text, (size_t)length + 1);
    cpy_ssize itemsize = 0, ndim = read_tuple(d->shape, -1, axes);
    for (const char *c = text + 2; *c >= '0' && *c <= '9' && itemsize < 1000; c++) itemsize = 10 * itemsize + (*c - '0');
    if (ndim < 0 || itemsize == 0 || !d->data || P.PyTuple_Size(d->data) != 2) return CPY_DOOR_NONE;
    int64_t base = P.PyLong_AsLongLong(P.PyTuple_GetItem(d->data, 0));
    int readonly = P.PyObject_IsTrue(P.PyTuple_GetItem(d->data, 1));
    if (readonly < 0 || P.PyErr_Occurred()) return CPY_DOOR_NONE;
    cpy_ssize *steps = axes + ndim, step = itemsize;
    if (d->strides) {
        if (read_tuple(d->strides, ndim, steps) < 0) return CPY_DOOR_NONE;
    } else {
        for (cpy_ssize k = ndim; k-- > 0;) {
            steps[k] = step;
            if (axes[k] < 0 || __builtin_mul_overflow(step, axes[k] ? axes[k] : 1, &step)) return CPY_DOOR_NONE;
        }
    }
    cpy_lending *l = cpy_foreign(ndim, drop, owner);
    if (!l) return cpy_out_of_memory();
    P.Py_IncRef(owner);
    l->base = (uintptr_t)base;
    l->itemsize = itemsize;
    l->flags = readonly ? 0 : CPY_LENT_WRITABLE;
    memcpy(l->shape, axes, (size_t)ndim * sizeof *axes);
    memcpy(l->strides, steps, (size_t)ndim * sizeof *axes);
    cpy_settle(l);
    *made = l;
    return CPY_OK;
}

// The usual __array_interface__, of numbers, in one call. CPY_DOOR_NONE: it is another one, or not true, which is read, and explained, in Go.
// What the property raises is the exporter's, and it is not asked again.
int cpy_door_interface(uintptr_t f, uintptr_t owner, char typestr[CPY_TYPESTR]) {
    CPY_ENTER(f);
    if (cpy_find_names() != 0) return CPY_RAISED;
    cpy_object *d = P.PyObject_GetAttr((cpy_object *)owner, N.array_interface);
    cpy_lending *l = NULL;
    if (!d) return CPY_RAISED;
    described e = {entry(d, N.typestr), entry(d, N.data), entry(d, N.strides), entry(d, N.shape), entry(d, N.mask)};
    int status = read_interface(&e, (cpy_object *)owner, typestr, &l);
    if (status == CPY_DOOR_NONE && cpy_forgive() != 0) status = CPY_RAISED;
    cpy_object *const held[] = {e.type, e.data, e.strides, e.shape, e.mask, d};
    for (size_t k = 0; k < sizeof held / sizeof *held; k++) {
        if (held[k]) cpy_drop_from(frame, held[k]);
    }
    frame->ptr = (const char *)l;
    return status;
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
    l->base = a->buffers[1] ? (uintptr_t)a->buffers[1] + (uintptr_t)(a->offset * itemsize) : 0;  // an offset from nowhere might look like an address
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
        return cpy_forgive() == 0 ? CPY_DOOR_CAPSULE : CPY_RAISED;
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

// A column in one piece; others are refused, since their pieces lie apart: how many there are is in i.
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
    if (!first.release) return frame->i = 0, CPY_DOOR_PIECES;
    code = s->get_next(s, &second);
    int status = code ? stream_failed(s, code) : second.release ? CPY_DOOR_PIECES : CPY_OK;
    if (!code && second.release) second.release(&second);
    if (status == CPY_OK) return over_arrow(frame, &first, size_of_format(out->format), out);
    first.release(&first);
    frame->i = 2;  // at least
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

// Which doors an object has, as bits: 1 DLPack, 2 __array_interface__, 4 __array_struct__, 8 an Arrow array, 16 a stream, 32 memory of CUDA.
int cpy_doors(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    if (cpy_find_names() != 0) return CPY_RAISED;
    cpy_object *const names[] = {N.dlpack, N.array_interface, N.array_struct, N.arrow_array, N.arrow_stream, N.cuda};
    int64_t has = 0;
    for (int k = 0; k < (int)(sizeof names / sizeof *names); k++) {
        cpy_object *found;
        if (cpy_attribute((cpy_object *)cpy_type_of((cpy_object *)o), names[k], &found) != 0) return CPY_RAISED;  // of the class: __getattr__ of an instance may say anything
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
