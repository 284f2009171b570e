//go:build !linux && !darwin

package npy

import (
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/go-inplace/inplace/internal/mem"
)

// Files are mapped on Linux and macOS. Elsewhere headers can be read and written and members of .npz files copied, and
// what would map a file returns an error that wraps errors.ErrUnsupported.

const (
	openFlags = 0
	noFollow  = 0
)

type mapping struct {
	file  *os.File
	pages []byte
	from  int64
	data  mem.Addr
	mut   bool
}

var errNoMaps = fmt.Errorf("files are not mapped on %s: %w", runtime.GOOS, errors.ErrUnsupported)

func newMapping(*os.File, int64, int, bool) (*mapping, error) { return nil, errNoMaps }

func (m *mapping) sync() error  { return errNoMaps }
func (m *mapping) close() error { return m.file.Close() }
func (m *mapping) unmap() error { return nil }

func flock(*os.File, int, bool) (bool, error) { return false, errNoMaps }

const (
	lockShared = iota
	lockExclusive
	unlocked
)

func syncFolder(*os.File) error { return nil }
