package layout

import (
	"math"
	"math/big"
)

// describable states L3, L4 and L5 in unlimited integers.
func describable(shape, strides, suboffsets []int, item int) bool {
	limit := big.NewInt(math.MaxInt)
	if item < 0 {
		return false
	}
	product, empty := big.NewInt(int64(max(item, 1))), false
	for _, n := range shape {
		if n < 0 {
			return false
		}
		empty = empty || n == 0
		product.Mul(product, big.NewInt(int64(max(n, 1))))
	}
	if product.Cmp(limit) > 0 {
		return false
	}
	if empty {
		return true
	}
	last := int64(item)
	if anyIndirect(suboffsets) {
		last = int64(max(item, pointerSize))
	}
	reach := big.NewInt(last)
	for k, n := range shape {
		step := new(big.Int).Abs(big.NewInt(int64(strides[k])))
		reach.Add(reach, step.Mul(step, big.NewInt(int64(n-1))))
		if reach.Cmp(limit) > 0 {
			return false
		}
		if suboffsets[k] >= 0 {
			reach = new(big.Int).Add(big.NewInt(int64(suboffsets[k])), big.NewInt(last))
			if reach.Cmp(limit) > 0 {
				return false
			}
		}
	}
	return true
}
