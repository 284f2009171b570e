package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
)

// The kinds of [Error]; each says what to do next.
var (
	// ErrPlatform: there is no distribution for this system, or it does not start here. Use another Python.
	ErrPlatform = errors.New("platform not supported")
	// ErrCache: there is no directory to keep Python in. Name one.
	ErrCache = errors.New("no cache directory")
	// ErrPermission: the cache directory cannot be written to. Name another, or fix its permissions.
	ErrPermission = errors.New("permission denied")
	// ErrSpace: the disk, or the quota, is full. Make room.
	ErrSpace = errors.New("no space left")
	// ErrNetwork: packages have to be downloaded and the package index cannot be reached. Connect, or provision beforehand.
	ErrNetwork = errors.New("no network")
	// ErrHash: a downloaded package is not the one that was pinned. Nothing was installed; find out who changed it.
	ErrHash = errors.New("hash mismatch")
	// ErrRequirements: pip refused the requirements, or the index has no wheel that fits. Correct the pins.
	ErrRequirements = errors.New("requirements cannot be installed")
	// ErrBroken: what was installed does not run.
	ErrBroken = errors.New("installed Python does not work")
)

// Error is a failed provisioning. Nothing half-done is left where a later start could take it for complete.
type Error struct {
	Doing  string // what was being done, as in "cannot …"
	Path   string // the file or directory it was done to, if any
	Kind   error  // one of the sentinels, or nil
	Err    error  // the cause, if there is one
	WayOut string // what the user can do
	Log    string // the output of pip, if pip ran
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("inplace: embedded Python: cannot " + e.Doing)
	if e.Path != "" {
		fmt.Fprintf(&b, " (%s)", e.Path)
	}
	if e.Kind != nil {
		fmt.Fprintf(&b, ": %v", e.Kind)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.WayOut != "" {
		b.WriteString("\n" + e.WayOut)
	}
	return b.String()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	var all []error
	for _, err := range []error{e.Kind, e.Err} {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

const (
	wayOutOther = "Or use a Python that is already installed: set INPLACE_PYTHON to its interpreter (3.11 or later, with NumPy)."

	wayOutCache = "Set INPLACE_CACHE to a directory of yours that can be written to and has 500 MB to spare.\n" + wayOutOther

	wayOutNetwork = "The first start downloads these packages once; later starts need no network.\n" +
		"Connect and start again (pip's settings for proxies and mirrors are honoured: PIP_INDEX_URL, PIP_PROXY, pip.conf);\n" +
		"or provision beforehand: run inplace-python with the same INPLACE_CACHE while there is a network;\n" +
		"or put the wheels into a directory and set PIP_NO_INDEX=1 and PIP_FIND_LINKS to it.\n" + wayOutOther

	wayOutHash = "Nothing was installed. The index, a mirror or a proxy served a file that is not the pinned one:\n" +
		"look at PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS and pip.conf, and clear pip's cache."

	wayOutRequirements = "Each requirement must be pinned by == and carry the --hash=sha256:… of a wheel for this platform and CPython " + Version + ",\n" +
		"and so must everything that it needs in turn."
)

// fileError tells by its cause what kind of error an operation on files ended with.
func fileError(doing, path string, err error) error {
	e := &Error{Doing: doing, Path: path, Err: err, WayOut: wayOutCache}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		e.Kind = ErrSpace
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Kind = ErrPermission
	default:
		e.Kind = ErrCache
	}
	return e
}
