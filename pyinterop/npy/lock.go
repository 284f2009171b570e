package npy

import "os"

// Lock takes the advisory lock of the file for writing, and waits for it. Locks keep nobody from anything but from
// taking a lock: they are for programs that agree to use them, in Python by fcntl.flock. A lock belongs to this File: two
// Files of one process exclude each other as those of two processes do. It ends with Unlock, Close, or the process.
// Taking RLock while Lock is held makes it a lock for reading, and the other way round, and other programs may come in
// between. Headers need no lock: they do not change.
//
// The error is that of the system, or wraps [ndview.ErrReleased]. On network file systems a lock for writing may need a
// file that was opened for writing.
func (f *File[V]) Lock() error { return f.lock("Lock", lockExclusive, true) }

// RLock takes the advisory lock for reading, which several may have at a time, and waits for it. See [File.Lock].
func (f *File[V]) RLock() error { return f.lock("RLock", lockShared, true) }

// TryLock is [File.Lock] without waiting: the error wraps [ErrLocked] if somebody else has a lock.
func (f *File[V]) TryLock() error { return f.lock("TryLock", lockExclusive, false) }

// TryRLock is [File.RLock] without waiting: the error wraps [ErrLocked] if somebody else has the lock for writing.
func (f *File[V]) TryRLock() error { return f.lock("TryRLock", lockShared, false) }

// Unlock gives the lock up.
func (f *File[V]) Unlock() error { return f.lock("Unlock", unlocked, true) }

func (f *File[V]) lock(op string, how int, wait bool) error {
	return f.hold(op, func(m *mapping) error { return lockFile(m.file, how, wait) })
}

func lockFile(file *os.File, how int, wait bool) error {
	ok, err := flock(file, how, wait)
	if err == nil && !ok {
		err = ErrLocked
	}
	return err
}
