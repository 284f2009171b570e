package npy

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/go-inplace/inplace/ndview"
)

// Blocks of Python's multiprocessing.shared_memory. On Linux a block named "psm_21467_46075" is the file of that name in
// /dev/shm, without a header: both sides have to know what is in it.

const sharedFolder = "/dev/shm/"

// SharedPath is the path of a block of shared memory, for [OpenMemmapRaw] and for files such as "x.npy" beside the
// blocks. The error says if the name cannot be that of a block, or the system has no such files: only Linux has them;
// elsewhere take a file in a temporary folder.
func SharedPath(name string) (string, error) {
	bare := strings.TrimPrefix(name, "/") // as shm_open wants names
	switch {
	case runtime.GOOS != "linux":
		return "", fmt.Errorf("npy: SharedPath of %q: blocks of shared memory are no files on %s: %w", name, runtime.GOOS, errors.ErrUnsupported)
	case bare == "" || bare == "." || bare == ".." || strings.ContainsAny(bare, "/\x00") || len(bare) > 255:
		return "", fmt.Errorf("npy: SharedPath of %q: wanted a name of 1 to 255 bytes without slashes: %w", name, os.ErrInvalid)
	}
	return sharedFolder + bare, nil
}

// OpenShared maps a block that Python made, by shared_memory.SharedMemory(create=True, …), for reading:
// numpy.ndarray(shape, dtype, buffer=block.buf) is the same memory there. A block may be longer than the array. As
// in shm_open a symbolic link is no block. Errors are those of [OpenMemmap] and [SharedPath].
func OpenShared[T ndview.Element](name string, shape ...int) (*File[ndview.View[T]], error) {
	path, err := SharedPath(name)
	if err != nil {
		return nil, err
	}
	w := wantOf[T]("OpenShared", false)
	w.block = true
	return openMemmap(w, path, memmapOf[T](0, shape), view[T])
}

// OpenSharedMut is OpenShared for reading and writing.
func OpenSharedMut[T ndview.Element](name string, shape ...int) (*File[ndview.MutView[T]], error) {
	path, err := SharedPath(name)
	if err != nil {
		return nil, err
	}
	w := wantOf[T]("OpenSharedMut", true)
	w.block = true
	return openMemmap(w, path, memmapOf[T](0, shape), ndview.AsMut[T])
}

// CreateShared makes a block of zeros, which Python attaches to by shared_memory.SharedMemory(name). As there, a block
// that exists is an error, which wraps fs.ErrExist, and only this user may open it. The block stays until
// [RemoveShared] or Python's unlink. (Before Python 3.13 a Python that attached unlinks the block when it ends; from
// then on SharedMemory(name, track=False) does not.)
func CreateShared[T ndview.Element](name string, shape ...int) (*File[ndview.MutView[T]], error) {
	w := wantOf[T]("CreateShared", true)
	path, err := SharedPath(name)
	if err != nil {
		return nil, err
	}
	h, err := memmapOf[T](0, shape).header()
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	size, err := h.Size()
	if err != nil {
		return nil, refuse(w.op, path, err, "")
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|openFlags, 0o600)
	if err != nil {
		return nil, refuse(w.op, path, err, wayInShared(err))
	}
	if err := f.Truncate(size); err != nil {
		os.Remove(path)
		return nil, errors.Join(refuse(w.op, path, err, ""), f.Close())
	}
	file, err := mapFile(w, path, f, size, 0, h, ndview.AsMut[T])
	if err != nil {
		os.Remove(path)
		return nil, errors.Join(err, f.Close())
	}
	return file, nil
}

func wayInShared(err error) string {
	if errors.Is(err, os.ErrExist) {
		return "OpenSharedMut opens the block that is there, RemoveShared removes it"
	}
	return ""
}

// RemoveShared removes the name of a block, as Python's unlink does. Who has the block open keeps it.
func RemoveShared(name string) error {
	path, err := SharedPath(name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("npy: RemoveShared: %w", err)
	}
	return nil
}
