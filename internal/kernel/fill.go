package kernel

import "github.com/go-inplace/inplace/internal/mem"

// fill repeats item, whose length is a power of two up to 16, over dst: by vectors, or by
// copying what has been filled, twice as much each time, up to a length that stays in the
// first-level cache.
func fill(dst, item []byte) {
	const piece = 8192
	dst = dst[fillAtOnce(dst, item):]
	for filled := copy(dst, item); filled < len(dst); {
		filled += copy(dst[filled:], dst[:min(filled, piece)])
	}
}

// repeated returns as many copies of item as make 32 bytes.
func repeated(item []byte) (pattern [32]byte) {
	for i := 0; i < len(pattern); i += len(item) {
		copy(pattern[i:], item)
	}
	return pattern
}

// whole returns how many bytes there are before the first multiple of 32; none if items would be
// cut.
func whole(dst []byte, size int) (head int) {
	if head = int(-mem.Uint(mem.Of(dst)) & 31); head%size != 0 {
		return 0
	}
	return head
}
