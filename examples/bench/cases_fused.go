package main

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

// A formula is a whole expression, in the words of each side. Of NumPy there are the statements that write into arrays
// which are there already, and the expression, which makes temporaries.
type formula struct {
	name, numpy, expression string
	of                      func(in map[string]fused.Expr) fused.Expr
	names                   []string
	numba                   string // item i
}

func formulas() []formula {
	muladd := func(in map[string]fused.Expr) fused.Expr { return fused.Add(fused.Mul(in["x"], in["y"]), in["z"]) }
	return []formula{
		{"a*b + c", "np.multiply(x, y, out=o); np.add(o, z, out=o)", "x*y + z", muladd, []string{"x", "y", "z"}, "x[i]*y[i] + z[i]"},
		{"sqrt(x*x + y*y)", "np.multiply(x, x, out=o); np.multiply(y, y, out=t); np.add(o, t, out=o); np.sqrt(o, out=o)", "sqrt(x*x + y*y)",
			func(in map[string]fused.Expr) fused.Expr {
				return fused.Sqrt(fused.Add(fused.Mul(in["x"], in["x"]), fused.Mul(in["y"], in["y"])))
			}, []string{"x", "y"}, "np.sqrt(x[i]*x[i] + y[i]*y[i])"},
		{"exp(-x*x) * y", "np.negative(x, out=o); np.multiply(o, x, out=o); np.exp(o, out=o); np.multiply(o, y, out=o)", "exp(-x*x) * y",
			func(in map[string]fused.Expr) fused.Expr {
				return fused.Mul(fused.Exp(fused.Mul(fused.Neg(in["x"]), in["x"])), in["y"])
			}, []string{"x", "y"}, "np.exp(-x[i]*x[i]) * y[i]"},
	}
}

// fusedCases are whole expressions.
func fusedCases() (all []benchCase) {
	add := func(f formula, c benchCase) {
		c.numexpr = f.expression
		c.numba = "for i in prange(o.size):\n    o[i] = " + f.numba
		all = append(all, c)
	}
	for _, f := range formulas() {
		for _, of := range []struct {
			dtype string
			n     int
		}{{"f8", tiny}, {"f8", small}, {"f8", medium}, {"f8", large}, {"f4", medium}} {
			setup := xy(of.dtype, of.n) + "; z, t = y + x, np.zeros_like(x)"
			add(f, flat("fused", f.name, of.dtype, of.n, setup, f.numpy, program(f.of, f.names...), f.names...))
		}
	}
	for _, n := range []int{small, medium, large} {
		for _, f := range formulas()[:2] {
			made := flat("fused", f.name+" with temporaries", "f8", n, xy("f8", n)+"; z = y + x", map[string]string{"a*b + c": "x*y + z", "sqrt(x*x + y*y)": "np.sqrt(x*x + y*y)"}[f.name], program(f.of, f.names...), f.names...)
			made.value = true
			add(f, made)
		}
		f := formulas()[0]
		f.expression, f.numba = "o*x + y", "o[i]*x[i] + y[i]"
		add(f, flat("fused", "a = a*b + c", "f8", n, fmt.Sprintf("o, x, y = some('f8', %d), some('f8', %d) * 0.5, some('f8', %d)", n, n, n), // does not grow for ever
			"np.multiply(o, x, out=o); np.add(o, y, out=o)", program(f.of, f.names...), "o", "x", "y"))
	}
	for _, n := range []int{medium, large} {
		sum := flat("fused", "sum(x*y)", "f8", n, xy("f8", n)+"; t, o = o, np.zeros(())", "np.multiply(x, y, out=t); t.sum(out=o)",
			program(func(in map[string]fused.Expr) fused.Expr { return fused.Sum(fused.Mul(in["x"], in["y"])) }, "x", "y"), "x", "y")
		sum.numexpr = "sum(x*y)"
		sum.numba = "s = 0.0\nfor i in prange(x.size):\n    s += x[i]*y[i]\no[()] = s"
		all = append(all, sum)
	}
	return all
}

// imageCases work on a frame of video: 1080 rows of 1920 pixels of 3 bytes.
func imageCases() []benchCase {
	const bytes, frame = 1080 * 1920 * 3, "x = some('u1', 1080, 1920, 3, low=0, high=256); "
	image := func(name, dtype, setup, numpy string, our ours, operands ...string) benchCase {
		return shaped("image", name, dtype, bytes, frame+setup, numpy, our, operands...)
	}
	value := func(c benchCase) benchCase { c.value = true; return c }
	take := raw(func(d ndview.MutRaw, in []ndview.Raw) error { return ops.TakeRaw(d, in[0], in[1], 0, ops.ClipOutside) })
	return []benchCase{
		image("mean over C", "f8", "o = np.zeros((1080, 1920))", "x.mean(axis=2, out=o)", reduce("mean", 2), "x"),
		image("mean over C", "f4", "o = np.zeros((1080, 1920), 'f4')", "x.mean(axis=2, dtype='f4', out=o)", reduce("mean", 2), "x"),
		image("sum over C", "u2", "o = np.zeros((1080, 1920), 'u2')", "x.sum(axis=2, dtype='u2', out=o)", reduce("sum", 2), "x"),
		image("max over C", "u1", "o = np.zeros((1080, 1920), 'u1')", "x.max(axis=2, out=o)", reduce("max", 2), "x"),
		image("mean over pixels", "f8", "o = np.zeros(3)", "x.mean(axis=(0, 1), out=o)", reduce("mean", 0, 1), "x"),
		value(image("gray", "u1", "r, g, b = x[:, :, 0], x[:, :, 1], x[:, :, 2]; o = np.zeros((1080, 1920), 'u1')",
			"((r.astype('u2') + g + b) // 3).astype('u1')", program(gray, "r", "g", "b"), "r", "g", "b")),
		image("img @ weights", "f4", "o, y = np.zeros((1080, 1920), 'f4'), np.array([0.299, 0.587, 0.114], 'f4')", "np.matmul(x, y, out=o)", product("matmul"), "x", "y"),
		value(image("clip(img * 1.5)", "u1", "o = np.zeros_like(x)", "np.clip(x * 1.5, 0, 255).astype('u1')", program(brighter, "x"), "x")),
		image("clip(img * 1.5) with scratch", "u1", "o, t, f = np.zeros_like(x), np.zeros(x.shape, 'f4'), np.float32(1.5)",
			"np.multiply(x, f, out=t); np.clip(t, 0, 255, out=t); np.copyto(o, t, casting='unsafe')", program(brighter, "x"), "x"),
		value(image("lut[img]", "u1", "s = some('u1', 256); o = np.zeros_like(x)", "s[x]", lookup(true), "s", "x")),
		image("take of lut", "u1", "s = some('u1', 256); i = x.astype('i8'); o = np.zeros_like(x)", "np.take(s, i, out=o, mode='clip')", take, "s", "i"),
		value(image("lut in place", "u1", "s, o = np.roll(np.arange(256, dtype='u1'), 77), x", "s[o]", lookup(false), "s")),
		image("img · 1/255 to f4", "f4", "o = np.zeros(x.shape, 'f4'); s = np.array(1/255, 'f4')", "np.multiply(x, s, out=o)", apply("multiply"), "x", "s"),
		image("img + img", "u1", "o = np.zeros_like(x)", "np.add(x, x, out=o)", apply("add"), "x", "x"),
		image("255 - img", "u1", "o = np.zeros_like(x); s = np.array(255, 'u1')", "np.subtract(255, x, out=o)", apply("subtract"), "s", "x"),
		image("img > 128", "u1", "o = np.zeros(x.shape, '?'); s = np.array(128, 'u1')", "np.greater(x, 128, out=o)", apply("greater"), "x", "s"),
		image("HWC to CHW", "u1", "o = np.zeros((3, 1080, 1920), 'u1').transpose(1, 2, 0)", "np.copyto(o, x)", cast(), "x"),
		image("CHW to HWC", "u1", "x = x.reshape(3, 1080, 1920).transpose(1, 2, 0); o = np.zeros((1080, 1920, 3), 'u1')", "np.copyto(o, x)", cast(), "x"),
		image("BGR", "u1", "x = x[:, :, ::-1]; o = np.zeros((1080, 1920, 3), 'u1')", "np.copyto(o, x)", cast(), "x"),
		image("BGR in place", "u1", "o = x", "o[...] = o[:, :, ::-1]", raw(func(d ndview.MutRaw, _ []ndview.Raw) error { return ops.CastRaw(d, d.Raw.Flip(2)) })),
		image("rows flipped", "u1", "x = x[::-1]; o = np.zeros((1080, 1920, 3), 'u1')", "np.copyto(o, x)", cast(), "x"),
		image("cropped", "u1", "x = x[100:-100, 100:-100]; o = np.zeros(x.shape, 'u1')", "np.copyto(o, x)", cast(), "x"),
	}
}

// gray is the mean of three channels, rounded down.
func gray(in map[string]fused.Expr) fused.Expr {
	sum := fused.Add(fused.Add(fused.As[uint16](in["r"]), in["g"]), in["b"])
	return fused.As[uint8](fused.FloorDiv(sum, fused.Value[uint16](3)))
}

// brighter is a saturating scale.
func brighter(in map[string]fused.Expr) fused.Expr {
	scaled := fused.Mul(in["x"], fused.Value[float32](1.5))
	return fused.As[uint8](fused.Clip(scaled, fused.Value[float32](0), fused.Value[float32](255)))
}

// lookup replaces the bytes of an image, which is the second operand, or the output.
func lookup(second bool) ours {
	return func(dst ndview.MutRaw, in []ndview.Raw, _ int) (func() error, error) {
		d, err := ndview.AsMut[uint8](dst)
		if err != nil {
			return nil, err
		}
		img := d.View
		if second {
			if img, err = ndview.As[uint8](in[1]); err != nil {
				return nil, err
			}
		}
		table, err := ndview.As[uint8](in[0])
		return func() error { return ops.Lookup(d, table, img) }, err
	}
}
