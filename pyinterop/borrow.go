package pyinterop

import "github.com/go-inplace/inplace/internal/lease"

// OpenBorrows is the number of borrows that are open now, in the whole process.
func OpenBorrows() int { return lease.Count() }
