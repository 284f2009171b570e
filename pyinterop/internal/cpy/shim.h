// The shim between Go and CPython. Go calls these functions and no others.
//
// Objects travel as uintptr_t: they live in C memory, Go never looks inside, and cgo's pointer checks
// have nothing to do. Functions that need the GIL take the frame of the calling thread first and refuse
// with CPY_OTHER_THREAD or CPY_NO_GIL before they touch Python. Results lie in the frame, valid until
// the next call on this thread. An object result is a new reference unless the comment says borrowed.

#ifndef INPLACE_CPY_SHIM_H
#define INPLACE_CPY_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>
#include "api.h"

enum {
    CPY_OK = 0,
    CPY_RAISED = 1,        // a Python exception is pending: call cpy_take_error
    CPY_OTHER_THREAD = 2,  // the frame belongs to another OS thread
    CPY_NO_GIL = 3,        // this thread has dropped the GIL (AllowThreads), or its scope has ended
    CPY_CLOSED = 4,        // after Shutdown, or while the host interpreter finalises
    CPY_SUBINTERPRETER = 5,
    CPY_NOT_STARTED = 6,
    CPY_CHANGED = 7,       // released, and the array no longer is what was borrowed
    CPY_MASKED = 8,        // a masked array of NumPy, which is not borrowed
    CPY_OBJECTS = 9,       // an array with references to Python objects, asked for writing without its format
};

enum {
    CPY_KIND_OTHER, CPY_KIND_NONE, CPY_KIND_BOOL, CPY_KIND_INT, CPY_KIND_FLOAT, CPY_KIND_COMPLEX,
    CPY_KIND_STR, CPY_KIND_BYTES, CPY_KIND_BYTEARRAY, CPY_KIND_TUPLE, CPY_KIND_LIST, CPY_KIND_DICT,
    CPY_KIND_SET,
};

enum { CPY_LATE = 8 };

// One per OS thread. Its address is the thread's identity.
typedef struct cpy_frame {
    uintptr_t obj;
    int64_t i;
    uint64_t u;
    double re, im;
    const char *ptr;
    size_t len;
    struct cpy_slot *unpinned;  // borrows that no Python code could disturb yet (numpy.c)
    struct cpy_slot *late[CPY_LATE];  // ended borrows whose buffers are still to be given back (borrow.c)
    int32_t late_n;
    uint64_t turns;     // how often Python code may have run on this thread, or the GIL been dropped
    int held;           // the GIL is held through this frame now
    int hosted;         // calls from Python that are in Go on this thread
    int watched;        // the innermost of them has interrupts watched
    int is_main;        // the thread that started the interpreter
    // Where cpy_leave notes lendings that end while it drops references, from the end of its list backwards: a call into Go for
    // each would cost more than the rest of a lending's end. Nothing is noted where the two are equal, nor in a call from
    // Python into Go that a destructor makes: what runs there may wait for the lending.
    uintptr_t *ended, *ended_least;
    int ended_hosted; // how many calls from Python were in Go when that began
    uint64_t generation; // non-zero once the thread's own state is kept for it
} cpy_frame;

// Initial-exec: a Go library is always loaded with static TLS, and the borrow reads this often. It is a pointer, since a process
// has some 1.6 KB of static TLS for all libraries that it loads later: enough for ten Go libraries with frames in it, and for
// a hundred with pointers.
extern __thread cpy_frame *cpy_thread_frame __attribute__((visibility("hidden"), tls_model("initial-exec")));
cpy_frame *cpy_new_frame(void);  // for a thread that has none
static inline cpy_frame *cpy_this_frame(void) { return __builtin_expect(!cpy_thread_frame, 0) ? cpy_new_frame() : cpy_thread_frame; }
#define cpy_tls (*cpy_this_frame())

// Every entry that needs the GIL begins here: after it, `frame` is the calling thread's and the GIL is held.
#define CPY_ENTER_QUIET(f) \
    cpy_frame *frame = &cpy_tls; \
    if ((uintptr_t)frame != (f)) return CPY_OTHER_THREAD; \
    if (!frame->held) return CPY_NO_GIL

// The same, before anything that may run Python code.
#define CPY_ENTER(f) \
    CPY_ENTER_QUIET(f); \
    cpy_before_python(frame)

typedef struct cpy_scope {
    int status;
    int gilstate;
    int was_held;
    cpy_frame *frame;
} cpy_scope;

// ---- loading (load.c) ----
// path NULL: the symbols already in the process. Returns 0, or -1 with the reason in err.
int cpy_load(const char *path, char *err, size_t n);
void cpy_unload(void);                       // before Python was started
int cpy_process_has_python(void);            // 0 no, 1 symbols only, 2 initialised
int cpy_process_library(char *path, size_t n); // file that holds the process's own Py_IsInitialized
unsigned long cpy_version_hex(void);
const char *cpy_version_text(void);
int cpy_library_path(char *path, size_t n);

// ---- start (version.c) ----
// Leaves the interpreter started, the GIL released and the calling thread marked as main.
int cpy_start(const char *program, char *err, size_t n);
int cpy_attach(char *err, size_t n);
int cpy_watch_exit(uintptr_t frame);
void cpy_close(void);
cpy_tstate *cpy_current_tstate(void);
int cpy_finalizing(void);
cpy_object *cpy_raised(void);
uintptr_t cpy_module(uintptr_t frame, const char *name, const char *doc, cpy_method *methods);

// ---- scopes (scope.c) ----
cpy_scope cpy_enter(void);
int cpy_gather_ended(int64_t id);  // 1: cpy_leave, which is under way on this thread, has noted it
int cpy_leave(uintptr_t frame, int gilstate, int was_held, uintptr_t *drop, size_t n);
int cpy_allow_begin(uintptr_t frame);  // obj: what cpy_allow_end takes
void cpy_allow_end(uintptr_t frame, uintptr_t saved);
int cpy_gil_held_here(void);
int cpy_is_main_thread(void);
void cpy_scope_init(void *main_interpreter, int main_thread);

// ---- Ctrl-C (interrupt.c) ----
int cpy_interrupts_begin(void);
void cpy_interrupts_end(void);
int cpy_interrupts_begin_call(void);
void cpy_interrupts_again(void);
extern int32_t cpy_pressed;
int cpy_interrupts(void);

// ---- objects (object.c) ----
uintptr_t cpy_none(void);
uintptr_t cpy_true(void);
uintptr_t cpy_false(void);
int cpy_incref(uintptr_t f, uintptr_t o);
int cpy_decref(uintptr_t f, uintptr_t *o, size_t n);
int cpy_take_error(uintptr_t f);  // obj: the exception, traceback attached; 0 when none was pending
int cpy_raise_runtime(const char *text);  // needs the GIL, of any interpreter, but no scope
int cpy_raise_import(const char *text);   // the same
int cpy_import(uintptr_t f, const char *name, size_t n);
int cpy_main_dict(uintptr_t f);
int cpy_compile(uintptr_t f, const char *source, const char *file, int expression);
int cpy_eval(uintptr_t f, uintptr_t code, uintptr_t globals, uintptr_t locals);
int cpy_getattr(uintptr_t f, uintptr_t o, const char *name, size_t n);
int cpy_setattr(uintptr_t f, uintptr_t o, const char *name, size_t n, uintptr_t value);
int cpy_getitem(uintptr_t f, uintptr_t o, uintptr_t key);
int cpy_setitem(uintptr_t f, uintptr_t o, uintptr_t key, uintptr_t value);
int cpy_delitem(uintptr_t f, uintptr_t o, uintptr_t key);
int cpy_call(uintptr_t f, uintptr_t o, uintptr_t *args, size_t n, uintptr_t *pairs, size_t npairs);
int cpy_iter(uintptr_t f, uintptr_t o);
int cpy_next(uintptr_t f, uintptr_t iterator, uintptr_t *out, size_t n);  // i: how many were stored
int cpy_len(uintptr_t f, uintptr_t o);
int cpy_str(uintptr_t f, uintptr_t o);
int cpy_repr(uintptr_t f, uintptr_t o);
int cpy_type(uintptr_t f, uintptr_t o);
int cpy_truth(uintptr_t f, uintptr_t o);
int cpy_callable(uintptr_t f, uintptr_t o);
int cpy_isinstance(uintptr_t f, uintptr_t o, uintptr_t type);
int cpy_compare(uintptr_t f, uintptr_t a, uintptr_t b, int op);
int cpy_kind(uintptr_t f, uintptr_t o);
int cpy_from_int(uintptr_t f, int64_t v);
int cpy_from_uint(uintptr_t f, uint64_t v);
int cpy_from_digits(uintptr_t f, const char *hex);
int cpy_from_float(uintptr_t f, double v);
int cpy_from_complex(uintptr_t f, double re, double im);
int cpy_from_str(uintptr_t f, const char *p, size_t n);
int cpy_from_bytes(uintptr_t f, const char *p, size_t n);
int cpy_as_int(uintptr_t f, uintptr_t o);
int cpy_as_uint(uintptr_t f, uintptr_t o);
int cpy_as_digits(uintptr_t f, uintptr_t o);  // obj: str in base 16
int cpy_as_float(uintptr_t f, uintptr_t o);
int cpy_as_str(uintptr_t f, uintptr_t o);     // ptr, len: UTF-8 inside o, valid while o lives
int cpy_as_bytes(uintptr_t f, uintptr_t o);   // ptr, len: inside o
int cpy_tuple(uintptr_t f, uintptr_t *items, size_t n);
int cpy_list(uintptr_t f, uintptr_t *items, size_t n);
int cpy_set(uintptr_t f, uintptr_t *items, size_t n);
int cpy_dict(uintptr_t f, uintptr_t *pairs, size_t n);
int cpy_items(uintptr_t f, uintptr_t mapping);

// ---- the borrow (borrow.c) ----
enum { CPY_MAX_NDIM = 64, CPY_NEAR = 4, CPY_SEVERAL = 4 };
#define CPY_FIRST_PAGE ((uintptr_t)4096)                               // FirstPage and MaxSpan of types.go
#define CPY_MAX_SPAN (INTPTR_MAX >> (sizeof(void *) == 8 ? 7 : 0))
enum { CPY_NO_SHAPE = 1, CPY_NO_STRIDES = 2, CPY_SUBOFFSETS = 4, CPY_NDIM = 8, CPY_NO_FORMAT = 16, CPY_SOUND = 32, CPY_PIECES = 64, CPY_IMMUTABLE = 128 };

// PyBUF_*, frozen by the stable ABI.
enum {
    CPY_BUF_WRITABLE = 0x1, CPY_BUF_FORMAT = 0x4, CPY_BUF_ND = 0x8, CPY_BUF_STRIDES = 0x10,
    CPY_BUF_C = 0x20, CPY_BUF_F = 0x40, CPY_BUF_ANY = 0x80, CPY_BUF_INDIRECT = 0x100,
};

// One buffer and its description. Slots are carved from C slabs and never move or go back to the
// system: exporters point shape and strides into the view itself (bytes, bytearray, mmap).
typedef struct cpy_slot {
    cpy_buffer view;
    // What is asked, set by Go before the call.
    uintptr_t object;
    int32_t request;      // PyBUF_*
    int32_t lasting;      // the GIL is not held until the release
    // What was answered, as far as it was asked for: without PyBUF_ND one axis of bytes.
    uint32_t flags;       // CPY_NO_SHAPE …
    cpy_ssize itemsize;
    int32_t ndim;
    int32_t watched_ndim;
    uint64_t mask;        // base | strides that matter, for alignment; with CPY_SOUND
    char head[8] __attribute__((aligned(8)));  // first bytes of the format, zero padded
    uintptr_t exception;  // what the exporter raised, when it is not left pending
    int32_t outcome;      // of the latest call: CPY_OK …
    cpy_object *alive;    // the object that was asked, where the view names none; held
    // NumPy arrays only (numpy.c).
    cpy_object *array;    // the borrowed array, which the view holds; NULL if something over an array was borrowed
    cpy_object *owner;    // the array that owns the memory, held if it is another one; NULL: nothing is watched
    cpy_object *pin;      // a weak reference to the owner
    char *owner_data;
    struct cpy_slot *next_unpinned;
    int32_t unpinned;     // in the list of the frame
    int32_t light;        // no buffer is held: the array's own fields said all, and its caller holds the array
    int32_t quiet;        // released without any Python code, and by nobody's notice until some runs
    uint64_t turn;        // of the frame, when it was borrowed
    cpy_ssize shape[CPY_MAX_NDIM];
    cpy_ssize strides[CPY_MAX_NDIM];
    cpy_ssize suboffsets[CPY_MAX_NDIM];
} cpy_slot;

cpy_slot *cpy_slab(size_t n);
// These two return nothing, which makes the way back into Go shorter: see the outcome.
void cpy_borrow(uintptr_t f, uintptr_t slot);
void cpy_release(uintptr_t f, uintptr_t slot);  // CPY_CHANGED: released as well
// All of n slots, at most CPY_SEVERAL, or none: the one that failed has the status as its outcome, and the exception.
int cpy_borrow_all(uintptr_t f, size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3);
// CPY_CHANGED if any was changed; those have it as their outcome.
int cpy_release_all(uintptr_t f, size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3);
// The same from a thread that need not hold the GIL: it is taken and dropped again.
int cpy_borrow_outside(size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3);
int cpy_release_outside(size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3);
int cpy_is_exporter(uintptr_t f, uintptr_t o);
size_t cpy_format_len(uintptr_t slot, size_t limit);

// ---- NumPy (numpy.c) ----
// The beginning of PyArrayObject_fields (numpy/ndarraytypes.h): part of NumPy's ABI, the same in 1.x and 2.x.
typedef struct cpy_array {
    cpy_head head;
    char *data;
    int nd;
    cpy_ssize *dimensions;
    cpy_ssize *strides;
    cpy_object *base;
    cpy_object *descr;
    int flags;
    cpy_object *weakreflist;
} cpy_array;

enum { CPY_NOT_NUMPY, CPY_NUMPY, CPY_NUMPY_MASKED };
extern void *cpy_ndarray;              // the type, once it was seen
int cpy_numpy_class(cpy_object *o);
int cpy_watch(cpy_frame *frame, cpy_slot *s);  // after a buffer of a NumPy array was got; CPY_OK, CPY_RAISED or CPY_OBJECTS
int cpy_watch_light(cpy_frame *frame, cpy_slot *s);  // for an array without a buffer; 0: it needs one
int cpy_watch_beneath(cpy_frame *frame, cpy_slot *s);  // the same for other exporters, if they lend an array's memory
int cpy_unwatch(cpy_frame *frame, cpy_slot *s);  // before it is given back; not 0: the array was changed
void cpy_pin_all(cpy_frame *frame);
void cpy_release_late(cpy_frame *frame);

// What has waited for it happens before any Python code may run, and before the GIL is dropped.
static inline void cpy_before_python(cpy_frame *frame) {
    frame->turns++;
    if (frame->late_n) cpy_release_late(frame);
    if (frame->unpinned) cpy_pin_all(frame);
}
static inline void *cpy_type_of(cpy_object *o) { return ((cpy_head *)o)->type; }

// ---- Python calls Go (host.c) ----
enum { CPY_FUNCTIONS = 512, CPY_PARAMS = 32 };
enum { CPY_ARG_OBJECT, CPY_ARG_FLOAT, CPY_ARG_INT, CPY_ARG_DEFAULT };

// What a call from Python returns besides objects: a number in its first argument's place, or an argument.
enum { CPY_GAVE_NONE = 1, CPY_GAVE_FLOAT = 2, CPY_GAVE_INT = 3, CPY_GAVE_UP = 4, CPY_GAVE_ARGUMENT = 16 };

// An argument, bound to its parameter: the object, which the caller holds, and the number where one was asked for.
typedef struct cpy_arg {
    uintptr_t object;
    double real;
    int64_t whole;
} cpy_arg;

typedef struct cpy_param {
    cpy_object *name;      // interned, held for ever, like the next
    uintptr_t fallback;    // 0: the argument must be given
    int kind;
    int request;           // PyBUF_*, of an array
    int optional;          // an array, or None
} cpy_param;

typedef struct cpy_function {
    const char *name;
    int n, positional_only, positional;  // the first may be given by position only, the next by name too
    int borrows[CPY_SEVERAL], nborrows;  // the parameters that are arrays
    int converts;                        // a parameter is a number
    cpy_object *otherwise;               // what is called with arguments that the Go function does not take; or NULL
    cpy_param params[CPY_PARAMS];
} cpy_function;

int cpy_functions_left(void);
cpy_function *cpy_define(cpy_method *method, const char *name, const char *doc, int n, int32_t *index);
int cpy_param_name(uintptr_t f, cpy_param *p, const char *name);
int cpy_raise(uintptr_t f, uintptr_t class, uintptr_t value);
int cpy_in_main_interpreter(void);
int cpy_set_otherwise(uintptr_t f, int index, uintptr_t callable);
extern int cpy_host_lends;  // 0: calls come without their arrays' buffers
extern int cpy_in_go;       // threads of Python with a call in Go; guarded by the GIL
// 1: s has the array; 0: it says why not, unless light_only; -1: an exception ends the call
int cpy_take(cpy_frame *frame, cpy_slot *s, int light_only);
int cpy_give_back(cpy_frame *frame, cpy_slot *s);              // 1: the array was changed
int cpy_give_back_all(uintptr_t f, cpy_slot *slots, int n);    // the same, for the rest of a call
int cpy_forked(void);  // this process was forked from one that had loaded the shim: Go is not there

// ---- lending (lend.c) ----
enum { CPY_LENT_WRITABLE = 1, CPY_LENT_C = 2, CPY_LENT_F = 4, CPY_LENT_INDIRECT = 8 };
enum { CPY_ITEMS_INT, CPY_ITEMS_UINT, CPY_ITEMS_FLOAT, CPY_ITEMS_BFLOAT = 4, CPY_ITEMS_COMPLEX, CPY_ITEMS_BOOL };  // DLPack's codes

// Memory that is lent to Python, as Python sees it. It lies in C memory, so that Python can be told of it without Go, and
// lives until both have let go of it: Python by the death of the last object, Go by cpy_lending_free.
typedef struct cpy_lending {
    int64_t state;              // exports of the memory, and CPY_CLOSING or CPY_CLOSED
    int64_t objects;            // objects of Python over it
    int64_t id;                 // Go's; 0: the memory is not Go's
    uintptr_t base;             // of the first item; no pointer, since Go would look at what stood here before
    cpy_ssize len, itemsize;
    int32_t format;             // CPY_FORMAT_NONE …
    char short_format[28];
    char *long_format;
    cpy_object *descr;          // NumPy's dtype for the items, once it was asked for; held
    void (*give_back)(void *);  // for memory that is not Go's, with the next
    void *given;
    int32_t ndim, flags;        // CPY_LENT_WRITABLE …
    int32_t numpy_type;         // number of the dtype, -1 if it has none
    uint8_t code, bits;         // of DLPack, which cannot carry items of 0 bits
    cpy_ssize *shape, *strides, *suboffsets;  // room axes each
    cpy_ssize room;
} cpy_lending;

enum { CPY_FORMAT_NONE, CPY_FORMAT_SHORT, CPY_FORMAT_LONG };  // NONE: PEP 3118 has no spelling for the items

cpy_lending *cpy_lending_new(cpy_ssize room);
void cpy_lending_format(cpy_lending *l, const char *format, size_t n);  // a long one
void cpy_lending_free(cpy_lending *l);
int64_t cpy_lending_exports(cpy_lending *l);
int64_t cpy_lending_close(cpy_lending *l);     // 0: no export is made from now on; else how many there are
int64_t cpy_lending_closing(cpy_lending *l, int on);  // refuses new exports for now; Go is told when none is left
int cpy_lending_hold(cpy_lending *l);          // 0: the last object has died; else cpy_lend_more must follow
int cpy_lend(uintptr_t f, cpy_lending *l);     // obj: an object that exports the memory
int cpy_lend_more(uintptr_t f, cpy_lending *l);  // the same for a lending that is held, which it is no more
int cpy_lend_array(uintptr_t f, uintptr_t o, uintptr_t descr);  // obj: a NumPy array of it, which counts as an export
int cpy_memoryview(uintptr_t f, uintptr_t o);
cpy_lending *cpy_lending_of(uintptr_t o);      // NULL: o is something else
cpy_object *cpy_dlpack(cpy_object *self, cpy_object *const *args, cpy_ssize n, cpy_object *names);  // dlpack.c
cpy_object *cpy_dlpack_device(cpy_object *self, cpy_object *unused);
int cpy_export_begin(cpy_lending *l);
void cpy_export_end(cpy_lending *l);

// ---- the other doors (door.c) ----
enum {
    CPY_DOOR_DEVICE = 32,  // i: type of the device, u: its number
    CPY_DOOR_CAPSULE,      // what was handed over is not what its name says, or was used before
    CPY_DOOR_VERSION,      // i: major version of DLPack
    CPY_DOOR_NDIM,         // i
    CPY_DOOR_SHAPE,        // NULL
    CPY_DOOR_ITEMS,        // DLPack: i: code, u: bits << 16 | lanes
    CPY_DOOR_PIECES,       // an Arrow stream of none or several arrays
    CPY_DOOR_NEGATED,      // a tensor whose values are not those in its memory
    CPY_DOOR_NONE,         // there is no such door
    CPY_DOOR_LENT,         // obj: what is behind it, of which no buffer was got
};

enum { CPY_TYPESTR = 24 };

typedef struct cpy_arrow {
    int64_t length, offset, nulls;
    cpy_lending *validity;  // bits from offset on; NULL where no value is missing
    char format[64];
} cpy_arrow;

// Each leaves a lending in ptr, without an object.
int cpy_door_dlpack(uintptr_t f, uintptr_t o);   // tensor.c
int cpy_borrow_tensor(uintptr_t f, uintptr_t slot);
int cpy_door_memory(uintptr_t f, uintptr_t owner, uintptr_t base, cpy_ssize itemsize, int writable, cpy_ssize ndim, const cpy_ssize *axes);
int cpy_door_interface(uintptr_t f, uintptr_t owner, char typestr[CPY_TYPESTR]);
int cpy_door_struct(uintptr_t f, uintptr_t owner, uintptr_t capsule);
int cpy_door_arrow(uintptr_t f, uintptr_t o, int stream, cpy_arrow *out);
int cpy_doors(uintptr_t f, uintptr_t o);
int cpy_urgent(uintptr_t f, uintptr_t exception);  // i: it is no Exception, or MemoryError
void cpy_door_close(uintptr_t f, cpy_lending *l);

// ---- measuring (bench.c) ----
void cpy_empty(void);
int64_t cpy_bare_loop(uintptr_t f, uintptr_t o, int flags, int64_t rounds);
int64_t cpy_bare_loop_outside(uintptr_t o, int flags, int64_t rounds);
int cpy_to_contiguous(uintptr_t f, uintptr_t o, int back);
int64_t cpy_shim_loop(uintptr_t f, uintptr_t slot, int64_t rounds);

#endif
