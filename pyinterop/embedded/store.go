package embedded

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	lockName   = "lock"
	tmpPrefix  = "tmp-"
	lockPolled = 50 * time.Millisecond
)

// lock makes the caller the only one, among all processes, that changes the store. The system drops such a lock when
// its process ends, however it ends, so a lock file that was left behind stops nobody.
func (s store) lock(ctx context.Context, p *progress) (unlock func(), err error) {
	if err := os.MkdirAll(s.root, 0o755); err != nil {
		return nil, fileError("make the cache directory", s.root, err)
	}
	l := flock.New(filepath.Join(s.root, lockName))
	got, err := l.TryLock()
	if err == nil && !got {
		p.step("waiting for another process that sets up %s", s.root)
		_, err = l.TryLockContext(ctx, lockPolled)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fileError("lock the cache directory", l.Path(), err)
	}
	return func() { _ = l.Close() }, nil
}

// removeLeftovers removes what interrupted processes left. The lock must be held: then no temporary directory
// belongs to anybody. A directory that cannot be removed now (an orphaned pip still writes to it) is left to
// the next start; names are never used twice, so it is in nobody's way.
func (s store) removeLeftovers() {
	entries, _ := os.ReadDir(s.root)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tmpPrefix) {
			_ = os.RemoveAll(filepath.Join(s.root, e.Name()))
		}
	}
}

// publish has build fill a new directory, marks it as complete, and renames it to final in one step, so that final is
// either absent, or what it was, or whole. The lock must be held.
func (s store) publish(final string, build func(tree string) error) error {
	tmp, err := os.MkdirTemp(s.root, tmpPrefix)
	if err != nil {
		return fileError("make a temporary directory", s.root, err)
	}
	defer os.RemoveAll(tmp)
	tree := filepath.Join(tmp, "tree")
	if err := build(tree); err != nil {
		return err
	}
	if err := markComplete(tree, final); err != nil {
		return fileError("write the completion stamp", tree, err)
	}
	// A damaged directory is moved into the temporary one, out of the way, and goes with it.
	if err := os.Rename(final, filepath.Join(tmp, "damaged")); err != nil && !os.IsNotExist(err) {
		return fileError("move the damaged directory away", final, err)
	}
	if err := os.Rename(tree, final); err != nil {
		return fileError("move the finished directory to its place", final, err)
	}
	return nil
}
