package embedded

import "runtime"

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
