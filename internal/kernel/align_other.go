//go:build !amd64

package kernel

// anyAlignment is false: misaligned items pass through windows.
const anyAlignment = false
