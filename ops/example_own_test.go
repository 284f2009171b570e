package ops_test

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// ownVerb prints what a verb of the program's makes of 0, 1 and 2, for each of its operands.
func ownVerb(v *ops.Verb) {
	operands := make([]ndview.Raw, v.Info().In)
	for i := range operands {
		operands[i] = ramp(3).View.Raw()
	}
	dst := ndview.Make[float64](3)
	if err := v.Apply(dst.Raw(), operands); err != nil {
		fmt.Println(err)
		return
	}
	show(dst.View)
}

func ExampleLoop1() {
	ownVerb(ops.NewVerb("next", "x + 1", ops.Loop1(func(x float64) float64 { return x + 1 })))
	// Output: [1 2 3]
}

func ExampleLoop2() {
	ownVerb(ops.NewVerb("hypot", "the root of x² + y²", ops.Loop2(func(x, y float64) float64 { return x*x + y*y })))
	// Output: [0 2 8]
}

func ExampleLoop3() {
	ownVerb(ops.NewVerb("fma", "x·y + z, rounded once", ops.Loop3(math.FMA)))
	// Output: [0 2 6]
}

func ExampleLoopErr1() {
	ownVerb(ops.NewVerb("small", "x below 2", ops.LoopErr1(func(x float64) (float64, error) {
		if x >= 2 {
			return 0, errors.New("too large")
		}
		return x, nil
	})))
	// Output: too large
}

func ExampleLoopErr3() {
	ownVerb(ops.NewVerb("between", "x between y and z", ops.LoopErr3(func(x, y, z float64) (float64, error) {
		if y > z {
			return 0, errors.New("no such numbers")
		}
		return min(max(x, y), z), nil
	})))
	// Output: [0 1 2]
}

func ExampleVerb_Apply() {
	half := ops.NewVerb("half", "x / 2", ops.Loop1(func(x float64) float64 { return x / 2 }))
	bytes, _ := ndview.FromSlice([]uint8{2, 4, 6}) // cast to float64 on their way
	dst := ndview.Make[float64](3)
	if err := half.Apply(dst.Raw(), []ndview.Raw{bytes.View.Raw()}); err != nil {
		panic(err)
	}
	show(dst.View)
	// Output: [1 2 3]
}

func ExampleVerb_Info() {
	fmt.Println(ops.NewVerb("half", "x / 2", ops.Loop1(func(x float64) float64 { return x / 2 })).Info())
	// Output: {half x / 2 1 1}
}

func ExampleVerb_Parallel() {
	ownVerb(ops.NewVerb("square", "x · x", ops.Loop1(func(x float64) float64 { return x * x })).Parallel()) // the function may run in several goroutines
	// Output: [0 1 4]
}

func ExampleVerb_ResultType() {
	plus := ops.NewVerb("plus", "x + y", ops.Loop2(func(x, y float32) float32 { return x + y }), ops.Loop2(func(x, y float64) float64 { return x + y }))
	fmt.Println(plus.ResultType(ndview.DTypeOf[int16](), ndview.DTypeOf[float32]()))
	fmt.Println(plus.ResultType(ndview.DTypeOf[int32](), ndview.DTypeOf[float32]()))
	// Output:
	// float32 <nil>
	// float64 <nil>
}
