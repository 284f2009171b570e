package embedded

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// provideBase unpacks the distribution unless it is there and complete. The lock must be held.
func (s store) provideBase(ctx context.Context, base string, p *progress) error {
	if isComplete(base) {
		return nil
	}
	p.step("unpacking CPython %s into %s", Version, base)
	return s.publish(base, func(tree string) error {
		if err := unpack(tree); err != nil {
			return fileError("unpack CPython "+Version, base, err)
		}
		if err := relink(tree); err != nil {
			return fileError("unpack CPython "+Version, base, err)
		}
		if err := relocate(tree, base); err != nil {
			return fileError("unpack CPython "+Version, base, err)
		}
		return ctx.Err()
	})
}

// buildPrefix matches the directory for which the distribution was configured, where it begins a path in sysconfig's data.
var buildPrefix = regexp.MustCompile(`(["=' ])/install\b`)

// relocate makes sysconfig's variables (LIBDIR, by which programs look for libpython, and others) name the directories
// below base instead of those of the machine that built the distribution. The two files, JSON and Python, quote alike.
// There are none on Windows.
func relocate(tree, base string) error {
	quoted, err := json.Marshal(filepath.ToSlash(base))
	if err != nil {
		return err
	}
	path := quoted[1 : len(quoted)-1]
	entries, err := os.ReadDir(filepath.Join(tree, stdlib))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "_sysconfig") {
			continue
		}
		file := filepath.Join(tree, stdlib, e.Name())
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text = buildPrefix.ReplaceAllFunc(text, func(m []byte) []byte { return append(m[:1:1], path...) })
		if err := os.WriteFile(file, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
