//go:build cgo && unix

// Lending: an object of Python over memory of Go or of C.
//
// The object is a buffer exporter whose answer follows the request to the letter, as memoryview's does. It counts its
// exports: buffers, NumPy arrays made of it, DLPack capsules. When the last object over a lending dies, the memory goes back,
// on whatever thread that is; until then nothing asks Go. A forked child has no Go to tell, and keeps its copy of the memory.
//
//	D1  The memory is used only between cpy_export_begin and cpy_export_end. Each export holds an object.
//	D2  The memory is given back once: by cpy_lending_close, after which no export begins, or by the death of the last
//	    object, after which there is none that could begin one.
//	D3  Telling Go takes no lock that anybody holds while waiting for the GIL.
//
// https://docs.python.org/3/c-api/buffer.html https://docs.python.org/3/c-api/typeobj.html#buffer-object-structures

#include <stdlib.h>
#include <string.h>
#include "shim.h"

extern void inplaceLendingEnded(int64_t id);  // Go, lend.go: no object is left
extern void inplaceLendingIdle(int64_t id);   // no export is left, and Go waits for that

#define CLOSED ((int64_t)1 << 62)
#define CLOSING ((int64_t)1 << 61)
#define EXPORTS (CLOSING - 1)

static int cas(int64_t *p, int64_t *old, int64_t next) {
    return __atomic_compare_exchange_n(p, old, next, 1, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

typedef struct owner {
    cpy_head head;
    cpy_lending *lending;
    int64_t exports;  // 1 for the base of an array
} owner;

cpy_lending *cpy_lending_new(cpy_ssize room) {
    cpy_lending *l = calloc(1, sizeof *l + 3 * (size_t)room * sizeof(cpy_ssize));
    if (!l) return NULL;
    l->shape = (cpy_ssize *)(l + 1);
    l->strides = l->shape + room;
    l->suboffsets = l->strides + room;
    l->room = room;
    return l;
}

void cpy_lending_free(cpy_lending *l) {
    free(l->long_format);
    free(l);
}

void cpy_lending_format(cpy_lending *l, const char *format, size_t n) {
    free(l->long_format);
    l->long_format = strndup(format, n);
    l->format = l->long_format ? CPY_FORMAT_LONG : CPY_FORMAT_NONE;
}

int64_t cpy_lending_exports(cpy_lending *l) { return __atomic_load_n(&l->state, __ATOMIC_SEQ_CST) & EXPORTS; }

// Returns 0 when an export may begin and has (D1).
int cpy_export_begin(cpy_lending *l) {
    int64_t old = __atomic_load_n(&l->state, __ATOMIC_RELAXED);
    do {
        if (old & (CLOSED | CLOSING)) {
            P.PyErr_SetString(*(cpy_object **)P.PyExc_BufferError,
                old & CLOSED ? "the memory was taken back by the Go program that lent it; ask the program for it anew"
                             : "the memory is being taken back by the Go program that lent it; ask the program for it anew");
            return -1;
        }
    } while (!cas(&l->state, &old, old + 1));
    return 0;
}

void cpy_export_end(cpy_lending *l) {
    int64_t id = l->id;
    if (__atomic_fetch_sub(&l->state, 1, __ATOMIC_SEQ_CST) - 1 == CLOSING && id && !cpy_forked()) inplaceLendingIdle(id);
}

int64_t cpy_lending_close(cpy_lending *l) {
    int64_t old = __atomic_load_n(&l->state, __ATOMIC_SEQ_CST);
    do {
        if (old & EXPORTS) return old & EXPORTS;
    } while (!cas(&l->state, &old, CLOSED));
    return 0;
}

int64_t cpy_lending_closing(cpy_lending *l, int on) {
    int64_t old = on ? __atomic_fetch_or(&l->state, CLOSING, __ATOMIC_SEQ_CST) : __atomic_fetch_and(&l->state, ~CLOSING, __ATOMIC_SEQ_CST);
    return old & EXPORTS;
}

static void object_gone(cpy_lending *l) {
    if (__atomic_fetch_sub(&l->objects, 1, __ATOMIC_SEQ_CST) != 1) return;
    cpy_object *descr = l->descr;
    l->descr = NULL;
    if (descr) P.Py_DecRef(descr);
    if (l->id) {
        if (!cpy_forked() && !cpy_gather_ended(l->id)) inplaceLendingEnded(l->id);  // D3
        return;
    }
    if (l->give_back) l->give_back(l->given);
    cpy_lending_free(l);
}

static void owner_dealloc(cpy_object *self) {
    owner *o = (owner *)self;
    cpy_object *type = cpy_type_of(self);
    cpy_lending *l = o->lending;
    int exports = o->exports != 0;
    P.PyObject_Free(self);
    P.Py_DecRef(type);
    if (!l) return;
    if (exports) cpy_export_end(l);
    object_gone(l);
}

static int refuse(const char *text) {
    P.PyErr_SetString(*(cpy_object **)P.PyExc_BufferError, text);
    return -1;
}

static int asks(int flags, int bits) { return (flags & bits) == bits; }

// What the request may not have, in CPython's order (memory_getbuf).
static int check_request(const cpy_lending *l, int flags) {
    enum { C = CPY_BUF_C | CPY_BUF_STRIDES | CPY_BUF_ND, F = CPY_BUF_F | CPY_BUF_STRIDES | CPY_BUF_ND };
    if (asks(flags, CPY_BUF_WRITABLE) && !(l->flags & CPY_LENT_WRITABLE))
        return refuse("wanted writable memory, found read-only: the Go program lent it for reading; a.copy() can be written");
    if (asks(flags, C) && !(l->flags & CPY_LENT_C))
        return refuse("wanted C-contiguous memory, found strides of another order; numpy.ascontiguousarray(a) copies");
    if (asks(flags, F) && !(l->flags & CPY_LENT_F))
        return refuse("wanted Fortran-contiguous memory, found strides of another order; numpy.asfortranarray(a) copies");
    if (asks(flags, CPY_BUF_ANY | CPY_BUF_STRIDES | CPY_BUF_ND) && !(l->flags & (CPY_LENT_C | CPY_LENT_F)))
        return refuse("wanted contiguous memory, found strides with gaps; numpy.ascontiguousarray(a) copies");
    if ((l->flags & CPY_LENT_INDIRECT) && !asks(flags, CPY_BUF_INDIRECT | CPY_BUF_STRIDES | CPY_BUF_ND))
        return refuse("wanted memory without pointers on the way, found suboffsets (PyBUF_INDIRECT); memoryview(a) takes them, NumPy does not");
    if (!asks(flags, CPY_BUF_STRIDES | CPY_BUF_ND) && !(l->flags & CPY_LENT_C))
        return refuse("wanted memory that needs no strides, found some that is not C-contiguous; ask with strides (PyBUF_STRIDES)");
    if (asks(flags, CPY_BUF_FORMAT) && !l->format)
        return refuse("wanted a format, found items that PEP 3118 has none for; numpy.asarray(a) and DLPack carry them where they can");
    if (asks(flags, CPY_BUF_FORMAT) && !asks(flags, CPY_BUF_ND))
        return refuse("wanted unsigned bytes together with a format; ask with a shape (PyBUF_ND) or without PyBUF_FORMAT");
    return 0;
}

static int owner_getbuffer(cpy_object *self, cpy_buffer *view, int flags) {
    cpy_lending *l = ((owner *)self)->lending;
    view->obj = NULL;
    if (cpy_export_begin(l) != 0) return -1;
    if (check_request(l, flags) != 0) {
        cpy_export_end(l);
        return -1;
    }
    int shaped = asks(flags, CPY_BUF_ND) && l->ndim > 0;
    view->buf = (void *)l->base;
    view->len = l->len;
    view->itemsize = l->itemsize;
    view->readonly = !(l->flags & CPY_LENT_WRITABLE);
    view->ndim = asks(flags, CPY_BUF_ND) ? l->ndim : 1;
    view->format = asks(flags, CPY_BUF_FORMAT) ? (l->format == CPY_FORMAT_LONG ? l->long_format : l->short_format) : NULL;
    view->shape = shaped ? l->shape : NULL;
    view->strides = shaped && asks(flags, CPY_BUF_STRIDES) ? l->strides : NULL;
    view->suboffsets = l->flags & CPY_LENT_INDIRECT ? l->suboffsets : NULL;
    view->internal = NULL;
    P.Py_IncRef(self);
    view->obj = self;
    return 0;
}

static void owner_releasebuffer(cpy_object *self, cpy_buffer *view) {
    (void)view;
    cpy_export_end(((owner *)self)->lending);
}

static cpy_object *owner_array(cpy_object *self, cpy_object *const *args, cpy_ssize n, cpy_object *names);

static cpy_method methods[] = {
    {"__array__", NULL, 0x80 | 0x02, "__array__(dtype=None, *, copy=None)\n--\n\nA NumPy array over the memory, which is not copied."},
    {"__dlpack__", NULL, 0x80 | 0x02,
     "__dlpack__(*, stream=None, max_version=None, dl_device=None, copy=None)\n--\n\nA DLPack capsule of the memory, which is not copied."},
    {"__dlpack_device__", NULL, 0x04, "__dlpack_device__()\n--\n\n(1, 0): the memory is the CPU's."},
    {NULL, NULL, 0, NULL},
};

// Found or made once, held for ever. Guarded by the GIL.
static cpy_object *owner_type;

static int make_type(void) {
    enum { GETBUFFER = 1, RELEASEBUFFER = 2, DEALLOC = 52, DOC = 56, METHODS = 64 };  // typeslots.h
    enum { DISALLOW_INSTANTIATION = 1 << 7, IMMUTABLE = 1 << 8 };
    if (owner_type) return 0;
    *(void **)&methods[0].function = (void *)owner_array;
    *(void **)&methods[1].function = (void *)cpy_dlpack;
    *(void **)&methods[2].function = (void *)cpy_dlpack_device;
    cpy_type_slot slots[] = {
        {GETBUFFER, (void *)owner_getbuffer}, {RELEASEBUFFER, (void *)owner_releasebuffer}, {DEALLOC, (void *)owner_dealloc},
        {DOC, (void *)"Memory of a Go program, lent to Python: memoryview(x) and numpy.asarray(x) take it without a copy."},
        {METHODS, methods}, {0, NULL},
    };
    cpy_spec spec = {"inplace.Lent", sizeof(owner), 0, DISALLOW_INSTANTIATION | IMMUTABLE, slots};
    owner_type = P.PyType_FromSpec(&spec);
    return owner_type ? 0 : -1;
}

static cpy_object *new_object(cpy_lending *l) {
    if (make_type() != 0) return NULL;
    owner *o = (owner *)P.PyType_GenericAlloc(owner_type, 0);
    if (!o) return NULL;
    __atomic_fetch_add(&l->objects, 1, __ATOMIC_SEQ_CST);
    o->lending = l;
    o->exports = 0;
    return (cpy_object *)o;
}

// An object that keeps the memory, as an export, for as long as it lives.
static cpy_object *new_base(cpy_lending *l) {
    if (cpy_export_begin(l) != 0) return NULL;
    cpy_object *o = new_object(l);
    if (o) ((owner *)o)->exports = 1;
    else cpy_export_end(l);
    return o;
}

int cpy_lend(uintptr_t f, cpy_lending *l) {
    CPY_ENTER(f);
    frame->obj = (uintptr_t)new_object(l);
    return frame->obj ? CPY_OK : CPY_RAISED;
}

int cpy_lending_hold(cpy_lending *l) {
    int64_t old = __atomic_load_n(&l->objects, __ATOMIC_RELAXED);
    while (old && !cas(&l->objects, &old, old + 1)) {}
    return old != 0;
}

int cpy_lend_more(uintptr_t f, cpy_lending *l) {
    CPY_ENTER(f);
    frame->obj = (uintptr_t)new_object(l);
    object_gone(l);
    return frame->obj ? CPY_OK : CPY_RAISED;
}

cpy_lending *cpy_lending_of(uintptr_t o) {
    return owner_type && cpy_type_of((cpy_object *)o) == owner_type ? ((owner *)o)->lending : NULL;
}

int cpy_memoryview(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    frame->obj = (uintptr_t)P.PyMemoryView_FromObject((cpy_object *)o);
    return frame->obj ? CPY_OK : CPY_RAISED;
}

// NumPy arrays
//
// numpy.asarray goes through a memoryview and reads its format, which costs several times what is needed where everything
// about the memory is known. NumPy's own table of functions has the short way; its places are NumPy's ABI (numpy/
// __multiarray_api.h), the same in 1.x and 2.x.
enum { ARRAY_TYPE = 2, DESCR_FROM_TYPE = 45, NEW_FROM_DESCR = 94, SET_BASE_OBJECT = 282 };
enum { WRITEABLE = 0x400 };

static void **numpy_api;

static int find_numpy_api(void) {
    static const char *const modules[] = {"numpy._core._multiarray_umath", "numpy.core._multiarray_umath"};
    for (int i = 0; i < 2 && !numpy_api; i++) {
        P.PyErr_Clear();
        cpy_object *name = P.PyUnicode_FromStringAndSize(modules[i], (cpy_ssize)strlen(modules[i]));
        cpy_object *module = name ? P.PyImport_Import(name) : NULL;
        if (name) P.Py_DecRef(name);
        if (!module) continue;
        name = P.PyUnicode_FromStringAndSize(modules[i], (cpy_ssize)strlen(modules[i]));
        cpy_object *found = name ? P.PyDict_GetItemWithError(P.PyImport_GetModuleDict(), name) : NULL;
        cpy_object *capsule = found ? P.PyObject_GetAttrString(found, "_ARRAY_API") : NULL;
        if (capsule) numpy_api = P.PyCapsule_GetPointer(capsule, NULL);  // NumPy is never unloaded
        if (capsule) P.Py_DecRef(capsule);
        if (name) P.Py_DecRef(name);
        P.Py_DecRef(module);
    }
    if (!numpy_api && !P.PyErr_Occurred()) P.PyErr_SetString(*(cpy_object **)P.PyExc_RuntimeError, "NumPy has no table of its functions (_ARRAY_API)");
    return numpy_api ? 0 : -1;
}

static cpy_object *descr_for(cpy_lending *l, cpy_object *descr) {
    if (!descr) descr = l->descr;
    if (descr) {
        P.Py_IncRef(descr);
        return descr;
    }
    if (l->numpy_type >= 0) {
        cpy_object *(*from_type)(int);
        *(void **)&from_type = numpy_api[DESCR_FROM_TYPE];
        return from_type(l->numpy_type);
    }
    P.PyErr_SetString(*(cpy_object **)P.PyExc_TypeError, "NumPy has no dtype for the items that it was told of; Lent.Array in Go asks for one");
    return NULL;
}

static cpy_object *new_array(cpy_lending *l, cpy_object *descr) {
    static char nothing[16];
    cpy_object *(*new_from_descr)(void *, cpy_object *, int, const cpy_ssize *, const cpy_ssize *, void *, int, cpy_object *);
    int (*set_base)(cpy_object *, cpy_object *);
    if (l->flags & CPY_LENT_INDIRECT) {
        refuse("wanted memory without pointers on the way, found suboffsets, which NumPy does not have; memoryview(a) takes them");
        return NULL;
    }
    if (!numpy_api && find_numpy_api() != 0) return NULL;
    *(void **)&new_from_descr = numpy_api[NEW_FROM_DESCR];
    *(void **)&set_base = numpy_api[SET_BASE_OBJECT];
    if (!(descr = descr_for(l, descr))) return NULL;
    cpy_object *base = new_base(l);
    if (!base) {
        P.Py_DecRef(descr);
        return NULL;
    }
    cpy_object *array = new_from_descr(numpy_api[ARRAY_TYPE], descr, l->ndim, l->shape, l->strides, l->len ? (void *)l->base : nothing,
        l->flags & CPY_LENT_WRITABLE ? WRITEABLE : 0, NULL);  // takes descr
    if (!array) {
        P.Py_DecRef(base);
        return NULL;
    }
    if (set_base(array, base) == 0) return array;  // takes base
    P.Py_DecRef(array);
    return NULL;
}

// o is an object over memory that is lent; descr is 0 where NumPy's own dtype of that number is meant. It is kept with the
// lending, for numpy.asarray.
int cpy_lend_array(uintptr_t f, uintptr_t o, uintptr_t descr) {
    CPY_ENTER(f);
    cpy_lending *l = ((owner *)o)->lending;
    if (descr && !l->descr) P.Py_IncRef(l->descr = (cpy_object *)descr);
    frame->obj = (uintptr_t)new_array(l, (cpy_object *)descr);
    return frame->obj ? CPY_OK : CPY_RAISED;
}

// array.astype(dtype, copy=copies), which is array itself where that may be and its dtype is dtype; array.copy() without a dtype.
static cpy_object *converted(cpy_object *array, cpy_object *dtype, int copies) {
    cpy_object *function = P.PyObject_GetAttrString(array, dtype ? "astype" : "copy"), *result = NULL;
    cpy_object *tuple = function ? P.PyTuple_New(dtype != NULL) : NULL, *names = tuple && dtype ? P.PyDict_New() : NULL;
    int good = tuple && (names || !dtype);
    if (good && dtype) {
        cpy_object *key = P.PyUnicode_InternFromString("copy"), *value = P.PyLong_FromLongLong(copies);
        P.Py_IncRef(dtype);
        P.PyTuple_SetItem(tuple, 0, dtype);
        good = key && value && P.PyDict_SetItem(names, key, value) == 0;
        if (key) P.Py_DecRef(key);
        if (value) P.Py_DecRef(value);
    }
    if (good) result = P.PyObject_Call(function, tuple, names);
    if (names) P.Py_DecRef(names);
    if (tuple) P.Py_DecRef(tuple);
    if (function) P.Py_DecRef(function);
    return result;
}

// What numpy.asarray takes where the buffer has no format. A copy, or another dtype, NumPy makes itself of the array.
// https://numpy.org/doc/stable/user/basics.interoperability.html#dunder-array-interface
static cpy_object *owner_array(cpy_object *self, cpy_object *const *args, cpy_ssize n, cpy_object *names) {
    cpy_object *dtype = n > 0 ? args[0] : NULL;
    int copies = 0, never = 0;
    for (cpy_ssize k = 0, m = names ? P.PyTuple_Size(names) : 0; k < m; k++) {
        const char *name = P.PyUnicode_AsUTF8AndSize(P.PyTuple_GetItem(names, k), NULL);
        if (!name) return NULL;
        if (strcmp(name, "dtype") == 0) dtype = args[n + k];
        if (strcmp(name, "copy") != 0 || args[n + k] == P._Py_NoneStruct) continue;
        if ((copies = P.PyObject_IsTrue(args[n + k])) < 0) return NULL;
        never = !copies;
    }
    if (dtype == P._Py_NoneStruct) dtype = NULL;
    cpy_object *array = new_array(((owner *)self)->lending, NULL);
    if (!array || (!dtype && !copies)) return array;
    cpy_object *result = converted(array, dtype, copies);
    if (result && never && result != array) {
        P.Py_DecRef(result);
        result = NULL;
        P.PyErr_SetString(*(cpy_object **)P.PyExc_ValueError, "another dtype needs a copy, and copy=False forbids it; copy=None makes one");
    }
    P.Py_DecRef(array);
    return result;
}
