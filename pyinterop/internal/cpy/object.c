//go:build cgo && unix

// Objects: attributes, items, calls, conversions. Each function checks the thread and the GIL first.

#include <stdlib.h>
#include <string.h>
#include "shim.h"

#define O(x) ((cpy_object *)(x))

// A new reference as the result, or the pending exception.
#define RESULT(x) \
    do { \
        frame->obj = (uintptr_t)(x); \
        return frame->obj ? CPY_OK : CPY_RAISED; \
    } while (0)

uintptr_t cpy_none(void) { return (uintptr_t)P._Py_NoneStruct; }
uintptr_t cpy_true(void) { return (uintptr_t)P._Py_TrueStruct; }
uintptr_t cpy_false(void) { return (uintptr_t)P._Py_FalseStruct; }

int cpy_incref(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    P.Py_IncRef(O(o));
    return CPY_OK;
}

int cpy_decref(uintptr_t f, uintptr_t *o, size_t n) {
    CPY_ENTER(f);
    for (size_t i = 0; i < n; i++) P.Py_DecRef(O(o[i]));
    return CPY_OK;
}

int cpy_take_error(uintptr_t f) {
    CPY_ENTER(f);
    frame->obj = (uintptr_t)cpy_raised();
    return CPY_OK;
}

int cpy_raise_runtime(const char *text) {
    if (!P.PyErr_SetString || !cpy_current_tstate()) return CPY_NO_GIL;
    P.PyErr_SetString(*(cpy_object **)P.PyExc_RuntimeError, text);
    return CPY_OK;
}

int cpy_raise_import(const char *text) {
    if (!P.PyErr_SetString || !cpy_current_tstate()) return CPY_NO_GIL;
    P.PyErr_SetString(*(cpy_object **)P.PyExc_ImportError, text);
    return CPY_OK;
}

int cpy_import(uintptr_t f, const char *name, size_t n) {
    CPY_ENTER(f);
    cpy_object *key = P.PyUnicode_FromStringAndSize(name, (cpy_ssize)n);
    if (!key) return CPY_RAISED;
    cpy_object *module = P.PyImport_Import(key);
    P.Py_DecRef(key);
    RESULT(module);
}

int cpy_main_dict(uintptr_t f) {
    CPY_ENTER(f);
    cpy_object *module = P.PyImport_AddModule("__main__");
    if (!module) return CPY_RAISED;
    frame->obj = (uintptr_t)P.PyModule_GetDict(module);
    P.Py_IncRef(O(frame->obj));
    return CPY_OK;
}

int cpy_compile(uintptr_t f, const char *source, const char *file, int expression) {
    CPY_ENTER(f);
    RESULT(P.Py_CompileString(source, file, expression ? 258 /* Py_eval_input */ : 257 /* Py_file_input */));
}

int cpy_eval(uintptr_t f, uintptr_t code, uintptr_t globals, uintptr_t locals) {
    CPY_ENTER(f);
    RESULT(P.PyEval_EvalCode(O(code), O(globals), O(locals)));
}

int cpy_getattr(uintptr_t f, uintptr_t o, const char *name, size_t n) {
    CPY_ENTER(f);
    cpy_object *key = P.PyUnicode_FromStringAndSize(name, (cpy_ssize)n);
    if (!key) return CPY_RAISED;
    cpy_object *value = P.PyObject_GetAttr(O(o), key);
    P.Py_DecRef(key);
    RESULT(value);
}

// value 0 deletes the attribute.
int cpy_setattr(uintptr_t f, uintptr_t o, const char *name, size_t n, uintptr_t value) {
    CPY_ENTER(f);
    cpy_object *key = P.PyUnicode_FromStringAndSize(name, (cpy_ssize)n);
    if (!key) return CPY_RAISED;
    int bad = P.PyObject_SetAttr(O(o), key, O(value));
    P.Py_DecRef(key);
    return bad ? CPY_RAISED : CPY_OK;
}

int cpy_getitem(uintptr_t f, uintptr_t o, uintptr_t key) {
    CPY_ENTER(f);
    RESULT(P.PyObject_GetItem(O(o), O(key)));
}

int cpy_setitem(uintptr_t f, uintptr_t o, uintptr_t key, uintptr_t value) {
    CPY_ENTER(f);
    return P.PyObject_SetItem(O(o), O(key), O(value)) ? CPY_RAISED : CPY_OK;
}

int cpy_delitem(uintptr_t f, uintptr_t o, uintptr_t key) {
    CPY_ENTER(f);
    return P.PyObject_DelItem(O(o), O(key)) ? CPY_RAISED : CPY_OK;
}

static cpy_object *new_tuple(uintptr_t *items, size_t n) {
    cpy_object *t = P.PyTuple_New((cpy_ssize)n);
    if (!t) return NULL;
    for (size_t i = 0; i < n; i++) {
        P.Py_IncRef(O(items[i]));
        P.PyTuple_SetItem(t, (cpy_ssize)i, O(items[i]));  // steals the reference
    }
    return t;
}

static cpy_object *new_dict(uintptr_t *pairs, size_t n) {
    cpy_object *d = P.PyDict_New();
    if (!d) return NULL;
    for (size_t i = 0; i < n; i++) {
        if (P.PyDict_SetItem(d, O(pairs[2 * i]), O(pairs[2 * i + 1])) == 0) continue;
        P.Py_DecRef(d);
        return NULL;
    }
    return d;
}

int cpy_call(uintptr_t f, uintptr_t o, uintptr_t *args, size_t n, uintptr_t *pairs, size_t npairs) {
    CPY_ENTER(f);
    cpy_object *positional = new_tuple(args, n);
    if (!positional) return CPY_RAISED;
    cpy_object *keywords = npairs ? new_dict(pairs, npairs) : NULL;
    if (npairs && !keywords) {
        P.Py_DecRef(positional);
        return CPY_RAISED;
    }
    cpy_object *result = P.PyObject_Call(O(o), positional, keywords);
    P.Py_DecRef(positional);
    if (keywords) P.Py_DecRef(keywords);
    RESULT(result);
}

int cpy_iter(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    RESULT(P.PyObject_GetIter(O(o)));
}

// Up to n items at once; fewer than n means the end. Items stored before an exception are the caller's too.
int cpy_next(uintptr_t f, uintptr_t iterator, uintptr_t *out, size_t n) {
    CPY_ENTER(f);
    size_t got = 0;
    for (; got < n; got++) {
        cpy_object *item = P.PyIter_Next(O(iterator));
        if (!item) break;
        out[got] = (uintptr_t)item;
    }
    frame->i = (int64_t)got;
    return got < n && P.PyErr_Occurred() ? CPY_RAISED : CPY_OK;
}

int cpy_len(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    frame->i = P.PyObject_Size(O(o));
    return frame->i < 0 ? CPY_RAISED : CPY_OK;
}

int cpy_str(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    RESULT(P.PyObject_Str(O(o)));
}

int cpy_repr(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    RESULT(P.PyObject_Repr(O(o)));
}

int cpy_type(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    RESULT(P.PyObject_Type(O(o)));
}

static int answer(cpy_frame *frame, int yes) {
    frame->i = yes;
    return yes < 0 ? CPY_RAISED : CPY_OK;
}

int cpy_truth(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    return answer(frame, P.PyObject_IsTrue(O(o)));
}

int cpy_callable(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    return answer(frame, P.PyCallable_Check(O(o)));
}

int cpy_isinstance(uintptr_t f, uintptr_t o, uintptr_t type) {
    CPY_ENTER(f);
    return answer(frame, P.PyObject_IsInstance(O(o), O(type)));
}

int cpy_compare(uintptr_t f, uintptr_t a, uintptr_t b, int op) {
    CPY_ENTER(f);
    RESULT(P.PyObject_RichCompare(O(a), O(b), op));
}

// The Py_TPFLAGS_*_SUBCLASS bits are part of the stable ABI.
static int kind_of(cpy_object *o) {
    if (o == P._Py_NoneStruct) return CPY_KIND_NONE;
    if (o == P._Py_TrueStruct || o == P._Py_FalseStruct) return CPY_KIND_BOOL;
    cpy_object *type = P.PyObject_Type(o);
    unsigned long flags = P.PyType_GetFlags(type);
    int kind = flags & (1UL << 24)                               ? CPY_KIND_INT
               : flags & (1UL << 25)                             ? CPY_KIND_LIST
               : flags & (1UL << 26)                             ? CPY_KIND_TUPLE
               : flags & (1UL << 27)                             ? CPY_KIND_BYTES
               : flags & (1UL << 28)                             ? CPY_KIND_STR
               : flags & (1UL << 29)                             ? CPY_KIND_DICT
               : P.PyType_IsSubtype(type, P.PyFloat_Type)        ? CPY_KIND_FLOAT
               : P.PyType_IsSubtype(type, P.PyComplex_Type)      ? CPY_KIND_COMPLEX
               : P.PyType_IsSubtype(type, P.PySet_Type)          ? CPY_KIND_SET
               : P.PyType_IsSubtype(type, P.PyFrozenSet_Type)    ? CPY_KIND_SET
               : P.PyType_IsSubtype(type, P.PyByteArray_Type)    ? CPY_KIND_BYTEARRAY
                                                                 : CPY_KIND_OTHER;
    P.Py_DecRef(type);
    return kind;
}

int cpy_kind(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    frame->i = kind_of(O(o));
    return CPY_OK;
}

int cpy_from_int(uintptr_t f, int64_t v) {
    CPY_ENTER(f);
    RESULT(P.PyLong_FromLongLong(v));
}

int cpy_from_uint(uintptr_t f, uint64_t v) {
    CPY_ENTER(f);
    RESULT(P.PyLong_FromUnsignedLongLong(v));
}

int cpy_from_digits(uintptr_t f, const char *hex) {
    CPY_ENTER(f);
    RESULT(P.PyLong_FromString(hex, NULL, 16));
}

int cpy_from_float(uintptr_t f, double v) {
    CPY_ENTER(f);
    RESULT(P.PyFloat_FromDouble(v));
}

int cpy_from_complex(uintptr_t f, double re, double im) {
    CPY_ENTER(f);
    RESULT(P.PyComplex_FromDoubles(re, im));
}

int cpy_from_str(uintptr_t f, const char *p, size_t n) {
    CPY_ENTER(f);
    RESULT(P.PyUnicode_FromStringAndSize(p, (cpy_ssize)n));
}

int cpy_from_bytes(uintptr_t f, const char *p, size_t n) {
    CPY_ENTER(f);
    RESULT(P.PyBytes_FromStringAndSize(p, (cpy_ssize)n));
}

// Anything with __index__ is an integer here: int, bool, NumPy's integers.
int cpy_as_int(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    cpy_object *index = P.PyNumber_Index(O(o));
    if (!index) return CPY_RAISED;
    frame->i = P.PyLong_AsLongLong(index);
    P.Py_DecRef(index);
    return frame->i == -1 && P.PyErr_Occurred() ? CPY_RAISED : CPY_OK;
}

int cpy_as_uint(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    cpy_object *index = P.PyNumber_Index(O(o));
    if (!index) return CPY_RAISED;
    frame->u = P.PyLong_AsUnsignedLongLong(index);
    P.Py_DecRef(index);
    return frame->u == UINT64_MAX && P.PyErr_Occurred() ? CPY_RAISED : CPY_OK;
}

int cpy_as_digits(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    RESULT(P.PyNumber_ToBase(O(o), 16));
}

int cpy_as_float(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    frame->re = P.PyFloat_AsDouble(O(o));
    return frame->re == -1.0 && P.PyErr_Occurred() ? CPY_RAISED : CPY_OK;
}

int cpy_as_str(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    cpy_ssize n = 0;
    frame->ptr = P.PyUnicode_AsUTF8AndSize(O(o), &n);
    frame->len = (size_t)n;
    return frame->ptr ? CPY_OK : CPY_RAISED;
}

int cpy_as_bytes(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    cpy_ssize n = 0;
    if (P.PyBytes_AsStringAndSize(O(o), (char **)&frame->ptr, &n)) return CPY_RAISED;
    frame->len = (size_t)n;
    return CPY_OK;
}

int cpy_tuple(uintptr_t f, uintptr_t *items, size_t n) {
    CPY_ENTER(f);
    RESULT(new_tuple(items, n));
}

int cpy_list(uintptr_t f, uintptr_t *items, size_t n) {
    CPY_ENTER(f);
    cpy_object *l = P.PyList_New((cpy_ssize)n);
    if (!l) return CPY_RAISED;
    for (size_t i = 0; i < n; i++) {
        P.Py_IncRef(O(items[i]));
        P.PyList_SetItem(l, (cpy_ssize)i, O(items[i]));
    }
    RESULT(l);
}

int cpy_set(uintptr_t f, uintptr_t *items, size_t n) {
    CPY_ENTER(f);
    cpy_object *s = P.PySet_New(NULL);
    if (!s) return CPY_RAISED;
    for (size_t i = 0; i < n; i++) {
        if (P.PySet_Add(s, O(items[i])) == 0) continue;
        P.Py_DecRef(s);
        return CPY_RAISED;
    }
    RESULT(s);
}

int cpy_dict(uintptr_t f, uintptr_t *pairs, size_t n) {
    CPY_ENTER(f);
    RESULT(new_dict(pairs, n));
}

int cpy_items(uintptr_t f, uintptr_t mapping) {
    CPY_ENTER(f);
    RESULT(P.PyMapping_Items(O(mapping)));
}
