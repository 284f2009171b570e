//go:build cgo && unix

// Memory that is lent, as a DLPack capsule. A capsule is an export: it holds an object over the memory until its consumer
// calls the deleter, on any thread, or until it dies unconsumed.
//
// https://data-apis.org/array-api/latest/API_specification/generated/array_api.array.__dlpack__.html

#include <stdlib.h>
#include <string.h>
#include "dlpack.h"
#include "shim.h"

typedef struct exported {
    union {
        dl_managed plain;
        dl_versioned versioned;
    };
    cpy_lending *lending;
    cpy_object *object;
    int64_t axes[];  // shape, strides
} exported;

// After Python has ended nobody is left for whom the object would be kept.
static void end_export(exported *e) {
    if (!cpy_finalizing() && P.Py_IsInitialized()) {
        int state = P.PyGILState_Ensure();
        cpy_export_end(e->lending);
        P.Py_DecRef(e->object);
        P.PyGILState_Release(state);
    }
    free(e);
}

static void delete_plain(dl_managed *m) { end_export((exported *)m); }
static void delete_versioned(dl_versioned *m) { end_export((exported *)m); }

static void capsule_dies(cpy_object *capsule) {
    static const char *const names[] = {"dltensor", "dltensor_versioned"};
    for (int i = 0; i < 2; i++) {
        if (P.PyCapsule_IsValid(capsule, names[i])) end_export(P.PyCapsule_GetPointer(capsule, names[i]));
    }
}

static cpy_object *buffer_error(const char *text) {
    P.PyErr_SetString(*(cpy_object **)P.PyExc_BufferError, text);
    return NULL;
}

static const char *why_not(const cpy_lending *l, int versioned) {
    if (!l->bits) return "DLPack has numbers in native byte order only; memoryview(x) and numpy.asarray(x) carry others";
    if (l->flags & CPY_LENT_INDIRECT) return "DLPack has no pointers on the way (suboffsets); memoryview(x) has";
    if (!versioned && !(l->flags & CPY_LENT_WRITABLE))
        return "the memory is read-only, which DLPack can say from version 1.0 on; ask with max_version=(1, 0)";
    for (int k = 0; k < l->ndim; k++) {
        if (l->shape[k] > 1 && l->len && l->strides[k] % l->itemsize) return "the strides are no multiples of the itemsize, and DLPack counts elements; memoryview(x) counts bytes";
    }
    return NULL;
}

static void describe(dl_tensor *t, const cpy_lending *l, int64_t *axes) {
    t->data = (void *)l->base;
    t->device_type = DL_CPU;
    t->ndim = l->ndim;
    t->code = l->code;
    t->bits = l->bits;
    t->lanes = 1;
    t->shape = axes;
    t->strides = axes + l->ndim;
    for (int k = 0; k < l->ndim; k++) {
        t->shape[k] = l->shape[k];
        t->strides[k] = l->strides[k] / l->itemsize;
    }
}

static cpy_object *new_capsule(cpy_object *self, int versioned) {
    cpy_lending *l = cpy_lending_of((uintptr_t)self);
    const char *why = why_not(l, versioned);
    if (why) return buffer_error(why);
    if (cpy_export_begin(l) != 0) return NULL;
    exported *e = calloc(1, sizeof *e + 2 * (size_t)l->ndim * sizeof(int64_t));
    if (!e) {
        cpy_export_end(l);
        return buffer_error("out of memory");
    }
    e->lending = l;
    P.Py_IncRef(e->object = self);
    if (versioned) {
        e->versioned.major = DL_MAJOR;
        e->versioned.deleter = delete_versioned;
        e->versioned.flags = l->flags & CPY_LENT_WRITABLE ? 0 : DL_READ_ONLY;
        describe(&e->versioned.t, l, e->axes);
    } else {
        e->plain.deleter = delete_plain;
        describe(&e->plain.t, l, e->axes);
    }
    cpy_object *capsule = P.PyCapsule_New(e, versioned ? "dltensor_versioned" : "dltensor", capsule_dies);
    if (!capsule) end_export(e);
    return capsule;
}

// The number at a place of a tuple; -1 with an exception pending if there is none.
static long long number_at(cpy_object *tuple, cpy_ssize i) {
    if (P.PyTuple_Size(tuple) != 2) {
        P.PyErr_Clear();  // a SystemError where it is no tuple
        P.PyErr_SetString(*(cpy_object **)P.PyExc_TypeError, "__dlpack__(): wanted a tuple of two ints");
        return -1;
    }
    return P.PyLong_AsLongLong(P.PyTuple_GetItem(tuple, i));
}

cpy_object *cpy_dlpack(cpy_object *self, cpy_object *const *args, cpy_ssize n, cpy_object *names) {
    int versioned = 0;
    if (n > 0) {
        P.PyErr_SetString(*(cpy_object **)P.PyExc_TypeError, "__dlpack__() takes keyword arguments only");
        return NULL;
    }
    for (cpy_ssize k = 0, m = names ? P.PyTuple_Size(names) : 0; k < m; k++) {
        const char *name = P.PyUnicode_AsUTF8AndSize(P.PyTuple_GetItem(names, k), NULL);
        cpy_object *value = args[k];
        if (!name) return NULL;
        if (value == P._Py_NoneStruct) continue;
        if (strcmp(name, "max_version") == 0) {
            versioned = number_at(value, 0) >= DL_MAJOR;
        } else if (strcmp(name, "dl_device") == 0) {
            long long type = number_at(value, 0);
            if (!P.PyErr_Occurred() && type != DL_CPU) return buffer_error("the memory is the CPU's: dl_device must be (1, 0) or None");
        } else if (strcmp(name, "copy") == 0) {
            if (P.PyObject_IsTrue(value) == 1) return buffer_error("memory is lent without a copy only; numpy.array(x) copies it");
        } else if (strcmp(name, "stream") == 0) {
            return buffer_error("the memory is the CPU's, which has no streams: stream must be None");
        } else {
            P.PyErr_Format(*(cpy_object **)P.PyExc_TypeError, "__dlpack__() got an unexpected keyword argument '%s'", name);
        }
        if (P.PyErr_Occurred()) return NULL;
    }
    return new_capsule(self, versioned);
}

cpy_object *cpy_dlpack_device(cpy_object *self, cpy_object *unused) {
    (void)self, (void)unused;
    cpy_object *both = P.PyTuple_New(2);
    if (!both) return NULL;
    P.PyTuple_SetItem(both, 0, P.PyLong_FromLongLong(DL_CPU));
    P.PyTuple_SetItem(both, 1, P.PyLong_FromLongLong(0));
    return both;
}
