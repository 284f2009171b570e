package cpy

import (
	"errors"
	"math"
	"math/bits"
)

// ErrNoCgo: the program was built without cgo, or for a system that has no dlopen.
var ErrNoCgo = errors.New("pyinterop: this program was built without cgo (CGO_ENABLED=0, or no C compiler, or Windows), " +
	"so it cannot call Python; build with CGO_ENABLED=1 and a C compiler on Linux or macOS")

// Object is the address of a Python object, 0 for none. It says nothing about who owns the reference.
type Object uintptr

// Status is the outcome of a shim call.
type Status int32

const (
	OK             Status = iota
	Raised                // a Python exception is pending, see TakeError
	OtherThread           // the Thread belongs to another OS thread
	NoGIL                 // this thread has dropped the GIL
	Closed                // after Close, or while the host interpreter finalises
	Subinterpreter        // the calling thread runs a subinterpreter
	NotStarted
	Changed // released, and the NumPy array is not what was borrowed any more
	Masked  // a masked array of NumPy, which is not borrowed
	Objects // an array with references to Python objects, which is not borrowed for writing without its format
	TooMany // host functions in one library, or parameters of one
)

// MaxParams is how many parameters a host function may have, MaxFunctions how many functions a library.
const (
	MaxParams    = 32
	MaxFunctions = 512
)

// What a function that Python calls returns instead of a reference.
const (
	HostNone     = Object(1)  // None
	hostFloat    = Object(2)  // the number in its first argument's place
	hostInt      = Object(3)  // the same
	HostGaveUp   = Object(4)  // what SetOtherwise named is called instead
	HostArgument = Object(16) // and on: the argument of that place
	hostLast     = HostArgument + MaxParams - 1
)

// IsReference reports whether a result of a function that Python calls is one.
func (o Object) IsReference() bool { return o > hostLast }

// HostKind says what the shim makes of an argument before it calls Go.
type HostKind int

const (
	HostObject  HostKind = iota // nothing
	HostFloat                   // a float64
	HostInt                     // an int64
	HostDefault                 // nothing: it must be the default
	HostArray                   // the shim borrows it
)

// A HostParam is a parameter of a function that Python calls. Default is a reference, 0 where the argument must be given.
type HostParam struct {
	Name     string
	Kind     HostKind
	Default  Object
	Request  int  // PyBUF_ flags, of a HostArray
	Optional bool // a HostArray may be None
}

// A HostFunction is a function that Python calls: the first PositionalOnly parameters are given by position, those up
// to Positional by position or name, the others by name. Doc begins with the signature, as CPython's own functions' do.
type HostFunction struct {
	Name, Doc                  string
	PositionalOnly, Positional int
	Params                     []HostParam
}

// Kind is what a Python object is to the conversions.
type Kind int

const (
	KindOther Kind = iota
	KindNone
	KindBool
	KindInt
	KindFloat
	KindComplex
	KindStr
	KindBytes
	KindByteArray
	KindTuple
	KindList
	KindDict
	KindSet
)

// Comparison operators of RichCompare, with CPython's numbers.
const (
	LT = iota
	LE
	EQ
	NE
	GT
	GE
)

// MaxNdim is PyBUF_MAX_NDIM.
const MaxNdim = 64

// Where an array can be: nothing is mapped on the first page, and a process has at most 56 bits of addresses.
// The shim has the same numbers (shim.h).
const (
	FirstPage = 4096
	MaxSpan   = math.MaxInt >> (bits.UintSize / 64 * 7) // bytes
)

// Buffer requests (PyBUF_*), frozen by the stable ABI.
const (
	BufSimple   = 0
	BufWritable = 0x0001
	BufFormat   = 0x0004
	BufND       = 0x0008
	BufStrides  = 0x0010 | BufND
	BufC        = 0x0020 | BufStrides
	BufF        = 0x0040 | BufStrides
	BufAny      = 0x0080 | BufStrides
	BufIndirect = 0x0100 | BufStrides
	BufFullRO   = BufIndirect | BufFormat
	BufFull     = BufFullRO | BufWritable

	// BufKnown is every bit that CPython 3.14 gives a meaning in a request, PyBUF_READ and PyBUF_WRITE (which are
	// no requests) with them.
	BufKnown = BufFull | BufC | BufF | BufAny | 0x0200
)
