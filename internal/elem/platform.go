package elem

import (
	"encoding/binary"
	"math/bits"
	"runtime"
)

// The C types whose size or alignment depends on the platform. Everything else in this package is
// the same everywhere.
const pointerSize = bits.UintSize / 8

var (
	// longSize is sizeof(long): 8 under LP64 (Linux, macOS), 4 under LLP64 (Windows) and ILP32.
	longSize = sizeofLong(runtime.GOOS)

	// wcharSize is sizeof(wchar_t), which ctypes writes as 'u'.
	wcharSize = sizeofWchar(runtime.GOOS)

	// longDoubleSize and longDoubleAlign belong to C's long double. 8 means that it is a double.
	longDoubleSize, longDoubleAlign = sizeofLongDouble(runtime.GOOS, runtime.GOARCH)

	// maxNativeAlign caps the alignment of C's 8-byte scalars: the System V ABI of i386 aligns
	// them to 4 inside structs.
	maxNativeAlign = maxAlign(runtime.GOOS, runtime.GOARCH)
)

// hostLittle is true when the least significant byte comes first.
var hostLittle = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

func sizeofLong(goos string) int {
	if goos == "windows" {
		return 4
	}
	return pointerSize
}

func sizeofWchar(goos string) int {
	if goos == "windows" {
		return 2
	}
	return 4
}

func sizeofLongDouble(goos, goarch string) (size, align int) {
	switch {
	case goos == "windows":
		return 8, 8
	case goarch == "386":
		return 12, 4
	case goarch == "arm":
		return 8, 8
	case goarch == "arm64" && (goos == "darwin" || goos == "ios"):
		return 8, 8
	}
	return 16, 16
}

func maxAlign(goos, goarch string) int {
	if goarch == "386" && goos != "windows" {
		return 4
	}
	return 16
}

// swappedBy says whether an order mark means the other byte order than the host's.
func swappedBy(mark byte) bool {
	switch mark {
	case '<':
		return !hostLittle
	case '>', '!':
		return hostLittle
	}
	return false
}
