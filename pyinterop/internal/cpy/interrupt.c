// Ctrl-C while a Go function runs. Python's handler of SIGINT sets a flag that the interpreter reads between instructions,
// so a function learns nothing of it. While calls that want to know run, a handler of ours stands before Python's: it counts,
// and calls Python's, which does what it always does.
//
// I1  The handler is installed and removed on the main thread only, so what it reads below does not change while it is
//     installed; it may run on any thread.
// I2  SA_ONSTACK: the thread may run Go code, whose stacks are small.
#define _GNU_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#else
#include <pthread.h>
#endif
#include "shim.h"

static struct sigaction before;
static int watching;
static atomic_int interrupts;
int32_t cpy_pressed;  // since the first of those that watch now began

static void on_interrupt(int number, siginfo_t *info, void *context) {
    atomic_fetch_add(&interrupts, 1);
    __atomic_store_n(&cpy_pressed, 1, __ATOMIC_SEQ_CST);
    if (before.sa_flags & SA_SIGINFO)
        before.sa_sigaction(number, info, context);
    else
        before.sa_handler(number);
}

static int on_main_thread(void) {
#if defined(__linux__)
    return syscall(SYS_gettid) == getpid();
#elif defined(__APPLE__)
    return pthread_main_np();
#else
    return 0;
#endif
}

// Without a handler before it, SIGINT ends the process or is ignored, and goes on to do so.
int cpy_interrupts_begin(void) {
    if (!on_main_thread()) return 0;
    if (watching++ > 0) return 1;
    struct sigaction ours = {0};
    if (sigaction(SIGINT, NULL, &before) != 0 || before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
        watching = 0;
        return 0;
    }
    __atomic_store_n(&cpy_pressed, 0, __ATOMIC_SEQ_CST);
    ours.sa_sigaction = on_interrupt;
    ours.sa_mask = before.sa_mask;
    ours.sa_flags = before.sa_flags | SA_SIGINFO | SA_ONSTACK;
    if (sigaction(SIGINT, &ours, NULL) != 0) {
        watching = 0;
        return 0;
    }
    return 1;
}

// A handler that Python code has installed meanwhile stays.
void cpy_interrupts_end(void) {
    struct sigaction now;
    if (--watching == 0 && sigaction(SIGINT, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_interrupt)
        sigaction(SIGINT, &before, NULL);
}

// For the call from Python that is in Go on this thread, until it ends (host.c).
int cpy_interrupts_begin_call(void) {
    cpy_frame *frame = &cpy_tls;
    if (!frame->hosted) return 0;
    if (!frame->watched) frame->watched = cpy_interrupts_begin();
    return frame->watched;
}

int cpy_interrupts(void) { return atomic_load(&interrupts); }
