package main

import "regexp"

// yardsticks say which loop of yardstick.c does what cases do: a pattern of names, and the call in Python, of arrays and then sizes.
var yardsticks = []struct {
	cases *regexp.Regexp
	call  string
}{
	{pattern(`arithmetic/x \+ y (?:into a new array )?(f8|f4|i8|i4|i2|u1|f2) .*`), "add_$1(o, x, y, o.size)"},
	{pattern(`arithmetic/a \+= b (f8|f4|i8|i4|i2|u1) .*`), "iadd_$1(o, y, o.size)"},
	{pattern(`arithmetic/a \+= b of f4 .*`), "iadd_f8_f4(o, o, y, o.size)"},
	{pattern(`arithmetic/multiply (f8|f4|i8|i4|i2|u1|f2) .*`), "mul_$1(o, x, y, o.size)"},
	{pattern(`arithmetic/multiply c16 .*`), "cmul_f8(o, x, y, o.size)"},
	{pattern(`arithmetic/multiply c8 .*`), "cmul_f4(o, x, y, o.size)"},
	{pattern(`arithmetic/divide (f8|f4|f2) .*`), "div_$1(o, x, y, o.size)"},
	{pattern(`arithmetic/divide c16 .*`), "cdiv_f8(o, x, y, o.size)"},
	{pattern(`arithmetic/divide c8 .*`), "cdiv_f4(o, x, y, o.size)"},
	{pattern(`arithmetic/absolute (f8|f4) .*`), "abs_$1(o, x, o.size)"},
	{pattern(`arithmetic/absolute c16 .*`), "cabs_f8(o, x, o.size)"},
	{pattern(`arithmetic/absolute c8 .*`), "cabs_f4(o, x, o.size)"},
	{pattern(`arithmetic/negative (f8|i2) .*`), "neg_$1(o, x, o.size)"},
	{pattern(`arithmetic/square (f8|f4) .*`), "square_$1(o, x, o.size)"},
	{pattern(`arithmetic/x \* 2.5 f8 .*`), "scale_f8(o, x, o.size)"},

	{pattern(`layout/step 2 f8 .*`), "add_step2(o, x, y, o.size)"},
	{pattern(`layout/reversed f8 .*`), "add_reversed(o, x, y, o.size)"},
	{pattern(`layout/swapped f8 .*`), "add_swapped(o, x, y, o.size)"},
	{pattern(`layout/misaligned f8 .*`), "add_loose(o, x, y, o.size)"},
	{pattern(`layout/byteswap in place f8 .*`), "swap_in_place(o, o.size)"},
	{pattern(`layout/a \+= b\.T .*`), "iadd_transposed(o, y, len(o))"},
	{pattern(`layout/a\.T \+= b\.T .*`), "iadd_f8(o, y, o.size)"},
	{pattern(`layout/a \+= row .*`), "iadd_row(o, y, *o.shape)"},
	{pattern(`layout/a \+= column .*`), "iadd_column(o, y, *o.shape)"},
	{pattern(`layout/a\[:, ::2\] \+= .*`), "iadd_step2(o, y, *o.shape, o.strides[0] // 8)"},
	{pattern(`layout/cut-out .*`), "iadd_cut(o, y, *o.shape, o.strides[0] // 8)"},

	{pattern(`copy/copy (f8|u1) .*`), "copy_$1(o, x, o.size)"},
	{pattern(`copy/fill (f8|u1) .*`), "fill_$1(o, o.size)"},
	{pattern(`copy/copy step 2 f8 .*`), "copy_step2(o, x, o.size)"},
	{pattern(`copy/copy reversed f8 .*`), "copy_reversed(o, x, o.size)"},
	{pattern(`copy/copy swapped (f8|i2) .*`), "swap_$1(o, x, o.size)"},
	{pattern(`copy/copy misaligned f8 .*`), "copy_loose(o, x, o.size)"},
	{pattern(`copy/a\[:\] = b\.T .* (f8|f4|u1)`), "transpose_$1(o, x, len(o))"},
	{pattern(`copy/cast (f8|f4|i4|f2|u1|i8) to (f8|f4|i4|f2|u1) .*`), "${1}_to_$2(o, x, o.size)"},

	{pattern(`division/floor_divide (i4|i8|i2|u1) .*`), "floordiv_$1(o, x, y, o.size)"},
	{pattern(`division/remainder (i4|i8) .*`), "rem_$1(o, x, y, o.size)"},
	{pattern(`division/floor_divide by 7 (i4|i8|u1) .*`), "floordiv7_$1(o, x, o.size)"},
	{pattern(`division/remainder by 7 (i4|i8|u1) .*`), "rem7_$1(o, x, o.size)"},
	{pattern(`division/power 3 (i4|i8) .*`), "cube_$1(o, x, o.size)"},

	{pattern(`math/(sqrt|reciprocal|floor|rint) (f8|f4) .*`), "${1}_$2(o, x, o.size)"},
	{pattern(`math/hypot (f8|f4) .*`), "hypot_$1(o, x, y, o.size)"},
	{pattern(`math/power 2 (f8|f4) .*`), "square_$1(o, x, o.size)"},

	{pattern(`compare/(less|equal) (f8|f4|i4|u1|i8) .*`), "${1}_$2(o, x, y, o.size)"},
	{pattern(`compare/maximum (f8|f4|u1) .*`), "max_$1(o, x, y, o.size)"},
	{pattern(`compare/bitwise_and (u1|i4) .*`), "and_$1(o, x, y, o.size)"},
	{pattern(`compare/logical_and \? .*`), "and_u1(o, x, y, o.size)"},
	{pattern(`compare/left_shift i4 .*`), "shl_i4(o, x, y, o.size)"},
	{pattern(`compare/where\(m, x, y\) f8 .*`), "where_f8(o, m, x, y, o.size)"},
	{pattern(`compare/x\[m\] f8 .*`), "compress_f8(o, m, x, x.size, o.size)"},
	{pattern(`compare/o\[m\] = 7 f8 .*`), "put7_f8(o, m, o.size)"},
	{pattern(`compare/isnan f8 .*`), "isnan_f8(o, x, o.size)"},
	{pattern(`compare/invert u1 .*`), "invert_u1(o, x, o.size)"},
	{pattern(`compare/logical_not \? .*`), "not_u1(o, x, o.size)"},
	{pattern(`compare/clip f4 .*`), "clip_f4(o, x, o.size)"},

	{pattern(`reduction/sum (f8|f4|i8|i4|i2|u1|f2) .*`), "sum_$1(o, x, x.size)"},
	{pattern(`reduction/max (f8|f4|i4|u1) .*`), "top_$1(o, x, x.size)"},
	{pattern(`reduction/min (f8) .*`), "least_$1(o, x, x.size)"},
	{pattern(`reduction/mean f8 .*`), "mean_f8(o, x, x.size)"},
	{pattern(`reduction/var f8 .*`), "var_f8(o, x, x.size)"},
	{pattern(`reduction/nansum f8 .*`), "nansum_f8(o, x, x.size)"},
	{pattern(`reduction/count_nonzero \? .*`), "sum_u1(o, x, x.size)"},

	{pattern(`axes/sum axis ([01]) of .* (f8|f4)`), "sum${1}_$2(o, x, *x.shape)"},
	{pattern(`axes/max axis ([01]) of .* (f8|u1)`), "max${1}_$2(o, x, *x.shape)"},
	{pattern(`axes/argmax axis 0 of .* (f8|f4)`), "argmax0_$1(o, x, np.empty(len(o), x.dtype), *x.shape)"},
	{pattern(`axes/sum of \d.* (f8|f4)`), "sum_$1(o, x, x.size)"},
	{pattern(`axes/min of \d.* (f8|f4)`), "least_$1(o, x, x.size)"},
	{pattern(`axes/mean of \d.* f8`), "mean_f8(o, x, x.size)"},
	{pattern(`axes/var of \d.* f8`), "var_f8(o, x, x.size)"},
	{pattern(`axes/nansum of \d.* f8`), "nansum_f8(o, x, x.size)"},
	{pattern(`axes/sum of a\.T .*`), "sum_f8(o, x, x.size)"},
	{pattern(`axes/sum of a\[:, ::2\] .*`), "sum_step2(o, x, *x.shape, x.strides[0] // 8)"},

	{pattern(`scan/cumsum (f8|i8) .*`), "cumsum_$1(o, x, o.size)"},
	{pattern(`scan/cumsum axis 0 of .*`), "cumsum0_f8(o, x, *x.shape)"},
	{pattern(`taking/(?:x\[i\]|take, clipped) (f8|i4) .*`), "gather_$1(o, x, i, o.size)"},

	{pattern(`fused/a\*b \+ c (?:with temporaries )?(f8|f4) .*`), "muladd_$1(o, x, y, z, o.size)"},
	{pattern(`fused/a = a\*b \+ c (f8) .*`), "triad_$1(o, x, y, o.size)"},
	{pattern(`fused/sqrt\(x\*x \+ y\*y\) (?:with temporaries )?(f8|f4) .*`), "hypot_$1(o, x, y, o.size)"},
	{pattern(`fused/sum\(x\*y\) f8 .*`), "dot_f8(o, x, y, x.size)"},

	{pattern(`image/mean over C (f8|f4)`), "mean3_$1(o, x, o.size)"},
	{pattern(`image/sum over C u2`), "sum3(o, x, o.size)"},
	{pattern(`image/max over C u1`), "max3(o, x, o.size)"},
	{pattern(`image/mean over pixels f8`), "means3(o, x, x.size // 3)"},
	{pattern(`image/gray u1`), "gray(o, x, o.size)"},
	{pattern(`image/img @ weights f4`), "weighted(o, x, y, o.size)"},
	{pattern(`image/clip\(img \* 1.5\).* u1`), "brighter(o, x, o.size)"},
	{pattern(`image/lut\[img\] u1`), "lut(o, x, s, o.size)"},
	{pattern(`image/lut in place u1`), "lut_in_place(o, s, o.size)"},
	{pattern(`image/img · 1/255 to f4 f4`), "unit_f4(o, x, o.size)"},
	{pattern(`image/img \+ img u1`), "add_u1(o, x, x, o.size)"},
	{pattern(`image/255 - img u1`), "from255(o, x, o.size)"},
	{pattern(`image/img > 128 u1`), "above128(o, x, o.size)"},
	{pattern(`image/HWC to CHW u1`), "planar(o, x, o.size // 3)"},
	{pattern(`image/CHW to HWC u1`), "interleaved(o, x, o.size // 3)"},
	{pattern(`image/BGR u1`), "bgr(o, x.base, o.size // 3)"},
	{pattern(`image/BGR in place u1`), "bgr_in_place(o, o.size // 3)"},
	{pattern(`image/rows flipped u1`), "flip_rows(o, x, len(o), o.strides[0])"},
}

// pattern matches whole names.
func pattern(of string) *regexp.Regexp { return regexp.MustCompile("^" + of + "$") }

// yardstick is the call of the loop in C that does what the case does, or "".
func (c benchCase) yardstick() string {
	for _, y := range yardsticks {
		if y.cases.MatchString(c.name) {
			return y.cases.ReplaceAllString(c.name, y.call)
		}
	}
	return ""
}
