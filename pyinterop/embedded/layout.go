package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"runtime"
)

// Version is the version of the CPython that this module carries.
const Version = "3.14.6"

// distribution names the build of CPython that the required version of go-embed-python carries. It is part of
// the name of the unpacked directory, so that another build never meets the files of this one.
const distribution = Version + "-20260610"

// layoutVersion changes when directories that an earlier release made can no longer be used. It is part of all names:
// programs of both releases then use the cache side by side.
const layoutVersion = "3"

// cacheVariable names the environment variable that replaces the directory in the user's cache.
const cacheVariable = "INPLACE_CACHE"

// cacheRoot returns the directory under which everything lies: dir if it is given, else $INPLACE_CACHE, else
// `inplace` in the user's cache directory. There is no silent fall-back to the temporary directory: its names can be
// taken by other users beforehand, and what lies there gets executed.
func cacheRoot(dir string) (string, error) {
	if dir == "" {
		dir = os.Getenv(cacheVariable)
	}
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", &Error{Doing: "find a directory to keep Python in", Kind: ErrCache, Err: err, WayOut: wayOutCache}
		}
		dir = filepath.Join(user, "inplace")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", &Error{Doing: "find a directory to keep Python in", Path: dir, Kind: ErrCache, Err: err, WayOut: wayOutCache}
	}
	return abs, nil
}

// store is the directory in which everything is kept:
//
//	lock                              held by the process that changes anything below
//	python-3.14.6-…-linux-amd64-v3/   the distribution, unpacked
//	env-3.14.6-0123456789abcdef/      one environment per requirements text
//	tmp-…/                            work in progress, or what an interrupted process left
type store struct {
	root string
}

func (s store) baseDir() string {
	return filepath.Join(s.root, "python-"+distribution+"-"+runtime.GOOS+"-"+runtime.GOARCH+"-v"+layoutVersion)
}

func (s store) envDir(requirements string) string {
	h := sha256.New()
	for _, part := range []string{layoutVersion, distribution, runtime.GOOS, runtime.GOARCH, requirements} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return filepath.Join(s.root, "env-"+Version+"-"+hex.EncodeToString(h.Sum(nil))[:16])
}
