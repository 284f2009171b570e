//go:build cgo && linux

#include "count.h"

static long calls;

double inplace_count(void) { return calls++, 0; }
long inplace_counted(void) { return calls; }
