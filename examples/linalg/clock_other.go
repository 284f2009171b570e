//go:build !unix

package main

import "time"

// threadTime is not known here; the column stays empty.
func threadTime() time.Duration { return 0 }
