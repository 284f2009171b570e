package vmath

// Functions of the parts of complex numbers
//
// The absolute value and the angle are rows of two arguments whose arguments lie in turn: real part, imaginary part.

// Parts is a function of complex numbers whose result is real, over slices.
type Parts struct {
	item64  func(x, y float64) float64
	item32  func(x, y float32) float32
	swapped bool // its first argument is the imaginary part
	loops64 loops1[float64]
	loops32 loops1[float32]
}

// PartsOf returns the function by the name of its verb, nil if there is none.
func PartsOf(name string) *Parts { return rowsOfParts[name] }

// Item64 returns what Float64 makes of one number.
func (r *Parts) Item64(re, im float64) float64 {
	if r.swapped {
		return r.item64(im, re)
	}
	return r.item64(re, im)
}

// Item32 returns what Float32 makes of one number.
func (r *Parts) Item32(re, im float32) float32 {
	if r.swapped {
		return r.item32(im, re)
	}
	return r.item32(re, im)
}

// Float64 computes dst[i] from the parts z[2i] and z[2i+1], for as many items as dst has. Both begin at the same
// place, or they have none in common.
func (r *Parts) Float64(dst, z []float64) { runParts(r.loops64.now(), r.Item64, dst, z[:2*len(dst)]) }

// Float32 is Float64 of the narrower type.
func (r *Parts) Float32(dst, z []float32) { runParts(r.loops32.now(), r.Item32, dst, z[:2*len(dst)]) }

func runParts[T number](loop func(dst, z []T) int, item func(x, y T) T, dst, z []T) {
	for len(dst) > 0 {
		by := len(dst)
		if loop != nil {
			done := loop(dst, z)
			dst, z = dst[done:], z[2*done:]
			by = min(lanes, len(dst))
		}
		for i := range by {
			dst[i] = item(z[2*i], z[2*i+1])
		}
		dst, z = dst[by:], z[2*by:]
	}
}
