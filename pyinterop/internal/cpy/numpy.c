//go:build cgo && unix

// NumPy arrays need more than other exporters: nothing in the buffer protocol stops them from moving their
// memory while it is borrowed.
//
//	resize(refcheck=False)       NumPy refuses it while a weak reference to the array exists: cpy_pin makes one
//	data = …, __setstate__       go through all the same: cpy_unpin compares address and shape at the release
//
// Memory belongs to the array at the end of the chain of bases, so that is the one to pin; where the chain ends
// at another exporter, NumPy holds a buffer of it, and it locks itself or cannot move.

#include <string.h>
#include "shim.h"

// The beginning of PyArrayObject_fields (numpy/ndarraytypes.h): part of NumPy's ABI, the same in 1.x and 2.x.
typedef struct array_fields {
    cpy_head head;
    char *data;
    int nd;
    cpy_ssize *dimensions;
    cpy_ssize *strides;
    cpy_object *base;
    cpy_object *descr;
    int flags;
    cpy_object *weakreflist;
} array_fields;

// The beginning of PyArray_Descr, the same in 1.x and 2.x too.
typedef struct descr_fields {
    cpy_head head;
    void *scalar_type;
    char kind;
} descr_fields;

enum { OWNS_DATA = 4, HEAP_TYPE = 1 << 9, TYPE_SUBCLASS_BIT = 31 };

// Found once, held for ever. Guarded by the GIL.
static void *ndarray, *masked_array;

static void *type_of(cpy_object *o) { return ((cpy_head *)o)->type; }

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
        number_attr(type, "__basicsize__") >= (int64_t)sizeof(array_fields) &&
        number_attr(type, "__weakrefoffset__") == (int64_t)offsetof(array_fields, weakreflist)) {
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
    if (type == P.PyBytes_Type || type == P.PyByteArray_Type || type == P.PyMemoryView_Type) return CPY_NOT_NUMPY;
    if (!find_ndarray() || !is_array(o)) return CPY_NOT_NUMPY;
    if (type != ndarray && find_masked_array() && P.PyType_IsSubtype(type, masked_array)) return CPY_NUMPY_MASKED;
    return CPY_NUMPY;
}

// Whether items hold references: numbers and strings do not, of others the dtype knows. Written as bytes, references
// would be lost and invented.
static int has_objects(array_fields *a) {
    char kind = ((descr_fields *)a->descr)->kind;
    if (memchr("biufcSUmM", kind, 9)) return 0;
    cpy_object *answer = P.PyObject_GetAttrString(a->descr, "hasobject");
    int yes = answer ? P.PyObject_IsTrue(answer) : 1;
    if (answer) P.Py_DecRef(answer);
    if (P.PyErr_Occurred()) P.PyErr_Clear();
    return yes != 0;
}

int cpy_pin(cpy_slot *s) {
    array_fields *a = (array_fields *)s->object, *owner = a;
    if (s->view.obj != (cpy_object *)a || a->data != s->view.buf) return CPY_OK;  // a subclass that lends something else
    int unseen = (s->request & (CPY_BUF_WRITABLE | CPY_BUF_FORMAT)) == CPY_BUF_WRITABLE;
    if (unseen && has_objects(a)) return CPY_OBJECTS;
    while (owner->base && is_array(owner->base)) owner = (array_fields *)owner->base;
    s->pin = NULL;
    if (!owner->base && (owner->flags & OWNS_DATA)) {
        s->pin = P.PyWeakref_NewRef((cpy_object *)owner, NULL);
        if (!s->pin) return CPY_RAISED;
    }
    if (owner != a) P.Py_IncRef((cpy_object *)owner);
    s->array = (cpy_object *)a;
    s->owner = (cpy_object *)owner;
    s->owner_data = owner->data;
    s->pinned_ndim = a->nd;
    return CPY_OK;
}

int cpy_unpin(cpy_slot *s) {
    array_fields *a = (array_fields *)s->array, *owner = (array_fields *)s->owner;
    int changed = a->data != s->view.buf || owner->data != s->owner_data || a->nd != s->pinned_ndim;
    if (!changed && (s->request & CPY_BUF_ND) && a->nd > 0) {
        changed = memcmp(a->dimensions, s->shape, (size_t)a->nd * sizeof *s->shape) != 0;
    }
    if (owner != a) P.Py_DecRef((cpy_object *)owner);
    if (s->pin) P.Py_DecRef(s->pin);
    s->array = s->owner = s->pin = NULL;
    return changed;
}
