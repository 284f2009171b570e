// Ctrl-C while a Go function runs. Python's handler of SIGINT sets a flag that the interpreter reads between instructions,
// so a function learns nothing of it. While calls that want to know run, a handler of ours stands before Python's: it counts,
// and calls Python's, which does what it always does.
//
// I1  The handler is installed and removed on the main thread only. It may run on any thread, also when it has just been
//     removed: it reads once how many layers there are, and these stay in their places.
// I2  SA_ONSTACK: the thread may run Go code, whose stacks are small.
// I3  The lowest layer stays when ours is removed: who came before ours and keeps its address (faulthandler) may put it back later, or call it,
//     while nobody watches. It then hands on what it gets.
//
// signal.signal puts Python's handler in C into ours' place, while a function in Go calls Python. Ours goes before it again when that function drops
// the GIL, or asks for another watch, or begins a verb that is long; the handler of the program is called as always, and stays when the watch ends.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include "shim.h"

// Handlers beneath ours. More than one, where another handler came before ours while it was installed (faulthandler's, or Go's own by
// signal.Notify): it keeps the address of ours and calls it, so ours stays where it is, and when it is installed anew it is
// entered twice for one signal: first it calls the newest of these, and when that comes back to it the one beneath.
enum { LAYERS = 8 };
static struct sigaction layers[LAYERS];
static atomic_int depth_of_layers;
static atomic_int watching;
static atomic_int interrupts;
static atomic_uintptr_t inside;  // the thread in our handler
static int level;                // and how often it was entered again
int32_t cpy_pressed;             // since the first of those that watch now began

static void call(const struct sigaction *next, int number, siginfo_t *info, void *context) {
    if (next->sa_flags & SA_SIGINFO)
        next->sa_sigaction(number, info, context);
    else if (next->sa_handler != SIG_DFL && next->sa_handler != SIG_IGN)
        next->sa_handler(number);
}

static void on_interrupt(int number, siginfo_t *info, void *context) {
    uintptr_t me = (uintptr_t)pthread_self();
    int again = atomic_load(&inside) == me, was = level;
    if (!again) {
        atomic_fetch_add(&interrupts, 1);
        __atomic_store_n(&cpy_pressed, 1, __ATOMIC_SEQ_CST);
    }
    int now = again ? was + 1 : 0, depth = atomic_load(&depth_of_layers);  // I1
    if (now >= depth) return;
    atomic_store(&inside, me);
    level = now;
    call(&layers[depth - 1 - now], number, info, context);
    level = was;
    if (!again) atomic_store(&inside, 0);
}

static int is_ours(const struct sigaction *a) { return (a->sa_flags & SA_SIGINFO) && a->sa_sigaction == on_interrupt; }

static int on_main_thread(void) {
#if defined(__linux__)
    return syscall(SYS_gettid) == getpid();
#elif defined(__APPLE__)
    return pthread_main_np();
#else
    return 0;
#endif
}

// Puts what is installed on top of the layers, in place of those that lie on an older entry of it. Reports whether it may.
static int remember(const struct sigaction *now) {
    int k = 0;
    if (now->sa_handler == SIG_DFL || now->sa_handler == SIG_IGN) return 0;
    while (k < depth_of_layers && layers[k].sa_handler != now->sa_handler) k++;
    if (k == LAYERS) return 0;
    layers[k] = *now;
    depth_of_layers = k + 1;
    return 1;
}

// Puts ours before what is installed, if it is not. Without a handler before it, SIGINT ends the process or is ignored, and goes on to do so.
static int install(void) {
    struct sigaction now, ours = {0};
    if (sigaction(SIGINT, NULL, &now) != 0) return 0;
    if (is_ours(&now)) return 1;  // who came before it has gone again
    if (!remember(&now)) return 0;
    ours.sa_sigaction = on_interrupt;
    ours.sa_mask = now.sa_mask;
    ours.sa_flags = now.sa_flags | SA_SIGINFO | SA_ONSTACK;
    return sigaction(SIGINT, &ours, NULL) == 0;
}

int cpy_interrupts_begin(void) {
    if (!on_main_thread()) return 0;
    if (watching > 0) {
        install();
    } else {
        __atomic_store_n(&cpy_pressed, 0, __ATOMIC_SEQ_CST);
        if (!install()) return 0;
    }
    watching++;
    return 1;
}

// Work in Go goes on, perhaps after Python code that installed another handler: ours goes before that one.
void cpy_interrupts_again(void) {
    if (atomic_load(&watching) > 0 && on_main_thread()) install();
}

// A handler that was installed meanwhile stays, and ours beneath it, if it calls it.
void cpy_interrupts_end(void) {
    struct sigaction now;
    if (--watching > 0 || sigaction(SIGINT, NULL, &now) != 0 || !is_ours(&now)) return;
    if (sigaction(SIGINT, &layers[depth_of_layers - 1], NULL) == 0 && depth_of_layers > 1) depth_of_layers--;  // I3
}

// For the call from Python that is in Go on this thread, until it ends (host.c).
int cpy_interrupts_begin_call(void) {
    cpy_frame *frame = &cpy_tls;
    if (!frame->hosted) return 0;
    if (frame->watched) {
        install();
        return 1;
    }
    return frame->watched = cpy_interrupts_begin();
}

int cpy_interrupts(void) { return atomic_load(&interrupts); }
