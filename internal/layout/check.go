package layout

import "math"

// checkShape tests L1, L3 and L4 and reports every violation.
func checkShape(of string, shape []int, itemsize int) error {
	if shapeFits(shape, itemsize) {
		return nil
	}
	return &RequirementsError{of, shapeFaults(nil, shape, itemsize)}
}

func shapeFits(shape []int, itemsize int) bool {
	if len(shape) > MaxNDim || itemsize < 0 {
		return false
	}
	size, ok := max(itemsize, 1), true
	for _, n := range shape {
		if n < 0 {
			return false
		}
		if size, ok = mulInt(size, max(n, 1)); !ok {
			return false
		}
	}
	return true
}

func shapeFaults(unmet []error, shape []int, itemsize int) []error {
	if len(shape) > MaxNDim {
		unmet = append(unmet, faultf(ErrShape, "%d axes, at most %d are possible", len(shape), MaxNDim))
	}
	for i, n := range shape {
		if n < 0 {
			unmet = append(unmet, faultf(ErrShape, "axis %d has length %d, wanted at least 0", i, n))
		}
	}
	if itemsize < 0 {
		unmet = append(unmet, faultf(ErrLayout, "itemsize is %d, wanted at least 0", itemsize))
	}
	if len(unmet) == 0 && !shapeFits(shape, itemsize) {
		unmet = append(unmet, faultf(ErrOverflow, "shape %s of %d-byte items exceeds %d bytes",
			FormatShape(shape), itemsize, math.MaxInt))
	}
	return unmet
}

// checkNew tests a description from outside against L1 … L5.
func checkNew(shape, strides, suboffsets []int, itemsize int) error {
	var unmet []error
	if !shapeFits(shape, itemsize) {
		unmet = shapeFaults(unmet, shape, itemsize)
	}
	if strides != nil && len(strides) != len(shape) {
		unmet = append(unmet, faultf(ErrLayout, "%d strides for %d axes", len(strides), len(shape)))
	}
	if suboffsets != nil && len(suboffsets) != len(shape) {
		unmet = append(unmet, faultf(ErrLayout, "%d suboffsets for %d axes", len(suboffsets), len(shape)))
	}
	if unmet == nil && !reachFits(shape, strides, suboffsets, itemsize) {
		unmet = append(unmet, faultf(ErrOverflow, "shape %s with strides %s reaches beyond %d bytes",
			FormatShape(shape), FormatShape(strides), math.MaxInt))
	}
	if unmet == nil {
		return nil
	}
	return &RequirementsError{"layout", unmet}
}

// pointerSize is the size of what a load between two levels reads.
const pointerSize = 4 << (^uint(0) >> 63)

// reachFits tests L5. The shape has passed L3; nil strides are C strides, whose
// reach is the size that L4 bounds.
func reachFits(shape, strides, suboffsets []int, itemsize int) bool {
	for _, n := range shape {
		if n == 0 {
			return true
		}
	}
	item := itemsize // the larger of what the levels hold
	if anyIndirect(suboffsets) {
		item = max(itemsize, pointerSize)
	}
	reach := item
	for i, n := range shape {
		if strides != nil && n > 1 && !addReach(&reach, n, strides[i]) {
			return false
		}
		if suboffsets != nil && suboffsets[i] >= 0 {
			var ok bool
			if reach, ok = addInt(suboffsets[i], item); !ok {
				return false
			}
		}
	}
	return true
}

// addReach adds |stride|·(n−1) to *reach and reports whether it still fits.
func addReach(reach *int, n, stride int) bool {
	if stride == math.MinInt {
		return false
	}
	step, ok := mulInt(int(abs(stride)), n-1)
	if !ok {
		return false
	}
	*reach, ok = addInt(*reach, step)
	return ok
}
