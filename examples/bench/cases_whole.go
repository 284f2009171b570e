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
	for verb, dtypes := range ordered("sum", "i4:i8 i8:i8 i2:i8 u1:u8 f2:f2", "max", "i4:i4 u1:u1", "argmax", "i4:i8 u1:i8", "prod", "f8:f8") {
		for _, pair := range dtypes {
			from, to, _ := strings.Cut(pair, ":")
			reduction(verb, from, to, large)
		}
	}
	for _, n := range []int{medium, large} {
		found := flat("reduction", "isnan(x).any()", "f8", n, fmt.Sprintf("x, o = some('f8', %d), np.zeros((), '?'); x[-1] = np.nan", n), "np.isnan(x).any(out=o)",
			program(func(in map[string]fused.Expr) fused.Expr { return fused.Any(fused.Call("isnan", in["x"])) }, "x"), "x")
		counted := flat("reduction", "count_nonzero", "?", n, fmt.Sprintf("x, o = some('?', %d), np.zeros((), 'i8')", n), "np.count_nonzero(x)", reduce("count_nonzero"), "x")
		counted.value = true
		all = append(all, found, counted)
	}
	all = append(all,
		flat("reduction", "any", "?", medium, "x, o = np.zeros(100000, '?'), np.zeros((), '?'); x[-1] = True", "x.any(out=o)", reduce("any"), "x"),
		flat("reduction", "any", "?", large, "x, o = np.zeros(10_000_000, '?'), np.zeros((), '?'); x[-1] = True", "x.any(out=o)", reduce("any"), "x"),
		flat("reduction", "all", "?", medium, "x, o = np.ones(100000, '?'), np.zeros((), '?')", "x.all(out=o)", reduce("all"), "x"))
	nansum := flat("reduction", "nansum", "f8", medium, "x, o = some('f8', 100000), np.zeros(()); x[::7] = np.nan", "np.nansum(x, out=o)", reduce("nansum"), "x")
	return append(all, nansum)
}

// axisCases reduce matrices.
func axisCases() (all []benchCase) {
	add := func(name, from, to string, side int, setup, numpy string, our ours) {
		all = append(all, shaped("axes", fmt.Sprintf("%s %d²", name, side), from, side*side, setup, numpy, our, "x"))
		if from == "f4" {
			all[len(all)-1].rtol = 2e-5 // NumPy adds up in float32
		}
	}
	for _, side := range []int{1000, 4000} {
		along := map[bool]string{true: "sum f8:f8 f4:f4; max f8:f8 u1:u1; argmax f8:i8 f4:i8; mean f4:f4; var f8:f8", false: "sum f8:f8 f4:f4; max f8:f8; argmax f8:i8 f4:i8"}[side == 1000]
		for verb := range strings.SplitSeq(along, "; ") {
			words := strings.Fields(verb)
			for _, pair := range words[1:] {
				from, to, _ := strings.Cut(pair, ":")
				for axis := range 2 {
					setup := fmt.Sprintf("x, o = some(%q, %d, %d), np.zeros(%d, %q)", from, side, side, side, to)
					add(fmt.Sprintf("%s axis %d of", words[0], axis), from, to, side, setup, fmt.Sprintf("x.%s(axis=%d, out=o)", words[0], axis), reduce(words[0], axis))
				}
			}
		}
		for verb, dtypes := range ordered("sum", "f8:f8 f4:f4", "min", "f8:f8 f4:f4", "argmax", "f8:i8 f4:i8", "mean", "f8:f8", "var", "f8:f8", "prod", "f8:f8") {
			for _, pair := range dtypes {
				from, to, _ := strings.Cut(pair, ":")
				setup := fmt.Sprintf("x, o = some(%q, %d, %d), np.zeros((), %q)", from, side, side, to)
				add(verb+" of", from, to, side, setup, fmt.Sprintf("x.%s(out=o)", verb), reduce(verb))
			}
		}
		add("nansum of", "f8", "f8", side, fmt.Sprintf("x, o = some('f8', %d, %d), np.zeros(()); x[:, ::7] = np.nan", side, side), "np.nansum(x, out=o)", reduce("nansum"))
		add("sum of a.T", "f8", "f8", side, fmt.Sprintf("x, o = some('f8', %d, %d).T, np.zeros(())", side, side), "x.sum(out=o)", reduce("sum"))
		add("sum of a[:, ::2]", "f8", "f8", side, fmt.Sprintf("x, o = some('f8', %d, %d)[:, ::2], np.zeros(())", side, 2*side), "x.sum(out=o)", reduce("sum"))
	}
	return all
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
		flat("scan", "cumsum", "f8", large, x("f8", "f8", large), "np.cumsum(x, out=o)", scan("cumsum"), "x"),
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
	argsort.value, median.value = true, true
	partition.partition = 50000
	return append(all,
		flat("sorting", "sort", "f8", large, "x, o = np.random.default_rng(1).random(10_000_000), np.zeros(10_000_000)", "o[...] = x; o.sort()", typed1(func(d ndview.MutFloat64, s ndview.Float64) error { return ops.Sort(d, s, 0) }), "x"),
		flat("sorting", "sort", "f8", small, x("f8", "f8", small), "o[...] = x; o.sort()", typed1(func(d ndview.MutFloat64, s ndview.Float64) error { return ops.Sort(d, s, 0) }), "x"),
		shaped("sorting", "sort axis 1 of 1000×100", "f8", medium, "x, o = some('f8', 1000, 100), np.zeros((1000, 100))", "o[...] = x; o.sort(axis=1)",
			raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.SortRaw(d, in[0], 1) }), "x"),
		argsort, median, partition)
}

func takingCases() []benchCase {
	take := func(axis int, outside ops.Outside) ours {
		return raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.TakeRaw(d, in[0], in[1], axis, outside) })
	}
	histogram := flat("taking", "histogram 100 bins", "f8", medium, "x, o = some('f8', 100000), np.zeros(100, 'i8')", "np.histogram(x, 100, (0.5, 1.5))[0]",
		typed1(func(d ndview.MutInt64, s ndview.Float64) error { return ops.Histogram(d, s, 0.5, 1.5) }), "x")
	bincount := flat("taking", "bincount", "i8", medium, "x, o = some('i8', 100000), np.zeros(100, 'i8')", "np.bincount(x, minlength=100)",
		typed1(func(d ndview.MutInt64, s ndview.Int64) error { return ops.Bincount(d, s) }), "x")
	search := flat("taking", "searchsorted", "f8", medium, "x, s, o = some('f8', 100000), np.sort(some('f8', 1000)), np.zeros(100000, 'i8')", "np.searchsorted(s, x)",
		raw(func(d ndview.MutRaw, in []ndview.Raw) error {
			return ops.SearchSortedRaw(d, in[0], in[1], ops.SideLeft)
		}), "s", "x")
	index := flat("taking", "x[i]", "f8", medium, "x, i, o = some('f8', 100000), permutation(100000), np.zeros(100000)", "x[i]", take(0, ops.RefuseOutside), "x", "i")
	random := index
	random.name, random.n, random.setup = "taking/x[i] f8 1e7", large, "x, i, o = some('f8', 10_000_000), permutation(10_000_000), np.zeros(10_000_000)"
	histogram.value, bincount.value, index.value, random.value, search.value = true, true, true, true, true
	return []benchCase{
		histogram, bincount, search, index, random,
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
	}{{"f8", 4}, {"f8", 16}, {"f8", 100}, {"f8", 500}, {"f8", 1000}, {"f4", 100}, {"f4", 500}, {"f4", 1000}, {"c16", 100}, {"i4", 16}, {"i4", 100}, {"i8", 100}, {"i8", 300}, {"i8", 500}} {
		setup := fmt.Sprintf("x, y = some(%q, %d, %d), some(%q, %d, %d, high=11); o = np.zeros_like(x)", of.dtype, of.side, of.side, of.dtype, of.side, of.side)
		c := shaped("linear", fmt.Sprintf("matmul %d²", of.side), of.dtype, of.side*of.side, setup, "np.matmul(x, y, out=o)", product("matmul"), "x", "y")
		c.rtol = max(c.tolerance(), 1e-11)
		all = append(all, c)
	}
	for _, of := range []struct {
		dtype string
		n     int
	}{{"f8", small}, {"f8", medium}, {"f8", 1_000_000}, {"f8", large}, {"f4", 1_000_000}} {
		setup := fmt.Sprintf("x, y, o = some(%q, %d), some(%q, %d), np.zeros((), %q)", of.dtype, of.n, of.dtype, of.n, of.dtype)
		c := flat("linear", "dot", of.dtype, of.n, setup, "np.dot(x, y, out=o)", product("dot"), "x", "y")
		all = append(all, c)
	}
	for name, setup := range ordered("a @ b.T 1000²", "x,y,o=some('f8',1000,1000),some('f8',1000,1000).T,np.zeros((1000,1000))",
		"a[::2, ::2] @ b 500²", "x,y,o=some('f8',1000,1000)[::2,::2],some('f8',500,500),np.zeros((500,500))") {
		c := shaped("linear", name, "f8", 1_000_000, setup[0], "np.matmul(x, y, out=o)", product("matmul"), "x", "y")
		c.rtol = 1e-11
		all = append(all, c)
	}
	return append(all,
		shaped("linear", "matvec 1000²", "f8", 1_000_000, "x, y, o = some('f8', 1000, 1000), some('f8', 1000), np.zeros(1000)", "np.matmul(x, y, out=o)", product("matvec"), "x", "y"),
		shaped("linear", "outer 1000²", "f8", 1_000_000, "x, y, o = some('f8', 1000), some('f8', 1000), np.zeros((1000, 1000))", "np.outer(x, y, out=o)", product("outer"), "x", "y"))
}
