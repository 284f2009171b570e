// What the files of the other doors share: door.c and tensor.c.

#ifndef INPLACE_CPY_DOOR_H
#define INPLACE_CPY_DOOR_H

#include "shim.h"

// A lending of memory that is not Go's; nobody's until cpy_lend. NULL: no memory.
cpy_lending *cpy_foreign(cpy_ssize axes, void (*give_back)(void *), void *given);
// len, and the orders in which the items are contiguous; what overflows has no length that can be true.
void cpy_settle(cpy_lending *l);
int cpy_out_of_memory(void);
// Drops a reference after the results are in the frame: what dies may run Python code, and that the shim.
void cpy_drop_from(cpy_frame *frame, cpy_object *o);
// The attribute of that name, which lives for ever, a new reference; NULL where there is none. -1 with an exception pending: a property raised another one than AttributeError.
int cpy_attribute(cpy_object *o, cpy_object *name, cpy_object **found);
// Forgets the pending exception, if there is one, since another way is tried. -1: it is not of those that say that a way is closed, and stays
// pending: no Exception (KeyboardInterrupt, SystemExit), or MemoryError.
int cpy_forgive(void);
// o.name()
cpy_object *cpy_ask(cpy_object *o, cpy_object *name);

// The names that doors have, made once.
typedef struct cpy_door_names {
    cpy_object *dlpack, *array_interface, *array_struct, *arrow_array, *arrow_stream, *cuda;  // in the order of the bits of cpy_doors
    cpy_object *mask, *shape, *typestr, *data, *strides;  // of an array interface
    cpy_object *device, *exchange, *requires_grad, *is_neg;
} cpy_door_names;

extern cpy_door_names N;
int cpy_find_names(void);  // 0, or -1 with an exception pending

#endif
