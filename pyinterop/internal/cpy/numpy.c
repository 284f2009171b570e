//go:build cgo && unix

// NumPy arrays need more than other exporters: nothing in the buffer protocol stops them from moving their
// memory while it is borrowed.
//
//	resize(refcheck=False)       NumPy refuses it while a weak reference to the array exists: a pin makes one
//	data = …, __setstate__       go through all the same: cpy_unwatch compares address and shape at the release
//
// Memory belongs to the array at the end of the chain of bases, so that is the one to pin. A memoryview is a link of
// that chain, also as the object that is borrowed, and so is what as_strided leaves behind. Where the chain ends at
// another exporter, NumPy holds a buffer of it, and it locks itself or cannot move; what other exporters (ctypes) made
// of an array's memory does not lead to the array.
//
// A pin costs as much as the rest of the borrow, and only Python code can do what it is against. So while the
// borrowing thread keeps the GIL, a slot just waits in the frame's list, and is pinned when the thread enters
// the shim for anything that may run Python code, or drops the GIL. Most borrows are released before.

#include <string.h>
#include "shim.h"

// The beginning of PyArray_Descr, the same in 1.x and 2.x too.
typedef struct descr_fields {
    cpy_head head;
    void *scalar_type;
    char kind;
} descr_fields;

enum { OWNS_DATA = 4, HEAP_TYPE = 1 << 9, TYPE_SUBCLASS_BIT = 31, LONGEST_CHAIN = 1000 };

// Found once, held for ever. Guarded by the GIL.
void *cpy_ndarray;
static void *masked_array;
static void *dummy_array;  // what is the base of an array made by as_strided

#define ndarray cpy_ndarray
#define type_of cpy_type_of

// The attribute of an imported module, a new reference; NULL without an exception when there is none yet.
static cpy_object *imported(cpy_object **key, const char *module, const char *name) {
    if (!*key) *key = P.PyUnicode_InternFromString(module);
    cpy_object *found = *key ? P.PyDict_GetItemWithError(P.PyImport_GetModuleDict(), *key) : NULL;
    if (found) found = P.PyObject_GetAttrString(found, name);
    if (!found && P.PyErr_Occurred()) P.PyErr_Clear();
    return found;
}

static int is_type(cpy_object *o) { return (P.PyType_GetFlags(type_of(o)) & (1UL << TYPE_SUBCLASS_BIT)) != 0; }

static int64_t number_attr(cpy_object *o, const char *name) {
    cpy_object *value = P.PyObject_GetAttrString(o, name);
    int64_t n = value ? P.PyLong_AsLongLong(value) : -1;
    if (value) P.Py_DecRef(value);
    if (P.PyErr_Occurred()) P.PyErr_Clear();
    return n;
}

// Something else may pretend to be numpy: the fields are read only of a type that is made in C and has them.
static int find_ndarray(void) {
    static cpy_object *key;
    if (ndarray) return 1;
    cpy_object *type = imported(&key, "numpy", "ndarray");
    if (!type) return 0;
    if (is_type(type) && !(P.PyType_GetFlags(type) & HEAP_TYPE) &&
        number_attr(type, "__basicsize__") >= (int64_t)sizeof(cpy_array) &&
        number_attr(type, "__weakrefoffset__") == (int64_t)offsetof(cpy_array, weakreflist)) {
        ndarray = type;
        return 1;
    }
    P.Py_DecRef(type);
    return 0;
}

static int find_masked_array(void) {
    static cpy_object *key;
    if (masked_array) return 1;
    cpy_object *type = imported(&key, "numpy.ma", "MaskedArray");
    if (!type) return 0;
    if (is_type(type)) {
        masked_array = type;
        return 1;
    }
    P.Py_DecRef(type);
    return 0;
}

static int is_array(cpy_object *o) { return type_of(o) == ndarray || P.PyType_IsSubtype(type_of(o), ndarray); }

int cpy_numpy_class(cpy_object *o) {
    void *type = type_of(o);
    if (type == ndarray) return CPY_NUMPY;
    if (!find_ndarray() || !is_array(o)) return CPY_NOT_NUMPY;
    if (type != ndarray && find_masked_array() && P.PyType_IsSubtype(type, masked_array)) return CPY_NUMPY_MASKED;
    return CPY_NUMPY;
}

// Whether items hold references: numbers and strings do not, of others the dtype knows. Written as bytes, references
// would be lost and invented.
static int has_objects(cpy_array *a) {
    char kind = ((descr_fields *)a->descr)->kind;
    if (memchr("biufcSUmM", kind, 9)) return 0;
    cpy_object *answer = P.PyObject_GetAttrString(a->descr, "hasobject");
    int yes = answer ? P.PyObject_IsTrue(answer) : 1;
    if (answer) P.Py_DecRef(answer);
    if (P.PyErr_Occurred()) P.PyErr_Clear();
    return yes != 0;
}

static int pin(cpy_slot *s) {
    cpy_array *owner = (cpy_array *)s->owner;
    if (s->pin || owner->base || !(owner->flags & OWNS_DATA)) return 0;
    s->pin = P.PyWeakref_NewRef((cpy_object *)owner, NULL);
    return s->pin ? 0 : -1;
}

// Without memory for a weak reference the borrow stays unpinned; what then happens to it is found at its release.
void cpy_pin_all(cpy_frame *frame) {
    int pending = P.PyErr_Occurred() != NULL;
    while (frame->unpinned) {
        cpy_slot *s = frame->unpinned;
        frame->unpinned = s->next_unpinned;
        s->unpinned = 0;
        if (pin(s) != 0 && !pending) P.PyErr_Clear();
    }
}

static void unlist(cpy_frame *frame, cpy_slot *s) {
    cpy_slot **at = &frame->unpinned;
    while (*at && *at != s) at = &(*at)->next_unpinned;
    if (*at) *at = s->next_unpinned;
    s->unpinned = 0;
}

static int is_dummy(cpy_object *o) {
    static cpy_object *now, *before;  // NumPy 2 and 1
    if (!dummy_array) dummy_array = imported(&now, "numpy.lib._stride_tricks_impl", "DummyArray");
    if (!dummy_array) dummy_array = imported(&before, "numpy.lib.stride_tricks", "DummyArray");
    return type_of(o) == dummy_array;
}

// What o is a view of, a new reference; NULL at the end of the chain.
static cpy_object *beneath(cpy_object *o) {
    cpy_object *next = NULL;
    if (is_array(o)) {
        next = ((cpy_array *)o)->base;
        if (next) P.Py_IncRef(next);
        return next;
    }
    if (type_of(o) == P.PyMemoryView_Type) next = P.PyObject_GetAttrString(o, "obj");
    else if (is_dummy(o)) next = P.PyObject_GetAttrString(o, "base");
    if (!next && P.PyErr_Occurred()) P.PyErr_Clear();
    return next;
}

// The last array of the chain that begins at o, a new reference; NULL if there is none. What as_strided leaves behind
// can be written by Python, so a chain may be a ring.
static cpy_array *last_array(cpy_object *o) {
    cpy_object *last = NULL;
    P.Py_IncRef(o);
    for (int links = 0; o; links++) {
        cpy_object *next = links < LONGEST_CHAIN ? beneath(o) : NULL, *done = o;
        if (is_array(o)) {
            done = last;
            last = o;
        }
        if (done) P.Py_DecRef(done);
        o = next;
    }
    return (cpy_array *)last;
}

static int unseen_objects(cpy_slot *s, cpy_array *a) {
    int unseen = (s->request & (CPY_BUF_WRITABLE | CPY_BUF_FORMAT)) == CPY_BUF_WRITABLE;
    return unseen && has_objects(a);
}

// Takes over the reference to owner, if that is not a.
static int watch(cpy_frame *frame, cpy_slot *s, cpy_array *a, cpy_array *owner) {
    s->array = (cpy_object *)a;
    s->owner = (cpy_object *)owner;
    s->owner_data = owner->data;
    s->pin = NULL;
    if (s->lasting && pin(s) != 0) {
        s->array = s->owner = NULL;
        if (owner != a) P.Py_DecRef((cpy_object *)owner);
        return CPY_RAISED;
    }
    if (!s->lasting) {
        s->next_unpinned = frame->unpinned;
        s->unpinned = 1;
        frame->unpinned = s;
    }
    return CPY_OK;
}

int cpy_watch(cpy_frame *frame, cpy_slot *s) {
    cpy_array *a = (cpy_array *)s->object, *owner = a;
    if (s->view.obj != (cpy_object *)a || a->data != s->view.buf) return CPY_OK;  // a subclass that lends something else
    if (unseen_objects(s, a)) return CPY_OBJECTS;
    while (owner->base && is_array(owner->base)) owner = (cpy_array *)owner->base;
    s->watched_ndim = a->nd;
    if (owner->base) {
        owner = last_array((cpy_object *)owner);
        if (owner == a) P.Py_DecRef((cpy_object *)owner);
    } else if (owner != a) {
        P.Py_IncRef((cpy_object *)owner);
    }
    return watch(frame, s, a, owner);
}

int cpy_watch_light(cpy_frame *frame, cpy_slot *s) {
    cpy_array *a = (cpy_array *)s->object, *owner = a;
    while (owner->base && is_array(owner->base)) owner = (cpy_array *)owner->base;
    if (owner->base) return 0;
    s->watched_ndim = a->nd;
    if (owner != a) P.Py_IncRef((cpy_object *)owner);
    return watch(frame, s, a, owner) == CPY_OK;
}

int cpy_watch_beneath(cpy_frame *frame, cpy_slot *s) {
    cpy_object *o = beneath(s->view.obj);
    if (!o) return CPY_OK;
    int objects = is_array(o) && unseen_objects(s, (cpy_array *)o);
    cpy_array *owner = objects ? NULL : last_array(o);
    P.Py_DecRef(o);
    if (objects) return CPY_OBJECTS;
    return owner ? watch(frame, s, NULL, owner) : CPY_OK;
}

int cpy_unwatch(cpy_frame *frame, cpy_slot *s) {
    cpy_array *a = (cpy_array *)s->array, *owner = (cpy_array *)s->owner;
    int changed = owner->data != s->owner_data || (a && (a->data != s->view.buf || a->nd != s->watched_ndim));
    if (a && !changed && (s->request & CPY_BUF_ND)) {
        for (int k = 0; k < a->nd; k++) changed |= a->dimensions[k] != s->shape[k];
    }
    if (s->unpinned) unlist(frame, s);
    if (owner != a) P.Py_DecRef((cpy_object *)owner);
    if (s->pin) P.Py_DecRef(s->pin);
    s->array = s->owner = s->pin = NULL;
    return changed;
}
