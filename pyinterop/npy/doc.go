// Package npy maps arrays that lie in files: .npy files of NumPy, members of .npz files, files without a header as
// numpy.memmap has them, and blocks of Python's multiprocessing.shared_memory. The array is not read, it is the file:
// views of package ndview over the pages that the system keeps of it, which every other process that maps the file
// sees and writes, too. It is plain Go and needs neither cgo nor Python.
//
//	f, err := npy.OpenMut[float64]("a.npy") // a = np.load("a.npy", mmap_mode="r+")
//	if err != nil {
//		return err
//	}
//	defer f.Close()
//	return f.Do(func(v ndview.MutView[float64]) error {
//		return ops.Scale(v, 2) // a *= 2
//	})
//
// So an array outlives the process that made it. That is what a notebook needs whose cells are processes (GoNB), and
// two kernels that work on one array.
//
// # What can be opened
//
//	                                     read               read and write       new
//	.npy, items of a Go type             Open               OpenMut              Create, CreateF
//	.npy, any items, records             OpenRaw            OpenRawMut           CreateRaw, CreateStructs
//	file without a header                OpenMemmap(Raw)    OpenMemmap(Raw)Mut   CreateMemmap(Raw)
//	shared memory, by name               OpenShared         OpenSharedMut        CreateShared
//	member of a .npz                     OpenMember(Raw)
//	member of a .npz, also compressed    CopyMember, into Go memory
//
// Formats 1.0, 2.0 and 3.0; every dtype that [ndview.ParseDType] knows, in both byte orders and both orders of axes.
// [Float64], [OpenMutFloat64] and their like are the same without type parameters. Records become Go structs by
// [ndview.StructsOf], dtypes of records come from [ParseDType] or [DTypeOfStruct].
//
// # What is checked
//
// A header is read by a parser that knows literals and executes nothing; its length, depth and numbers are bounded.
// Before anything is mapped the array's last byte is proved to lie within the file. Arrays of Python objects are refused:
// their items are pickled. An error lists all that is unmet.
//
// New files are made under another name and renamed when they are whole, and no view of a .npy file opened as such reaches
// its header. So a header is never half written. Data are written by the processor and reach other processes at once; they reach the disk when
// the system gets round to it, or when [File.Sync] returns.
//
// # Faults
//
// A map promises memory that the system may not have: when another process shrinks the file, when a page cannot be
// read, or when the disk is full that is to take a page which was never written. Touching it then is a fault, which ends
// a process; what follows the end of a file in its last page is no fault, and reads as zeros. In [File.Do] it is an error, also in the workers that a verb, a fused expression or a parallel loop
// starts. What the function had written stays written. In C (package npblas), and in goroutines that the function
// starts itself, it still ends the process.
//
// # Lifetime
//
// [File.Close] ends the map. Views know that and panic by name. Go slices (also those of ndview.StructsOf) cannot know:
// touching one after Close is a fault. Two maps of one file share memory that lies at two addresses: verbs cannot see
// that operands overlap which come from different Files. Open a file once, and slice.
//
// # Concurrency
//
// All methods may be called from several goroutines. Nobody keeps other processes from reading what is half written:
// agree on the advisory lock ([File.Lock], fcntl.flock in Python), or on pieces.
//
// # Platforms
//
// Linux is tested. On macOS maps and locks are compiled and untested; shared memory has no files there. Elsewhere, Windows
// included, what would map a file returns an error that wraps errors.ErrUnsupported; [ReadHeader], [Members] and
// [CopyMember] work.
//
// Sources: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html,
// https://numpy.org/doc/stable/reference/generated/numpy.memmap.html,
// https://docs.python.org/3/library/multiprocessing.shared_memory.html, mmap(2), msync(2), flock(2).
package npy

//go:generate go run ./internal/gen
