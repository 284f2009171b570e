// The CPython functions that the shim calls, each with the signature that the stable ABI gives it.
// Declared here so that no Python header is needed at build time and one binary serves every version.
//
// CPY_REQUIRED: in the stable ABI of 3.11 and later (PyThreadState_DeleteCurrent in the ABI only, not in the
// limited API of the headers; PyObject_VectorcallMethod from 3.12 on, and exported by 3.11); loading fails with the
// name of a missing one.
// CPY_OPTIONAL: exists only in some versions, or lies outside the stable ABI; NULL where missing, and
// version.c alone decides what then happens.

typedef struct cpy_object cpy_object;  // PyObject, opaque
typedef struct cpy_tstate cpy_tstate;  // PyThreadState, opaque
typedef struct cpy_config cpy_config;  // PyInitConfig, opaque
typedef intptr_t cpy_ssize;            // Py_ssize_t

// Py_buffer: 80 bytes on 64-bit systems, layout unchanged since 3.3 and frozen by the stable ABI in 3.11.
typedef struct cpy_buffer {
    void *buf;
    cpy_object *obj;
    cpy_ssize len;
    cpy_ssize itemsize;
    int readonly;
    int ndim;
    char *format;
    cpy_ssize *shape;
    cpy_ssize *strides;
    cpy_ssize *suboffsets;
    void *internal;
} cpy_buffer;

// The head of a PyObject in a build with a GIL: both members are in the stable ABI.
typedef struct cpy_head {
    cpy_ssize references;
    void *type;
} cpy_head;

// PyMethodDef, frozen by the stable ABI.
typedef struct cpy_method {
    const char *name;
    void *function;
    int flags;
    const char *doc;
} cpy_method;

// PyType_Spec and PyType_Slot, frozen by the stable ABI.
typedef struct cpy_type_slot {
    int slot;
    void *value;
} cpy_type_slot;

typedef struct cpy_spec {
    const char *name;
    int basicsize, itemsize;
    unsigned flags;
    cpy_type_slot *slots;
} cpy_spec;

#define CPY_REQUIRED(F) \
    F(int, Py_IsInitialized, (void)) \
    F(const char *, Py_GetVersion, (void)) \
    F(void, Py_InitializeEx, (int)) \
    F(wchar_t *, Py_DecodeLocale, (const char *, size_t *)) \
    F(void, Py_IncRef, (cpy_object *)) \
    F(void, Py_DecRef, (cpy_object *)) \
    F(int, PyGILState_Ensure, (void)) \
    F(void, PyGILState_Release, (int)) \
    F(cpy_tstate *, PyGILState_GetThisThreadState, (void)) \
    F(cpy_tstate *, PyEval_SaveThread, (void)) \
    F(void, PyEval_RestoreThread, (cpy_tstate *)) \
    F(void, PyThreadState_Clear, (cpy_tstate *)) \
    F(void, PyThreadState_DeleteCurrent, (void)) \
    F(unsigned long, PyThread_get_thread_ident, (void)) \
    F(void *, PyInterpreterState_Get, (void)) \
    F(int64_t, PyInterpreterState_GetID, (void *)) \
    F(cpy_object *, PyErr_Occurred, (void)) \
    F(void, PyErr_Clear, (void)) \
    F(void, PyErr_Fetch, (cpy_object **, cpy_object **, cpy_object **)) \
    F(void, PyErr_Restore, (cpy_object *, cpy_object *, cpy_object *)) \
    F(void, PyErr_NormalizeException, (cpy_object **, cpy_object **, cpy_object **)) \
    F(void, PyErr_SetString, (cpy_object *, const char *)) \
    F(void, PyErr_SetObject, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyErr_Format, (cpy_object *, const char *, ...)) \
    F(int, PyErr_ExceptionMatches, (cpy_object *)) \
    F(int, PyException_SetTraceback, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyImport_Import, (cpy_object *)) \
    F(cpy_object *, PyImport_AddModule, (const char *)) \
    F(cpy_object *, PyImport_GetModuleDict, (void)) \
    F(cpy_object *, PyModule_GetDict, (cpy_object *)) \
    F(cpy_object *, PyModule_Create2, (void *, int)) \
    F(cpy_object *, PyCFunction_NewEx, (cpy_method *, cpy_object *, cpy_object *)) \
    F(cpy_object *, Py_CompileString, (const char *, const char *, int)) \
    F(cpy_object *, PyEval_EvalCode, (cpy_object *, cpy_object *, cpy_object *)) \
    F(cpy_object *, PyObject_GetAttr, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyObject_GetAttrString, (cpy_object *, const char *)) \
    F(int, PyObject_SetAttr, (cpy_object *, cpy_object *, cpy_object *)) \
    F(cpy_object *, PyObject_GetItem, (cpy_object *, cpy_object *)) \
    F(int, PyObject_SetItem, (cpy_object *, cpy_object *, cpy_object *)) \
    F(int, PyObject_DelItem, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyObject_Call, (cpy_object *, cpy_object *, cpy_object *)) \
    F(cpy_object *, PyObject_VectorcallMethod, (cpy_object *, cpy_object *const *, size_t, cpy_object *)) \
    F(cpy_object *, PyObject_GetIter, (cpy_object *)) \
    F(cpy_object *, PyIter_Next, (cpy_object *)) \
    F(cpy_ssize, PyObject_Size, (cpy_object *)) \
    F(cpy_object *, PyObject_Str, (cpy_object *)) \
    F(cpy_object *, PyObject_Repr, (cpy_object *)) \
    F(cpy_object *, PyObject_Type, (cpy_object *)) \
    F(int, PyObject_IsTrue, (cpy_object *)) \
    F(int, PyObject_IsInstance, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyObject_RichCompare, (cpy_object *, cpy_object *, int)) \
    F(int, PyType_IsSubtype, (cpy_object *, cpy_object *)) \
    F(unsigned long, PyType_GetFlags, (cpy_object *)) \
    F(int, PyCallable_Check, (cpy_object *)) \
    F(cpy_object *, PyNumber_Index, (cpy_object *)) \
    F(cpy_object *, PyNumber_ToBase, (cpy_object *, int)) \
    F(cpy_object *, PyLong_FromLongLong, (long long)) \
    F(cpy_object *, PyLong_FromUnsignedLongLong, (unsigned long long)) \
    F(cpy_object *, PyLong_FromString, (const char *, char **, int)) \
    F(long long, PyLong_AsLongLong, (cpy_object *)) \
    F(unsigned long long, PyLong_AsUnsignedLongLong, (cpy_object *)) \
    F(cpy_object *, PyFloat_FromDouble, (double)) \
    F(double, PyFloat_AsDouble, (cpy_object *)) \
    F(cpy_object *, PyComplex_FromDoubles, (double, double)) \
    F(cpy_object *, PyBool_FromLong, (long)) \
    F(cpy_object *, PyUnicode_FromStringAndSize, (const char *, cpy_ssize)) \
    F(const char *, PyUnicode_AsUTF8AndSize, (cpy_object *, cpy_ssize *)) \
    F(cpy_object *, PyUnicode_InternFromString, (const char *)) \
    F(cpy_object *, PyBytes_FromStringAndSize, (const char *, cpy_ssize)) \
    F(int, PyBytes_AsStringAndSize, (cpy_object *, char **, cpy_ssize *)) \
    F(int, PyUnicode_Compare, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyTuple_New, (cpy_ssize)) \
    F(cpy_ssize, PyTuple_Size, (cpy_object *)) \
    F(cpy_object *, PyTuple_GetItem, (cpy_object *, cpy_ssize)) \
    F(int, PyTuple_SetItem, (cpy_object *, cpy_ssize, cpy_object *)) \
    F(cpy_object *, PyList_New, (cpy_ssize)) \
    F(int, PyList_SetItem, (cpy_object *, cpy_ssize, cpy_object *)) \
    F(cpy_object *, PyDict_New, (void)) \
    F(int, PyDict_SetItem, (cpy_object *, cpy_object *, cpy_object *)) \
    F(cpy_object *, PyDict_GetItemWithError, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyMapping_Items, (cpy_object *)) \
    F(cpy_object *, PySet_New, (cpy_object *)) \
    F(int, PySet_Add, (cpy_object *, cpy_object *)) \
    F(int, PyObject_CheckBuffer, (cpy_object *)) \
    F(int, PyObject_GetBuffer, (cpy_object *, cpy_buffer *, int)) \
    F(void, PyBuffer_Release, (cpy_buffer *)) \
    F(cpy_object *, PyWeakref_NewRef, (cpy_object *, cpy_object *)) \
    F(cpy_object *, PyType_FromSpec, (cpy_spec *)) \
    F(cpy_object *, PyType_GenericAlloc, (void *, cpy_ssize)) \
    F(void, PyObject_Free, (void *)) \
    F(cpy_object *, PyMemoryView_FromObject, (cpy_object *)) \
    F(cpy_object *, PyCapsule_New, (void *, const char *, void (*)(cpy_object *))) \
    F(void *, PyCapsule_GetPointer, (cpy_object *, const char *)) \
    F(int, PyCapsule_IsValid, (cpy_object *, const char *)) \
    F(int, PyCapsule_SetName, (cpy_object *, const char *))

// Data of the stable ABI: types, singletons, exceptions. Each name is the address of an object, except
// the PyExc_ ones, which are addresses of pointers.
#define CPY_DATA(F) \
    F(_Py_NoneStruct) \
    F(_Py_TrueStruct) \
    F(_Py_FalseStruct) \
    F(PyFloat_Type) \
    F(PyComplex_Type) \
    F(PySet_Type) \
    F(PyFrozenSet_Type) \
    F(PyBytes_Type) \
    F(PyByteArray_Type) \
    F(PyMemoryView_Type) \
    F(PyExc_RuntimeError) \
    F(PyExc_ImportError) \
    F(PyExc_TypeError) \
    F(PyExc_BufferError) \
    F(PyExc_OverflowError) \
    F(PyExc_ValueError) \
    F(PyExc_AttributeError) \
    F(PyExc_MemoryError) \
    F(PyExc_Exception)

#define CPY_OPTIONAL(F) \
    F(cpy_object *, PyErr_GetRaisedException, (void)) \
    F(int, PyObject_GetOptionalAttr, (cpy_object *, cpy_object *, cpy_object **)) \
    F(int, _PyObject_LookupAttr, (cpy_object *, cpy_object *, cpy_object **)) \
    F(cpy_tstate *, PyThreadState_GetUnchecked, (void)) \
    F(cpy_tstate *, _PyThreadState_UncheckedGet, (void)) \
    F(int, Py_IsFinalizing, (void)) \
    F(int, _Py_IsFinalizing, (void)) \
    F(void, Py_SetProgramName, (const wchar_t *)) \
    F(cpy_config *, PyInitConfig_Create, (void)) \
    F(void, PyInitConfig_Free, (cpy_config *)) \
    F(int, PyInitConfig_GetError, (cpy_config *, const char **)) \
    F(int, PyInitConfig_SetInt, (cpy_config *, const char *, int64_t)) \
    F(int, PyInitConfig_SetStr, (cpy_config *, const char *, const char *)) \
    F(int, Py_InitializeFromInitConfig, (cpy_config *))

typedef struct cpy_api {
#define CPY_FIELD(ret, name, args) ret (*name) args;
    CPY_REQUIRED(CPY_FIELD)
    CPY_OPTIONAL(CPY_FIELD)
#undef CPY_FIELD
#define CPY_FIELD(name) cpy_object *name;
    CPY_DATA(CPY_FIELD)
#undef CPY_FIELD
    const unsigned long *Py_Version;  // optional, like the next
    int *Py_UTF8Mode;
} cpy_api;

extern cpy_api P;
