//go:build cgo && unix

// Who holds the GIL. Each OS thread has one frame; `held` says whether Go code on this thread may use
// Python now. Only the functions here and borrow.c's outside pair change it, always in nested pairs.

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "shim.h"

__thread cpy_frame *cpy_thread_frame __attribute__((visibility("hidden"), tls_model("initial-exec")));
#define tls cpy_tls
static void *main_interpreter;
static int started, ours;  // ours: this program started Python, which then is never finalised
static pthread_key_t kept_state, frame_key;

// A thread that Python did not create gets a thread state of its own at the first call and keeps it:
// making and destroying one costs far more than a borrow. It goes when the thread ends.
//
// glibc forgets the values of all keys in the order of the keys, destructor or not, so Python's own note of
// the thread state may be gone by then. Our key is made before Python's where Go is the host; where Python
// was first, the thread state is taken up by its address.
static void thread_ends(void *state) {
    if (cpy_finalizing()) return;
    if (P.PyGILState_GetThisThreadState() == state) {
        P.PyGILState_Ensure();
        P.PyGILState_Release(0);  // PyGILState_LOCKED: undoes this Ensure's count, keeps the GIL
        P.PyGILState_Release(1);  // the kept count: clears the thread state and drops the GIL
        return;
    }
    P.PyEval_RestoreThread(state);
    P.PyThreadState_Clear(state);
    P.PyThreadState_DeleteCurrent();
}

// What runs later while the thread ends gets a new frame, whose turn comes in the next round of the keys.
static void frame_ends(void *frame) {
    cpy_thread_frame = NULL;
    free(frame);
}

__attribute__((constructor)) static void make_keys(void) {
    pthread_key_create(&kept_state, thread_ends);
    pthread_key_create(&frame_key, frame_ends);
}

cpy_frame *cpy_new_frame(void) {
    cpy_frame *frame = calloc(1, sizeof *frame);
    if (!frame) abort();  // as Go does without memory
    pthread_setspecific(frame_key, frame);
    return cpy_thread_frame = frame;
}

void cpy_scope_init(void *interpreter, int main_thread) {
    started = 1;
    main_interpreter = interpreter;
    if (main_thread) {
        ours = 1;
        tls.is_main = 1;
        tls.generation = 1;
    }
}

static void keep_thread_state(void) {
    tls.generation = 1;
    if (P.PyGILState_GetThisThreadState()) return;
    P.PyGILState_Ensure();  // this count is never given back before thread_ends
    P.PyEval_SaveThread();
    pthread_setspecific(kept_state, P.PyGILState_GetThisThreadState());
}

// Takes the GIL on this thread, or finds it held. Refuses in a subinterpreter: before asking for the GIL
// when this thread holds one (3.11 would wait for itself), afterwards when it holds none.
static int acquire(int *gilstate, int though_closed) {
    if (!started) return CPY_NOT_STARTED;
    if (!though_closed && cpy_finalizing()) return CPY_CLOSED;
    if (cpy_current_tstate()) {
        if (P.PyInterpreterState_Get() != main_interpreter) return CPY_SUBINTERPRETER;
        *gilstate = P.PyGILState_Ensure();
        return CPY_OK;
    }
    if (!tls.generation) keep_thread_state();
    *gilstate = P.PyGILState_Ensure();
    if (P.PyInterpreterState_Get() == main_interpreter) return CPY_OK;
    P.PyGILState_Release(*gilstate);
    return CPY_SUBINTERPRETER;
}

cpy_scope cpy_enter(void) {
    cpy_scope s;
    memset(&s, 0, sizeof s);
    s.frame = &tls;
    s.was_held = tls.held;
    if (tls.held) cpy_before_python(&tls);
    s.status = acquire(&s.gilstate, 0);
    if (s.status == CPY_OK) tls.held = 1;
    return s;
}

int cpy_gather_ended(int64_t id) {
    cpy_frame *frame = cpy_thread_frame;
    if (!frame || frame->ended == frame->ended_least || frame->hosted != frame->ended_hosted) return 0;
    *--frame->ended = (uintptr_t)id;
    return 1;
}

// Drops n references and ends the scope. What lendings ended with them stands at the end of drop then, and their number in
// frame->i: Go is told of them by that, and not by inplaceLendingEnded.
int cpy_leave(uintptr_t f, int gilstate, int was_held, uintptr_t *drop, size_t n) {
    if (f != (uintptr_t)&tls) return CPY_OTHER_THREAD;
    cpy_before_python(&tls);
    uintptr_t *outer = tls.ended, *outer_least = tls.ended_least;  // destructors may enter and leave a scope of their own
    int outer_hosted = tls.ended_hosted;
    tls.ended = drop + n;
    tls.ended_hosted = tls.hosted;
    for (size_t i = n; i-- > 0;) {
        tls.ended_least = drop + i;  // this one was read, and those behind it
        P.Py_DecRef((cpy_object *)drop[i]);
    }
    int64_t ended = drop + n - tls.ended;
    tls.ended = outer;
    tls.ended_least = outer_least;
    tls.ended_hosted = outer_hosted;
    if (P.PyErr_Occurred()) P.PyErr_Clear();
    tls.held = was_held;
    P.PyGILState_Release(gilstate);
    tls.i = ended;  // the end of a thread's state may run Python code
    return CPY_OK;
}

int cpy_allow_begin(uintptr_t f) {
    if (f != (uintptr_t)&tls) return CPY_OTHER_THREAD;
    if (!tls.held) return CPY_NO_GIL;
    cpy_before_python(&tls);
    tls.held = 0;
    cpy_interrupts_again();
    tls.obj = (uintptr_t)P.PyEval_SaveThread();
    return CPY_OK;
}

void cpy_allow_end(uintptr_t f, uintptr_t saved) {
    (void)f;
    P.PyEval_RestoreThread((cpy_tstate *)saved);
    tls.held = 1;
}

// For a thread that holds the GIL.
int cpy_in_main_interpreter(void) { return P.PyInterpreterState_Get() == main_interpreter; }

int cpy_gil_held_here(void) { return tls.held; }

int cpy_is_main_thread(void) { return tls.is_main; }

// ---- the borrow's own entries: one call takes the GIL, works and drops it ----

int cpy_borrow_outside(size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3) {
    int gilstate, was_held = tls.held, status = acquire(&gilstate, 0);
    if (status != CPY_OK) return status;
    tls.held = 1;
    status = cpy_borrow_all((uintptr_t)&tls, n, s0, s1, s2, s3);
    tls.held = was_held;
    P.PyGILState_Release(gilstate);
    return status;
}

// What was borrowed before the shim was closed is released afterwards too, as long as Python is there.
int cpy_release_outside(size_t n, uintptr_t s0, uintptr_t s1, uintptr_t s2, uintptr_t s3) {
    int gilstate, was_held = tls.held, status = acquire(&gilstate, ours);
    if (status != CPY_OK) return status;
    tls.held = 1;
    status = cpy_release_all((uintptr_t)&tls, n, s0, s1, s2, s3);
    tls.held = was_held;
    P.PyGILState_Release(gilstate);
    return status;
}
