// The structures of DLPack 1.x, the same in all its versions from 1.0 on; before that there were no versions, and the
// managed tensor began with the tensor.
//
// https://dmlc.github.io/dlpack/latest/c_api.html

#ifndef INPLACE_CPY_DLPACK_H
#define INPLACE_CPY_DLPACK_H

#include <stdint.h>

enum { DL_CPU = 1, DL_CUDA_HOST = 3, DL_ROCM_HOST = 11 };
enum { DL_READ_ONLY = 1, DL_COPIED = 2, DL_MAJOR = 1 };

typedef struct dl_tensor {
    void *data;
    int32_t device_type, device_id;
    int32_t ndim;
    uint8_t code, bits;
    uint16_t lanes;
    int64_t *shape;
    int64_t *strides;  // in elements; NULL: C-contiguous
    uint64_t byte_offset;
} dl_tensor;

typedef struct dl_managed {
    dl_tensor t;
    void *context;
    void (*deleter)(struct dl_managed *self);
} dl_managed;

typedef struct dl_versioned {
    uint32_t major, minor;
    void *context;
    void (*deleter)(struct dl_versioned *self);
    uint64_t flags;
    dl_tensor t;
} dl_versioned;

// The functions of a class, from DLPack 1.3 on, in the capsule __dlpack_c_exchange_api__ of the class. The table lives for ever.
typedef struct dl_exchange {
    uint32_t major, minor;
    void *older, *allocate;
    int (*from_object)(void *object, dl_versioned **out);  // 0, or -1 with an exception pending
} dl_exchange;

#endif
