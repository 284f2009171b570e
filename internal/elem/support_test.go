package elem

import (
	"math/bits"
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// The tables of these tests are written for LP64 on a little-endian host with an 80-bit long double
// stored in 16 bytes: Linux and macOS on amd64, Linux on arm64.
func TestMain(m *testing.M) {
	if bits.UintSize != 64 || longSize != 8 || longDoubleSize != 16 || !hostLittle {
		println("the tables of this package's tests do not hold on", runtime.GOOS, runtime.GOARCH)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// typed parses a format that must be typed.
func typed(t *testing.T, format string, itemsize int) Item {
	t.Helper()
	it, err := Parse(format, itemsize)
	require.NoError(t, err)
	require.Empty(t, it.Opaque, "%q, itemsize %d", format, itemsize)
	require.Equal(t, itemsize, it.Size(), "%q", format)
	return it
}

// untyped parses a format that must be opaque, and gives the reason.
func untyped(t *testing.T, format string, itemsize int) string {
	t.Helper()
	it, err := Parse(format, itemsize)
	require.NoError(t, err)
	require.NotEmpty(t, it.Opaque, "%q, itemsize %d gave %v", format, itemsize, it)
	require.Equal(t, Type{Kind: KindVoid, Size: itemsize}, it.Type)
	require.Nil(t, it.Shape)
	return it.Opaque
}

// asStruct lays a format out as C does.
func asStruct(t *testing.T, format string) Type {
	t.Helper()
	a, err := try(format, reading{wchar: 4, asStruct: true})
	require.NoError(t, err)
	return a.typ
}
