// A buffer exporter for tests that answers whatever Python code tells it to. The tests compile it and load it
// with ctypes.PyDLL; no Python header is needed, the declarations below are those of the stable ABI.
//
// Each object has two callables. get(flags) returns the address of an answer, or raises; release() is called
// when a buffer goes back.

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct object object;
typedef intptr_t ssize;

typedef struct {
    void *buf;
    object *obj;
    ssize len, itemsize;
    int readonly, ndim;
    char *format;
    ssize *shape, *strides, *suboffsets;
    void *internal;
} buffer;

typedef struct { int slot; void *function; } type_slot;
typedef struct { const char *name; int basicsize, itemsize; unsigned flags; type_slot *slots; } type_spec;

extern object *PyType_FromSpec(type_spec *);
extern object *PyType_GenericAlloc(object *, ssize);
extern void *PyType_GetSlot(object *, int);
extern object *PyObject_Type(object *);
extern object *PyObject_CallObject(object *, object *);
extern object *PyTuple_New(ssize);
extern int PyTuple_SetItem(object *, ssize, object *);
extern object *PyLong_FromLong(long);
extern void *PyLong_AsVoidPtr(object *);
extern void PyErr_SetString(object *, const char *);
extern object *PyErr_Occurred(void);
extern void PyErr_WriteUnraisable(object *);
extern void Py_IncRef(object *);
extern void Py_DecRef(object *);
extern object *PyExc_ValueError;

enum { bf_getbuffer = 1, bf_releasebuffer = 2, tp_dealloc = 52, tp_free = 74 };

typedef struct {
    ssize head[2];  // PyObject, of builds that have the GIL
    object *get, *release;
} exporter;

// The tests write it through ctypes; see exporter.py.
typedef struct {
    int64_t result;   // what getbuffer returns
    int64_t raise;    // with an exception, whatever it returns
    object *owner;    // view->obj, NULL for none
    int64_t inside;   // shape and strides point into the Py_buffer itself; 2: they are left as they were, as the format is
    buffer view;
} answer;

static int getbuffer(object *self, buffer *view, int flags) {
    view->obj = NULL;
    object *args = PyTuple_New(1);
    PyTuple_SetItem(args, 0, PyLong_FromLong(flags));
    object *where = PyObject_CallObject(((exporter *)self)->get, args);
    Py_DecRef(args);
    if (!where) return -1;
    answer *a = PyLong_AsVoidPtr(where);
    Py_DecRef(where);
    if (!a) return -1;
    buffer before = *view;
    *view = a->view;
    view->obj = a->result == 0 ? a->owner : NULL;
    if (view->obj) Py_IncRef(view->obj);
    if (a->inside == 2) {
        view->format = before.format;
        view->shape = before.shape;
        view->strides = before.strides;
        view->suboffsets = before.suboffsets;
    } else if (a->inside) {
        view->shape = &view->len;
        view->strides = &view->itemsize;
    }
    if (a->raise) PyErr_SetString(PyExc_ValueError, "raised by the test exporter");
    return (int)a->result;
}

static void releasebuffer(object *self, buffer *view) {
    (void)view;
    object *none = PyObject_CallObject(((exporter *)self)->release, NULL);
    if (none) Py_DecRef(none);
    else PyErr_WriteUnraisable(self);
}

static void dealloc(object *self) {
    object *type = PyObject_Type(self);
    void (*release)(object *);
    *(void **)&release = PyType_GetSlot(type, tp_free);
    Py_DecRef(((exporter *)self)->get);
    Py_DecRef(((exporter *)self)->release);
    release(self);
    Py_DecRef(type);
    Py_DecRef(type);  // objects of a heap type own a reference to it
}

object *exporter_new(object *get, object *release) {
    static object *type;
    if (!type) {
        static type_slot slots[] = {
            {bf_getbuffer, getbuffer}, {bf_releasebuffer, releasebuffer}, {tp_dealloc, dealloc}, {0, NULL},
        };
        static type_spec spec = {"tests.Exporter", sizeof(exporter), 0, 0, slots};
        if (!(type = PyType_FromSpec(&spec))) return NULL;
    }
    exporter *e = (exporter *)PyType_GenericAlloc(type, 0);
    if (!e) return NULL;
    Py_IncRef(get);
    Py_IncRef(release);
    e->get = get;
    e->release = release;
    return (object *)e;
}
