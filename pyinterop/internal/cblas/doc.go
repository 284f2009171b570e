// Package cblas is the cgo room of package npblas: it finds the BLAS and LAPACK libraries that are loaded in
// the process, and calls them. Nothing is linked and no header of a BLAS is used: the functions are asked of
// the objects that the dynamic linker has loaded.
//
// # Finding
//
// A library decorates its names: the OpenBLAS in NumPy's wheels calls cblas_dgemm scipy_cblas_dgemm64_, and
// dgesdd_ scipy_dgesdd_64_; MKL has cblas_dgemm_64. No list of decorations is kept. Find walks the loaded ELF
// objects (dl_iterate_phdr), reads their tables of dynamic symbols, and takes what stands before and after
// cblas_dgemm, and before and after dgesdd, as the decoration of all the others.
//
// Whether integers have 32 or 64 bits (LP64, ILP64) no name says for certain, so each candidate is asked by a call:
// a count whose upper half is all ones and whose lower half is 1 is negative for a library that reads 64 bits,
// which then does nothing, and is 1 for one that reads 32.
//
// # Calling
//
// The functions of a Library check nothing. Who calls them has checked that flags are those of the C
// interface and that sizes, strides and lengths fit: package npblas does, before each call. A function
// that the library lacks ([Library.Has]) must not be called.
//
// # Unsafe
//
// Each use names the invariant that makes it sound:
//
//	B1  Go memory is passed to C for the length of one call; C keeps none of it and calls nothing back.
//	    The caller has checked that the routine stays inside
//	B2  memory that C allocated is freed once, by the function that asked for it
//	B3  a function's address comes from dlsym of a library that is never closed
//	B4  an Ints has room for the library's width, and is read in that width
//
// The package is empty without cgo and on other systems than Linux. On macOS the same could be done with
// _dyld_get_image_name and Accelerate's names, which end in $NEWLAPACK or $NEWLAPACK$ILP64.
package cblas
