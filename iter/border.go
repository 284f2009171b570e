package iter

import "fmt"

// A Border says what lies outside a view, for windows of neighbours that reach
// over its ends. The rules are those of the modes of NumPy's pad, with the same
// names; of the elements a b c d, three further ones on either side are
//
//	ConstantBorder    k k k | a b c d | k k k
//	EdgeBorder        a a a | a b c d | d d d
//	ReflectBorder     d c b | a b c d | c b a    the last element is not repeated
//	SymmetricBorder   c b a | a b c d | d c b    it is
//	WrapBorder        b c d | a b c d | a b c
//
// Reflections and repetitions go on as far as asked for: ReflectBorder has period
// 2n−2, SymmetricBorder 2n and WrapBorder n. As in NumPy, a single element reflects
// to itself. (SciPy's ndimage calls ReflectBorder "mirror" and SymmetricBorder
// "reflect".) Each axis is extended by itself: what lies outside along two axes is
// extended along both, and constant if one of them says so.
type Border uint8

// The borders. The zero Border is ConstantBorder.
const (
	ConstantBorder Border = iota
	EdgeBorder
	ReflectBorder
	SymmetricBorder
	WrapBorder
)

// String returns the name of NumPy's mode.
func (b Border) String() string {
	names := [...]string{"constant", "edge", "reflect", "symmetric", "wrap"}
	if int(b) < len(names) {
		return names[b]
	}
	return fmt.Sprintf("Border(%d)", uint8(b))
}

// at returns the position on an axis of n ≥ 1 elements whose element stands at
// position i of the extended axis; inside is false if the constant does.
func (b Border) at(i, n int) (position int, inside bool) {
	if uint(i) < uint(n) {
		return i, true
	}
	switch b {
	case EdgeBorder:
		return min(max(i, 0), n-1), true
	case ReflectBorder:
		return mirrored(i, 2*n-2, n-1), true
	case SymmetricBorder:
		i = modulo(i, 2*n)
		return min(i, 2*n-1-i), true
	case WrapBorder:
		return modulo(i, n), true
	}
	return 0, false
}

// mirrored returns the position of i in a sequence that runs up to last and back.
func mirrored(i, period, last int) int {
	if last == 0 {
		return 0
	}
	i = modulo(i, period)
	return min(i, period-i)
}

// modulo returns the remainder in 0 … n−1.
func modulo(i, n int) int {
	if i %= n; i < 0 {
		i += n
	}
	return i
}
