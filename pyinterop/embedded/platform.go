package embedded

import (
	"errors"
	"io/fs"
	"runtime"
)

// supportedPlatforms are those that go-embed-python carries a distribution for.
const supportedPlatforms = "linux/amd64 and linux/arm64 (with glibc), darwin/amd64, darwin/arm64, windows/amd64"

func unsupportedPlatform(cause error) error {
	return &Error{
		Doing:  "run CPython " + Version + " on " + runtime.GOOS + "/" + runtime.GOARCH,
		Kind:   ErrPlatform,
		Err:    cause,
		WayOut: "There are distributions for " + supportedPlatforms + ".\n" + wayOutOther,
	}
}

// startError says why the system would not start the interpreter, though its file is there.
func startError(err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return &Error{
			Doing: "start the Python that was just unpacked", Kind: ErrPermission, Err: err,
			WayOut: "Is the directory on a file system that is mounted noexec?\n" + wayOutCache,
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		// What is missing is the loader that the file names, as on a Linux without glibc.
		return unsupportedPlatform(err)
	}
	return &Error{Doing: "start the Python that was just unpacked", Kind: ErrBroken, Err: err, WayOut: wayOutOther}
}
