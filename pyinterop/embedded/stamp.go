package embedded

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A finished directory holds a stamp: a list of its files with their sizes and of its links with their targets, written
// last, before the directory gets its final name. A directory is complete when the stamp is whole, was
// made for this very path (environments hold absolute paths and cannot be moved), and each entry is still as listed.
// That takes one lstat per file, a few milliseconds in all, and finds what an interrupted writer, a disk cleaner or
// a failed copy leaves: missing and cut-off files. Bytecode is not listed: Python writes and drops it as it likes.

const stampName = ".inplace-complete"

const stampHead = "inplace " + layoutVersion

// markComplete writes the stamp of tree, which will be renamed to final.
func markComplete(tree, final string) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\npath %q\n", stampHead, final)
	entries := 0
	err := filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "__pycache__":
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		rel, err := filepath.Rel(tree, path)
		if err != nil {
			return err
		}
		what, err := describeEntry(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %q\n", what, rel)
		entries++
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(&b, "end %d\n", entries)
	return os.WriteFile(filepath.Join(tree, stampName), b.Bytes(), 0o644)
}

// isComplete reports whether dir was finished and is still as it was then.
func isComplete(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, stampName))
	if err != nil {
		return false
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	if !lines.Scan() || lines.Text() != stampHead {
		return false
	}
	if !lines.Scan() || lines.Text() != fmt.Sprintf("path %q", dir) {
		return false
	}
	for entries := 0; lines.Scan(); entries++ {
		what, quoted, ok := strings.Cut(lines.Text(), " ")
		if !ok {
			return false
		}
		if what == "end" {
			return quoted == strconv.Itoa(entries)
		}
		rel, err := strconv.Unquote(quoted)
		if err != nil {
			return false
		}
		is, err := describeEntry(filepath.Join(dir, rel))
		if err != nil || is != what {
			return false
		}
	}
	return false
}

// describeEntry returns the size of a file in bytes, or the quoted target of a link without its spaces.
func describeEntry(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	if info.Mode()&fs.ModeSymlink == 0 {
		return strconv.FormatInt(info.Size(), 10), nil
	}
	target, err := os.Readlink(path)
	if err != nil {
		return "", err
	}
	return "link:" + strings.ReplaceAll(strconv.Quote(target), " ", `\x20`), nil
}
