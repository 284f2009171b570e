//go:build cgo && unix

// DLPack, the door of tensors. What a borrow by it costs is mostly the object's: its __dlpack__. So there is one call of it and none
// of __dlpack_device__, since a tensor says itself where it lies; and none at all where the class has a table of functions
// in C (DLPack 1.3, PyTorch from 2.10 on), unless that would not tell of a tensor what __dlpack__ tells.
//
// https://dmlc.github.io/dlpack/latest/python_spec.html https://data-apis.org/array-api/latest/design_topics/data_interchange.html

#include <stdlib.h>
#include "dlpack.h"
#include "door.h"

static void delete_plain(void *given) {
    dl_managed *m = given;
    if (m->deleter) m->deleter(m);
}

static void delete_versioned(void *given) {
    dl_versioned *m = given;
    if (m->deleter) m->deleter(m);
}

// The strides of the items in bytes; a product that overflows cannot be true, and no stride is so large.
static void fill(cpy_lending *l, const dl_tensor *t) {
    l->itemsize = (cpy_ssize)t->bits / 8 * t->lanes;
    l->base = t->data ? (uintptr_t)t->data + t->byte_offset : 0;  // an offset from nowhere might look like an address
    l->code = t->code;
    l->bits = t->bits;
    cpy_ssize stride = l->itemsize;
    for (int k = t->ndim; k-- > 0;) {
        l->shape[k] = t->shape[k];
        l->strides[k] = stride;
        if (t->strides && __builtin_mul_overflow((cpy_ssize)t->strides[k], l->itemsize, &l->strides[k])) l->strides[k] = INTPTR_MAX;
        if (__builtin_mul_overflow(stride, l->shape[k] > 0 ? l->shape[k] : 1, &stride)) stride = INTPTR_MAX;
    }
    cpy_settle(l);
}

// Memory that the CPU reaches is its own, or that which CUDA or ROCm pinned for it.
static int reachable(int64_t device) { return device == DL_CPU || device == DL_CUDA_HOST || device == DL_ROCM_HOST; }

static int why_not(const dl_tensor *t, cpy_frame *frame) {
    frame->i = t->device_type;
    frame->u = (uint64_t)t->device_id;
    if (!reachable(t->device_type)) return CPY_DOOR_DEVICE;
    if (t->ndim < 0 || t->ndim > CPY_MAX_NDIM) return frame->i = t->ndim, CPY_DOOR_NDIM;
    if (t->ndim > 0 && !t->shape) return frame->i = t->ndim, CPY_DOOR_SHAPE;
    if (t->bits % 8 || t->lanes != 1) {
        frame->i = t->code;
        frame->u = (uint64_t)t->bits << 16 | t->lanes;
        return CPY_DOOR_ITEMS;
    }
    return CPY_OK;
}

// Takes over what is given, whatever comes of it. The lending is in ptr.
static int over_tensor(cpy_frame *frame, const dl_tensor *t, int writable, void (*give_back)(void *), void *given) {
    int bad = why_not(t, frame);
    int64_t i = frame->i;
    uint64_t u = frame->u;
    cpy_lending *l = bad ? NULL : cpy_foreign(t->ndim, give_back, given);
    if (!l) {
        give_back(given);  // may run Python code, and that the shim
        frame->i = i;
        frame->u = u;
        return bad ? bad : cpy_out_of_memory();
    }
    if (writable) l->flags |= CPY_LENT_WRITABLE;
    fill(l, t);
    frame->ptr = (const char *)l;
    return CPY_OK;
}

static int over_versioned(cpy_frame *frame, dl_versioned *m) {
    if (m->major != DL_MAJOR) {
        int64_t major = m->major;
        delete_versioned(m);
        frame->i = major;
        return CPY_DOOR_VERSION;
    }
    return over_tensor(frame, &m->t, !(m->flags & (DL_READ_ONLY | DL_COPIED)), delete_versioned, m);
}

static int consume(cpy_frame *frame, cpy_object *capsule) {
    if (P.PyCapsule_IsValid(capsule, "dltensor_versioned")) {
        dl_versioned *m = P.PyCapsule_GetPointer(capsule, "dltensor_versioned");
        if (P.PyCapsule_SetName(capsule, "used_dltensor_versioned") != 0) return CPY_RAISED;  // O2
        return over_versioned(frame, m);
    }
    if (P.PyCapsule_IsValid(capsule, "dltensor")) {
        dl_managed *m = P.PyCapsule_GetPointer(capsule, "dltensor");
        if (P.PyCapsule_SetName(capsule, "used_dltensor") != 0) return CPY_RAISED;  // O2
        return over_tensor(frame, &m->t, 0, delete_plain, m);  // it cannot say whether it may be written
    }
    return CPY_DOOR_CAPSULE;
}

// What an attribute says, or a method without arguments; 0 where there is none, or where a method of that name wants arguments: it is
// another one than PyTorch's. -1 with an exception pending, the object's own.
static int says(cpy_object *o, cpy_object *name, int method) {
    cpy_object *found, *answer;
    if (cpy_attribute(o, name, &found) != 0) return -1;
    answer = found;
    if (found && method) {
        answer = P.PyCallable_Check(found) ? cpy_ask(o, name) : NULL;
        P.Py_DecRef(found);
    }
    int yes = answer == P._Py_TrueStruct;
    if (answer) P.Py_DecRef(answer);
    if (!P.PyErr_Occurred()) return yes;
    if (!P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_TypeError) && !P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_AttributeError)) return -1;
    P.PyErr_Clear();
    return 0;
}

// PyTorch negates lazily: the values of such a tensor are not those in its memory, and nothing of DLPack says so.
static int negated(cpy_object *o) { return says(o, N.is_neg, 1); }

// The tensor by the functions of its class; NULL where __dlpack__ is to be asked, whose errors are the clearer ones, and which
// refuses what is not the memory alone: PyTorch's has tensors with gradients and lazily conjugated ones there. -1: an exception that
// does not say that this way is closed.
static int by_exchange(cpy_object *o, dl_versioned **tensor) {
    cpy_object *capsule;
    *tensor = NULL;
    if (cpy_attribute((cpy_object *)cpy_type_of(o), N.exchange, &capsule) != 0) return -1;
    if (!capsule) return 0;
    const dl_exchange *api = P.PyCapsule_IsValid(capsule, "dlpack_exchange_api") ? P.PyCapsule_GetPointer(capsule, "dlpack_exchange_api") : NULL;
    P.Py_DecRef(capsule);  // the table lives as long as the process
    if (!api || api->major != DL_MAJOR || !api->from_object) return 0;
    int gradient = says(o, N.requires_grad, 0);
    if (gradient) return gradient < 0 ? -1 : 0;
    dl_versioned *m = NULL;
    if (api->from_object(o, &m) != 0 || !m) return cpy_forgive();
    if (m->t.code != CPY_ITEMS_COMPLEX && m->major == DL_MAJOR) {
        *tensor = m;
        return 0;
    }
    delete_versioned(m);
    return 0;
}

// o.__dlpack__(max_version=(1, 0)), or without it where the class does not know it. Which class that was last time is remembered.
static cpy_object *capsule_of(cpy_object *o) {
    static cpy_object *version, *keyword, *old_class;
    if (!version) {
        cpy_object *word = P.PyUnicode_InternFromString("max_version"), *two = P.PyTuple_New(2), *one = P.PyTuple_New(1);
        if (!word || !two || !one) return NULL;
        P.PyTuple_SetItem(two, 0, P.PyLong_FromLongLong(DL_MAJOR));
        P.PyTuple_SetItem(two, 1, P.PyLong_FromLongLong(0));
        P.PyTuple_SetItem(one, 0, word);
        version = two;
        keyword = one;
    }
    cpy_object *type = cpy_type_of(o), *args[2] = {o, version};
    if (type == old_class) return cpy_ask(o, N.dlpack);
    cpy_object *capsule = P.PyObject_VectorcallMethod(N.dlpack, args, 1, keyword);
    if (capsule || !P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_TypeError)) return capsule;
    P.PyErr_Clear();
    capsule = cpy_ask(o, N.dlpack);
    if (capsule) {
        cpy_object *last = old_class;
        P.Py_IncRef(old_class = type);
        if (last) P.Py_DecRef(last);
    }
    return capsule;
}

static void forget(cpy_object *type, cpy_object *value, cpy_object *trace) {
    if (type) P.Py_DecRef(type);
    if (value) P.Py_DecRef(value);
    if (trace) P.Py_DecRef(trace);
}

// After __dlpack__ raised: the device, if it is one that explains that. The exception stays pending otherwise, and where it is none that a device explains.
static int device_of(cpy_frame *frame, cpy_object *o) {
    cpy_object *type, *value, *trace;
    if (!P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_Exception) || P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_MemoryError)) return CPY_RAISED;
    P.PyErr_Fetch(&type, &value, &trace);
    cpy_object *device = cpy_ask(o, N.device);
    cpy_ssize two = device ? P.PyTuple_Size(device) : 0;
    int64_t kind = two == 2 ? P.PyLong_AsLongLong(P.PyTuple_GetItem(device, 0)) : DL_CPU;
    int64_t number = two == 2 ? P.PyLong_AsLongLong(P.PyTuple_GetItem(device, 1)) : 0;
    if (P.PyErr_Occurred()) kind = DL_CPU;
    if (device) P.Py_DecRef(device);
    if (cpy_forgive() != 0) {
        forget(type, value, trace);
        return CPY_RAISED;
    }
    if (reachable(kind)) {
        P.PyErr_Restore(type, value, trace);
        return CPY_RAISED;
    }
    forget(type, value, trace);
    frame->i = kind;
    frame->u = (uint64_t)number;
    return CPY_DOOR_DEVICE;
}

static int open_tensor(cpy_frame *frame, cpy_object *o) {
    if (cpy_find_names() != 0) return CPY_RAISED;
    dl_versioned *m;
    int negates = negated(o);
    if (negates) return negates < 0 ? CPY_RAISED : CPY_DOOR_NEGATED;
    if (by_exchange(o, &m) != 0) return CPY_RAISED;
    if (m) return over_versioned(frame, m);
    cpy_object *capsule = capsule_of(o);
    if (!capsule) return device_of(frame, o);
    int status = consume(frame, capsule);
    cpy_drop_from(frame, capsule);
    return status;
}

int cpy_door_dlpack(uintptr_t f, uintptr_t o) {
    CPY_ENTER(f);
    return open_tensor(frame, (cpy_object *)o);
}

// The borrow of a tensor in one call, by a slot that asks for it without a format. After CPY_OK code and bits are in i, and the
// slot holds all there is; after CPY_DOOR_LENT an object over the memory is in obj, which refused, or what it says is wrong;
// CPY_DOOR_NONE: the object has a buffer, or no DLPack, and nothing was asked.
int cpy_borrow_tensor(uintptr_t f, uintptr_t slot) {
    CPY_ENTER_QUIET(f);
    cpy_slot *s = (cpy_slot *)slot;
    cpy_object *o = (cpy_object *)s->object;
    if (P.PyObject_CheckBuffer(o)) return CPY_DOOR_NONE;  // whose refusal may be pending
    cpy_before_python(frame);
    if (cpy_find_names() != 0) return CPY_RAISED;
    cpy_object *has;
    if (cpy_attribute((cpy_object *)cpy_type_of(o), N.dlpack, &has) != 0) return CPY_RAISED;
    if (!has) return CPY_DOOR_NONE;
    P.Py_DecRef(has);
    int status = open_tensor(frame, o);
    if (status != CPY_OK) return status;
    cpy_lending *l = (cpy_lending *)frame->ptr;
    int64_t items = l->code << 8 | l->bits;
    status = cpy_lend(f, l);
    if (status != CPY_OK) {
        cpy_door_close(f, l);
        return status;
    }
    cpy_object *lent = (cpy_object *)frame->obj;
    s->object = (uintptr_t)lent;
    cpy_borrow(f, slot);
    s->object = (uintptr_t)o;
    frame->i = items;
    if (s->outcome == CPY_OK) {
        P.Py_DecRef(lent);  // which the buffer holds
        return CPY_OK;
    }
    P.PyErr_Clear();
    if (s->exception) P.Py_DecRef((cpy_object *)s->exception);
    s->exception = 0;
    frame->obj = (uintptr_t)lent;
    return CPY_DOOR_LENT;
}
