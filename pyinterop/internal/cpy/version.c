//go:build cgo && unix

// Everything that depends on the version of Python found, and is not in the stable ABI. The Go half
// (which versions are served at all) is version.go.
//
//   start                 3.14 and later: PyInitConfig (PEP 741), which reports errors instead of
//                         ending the process. 3.11 to 3.13: Py_SetProgramName and Py_InitializeEx(0).
//   UTF-8 mode            on, because Go's strings are: a setting of PyInitConfig; before: Py_UTF8Mode.
//   current thread state  3.13: PyThreadState_GetUnchecked; before: _PyThreadState_UncheckedGet, which in 3.11
//                         answers for the process and not for the thread.
//   finalising?           3.13: Py_IsFinalizing; before: _Py_IsFinalizing.
//   pending exception     3.12: PyErr_GetRaisedException; before: fetch and normalise.
//   object header         16 bytes (reference count, type) in every build with a GIL; used for the one
//                         struct of ours that CPython treats as an object, the module definition.

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "shim.h"

static atomic_int closed;

// The head of 3.11's PyThreadState, in every build of 3.11.
typedef struct tstate_311 {
    void *prev, *next, *interp;
    int state[2], recursion[3], tracing[2];
    void *cframe, *profile[4], *raised[3], *exc_info, *dict;
    int gilstate_counter;
    void *async_exc;
    unsigned long thread_id;
} tstate_311;

_Static_assert(sizeof(void *) != 8 || offsetof(tstate_311, thread_id) == 152, "PyThreadState of 3.11");

// 3.11 knows one current thread state, that of the thread which holds the GIL. Taking another thread's for
// our own would end the process: it may drop the GIL, or go, before the next call. This thread's own is the one
// that PyGILState noted first; only in a subinterpreter it is another, which then names this thread.
static cpy_tstate *own_311(cpy_tstate *current) {
    cpy_tstate *noted = P.PyGILState_GetThisThreadState();
    if (current == noted) return current;
    if (!noted) return NULL;  // a thread that ever had a thread state has a noted one
    return ((tstate_311 *)current)->thread_id == P.PyThread_get_thread_ident() ? current : NULL;
}

// The thread state that is current on the calling thread: it then holds the GIL. NULL when it does not.
cpy_tstate *cpy_current_tstate(void) {
    if (P.PyThreadState_GetUnchecked) return P.PyThreadState_GetUnchecked();
    cpy_tstate *current = P._PyThreadState_UncheckedGet ? P._PyThreadState_UncheckedGet() : NULL;
    return current && cpy_version_hex() < 0x030c0000 ? own_311(current) : current;
}

int cpy_finalizing(void) {
    if (atomic_load_explicit(&closed, memory_order_relaxed)) return 1;
    if (P.Py_IsFinalizing) return P.Py_IsFinalizing();
    return P._Py_IsFinalizing ? P._Py_IsFinalizing() : 0;
}

void cpy_close(void) { atomic_store(&closed, 1); }

// A new reference to the pending exception, normalised and with its traceback attached; NULL for none.
cpy_object *cpy_raised(void) {
    if (P.PyErr_GetRaisedException) return P.PyErr_GetRaisedException();
    cpy_object *type, *value, *traceback;
    P.PyErr_Fetch(&type, &value, &traceback);
    if (!type) return NULL;
    P.PyErr_NormalizeException(&type, &value, &traceback);
    if (value && traceback) P.PyException_SetTraceback(value, traceback);
    if (type) P.Py_DecRef(type);
    if (traceback) P.Py_DecRef(traceback);
    return value;
}

static int start_initconfig(const char *program, char *err, size_t n) {
    cpy_config *c = P.PyInitConfig_Create();
    if (!c) {
        snprintf(err, n, "out of memory");
        return -1;
    }
    // The configuration begins isolated; these settings make it behave as `python` does, except that
    // it takes no command line and installs no signal handlers. UTF-8 mode because Go's strings are.
    int bad = P.PyInitConfig_SetInt(c, "isolated", 0) || P.PyInitConfig_SetInt(c, "use_environment", 1) ||
              P.PyInitConfig_SetInt(c, "user_site_directory", 1) || P.PyInitConfig_SetInt(c, "safe_path", 1) ||
              P.PyInitConfig_SetInt(c, "site_import", 1) || P.PyInitConfig_SetInt(c, "parse_argv", 0) ||
              P.PyInitConfig_SetInt(c, "install_signal_handlers", 0) || P.PyInitConfig_SetInt(c, "utf8_mode", 1) ||
              (program && P.PyInitConfig_SetStr(c, "program_name", program)) || P.Py_InitializeFromInitConfig(c);
    if (bad) {
        const char *text = NULL;
        P.PyInitConfig_GetError(c, &text);
        snprintf(err, n, "%s", text ? text : "start-up failed without a reason");
    }
    P.PyInitConfig_Free(c);
    return bad ? -1 : 0;
}

static int start_legacy(const char *program, char *err, size_t n) {
    if (P.Py_UTF8Mode) *P.Py_UTF8Mode = 1;
    if (program) {
        if (!P.Py_SetProgramName) {
            snprintf(err, n, "it has neither PyInitConfig nor Py_SetProgramName");
            return -1;
        }
        wchar_t *wide = P.Py_DecodeLocale(program, NULL);
        if (!wide) {
            snprintf(err, n, "the path %s cannot be decoded", program);
            return -1;
        }
        P.Py_SetProgramName(wide);  // wide is kept: the interpreter may refer to it for ever
    }
    P.Py_InitializeEx(0);
    return 0;
}

int cpy_start(const char *program, char *err, size_t n) {
    int bad = P.PyInitConfig_Create && P.Py_InitializeFromInitConfig ? start_initconfig(program, err, n)
                                                                      : start_legacy(program, err, n);
    if (bad) return -1;
    cpy_scope_init(P.PyInterpreterState_Get(), 1);
    P.PyEval_SaveThread();
    return 0;
}

// The interpreter runs already. The calling thread may or may not hold its GIL.
int cpy_attach(char *err, size_t n) {
    if (cpy_finalizing()) {
        snprintf(err, n, "the interpreter is shutting down");
        return -1;
    }
    int held = cpy_current_tstate() != NULL;
    int state = held ? 0 : P.PyGILState_Ensure();
    void *interpreter = P.PyInterpreterState_Get();
    int64_t id = P.PyInterpreterState_GetID(interpreter);
    if (id == 0) cpy_scope_init(interpreter, 0);
    if (!held) P.PyGILState_Release(state);
    if (id == 0) return 0;
    snprintf(err, n, "subinterpreter %lld", (long long)id);
    return CPY_SUBINTERPRETER;
}

static cpy_object *at_exit(cpy_object *self, cpy_object *unused) {
    (void)self, (void)unused;
    cpy_close();
    P.Py_IncRef(P._Py_NoneStruct);
    return P._Py_NoneStruct;
}

// obj: a Python callable that closes the shim, for atexit.
int cpy_watch_exit(uintptr_t f) {
    static cpy_method method = {"inplace_closed", NULL, 4 /* METH_NOARGS */, NULL};
    CPY_ENTER(f);
    *(void **)&method.function = (void *)at_exit;
    frame->obj = (uintptr_t)P.PyCFunction_NewEx(&method, NULL, NULL);
    return frame->obj ? CPY_OK : CPY_RAISED;
}

// PyModuleDef of a build with a GIL.
typedef struct module_def {
    struct {
        cpy_ssize references;
        void *type;
        void *init;
        cpy_ssize index;
        void *copy;
    } base;
    const char *name, *doc;
    cpy_ssize size;
    cpy_method *methods;
    void *slots, *traverse, *clear, *free;
} module_def;

// A module object for an extension module's PyInit function to return; 0 with an exception pending.
// name, doc and methods must live for ever.
uintptr_t cpy_module(uintptr_t f, const char *name, const char *doc, cpy_method *methods) {
    if ((uintptr_t)&cpy_tls != f) return 0;
    module_def *def = calloc(1, sizeof *def);
    if (!def) return 0;
    def->base.references = 1;
    def->name = name;
    def->doc = doc;
    def->size = -1;
    def->methods = methods;
    return (uintptr_t)P.PyModule_Create2(def, 3 /* PYTHON_ABI_VERSION */);
}
