// Package embedded provides a CPython of the program's own: 3.14.6 with NumPy, for machines that have no Python, or
// none that is wanted. It needs no cgo, no compiler and nothing installed.
//
//	env, err := embedded.Python(ctx)
//	// env.Executable is an interpreter with NumPy, env.Library the libpython to dlopen.
//
// A program that wants package pyinterop to find this Python by itself imports package register, or package gallery if
// it draws; both are below this one. The command inplace-python in cmd provides the same Python and prints its path.
//
// # What happens at the first start
//
// The distribution is part of the program's binary (41 MB; it comes from [github.com/kluctl/go-embed-python/python],
// which repackages python-build-standalone). It is unpacked into the user's cache directory, 72 MB. A virtual
// environment (PEP 405) is laid over it, and pip, which go-embed-python carries too, installs the packages there: 56 MB
// with NumPy, 137 MB with matplotlib. Only wheels are installed, never anything that is built, and only those whose
// SHA-256 stands in the requirements text. This needs the network, and takes 2 s for the distribution and 4 s for NumPy
// on 2 cores plus the time of the download (16 MB; 42 MB with matplotlib). What is done is written to standard error.
//
// Later starts look up each file's size and are done: no network, no lock, nothing written, 3 ms (9 ms with
// matplotlib).
//
// # Where it lies
//
//	<cache>/python-3.14.6-20260610-linux-amd64-v3/   the distribution: Env.Home
//	<cache>/env-3.14.6-0123456789abcdef/             an environment:   Env.Prefix
//	<cache>/lock, <cache>/tmp-…                      only at work
//
// The cache is `inplace` in [os.UserCacheDir] (~/.cache, ~/Library/Caches, %LocalAppData%); [WithCacheDir] or
// INPLACE_CACHE name another. Where neither HOME nor INPLACE_CACHE is set there is an error, [ErrCache], and not one in
// the temporary directory, whose name other users could take beforehand. An environment's name is a hash of the
// distribution and the requirements text, so programs with different packages do not meet, and programs with the same
// ones share. Nothing else should be installed into an environment: it belongs to all programs that have its
// requirements. The whole directory may be removed while no program runs from it; it is made again. It cannot be moved,
// because virtual environments hold absolute paths; after a move it is made again, too.
//
// # What can go wrong
//
// Directories are made under a temporary name and renamed when they are finished, under a lock that the system drops
// when its holder dies. So it makes no difference when a start is killed, when two programs start at once, or when
// somebody removes half of the files: the next start finds what is missing and makes it again. A cache that is complete
// may be read-only and shared.
//
// Without network the first start fails with [ErrNetwork], which says how to provision beforehand. pip's settings that
// say how to reach an index are honoured (PIP_INDEX_URL, PIP_PROXY, PIP_CERT, PIP_NO_INDEX with PIP_FIND_LINKS,
// pip.conf); those that would change what is installed, or where, are not.
//
// # Platforms
//
// Linux on amd64 and arm64 with glibc 2.28 or later, macOS on both, Windows on amd64. Others get [ErrPlatform]. Only
// Linux on amd64 has been tested; on Windows the environment's interpreter is the launcher that CPython has for that.
//
// # New versions
//
// The requirements are generated: requirements/*.in says what is wanted, and `go generate` asks the index through pip
// for the newest versions and the hashes of their wheels on nine kinds of systems, and writes requirements/*.txt. `go
// run ./internal/genrequirements -check` asks whether the index still has what the files say.
//
// # Licences
//
// go-embed-python: Apache License 2.0. CPython: Python Software Foundation License 2. python-build-standalone, the
// build: Mozilla Public License 2.0; the libraries that it links in have their own, all permissive (OpenSSL, SQLite,
// Tcl, zlib, libffi, mpdecimal, ncurses, libedit, xz, bzip2, expat, zstd, …) but for Berkeley DB in `_dbm` (Sleepycat
// License). pip: MIT.
//
// The packages are not part of the program: its user downloads them from the index that the user configured, and each
// brings its licences in its dist-info directory. NumPy, contourpy, cycler, kiwisolver, python-dateutil: BSD 3-clause;
// matplotlib: one of its own, like CPython's; fonttools, pyparsing: MIT; pillow: MIT-CMU; packaging: Apache 2.0 or BSD
// 2-clause; tzdata: Apache 2.0.
package embedded
