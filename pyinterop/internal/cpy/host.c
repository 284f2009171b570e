//go:build cgo && unix

// Python calls Go: the functions of an extension module.
//
// CPython calls a C function with an array of arguments and the names of those that were given by keyword. A C function
// cannot be made at run time, so there are CPY_FUNCTIONS of them, which differ in a number and in nothing else; the
// number finds the description of the Go function. Arguments are bound to parameters here, as Python binds them and
// with its messages, numbers are converted here, and then Go is entered once.

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "shim.h"

extern uintptr_t inplaceHostCall(cpy_frame *frame, int32_t index, cpy_arg *args, cpy_slot *slots, int32_t n);  // Go, host.go

static cpy_function *functions[CPY_FUNCTIONS];
static int defined;
static int forked;
int cpy_host_lends = 1;
int cpy_in_go;

static void in_child(void) { forked = 1; }

int cpy_forked(void) { return forked; }

__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(NULL, NULL, in_child); }

static cpy_object *type_error(void) { return *(cpy_object **)P.PyExc_TypeError; }

static int at_most(const cpy_function *f, cpy_ssize given) {
    int least = 0;
    while (least < f->positional && !f->params[least].fallback) least++;
    const char *plural = f->positional == 1 ? "" : "s", *verb = given == 1 ? "was" : "were";
    if (least < f->positional) {
        P.PyErr_Format(type_error(), "%s() takes from %d to %d positional arguments but %zd %s given", f->name, least, f->positional, given, verb);
    } else {
        P.PyErr_Format(type_error(), "%s() takes %d positional argument%s but %zd %s given", f->name, f->positional, plural, given, verb);
    }
    return -1;
}

// Names are interned nearly always, so that the address decides.
static int find(const cpy_function *f, cpy_object *name) {
    for (int i = f->positional_only; i < f->n; i++) {
        if (f->params[i].name == name) return i;
    }
    for (int i = f->positional_only; i < f->n; i++) {
        int order = P.PyUnicode_Compare(f->params[i].name, name);
        if (order == 0) return i;
        if (order == -1 && P.PyErr_Occurred()) return -2;
    }
    return -1;
}

static int bind_names(const cpy_function *f, cpy_object *const *values, cpy_object *names, cpy_arg *bound) {
    cpy_ssize n = P.PyTuple_Size(names);
    for (cpy_ssize k = 0; k < n; k++) {
        cpy_object *name = P.PyTuple_GetItem(names, k);
        int i = find(f, name);
        if (i == -2) return -1;
        if (i < 0) {
            P.PyErr_Format(type_error(), "%s() got an unexpected keyword argument '%U'", f->name, name);
            return -1;
        }
        if (bound[i].object) {
            P.PyErr_Format(type_error(), "%s() got multiple values for argument '%U'", f->name, name);
            return -1;
        }
        bound[i].object = (uintptr_t)values[k];
    }
    return 0;
}

static int bind(const cpy_function *f, cpy_object *const *args, cpy_ssize given, cpy_object *names, cpy_arg *bound) {
    if (given > f->positional) return at_most(f, given);
    for (int i = 0; i < given; i++) bound[i].object = (uintptr_t)args[i];
    for (int i = (int)given; i < f->n; i++) bound[i].object = 0;
    if (names && bind_names(f, args + given, names, bound) != 0) return -1;
    for (int i = (int)given; i < f->n; i++) {
        if (bound[i].object) continue;
        bound[i].object = f->params[i].fallback;
        if (bound[i].object) continue;
        if (i < f->positional) {
            P.PyErr_Format(type_error(), "%s() missing required argument '%U' (pos %d)", f->name, f->params[i].name, i + 1);
        } else {
            P.PyErr_Format(type_error(), "%s() missing required keyword-only argument '%U'", f->name, f->params[i].name);
        }
        return -1;
    }
    return 0;
}

// Whether the pending exception was raised in Python code, an __index__ or __float__: its traceback then says where.
static int from_python(void) {
    cpy_object *e = cpy_raised(), *traceback = e ? P.PyObject_GetAttrString(e, "__traceback__") : NULL;
    int yes = traceback && traceback != P._Py_NoneStruct;
    if (traceback) P.Py_DecRef(traceback);
    if (e) {
        cpy_object *type = P.PyObject_Type(e);
        P.PyErr_SetObject(type, e);
        P.Py_DecRef(type);
        P.Py_DecRef(e);
    }
    return yes;
}

static void does_not_fit(const cpy_function *f, int i, cpy_object *o, const char *into) {
    cpy_object *overflow = *(cpy_object **)P.PyExc_OverflowError;
    P.PyErr_Clear();
    cpy_object *digits = P.PyObject_Str(o);
    if (digits) {
        P.PyErr_Format(overflow, "%s() argument '%U': %U does not fit into %s", f->name, f->params[i].name, digits, into);
        P.Py_DecRef(digits);
        return;
    }
    P.PyErr_Clear();  // Python does not print so many
    P.PyErr_Format(overflow, "%s() argument '%U': the int does not fit into %s", f->name, f->params[i].name, into);
}

// The exception that a conversion left gets the name of the function and of the argument.
static int refuse(const cpy_function *f, int i, cpy_object *o, const char *wanted, const char *into) {
    int overflow = P.PyErr_ExceptionMatches(*(cpy_object **)P.PyExc_OverflowError);
    if ((!overflow && !P.PyErr_ExceptionMatches(type_error())) || from_python()) return -1;
    if (overflow) {
        does_not_fit(f, i, o, into);
        return -1;
    }
    P.PyErr_Clear();
    cpy_object *type = P.PyObject_Type(o), *name = type ? P.PyObject_GetAttrString(type, "__name__") : NULL;
    if (name) P.PyErr_Format(type_error(), "%s() argument '%U': must be %s, not %S", f->name, f->params[i].name, wanted, name);
    if (name) P.Py_DecRef(name);
    if (type) P.Py_DecRef(type);
    return -1;
}

static int convert(const cpy_function *f, cpy_arg *bound) {
    for (int i = 0; i < f->n; i++) {
        cpy_object *o = (cpy_object *)bound[i].object;
        if (f->params[i].kind == CPY_ARG_FLOAT) {
            bound[i].real = P.PyFloat_AsDouble(o);
            if (bound[i].real == -1.0 && P.PyErr_Occurred()) return refuse(f, i, o, "a real number", "a float");
        } else if (f->params[i].kind == CPY_ARG_INT) {
            cpy_object *index = P.PyNumber_Index(o);
            if (!index) return refuse(f, i, o, "an integer", "");
            bound[i].whole = P.PyLong_AsLongLong(index);
            P.Py_DecRef(index);
            if (bound[i].whole == -1 && P.PyErr_Occurred()) return refuse(f, i, o, "an integer", "64 bits");
        }
    }
    return 0;
}

// Go is not there in a process that was forked: only the thread that forked was copied, and Go's others are missing.
static cpy_object *after_fork(const cpy_function *f) {
    P.PyErr_Format(*(cpy_object **)P.PyExc_RuntimeError,
        "%s() cannot run: this process was forked after its module, which is written in Go, had been loaded, and Go does "
        "not survive a fork; use multiprocessing's start method 'spawn' or 'forkserver', or import the module in the child only",
        f->name);
    return NULL;
}

// Whether every argument that the Go function does not take is its default.
static int usual(const cpy_function *f, const cpy_arg *bound) {
    for (int i = f->n; i-- > 0 && f->params[i].kind == CPY_ARG_DEFAULT;) {
        if (bound[i].object != f->params[i].fallback) return 0;
    }
    return 1;
}

static cpy_object *otherwise(const cpy_function *f, cpy_object *const *args, cpy_ssize given, cpy_object *names) {
    cpy_object *positional = P.PyTuple_New(given), *keywords = names ? P.PyDict_New() : NULL, *result = NULL;
    if (!positional || (names && !keywords)) goto done;
    for (cpy_ssize i = 0; i < given; i++) {
        P.Py_IncRef(args[i]);
        P.PyTuple_SetItem(positional, i, args[i]);
    }
    for (cpy_ssize k = 0; names && k < P.PyTuple_Size(names); k++) {
        if (P.PyDict_SetItem(keywords, P.PyTuple_GetItem(names, k), args[given + k]) != 0) goto done;
    }
    result = P.PyObject_Call(f->otherwise, positional, keywords);
done:
    if (positional) P.Py_DecRef(positional);
    if (keywords) P.Py_DecRef(keywords);
    return result;
}

static cpy_object *only_default(const cpy_function *f, const cpy_arg *bound) {
    int i = f->n - 1;
    while (bound[i].object == f->params[i].fallback) i--;
    P.PyErr_Format(type_error(), "%s() argument '%U': nothing but its default is known", f->name, f->params[i].name);
    return NULL;
}

// Takes all arrays, and says how many there are. If one cannot be had, none is held: -1 less its place is returned, and Go borrows by itself,
// from what that slot says on; or RAISED, with an exception that ends the call.
enum { RAISED = -1000 };
static int take_all(cpy_frame *frame, const cpy_function *f, const cpy_arg *bound, cpy_slot *slots) {
    for (int k = 0; k < f->nborrows; k++) {
        const cpy_param *p = &f->params[f->borrows[k]];
        slots[k].object = bound[f->borrows[k]].object;
        slots[k].request = p->request;
        int none = p->optional && slots[k].object == (uintptr_t)P._Py_NoneStruct;
        if (none && !f->otherwise) {
            slots[k].object = 0;
            continue;
        }
        int taken = none ? 0 : cpy_take(frame, &slots[k], f->otherwise != NULL);
        if (taken > 0) continue;
        slots[k].object = 0;
        for (int i = k; i-- > 0;) cpy_give_back(frame, &slots[i]);
        return taken < 0 ? RAISED : -1 - k;
    }
    return f->nborrows;
}

static cpy_object *given_back(uintptr_t result, const cpy_arg *bound) {
    switch (result) {
    case CPY_GAVE_FLOAT: return P.PyFloat_FromDouble(bound[0].real);
    case CPY_GAVE_INT: return P.PyLong_FromLongLong(bound[0].whole);
    case CPY_GAVE_NONE: result = (uintptr_t)P._Py_NoneStruct; break;
    default:
        if (result - CPY_GAVE_ARGUMENT >= CPY_PARAMS) return (cpy_object *)result;
        result = bound[result - CPY_GAVE_ARGUMENT].object;
    }
    P.Py_IncRef((cpy_object *)result);
    return (cpy_object *)result;
}

static cpy_object *called(int index, cpy_object *const *args, cpy_ssize given, cpy_object *names) {
    const cpy_function *f = functions[index];
    cpy_arg bound[CPY_PARAMS];
    if (forked) return after_fork(f);
    if (!cpy_in_main_interpreter()) {
        P.PyErr_Format(*(cpy_object **)P.PyExc_RuntimeError, "%s() serves the main interpreter only, and was called in a subinterpreter", f->name);
        return NULL;
    }
    if (bind(f, args, given, names, bound) != 0) return NULL;
    if (!usual(f, bound)) return f->otherwise ? otherwise(f, args, given, names) : only_default(f, bound);
    if (f->converts && convert(f, bound) != 0) return NULL;
    cpy_frame *frame = &cpy_tls;
    cpy_slot slots[CPY_SEVERAL];
    int was_held = frame->held, was_watched = frame->watched, lent = 0;
    uintptr_t result = CPY_GAVE_UP;
    frame->held = 1;
    if (f->nborrows && cpy_host_lends) lent = take_all(frame, f, bound, slots);
    if (lent == RAISED) {
        cpy_before_python(frame);
        frame->held = was_held;
        return NULL;
    }
    if (lent > 0 || !f->nborrows || !f->otherwise) {
        if (frame->hosted++ == 0) cpy_in_go++;
        frame->watched = 0;
        result = inplaceHostCall(frame, index, bound, slots, lent);
        if (frame->watched) cpy_interrupts_end();
        frame->watched = was_watched;
        if (--frame->hosted == 0) cpy_in_go--;
        while (lent > 0) cpy_give_back(frame, &slots[--lent]);
    }
    cpy_before_python(frame);
    frame->held = was_held;
    return result == CPY_GAVE_UP ? otherwise(f, args, given, names) : given_back(result, bound);
}

#define CALL(a, b, c) \
    static cpy_object *call_##a##b##c(cpy_object *self, cpy_object *const *args, cpy_ssize given, cpy_object *names) { \
        (void)self; \
        return called(0##a##b##c, args, given, names); \
    }
#define ADDRESS(a, b, c) call_##a##b##c,
#define EIGHT(X, a, b) X(a, b, 0) X(a, b, 1) X(a, b, 2) X(a, b, 3) X(a, b, 4) X(a, b, 5) X(a, b, 6) X(a, b, 7)
#define EIGHTS(X, a) \
    EIGHT(X, a, 0) EIGHT(X, a, 1) EIGHT(X, a, 2) EIGHT(X, a, 3) EIGHT(X, a, 4) EIGHT(X, a, 5) EIGHT(X, a, 6) EIGHT(X, a, 7)
#define ALL(X) EIGHTS(X, 0) EIGHTS(X, 1) EIGHTS(X, 2) EIGHTS(X, 3) EIGHTS(X, 4) EIGHTS(X, 5) EIGHTS(X, 6) EIGHTS(X, 7)

ALL(CALL)

static cpy_object *(*const trampolines[CPY_FUNCTIONS])(cpy_object *, cpy_object *const *, cpy_ssize, cpy_object *) = {ALL(ADDRESS)};

int cpy_functions_left(void) { return CPY_FUNCTIONS - defined; }

// Makes room for a function of n parameters and enters it as the next entry of the table of methods, which has room for
// it; NULL if all are taken. name and doc must live for ever.
cpy_function *cpy_define(cpy_method *method, const char *name, const char *doc, int n, int32_t *index) {
    if (defined == CPY_FUNCTIONS || n > CPY_PARAMS) return NULL;
    cpy_function *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->name = name;
    f->n = n;
    *index = defined;
    method->name = name;
    *(void **)&method->function = (void *)trampolines[defined];
    method->flags = 0x80 | 0x02;  // METH_FASTCALL | METH_KEYWORDS
    method->doc = doc;
    return functions[defined++] = f;
}

int cpy_param_name(uintptr_t f, cpy_param *p, const char *name) {
    CPY_ENTER(f);
    p->name = P.PyUnicode_InternFromString(name);
    return p->name ? CPY_OK : CPY_RAISED;
}

// Makes value, whose class is class, or if class is 0 value itself, the pending exception.
int cpy_raise(uintptr_t f, uintptr_t class, uintptr_t value) {
    CPY_ENTER(f);
    cpy_object *type = class ? (cpy_object *)class : P.PyObject_Type((cpy_object *)value);
    if (!type) return CPY_RAISED;
    P.PyErr_SetObject(type, (cpy_object *)value);
    if (!class) P.Py_DecRef(type);
    return CPY_RAISED;
}

// Names what is called with arguments that a function does not take.
int cpy_set_otherwise(uintptr_t f, int index, uintptr_t callable) {
    CPY_ENTER(f);
    cpy_object *before = functions[index]->otherwise;
    P.Py_IncRef((cpy_object *)callable);
    functions[index]->otherwise = (cpy_object *)callable;
    if (before) P.Py_DecRef(before);
    return CPY_OK;
}
