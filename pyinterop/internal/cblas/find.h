#include <stddef.h>
#include <stdint.h>

// One spelling of one routine in one loaded object: PREFIX core SUFFIX.
typedef struct {
    char path[4096];
    char prefix[64];
    char suffix[32];
} inplace_spelling;

// Stores up to n spellings of the function whose undecorated name is core, and returns how many there are.
int inplace_find(const char *core, inplace_spelling *out, int n);

// A handle on a library that is loaded already, which then stays loaded; NULL if there is none at path. An
// empty path is the program itself.
void *inplace_handle(const char *path);

// The function's address, or NULL.
void *inplace_function(void *handle, const char *name);

// 64 or 32, the bits of the integers that this cblas_ddot or Fortran dlaset reads; 0 for another answer.
int inplace_width_blas(void *ddot);
int inplace_width_lapack(void *dlaset);

// What libraries say of themselves; the functions have no arguments but these.
const char *inplace_text(void *f);
int inplace_number(void *f);
void inplace_set_number(void *f, int n);
void inplace_mkl_text(void *f, char *text, int n);
