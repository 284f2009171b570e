//go:build cgo && unix

// NumPy arrays need more than other exporters: nothing in the buffer protocol stops them from moving their
// memory while it is borrowed.
//
//	resize(refcheck=False)       NumPy refuses it while a weak reference to the array exists: a pin makes one
//	data = …, __setstate__       go through all the same: cpy_unwatch compares address and shape at the release
//
// Memory belongs to the array at the end of the chain of bases, so that is the one to pin; where the chain ends
// at another exporter, NumPy holds a buffer of it, and it locks itself or cannot move.
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

enum { OWNS_DATA = 4, HEAP_TYPE = 1 << 9, TYPE_SUBCLASS_BIT = 31 };

// Found once, held for ever. Guarded by the GIL.
void *cpy_ndarray;
static void *masked_array;

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

int cpy_watch(cpy_frame *frame, cpy_slot *s) {
    cpy_array *a = (cpy_array *)s->object, *owner = a;
    if (s->view.obj != (cpy_object *)a || a->data != s->view.buf) return CPY_OK;  // a subclass that lends something else
    int unseen = (s->request & (CPY_BUF_WRITABLE | CPY_BUF_FORMAT)) == CPY_BUF_WRITABLE;
    if (unseen && has_objects(a)) return CPY_OBJECTS;
    while (owner->base && is_array(owner->base)) owner = (cpy_array *)owner->base;
    s->array = (cpy_object *)a;
    s->owner = (cpy_object *)owner;
    s->owner_data = owner->data;
    s->watched_ndim = a->nd;
    s->pin = NULL;
    if (s->lasting && pin(s) != 0) {
        s->array = NULL;
        return CPY_RAISED;
    }
    if (!s->lasting) {
        s->next_unpinned = frame->unpinned;
        s->unpinned = 1;
        frame->unpinned = s;
    }
    if (owner != a) P.Py_IncRef((cpy_object *)owner);
    return CPY_OK;
}

int cpy_unwatch(cpy_frame *frame, cpy_slot *s) {
    cpy_array *a = (cpy_array *)s->array, *owner = (cpy_array *)s->owner;
    int changed = a->data != s->view.buf || owner->data != s->owner_data || a->nd != s->watched_ndim;
    if (!changed && (s->request & CPY_BUF_ND)) {
        for (int k = 0; k < a->nd; k++) changed |= a->dimensions[k] != s->shape[k];
    }
    if (s->unpinned) unlist(frame, s);
    if (owner != a) P.Py_DecRef((cpy_object *)owner);
    if (s->pin) P.Py_DecRef(s->pin);
    s->array = s->owner = s->pin = NULL;
    return changed;
}
