//go:build cgo && linux

// Finding the spellings of a function among the dynamic symbols of all loaded objects.
//
// References: System V ABI, chapter 5 (dynamic section, hash tables); "GNU Hash ELF Sections" for DT_GNU_HASH.

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include "find.h"

typedef struct {
    const char *core;
    inplace_spelling *out;
    int room, found;
} search;

// The dynamic section holds addresses that glibc has relocated, except where the object could not be
// written to (the kernel's vDSO).
static const void *relocated(const struct dl_phdr_info *object, ElfW(Addr) p) {
    return (const void *)(p < object->dlpi_addr ? p + object->dlpi_addr : p);
}

// The number of symbols is not stored as such. A GNU hash table is followed to its last chain's end.
static size_t count_gnu(const uint32_t *table) {
    uint32_t buckets = table[0], first = table[1], words = table[2];
    const uint32_t *bucket = (const uint32_t *)((const ElfW(Addr) *)(table + 4) + words);
    const uint32_t *chain = bucket + buckets;
    uint32_t last = 0;
    for (uint32_t i = 0; i < buckets; i++)
        if (bucket[i] > last) last = bucket[i];
    if (last < first) return first;
    while (!(chain[last - first] & 1)) last++;
    return last + 1;
}

// A decoration is a word before, and digits and underscores after: cblas_dgemm_batch is another routine.
static int is_spelling(const char *name, const char *core, const char **at) {
    const char *end = name + strlen(name);
    if (!(*at = strstr(name, core))) return 0;
    const char *after = *at + strlen(core);
    return (size_t)(end - after) == strspn(after, "_0123456789");
}

static void store(search *s, const char *path, const char *name, const char *at) {
    size_t before = at - name, after = strlen(at) - strlen(s->core);
    if (before >= sizeof s->out->prefix || after >= sizeof s->out->suffix || strlen(path) >= sizeof s->out->path) return;
    if (s->found < s->room) {
        inplace_spelling *o = &s->out[s->found];
        strcpy(o->path, path);
        snprintf(o->prefix, sizeof o->prefix, "%.*s", (int)before, name);
        strcpy(o->suffix, at + strlen(s->core));
    }
    s->found++;
}

static int look_into(struct dl_phdr_info *object, size_t size, void *data) {
    (void)size;
    search *s = data;
    const ElfW(Dyn) *d = NULL;
    for (int i = 0; i < object->dlpi_phnum; i++)
        if (object->dlpi_phdr[i].p_type == PT_DYNAMIC) d = (const void *)(object->dlpi_addr + object->dlpi_phdr[i].p_vaddr);
    if (!d) return 0;
    const ElfW(Sym) *symbols = NULL;
    const char *strings = NULL;
    size_t n = 0;
    for (; d->d_tag != DT_NULL; d++) {
        const void *p = relocated(object, d->d_un.d_ptr);
        if (d->d_tag == DT_SYMTAB) symbols = p;
        if (d->d_tag == DT_STRTAB) strings = p;
        if (d->d_tag == DT_HASH) n = ((const uint32_t *)p)[1];
        if (d->d_tag == DT_GNU_HASH && !n) n = count_gnu(p);
    }
    if (!symbols || !strings) return 0;
    for (size_t i = 0; i < n; i++) {
        int type = symbols[i].st_info & 15;
        if (symbols[i].st_shndx == SHN_UNDEF || (type != STT_FUNC && type != STT_GNU_IFUNC)) continue;
        const char *name = strings + symbols[i].st_name, *at;
        if (is_spelling(name, s->core, &at)) store(s, object->dlpi_name, name, at);
    }
    return 0;
}

int inplace_find(const char *core, inplace_spelling *out, int n) {
    search s = {core, out, n, 0};
    dl_iterate_phdr(look_into, &s);
    return s.found;
}

void *inplace_handle(const char *path) {
    return dlopen(*path ? path : NULL, RTLD_LAZY | RTLD_NOLOAD);
}

void *inplace_function(void *handle, const char *name) { return dlsym(handle, name); }

// 1 for a library that reads the low half, negative for one that reads it all.
static const int64_t half_one = (int64_t)0xffffffff00000001;

int inplace_width_blas(void *ddot) {
    double x = 2, y = 3;
    double dot = ((double (*)(int64_t, double *, int64_t, double *, int64_t))ddot)(half_one, &x, 1, &y, 1);
    return dot == 0 ? 64 : dot == 6 ? 32 : 0;
}

int inplace_width_lapack(void *dlaset) {
    int64_t m = half_one, n = half_one, ld = 1;
    double alpha = 2, beta = 3, a = 1;
    ((void (*)(char *, int64_t *, int64_t *, double *, double *, double *, int64_t *, size_t))dlaset)("F", &m, &n, &alpha, &beta, &a, &ld, 1);
    return a == 1 ? 64 : a == 3 ? 32 : 0;
}

const char *inplace_text(void *f) { return ((const char *(*)(void))f)(); }
int inplace_number(void *f) { return ((int (*)(void))f)(); }
void inplace_set_number(void *f, int n) { ((void (*)(long))f)(n); }
void inplace_mkl_text(void *f, char *text, int n) { ((void (*)(char *, int))f)(text, n); }
