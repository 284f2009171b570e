package main

import (
	"fmt"
	"iter"
	"strings"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

// ordered goes through pairs of a name and a list, in their order.
func ordered(pairs ...string) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for i := 0; i < len(pairs); i += 2 {
			if !yield(pairs[i], strings.Fields(pairs[i+1])) {
				return
			}
		}
	}
}

// reductionCases reduce one axis.
func reductionCases() (all []benchCase) {
	reduction := func(verb, dtype, to string, n int) {
		setup := fmt.Sprintf("x, o = some(%q, %d), np.zeros((), %q)", dtype, n, to)
		all = append(all, flat("reduction", verb, dtype, n, setup, fmt.Sprintf("x.%s(out=o)", verb), reduce(verb), "x"))
	}
	for _, n := range []int{tiny, small, medium, large} {
		reduction("sum", "f8", "f8", n)
	}
	for verb, dtypes := range ordered("sum", "f4:f4 f2:f2 i4:i8 i8:i8 i2:i8 u1:u8 c16:c16", "min", "f8:f8", "max", "f4:f4 i4:i4 u1:u1",
		"argmax", "f8:i8 i4:i8 u1:i8", "mean", "f8:f8 u1:f8", "var", "f8:f8 f4:f4", "prod", "f8:f8") {
		for _, pair := range dtypes {
			from, to, _ := strings.Cut(pair, ":")
			reduction(verb, from, to, medium)
		}
	}
	all = append(all,
		flat("reduction", "any", "?", medium, "x, o = np.zeros(100000, '?'), np.zeros((), '?'); x[-1] = True", "x.any(out=o)", reduce("any"), "x"),
		flat("reduction", "all", "?", medium, "x, o = np.ones(100000, '?'), np.zeros((), '?')", "x.all(out=o)", reduce("all"), "x"))
	count := flat("reduction", "count_nonzero", "?", medium, "x, o = some('?', 100000), np.zeros((), 'i8')", "np.count_nonzero(x)", reduce("count_nonzero"), "x")
	nansum := flat("reduction", "nansum", "f8", medium, "x, o = some('f8', 100000), np.zeros(()); x[::7] = np.nan", "np.nansum(x, out=o)", reduce("nansum"), "x")
	count.value = true
	return append(all, count, nansum)
}

// axisCases reduce matrices.
func axisCases() (all []benchCase) {
	for verb, dtypes := range ordered("sum", "f8:f8 f4:f4", "max", "f8:f8 u1:u1", "argmax", "f8:i8", "mean", "f4:f4", "var", "f8:f8") {
		for _, pair := range dtypes {
			from, to, _ := strings.Cut(pair, ":")
			for axis := range 2 {
				setup := fmt.Sprintf("x, o = some(%q, 1000, 1000), np.zeros(1000, %q)", from, to)
				all = append(all, shaped("axes", fmt.Sprintf("%s axis %d of 1000²", verb, axis), from, 1_000_000, setup,
					fmt.Sprintf("x.%s(axis=%d, out=o)", verb, axis), reduce(verb, axis), "x"))
			}
		}
	}
	return append(all,
		shaped("axes", "sum of a.T 1000²", "f8", 1_000_000, "x, o = some('f8', 1000, 1000).T, np.zeros(())", "x.sum(out=o)", reduce("sum"), "x"),
		shaped("axes", "sum of a[:, ::2] 1000²", "f8", 1_000_000, "x, o = some('f8', 1000, 2000)[:, ::2], np.zeros(())", "x.sum(out=o)", reduce("sum"), "x"))
}

func scanCases() (all []benchCase) {
	for _, dtype := range []string{"f8", "f4", "i8"} {
		all = append(all, flat("scan", "cumsum", dtype, medium, x(dtype, dtype, medium), "np.cumsum(x, out=o)", scan("cumsum"), "x"))
		if dtype == "f4" {
			all[len(all)-1].rtol = 1e-4 // NumPy adds up in float32
		}
	}
	for axis := range 2 {
		all = append(all, shaped("scan", fmt.Sprintf("cumsum axis %d of 1000²", axis), "f8", 1_000_000, "x, o = some('f8', 1000, 1000), np.zeros((1000, 1000))",
			fmt.Sprintf("np.cumsum(x, axis=%d, out=o)", axis), scan("cumsum", axis), "x"))
	}
	return append(all,
		flat("scan", "cumprod", "f8", small, x("f8", "f8", small), "np.cumprod(x, out=o)", scan("cumprod"), "x"),
		flat("scan", "maximum.accumulate", "f8", medium, x("f8", "f8", medium), "np.maximum.accumulate(x, out=o)", scan("maximum"), "x"))
}

func sortingCases() (all []benchCase) {
	for _, of := range []struct {
		dtype string
		our   ours
	}{
		{"f8", typed1(func(d ndview.MutFloat64, s ndview.Float64) error { return ops.Sort(d, s, 0) })},
		{"f4", typed1(func(d ndview.MutFloat32, s ndview.Float32) error { return ops.Sort(d, s, 0) })},
		{"i4", typed1(func(d ndview.MutInt32, s ndview.Int32) error { return ops.Sort(d, s, 0) })},
	} {
		setup := fmt.Sprintf("x = some(%q, 100000, high=1000000000); o = np.zeros_like(x)", of.dtype)
		all = append(all, flat("sorting", "sort", of.dtype, medium, setup, "o[...] = x; o.sort()", of.our, "x"))
	}
	argsort := flat("sorting", "argsort", "f8", medium, x("f8", "i8", medium), "np.argsort(x)", raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.ArgsortRaw(d, in[0], 0) }), "x")
	median := flat("sorting", "median", "f8", medium, "x, o = some('f8', 100000), np.zeros(())", "np.median(x)",
		raw(func(d ndview.MutRaw, in []ndview.Raw) error {
			return ops.QuantileRaw(d, in[0], 0.5, 0, ops.QuantileLinear, false)
		}), "x")
	partition := flat("sorting", "partition", "f8", medium, x("f8", "f8", medium), "o[...] = x; o.partition(50000)",
		raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.PartitionRaw(d, in[0], 0, 50000) }), "x")
	search := flat("sorting", "searchsorted", "f8", medium, "x, s, o = some('f8', 100000), np.sort(some('f8', 1000)), np.zeros(100000, 'i8')", "np.searchsorted(s, x)",
		raw(func(d ndview.MutRaw, in []ndview.Raw) error {
			return ops.SearchSortedRaw(d, in[0], in[1], ops.SideLeft)
		}), "s", "x")
	argsort.value, median.value, search.value = true, true, true
	partition.partition = 50000
	return append(all,
		flat("sorting", "sort", "f8", small, x("f8", "f8", small), "o[...] = x; o.sort()", typed1(func(d ndview.MutFloat64, s ndview.Float64) error { return ops.Sort(d, s, 0) }), "x"),
		shaped("sorting", "sort axis 1 of 1000×100", "f8", medium, "x, o = some('f8', 1000, 100), np.zeros((1000, 100))", "o[...] = x; o.sort(axis=1)",
			raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.SortRaw(d, in[0], 1) }), "x"),
		argsort, median, partition, search)
}

func takingCases() []benchCase {
	take := func(axis int, outside ops.Outside) ours {
		return raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.TakeRaw(d, in[0], in[1], axis, outside) })
	}
	histogram := flat("taking", "histogram 100 bins", "f8", medium, "x, o = some('f8', 100000), np.zeros(100, 'i8')", "np.histogram(x, 100, (0.5, 1.5))[0]",
		typed1(func(d ndview.MutInt64, s ndview.Float64) error { return ops.Histogram(d, s, 0.5, 1.5) }), "x")
	bincount := flat("taking", "bincount", "i8", medium, "x, o = some('i8', 100000), np.zeros(100, 'i8')", "np.bincount(x, minlength=100)",
		typed1(func(d ndview.MutInt64, s ndview.Int64) error { return ops.Bincount(d, s) }), "x")
	index := flat("taking", "x[i]", "f8", medium, "x, i, o = some('f8', 100000), permutation(100000), np.zeros(100000)", "x[i]", take(0, ops.RefuseOutside), "x", "i")
	histogram.value, bincount.value, index.value = true, true, true
	return []benchCase{
		histogram, bincount, index,
		flat("taking", "take, clipped", "f8", medium, "x, i, o = some('f8', 100000), permutation(100000), np.zeros(100000)", "np.take(x, i, out=o, mode='clip')", take(0, ops.ClipOutside), "x", "i"),
		flat("taking", "take, clipped", "i4", medium, "x, i, o = some('i4', 100000), permutation(100000), np.zeros(100000, 'i4')", "np.take(x, i, out=o, mode='clip')", take(0, ops.ClipOutside), "x", "i"),
		shaped("taking", "take rows of 1000²", "f8", 1_000_000, "x, i, o = some('f8', 1000, 1000), permutation(1000), np.zeros((1000, 1000))", "np.take(x, i, axis=0, out=o, mode='clip')", take(0, ops.ClipOutside), "x", "i"),
		flat("taking", "put", "f8", medium, "x, i, o = some('f8', 100000), permutation(100000), np.zeros(100000)", "np.put(o, i, x)",
			raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.PutRaw(d, in[0], in[1], ops.RefuseOutside) }), "i", "x"),
	}
}

// linearCases go through the BLAS that NumPy brought where the dtype is one of BLAS.
func linearCases() (all []benchCase) {
	for _, of := range []struct {
		dtype string
		side  int
	}{{"f8", 4}, {"f8", 16}, {"f8", 100}, {"f8", 500}, {"f4", 100}, {"f4", 500}, {"c16", 100}, {"i4", 16}, {"i4", 100}, {"i8", 100}, {"i8", 300}} {
		setup := fmt.Sprintf("x, y = some(%q, %d, %d), some(%q, %d, %d, high=11); o = np.zeros_like(x)", of.dtype, of.side, of.side, of.dtype, of.side, of.side)
		c := shaped("linear", fmt.Sprintf("matmul %d²", of.side), of.dtype, of.side*of.side, setup, "np.matmul(x, y, out=o)", product("matmul"), "x", "y")
		c.workers = strings.ContainsAny(of.dtype, "fc")
		c.rtol = max(c.tolerance(), 1e-11)
		all = append(all, c)
	}
	for _, n := range []int{small, medium} {
		c := flat("linear", "dot", "f8", n, fmt.Sprintf("x, y, o = some('f8', %d), some('f8', %d), np.zeros(())", n, n), "np.dot(x, y, out=o)", product("dot"), "x", "y")
		c.workers = true
		all = append(all, c)
	}
	matvec := shaped("linear", "matvec 1000²", "f8", 1_000_000, "x, y, o = some('f8', 1000, 1000), some('f8', 1000), np.zeros(1000)", "np.matmul(x, y, out=o)", product("matvec"), "x", "y")
	matvec.workers = true
	return append(all, matvec,
		shaped("linear", "outer 1000²", "f8", 1_000_000, "x, y, o = some('f8', 1000), some('f8', 1000), np.zeros((1000, 1000))", "np.outer(x, y, out=o)", product("outer"), "x", "y"))
}

// fusedCases are whole expressions, in NumPy one statement after another into arrays
// that are there already.
func fusedCases() (all []benchCase) {
	expressions := []struct {
		name, numpy string
		of          func(in map[string]fused.Expr) fused.Expr
		names       []string
	}{
		{"a*b + c", "np.multiply(x, y, out=o); np.add(o, z, out=o)",
			func(in map[string]fused.Expr) fused.Expr { return fused.Add(fused.Mul(in["x"], in["y"]), in["z"]) }, []string{"x", "y", "z"}},
		{"sqrt(x*x + y*y)", "np.multiply(x, x, out=o); np.multiply(y, y, out=t); np.add(o, t, out=o); np.sqrt(o, out=o)",
			func(in map[string]fused.Expr) fused.Expr {
				return fused.Sqrt(fused.Add(fused.Mul(in["x"], in["x"]), fused.Mul(in["y"], in["y"])))
			}, []string{"x", "y"}},
	}
	for _, e := range expressions {
		for _, of := range []struct {
			dtype string
			n     int
		}{{"f8", tiny}, {"f8", small}, {"f8", medium}, {"f8", large}, {"f4", medium}} {
			setup := xy(of.dtype, of.n) + "; z, t = y + x, np.zeros_like(x)"
			c := flat("fused", e.name, of.dtype, of.n, setup, e.numpy, program(e.of, e.names...), e.names...)
			c.workers = true
			all = append(all, c)
		}
	}
	sum := flat("fused", "sum(x*y)", "f8", medium, xy("f8", medium)+"; t, o = o, np.zeros(())", "np.multiply(x, y, out=t); t.sum(out=o)",
		program(func(in map[string]fused.Expr) fused.Expr { return fused.Sum(fused.Mul(in["x"], in["y"])) }, "x", "y"), "x", "y")
	sum.workers = true
	return append(all, sum)
}

// imageCases work on a frame of video: 1080 rows of 1920 pixels of 3 bytes.
func imageCases() []benchCase {
	const bytes, frame = 1080 * 1920 * 3, "x = some('u1', 1080, 1920, 3, low=0, high=256); "
	image := func(name, dtype, setup, numpy string, our ours, operands ...string) benchCase {
		return shaped("image", name, dtype, bytes, frame+setup, numpy, our, operands...)
	}
	lookup := image("lut[img]", "u1", "s = some('u1', 256); i = x.astype('i8'); o = np.zeros_like(x)", "np.take(s, i, out=o, mode='clip')",
		raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.TakeRaw(d, in[0], in[1], 0, ops.ClipOutside) }), "s", "i")
	scaled := image("img · 1/255 to f4", "f4", "o = np.zeros(x.shape, 'f4'); s = np.array(1/255, 'f4')", "np.multiply(x, s, out=o)", apply("multiply"), "x", "s")
	means := image("mean over pixels", "f8", "o = np.zeros(3)", "x.mean(axis=(0, 1), out=o)", reduce("mean", 0, 1), "x")
	return []benchCase{
		image("mean over C", "f8", "o = np.zeros((1080, 1920))", "x.mean(axis=2, out=o)", reduce("mean", 2), "x"),
		image("mean over C", "f4", "o = np.zeros((1080, 1920), 'f4')", "x.mean(axis=2, dtype='f4', out=o)", reduce("mean", 2), "x"),
		image("sum over C", "u2", "o = np.zeros((1080, 1920), 'u2')", "x.sum(axis=2, dtype='u2', out=o)", reduce("sum", 2), "x"),
		image("max over C", "u1", "o = np.zeros((1080, 1920), 'u1')", "x.max(axis=2, out=o)", reduce("max", 2), "x"),
		means, lookup, scaled,
		image("img + img", "u1", "o = np.zeros_like(x)", "np.add(x, x, out=o)", apply("add"), "x", "x"),
		image("255 - img", "u1", "o = np.zeros_like(x); s = np.array(255, 'u1')", "np.subtract(255, x, out=o)", apply("subtract"), "s", "x"),
		image("img > 128", "u1", "o = np.zeros(x.shape, '?'); s = np.array(128, 'u1')", "np.greater(x, 128, out=o)", apply("greater"), "x", "s"),
		image("HWC to CHW", "u1", "o = np.zeros((3, 1080, 1920), 'u1').transpose(1, 2, 0)", "np.copyto(o, x)", cast(), "x"),
		image("CHW to HWC", "u1", "x = x.reshape(3, 1080, 1920).transpose(1, 2, 0); o = np.zeros((1080, 1920, 3), 'u1')", "np.copyto(o, x)", cast(), "x"),
		image("BGR", "u1", "x = x[:, :, ::-1]; o = np.zeros((1080, 1920, 3), 'u1')", "np.copyto(o, x)", cast(), "x"),
		image("rows flipped", "u1", "x = x[::-1]; o = np.zeros((1080, 1920, 3), 'u1')", "np.copyto(o, x)", cast(), "x"),
		image("cropped", "u1", "x = x[100:-100, 100:-100]; o = np.zeros(x.shape, 'u1')", "np.copyto(o, x)", cast(), "x"),
	}
}
