package main

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func arithmeticCases() (all []benchCase) {
	add := func(dtype string, n int, our ours) {
		all = append(all, flat("arithmetic", "x + y", dtype, n, xy(dtype, n), "np.add(x, y, out=o)", our, "x", "y"))
	}
	for _, n := range []int{tiny, small, medium, large} {
		add("f8", n, verb2(ops.Add[float64]))
		add("f4", n, verb2(ops.Add[float32]))
		add("i4", n, verb2(ops.Add[int32]))
		add("u1", n, verb2(ops.Add[uint8]))
	}
	for _, dtype := range []string{"i8", "i2"} {
		add(dtype, small, apply("add"))
		add(dtype, medium, apply("add"))
		add(dtype, large, apply("add"))
	}
	for _, dtype := range []string{"f2", "c8", "c16"} {
		add(dtype, medium, apply("add"))
		add(dtype, large, apply("add"))
	}
	for _, dtype := range []string{"f8", "f4", "i8", "i4", "i2", "u1"} {
		for _, n := range []int{small, medium, large} {
			setup := fmt.Sprintf("o = some(%q, %d); y = some(%q, %d, high=11)", dtype, n, dtype, n)
			all = append(all, flat("arithmetic", "a += b", dtype, n, setup, "np.add(o, y, out=o)", apply("add"), "o", "y"))
		}
	}
	for verb, dtypes := range ordered(
		"subtract", "f8 i8 f2", "multiply", "f8 f4 i8 i4 i2 u1 f2 c8 c16", "divide", "f8 f4 f2 c8 c16") {
		for _, dtype := range dtypes {
			all = append(all, flat("arithmetic", verb, dtype, medium, xy(dtype, medium), fmt.Sprintf("np.%s(x, y, out=o)", verb), apply(verb), "x", "y"))
		}
	}
	for verb, dtypes := range ordered("multiply", "i8 i4 c8 c16", "divide", "f8 c8 c16") {
		for _, dtype := range dtypes {
			all = append(all, flat("arithmetic", verb, dtype, large, xy(dtype, large), fmt.Sprintf("np.%s(x, y, out=o)", verb), apply(verb), "x", "y"))
		}
	}
	for from, to := range ordered("c16", "f8", "c8", "f4") {
		for _, n := range []int{medium, large} {
			all = append(all, flat("arithmetic", "absolute", from, n, x(from, to[0], n), "np.absolute(x, out=o)", apply("absolute"), "x"))
		}
	}
	for verb, dtypes := range ordered("absolute", "f8 f4 i4", "negative", "f8 i2", "square", "f8 f4") {
		for _, dtype := range dtypes {
			all = append(all, flat("arithmetic", verb, dtype, medium, x(dtype, dtype, medium), fmt.Sprintf("np.%s(x, out=o)", verb), apply(verb), "x"))
		}
	}
	for _, n := range []int{medium, large} {
		all = append(all, flat("arithmetic", "x * 2.5", "f8", n, x("f8", "f8", n)+"; s = np.array(2.5)", "np.multiply(x, 2.5, out=o)", verb2(ops.Mul[float64]), "x", "s"))
	}
	for _, n := range []int{medium, large} {
		fresh := flat("arithmetic", "x + y into a new array", "f8", n, xy("f8", n), "x + y", verb2(ops.Add[float64]), "x", "y") // ours has no call that makes one
		fresh.value = true
		all = append(all, fresh)
		for _, other := range []string{"f4", "i4"} {
			setup := fmt.Sprintf("o = some('f8', %d); y = some(%q, %d)", n, other, n)
			all = append(all, flat("arithmetic", "a += b of "+other, "f8", n, setup, "np.add(o, y, out=o)", apply("add"), "o", "y"))
		}
	}
	return append(all,
		flat("arithmetic", "f8 + f4", "f8", medium, x("f8", "f8", medium)+"; y = some('f4', len(x))", "np.add(x, y, out=o)", apply("add"), "x", "y"),
		flat("arithmetic", "f8 + i4", "f8", medium, x("f8", "f8", medium)+"; y = some('i4', len(x))", "np.add(x, y, out=o)", apply("add"), "x", "y"))
}

// layoutCases are x + y, or an addition in place, on operands of all layouts.
func layoutCases() (all []benchCase) {
	const sum, inPlace = "np.add(x, y, out=o)", "np.add(o, y, out=o)"
	flatLayouts := []struct{ name, setup string }{
		{"step 2", "x, y, o = some(D, 2*N)[::2], some(D, 2*N)[::2], np.zeros(2*N, D)[::2]"},
		{"reversed", "x, y, o = some(D, N)[::-1], some(D, N), np.zeros(N, D)"},
		{"swapped", "W = np.dtype(D).newbyteorder(); x, y, o = some(W, N), some(D, N), np.zeros(N, W)"},
		{"misaligned", "x, y, o = misaligned(some(D, N)), some(D, N), misaligned(np.zeros(N, D))"},
	}
	for _, l := range flatLayouts {
		for _, of := range []struct {
			dtype string
			n     int
		}{{"f8", small}, {"f8", medium}, {"f8", large}, {"f4", medium}, {"i2", medium}} {
			setup := fmt.Sprintf("D, N = %q, %d; %s", of.dtype, of.n, l.setup)
			all = append(all, flat("layout", l.name, of.dtype, of.n, setup, sum, apply("add"), "x", "y"))
		}
	}
	planeLayouts := []struct{ name, setup string }{
		{"a += b.T", "o, y = some(D, N, N), some(D, N, N).T"},
		{"a.T += b.T", "o, y = some(D, N, N).T, some(D, N, N).T"},
		{"a += row", "o, y = some(D, N, N), some(D, N)"},
		{"a += column", "o, y = some(D, N, N), some(D, N, 1)"},
		{"a[:, ::2] += b[:, ::2]", "o, y = some(D, N, 2*N)[:, ::2], some(D, N, 2*N)[:, ::2]"},
		{"cut-out [1:-1, 1:-1]", "o, y = some(D, N+2, N+2)[1:-1, 1:-1], some(D, N+2, N+2)[1:-1, 1:-1]"},
	}
	for _, l := range planeLayouts {
		for _, side := range []int{500, 2000} {
			setup := fmt.Sprintf("D, N = 'f8', %d; %s", side, l.setup)
			all = append(all, shaped("layout", fmt.Sprintf("%s %d²", l.name, side), "f8", side*side, setup, inPlace, apply("add"), "o", "y"))
		}
	}
	for _, side := range []int{500, 2000} {
		all = append(all, shaped("layout", fmt.Sprintf("a += a.T %d²", side), "f8", side*side, fmt.Sprintf("o = some('f8', %d, %d)", side, side), "np.add(o, o.T, out=o)",
			raw(func(d ndview.MutRaw, _ []ndview.Raw) error {
				return ops.Apply("add", d, []ndview.Raw{d.Raw, d.Raw.T()})
			})))
	}
	for _, n := range []int{medium, large} {
		all = append(all, flat("layout", "byteswap in place", "f8", n, fmt.Sprintf("o = some('f8', %d); x = o.view('>f8')", n), "o.byteswap(inplace=True)",
			func(d ndview.MutRaw, _ []ndview.Raw, _ int) (func() error, error) {
				other := d.DType()
				other.Swapped = !other.Swapped
				swapped, err := d.Raw.Reinterpret(other)
				return func() error { return ops.CastRaw(d, swapped) }, err
			}))
	}
	return all
}

func copyCases() (all []benchCase) {
	for _, n := range []int{tiny, small, medium, large} {
		all = append(all, flat("copy", "copy", "f8", n, x("f8", "f8", n), "np.copyto(o, x)", typed1(func(d ndview.MutFloat64, s ndview.Float64) error { return ops.Copy(d, s) }), "x"))
	}
	all = append(all,
		flat("copy", "copy", "u1", medium, x("u1", "u1", medium), "np.copyto(o, x)", cast(), "x"),
		flat("copy", "fill", "f8", large, "o = np.zeros(10_000_000)", "o.fill(7)", output(func(d ndview.MutFloat64) error { return ops.Fill(d, 7) })),
		flat("copy", "fill", "f8", medium, "o = np.zeros(100000)", "o.fill(7)", output(func(d ndview.MutFloat64) error { return ops.Fill(d, 7) })),
		flat("copy", "fill", "u1", medium, "o = np.zeros(100000, 'u1')", "o.fill(7)", output(func(d ndview.MutUint8) error { return ops.Fill(d, 7) })),
		flat("copy", "copy step 2", "f8", medium, "x, o = some('f8', 200000)[::2], np.zeros(100000)", "np.copyto(o, x)", cast(), "x"),
		flat("copy", "copy reversed", "f8", medium, "x, o = some('f8', 100000)[::-1], np.zeros(100000)", "np.copyto(o, x)", cast(), "x"),
		flat("copy", "copy swapped", "f8", medium, "x, o = some('>f8', 100000), np.zeros(100000)", "np.copyto(o, x)", cast(), "x"),
		flat("copy", "copy swapped", "i2", medium, "x, o = some('>i2', 100000), np.zeros(100000, 'i2')", "np.copyto(o, x)", cast(), "x"),
		flat("copy", "copy misaligned", "f8", medium, "x, o = misaligned(some('f8', 100000)), np.zeros(100000)", "np.copyto(o, x)", cast(), "x"))
	for _, side := range []int{1000, 3000, 4000} {
		for _, dtype := range []string{"f8", "f4", "u1"} {
			setup := fmt.Sprintf("x, o = some(%q, %d, %d).T, np.zeros((%d, %d), %q)", dtype, side, side, side, side, dtype)
			all = append(all, shaped("copy", fmt.Sprintf("a[:] = b.T %d²", side), dtype, side*side, setup, "np.copyto(o, x)", cast(), "x"))
		}
	}
	for _, pair := range [][2]string{{"f8", "f4"}, {"f4", "f8"}, {"i4", "f8"}, {"f8", "i4"}, {"f2", "f4"}, {"f4", "f2"}, {"u1", "f4"}, {"f4", "u1"}, {"i8", "i4"}, {"?", "u1"}} {
		sizes := []int{medium}
		if pair[0] != "u1" && pair[1] != "u1" && pair[0] != "i8" {
			sizes = append(sizes, large)
		}
		for _, n := range sizes {
			all = append(all, flat("copy", "cast "+pair[0]+" to", pair[1], n, x(pair[0], pair[1], n), "np.copyto(o, x, casting='unsafe')", cast(ops.Casting(ops.Unsafe)), "x"))
		}
	}
	return all
}

func divisionCases() (all []benchCase) {
	for _, n := range []int{medium, large} {
		long := n == large
		for _, verb := range []string{"floor_divide", "remainder"} {
			for _, dtype := range []string{"i4", "i8", "i2", "u1", "f8"} {
				if !long || dtype[0] == 'i' && dtype != "i2" {
					all = append(all, flat("division", verb, dtype, n, xy(dtype, n), fmt.Sprintf("np.%s(x, y, out=o)", verb), apply(verb), "x", "y"))
				}
			}
			for _, dtype := range []string{"i4", "i8", "u1"} {
				if !long || dtype != "u1" {
					all = append(all, flat("division", verb+" by 7", dtype, n, x(dtype, dtype, n)+fmt.Sprintf("; s = np.array(7, %q)", dtype), fmt.Sprintf("np.%s(x, 7, out=o)", verb), apply(verb), "x", "s"))
				}
			}
		}
		for _, dtype := range []string{"i4", "i8"} {
			all = append(all, flat("division", "power 3", dtype, n, x(dtype, dtype, n)+fmt.Sprintf("; s = np.array(3, %q)", dtype), "np.power(x, 3, out=o)", apply("power"), "x", "s"))
		}
		all = append(all, flat("division", "fmod", "f8", n, xy("f8", n), "np.fmod(x, y, out=o)", apply("fmod"), "x", "y"))
	}
	return append(all, flat("division", "fmod", "f4", medium, xy("f4", medium), "np.fmod(x, y, out=o)", apply("fmod"), "x", "y"))
}

func mathCases() (all []benchCase) {
	for _, dtype := range []string{"f8", "f4"} {
		for _, verb := range []string{"sqrt", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arctan", "arcsin", "arccos", "arcsinh", "arccosh", "arctanh", "cbrt", "reciprocal", "floor", "rint"} {
			setup := x(dtype, dtype, medium)
			switch verb {
			case "arcsin", "arccos", "arctanh":
				setup += "; x -= x.dtype.type(0.5)" // from 0 to 1
			case "arccosh":
				setup += "; x += x.dtype.type(1)"
			}
			all = append(all, flat("math", verb, dtype, medium, setup, fmt.Sprintf("np.%s(x, out=o)", verb), apply(verb), "x"))
		}
		for _, verb := range []string{"power", "arctan2", "hypot"} {
			all = append(all, flat("math", verb, dtype, medium, xy(dtype, medium), fmt.Sprintf("np.%s(x, y, out=o)", verb), apply(verb), "x", "y"))
		}
	}
	for _, dtype := range []string{"f8", "f4"} {
		all = append(all, flat("math", "power 2", dtype, medium, x(dtype, dtype, medium)+fmt.Sprintf("; s = np.array(2, %q)", dtype), "np.power(x, s, out=o)", apply("power"), "x", "s"))
	}
	for _, verb := range []string{"exp", "log", "sin", "tanh"} {
		all = append(all, flat("math", verb, "f8", large, x("f8", "f8", large), fmt.Sprintf("np.%s(x, out=o)", verb), apply(verb), "x"))
	}
	return append(all,
		flat("math", "hypot", "f8", large, xy("f8", large), "np.hypot(x, y, out=o)", apply("hypot"), "x", "y"),
		flat("math", "exp", "f8", tiny, x("f8", "f8", tiny), "np.exp(x, out=o)", verb1(ops.Exp[float64]), "x"),
		flat("math", "exp", "f8", small, x("f8", "f8", small), "np.exp(x, out=o)", verb1(ops.Exp[float64]), "x"),
		flat("math", "exp", "f2", medium, x("f2", "f2", medium), "np.exp(x, out=o)", apply("exp"), "x"),
		flat("math", "sqrt", "f8", large, x("f8", "f8", large), "np.sqrt(x, out=o)", apply("sqrt"), "x"))
}

func compareCases() (all []benchCase) {
	for verb, dtypes := range ordered("less", "f8 f4 i4", "equal", "u1 i8", "maximum", "f8 f4 u1") {
		for _, dtype := range dtypes {
			setup := xy(dtype, medium)
			if verb != "maximum" {
				setup += "; o = np.zeros(len(x), '?')"
			}
			all = append(all, flat("compare", verb, dtype, medium, setup, fmt.Sprintf("np.%s(x, y, out=o)", verb), apply(verb), "x", "y"))
		}
	}
	for verb, dtypes := range ordered("logical_and", "? f8", "bitwise_and", "u1 i4", "left_shift", "i4") {
		for _, dtype := range dtypes {
			setup := xy(dtype, medium)
			if verb == "logical_and" {
				setup += "; o = np.zeros(len(x), '?')"
			}
			all = append(all, flat("compare", verb, dtype, medium, setup, fmt.Sprintf("np.%s(x, y, out=o)", verb), apply(verb), "x", "y"))
		}
	}
	for _, n := range []int{medium, large} {
		masked := fmt.Sprintf("m = some('?', %d); ", n)
		where := flat("compare", "where(m, x, y)", "f8", n, masked+xy("f8", n), "np.where(m, x, y)", apply("where"), "m", "x", "y")
		where.value = true
		pick := flat("compare", "x[m]", "f8", n, masked+fmt.Sprintf("x = some('f8', %d); o = np.zeros(np.count_nonzero(m))", n), "np.compress(m, x, out=o)",
			typed2(func(d ndview.MutFloat64, s ndview.Float64, m ndview.BoolView) error { return ops.Compress(d, s, m, 0) }), "x", "m")
		put := flat("compare", "o[m] = 7", "f8", n, masked+fmt.Sprintf("o = np.zeros(%d)", n), "np.copyto(o, 7.0, where=m)",
			typed1(func(d ndview.MutFloat64, m ndview.BoolView) error { return ops.Fill(d, 7, ops.When(m)) }), "m")
		all = append(all, where, pick, put)
	}
	return append(all,
		flat("compare", "less", "f8", large, xy("f8", large)+"; o = np.zeros(10_000_000, '?')", "np.less(x, y, out=o)", apply("less"), "x", "y"),
		flat("compare", "less", "f8", tiny, xy("f8", tiny)+"; o = np.zeros(10, '?'); y += 1", "np.less(x, y, out=o)", verb2(ops.Less[float64]), "x", "y"),
		flat("compare", "less", "f8", small, xy("f8", small)+"; o = np.zeros(1000, '?')", "np.less(x, y, out=o)", verb2(ops.Less[float64]), "x", "y"),
		flat("compare", "isnan", "f8", medium, x("f8", "?", medium)+"; x[::3] = np.nan", "np.isnan(x, out=o)", apply("isnan"), "x"),
		flat("compare", "invert", "u1", medium, x("u1", "u1", medium), "np.invert(x, out=o)", apply("invert"), "x"),
		flat("compare", "logical_not", "?", medium, x("?", "?", medium), "np.logical_not(x, out=o)", apply("logical_not"), "x"),
		flat("compare", "clip", "f4", medium, x("f4", "f4", medium)+"; s, t = np.array(0.75, 'f4'), np.array(1.25, 'f4')", "np.clip(x, s, t, out=o)", apply("clip"), "x", "s", "t"))
}
