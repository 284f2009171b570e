//go:build linux || darwin

package npy

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/go-inplace/inplace/internal/mem"
)

// openFlags keep the opening of a named pipe from waiting for its other end.
const openFlags = syscall.O_NONBLOCK | syscall.O_CLOEXEC

// noFollow keeps the opening of a file from following a symbolic link that has its name.
const noFollow = syscall.O_NOFOLLOW

// A mapping is a piece of a file in memory.
type mapping struct {
	file  *os.File
	pages []byte // whole pages, from a page's start; nil for no bytes
	from  int64  // byte of the file that pages starts with
	data  mem.Addr
	mut   bool
}

// newMapping maps n bytes of a file from offset on, shared with everybody else who has it mapped. It owns the file then.
func newMapping(f *os.File, offset int64, n int, mut bool) (*mapping, error) {
	m := &mapping{file: f, mut: mut}
	if n == 0 {
		return m, nil
	}
	prot := syscall.PROT_READ
	if mut {
		prot |= syscall.PROT_WRITE
	}
	skip := int(offset % int64(os.Getpagesize()))
	m.from = offset - int64(skip)
	pages, err := syscall.Mmap(int(f.Fd()), m.from, n+skip, prot, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("mmap of %d bytes: %w", n, err)
	}
	m.pages, m.data = pages, mem.Add(mem.Of(pages), skip) // M2: skip bytes of the first page lie before the data
	return m, nil
}

// sync waits until what was written is on the disk.
func (m *mapping) sync() error {
	if !m.mut || len(m.pages) == 0 {
		return nil
	}
	_, _, e := syscall.Syscall(syscall.SYS_MSYNC, mem.Uint(mem.Of(m.pages)), uintptr(len(m.pages)), syscall.MS_SYNC)
	if e != 0 {
		return fmt.Errorf("msync: %w", e)
	}
	return m.file.Sync() // the file's length, after it was created
}

// close gives the memory back, and with the file its locks.
func (m *mapping) close() error { return errors.Join(m.unmap(), m.file.Close()) }

// unmap gives the memory back and leaves the file open.
func (m *mapping) unmap() error {
	if m.pages == nil {
		return nil
	}
	err := syscall.Munmap(m.pages)
	m.pages, m.data = nil, nil
	return err
}

// flock takes or gives up the advisory lock of an open file. false: somebody else has it and wait is not set.
func flock(f *os.File, how int, wait bool) (bool, error) {
	if !wait {
		how |= syscall.LOCK_NB
	}
	for {
		switch err := syscall.Flock(int(f.Fd()), how); err {
		case nil:
			return true, nil
		case syscall.EINTR:
		case syscall.EWOULDBLOCK:
			return false, nil
		default:
			return false, fmt.Errorf("flock: %w", err)
		}
	}
}

const (
	lockShared    = syscall.LOCK_SH
	lockExclusive = syscall.LOCK_EX
	unlocked      = syscall.LOCK_UN
)

// syncFolder makes a rename in a folder last.
func syncFolder(d *os.File) error {
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // some file systems do not sync folders
		return err
	}
	return nil
}
