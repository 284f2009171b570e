package conformance_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ops"
)

// bfloat16 against ml_dtypes, the package from which NumPy has it: which casts are allowed, and in what it and other
// kinds meet. A Python without ml_dtypes (the embedded one) is answered by what was recorded of it.

// demandMLDtypes is an environment variable: if it is not empty, the Python under test must have ml_dtypes.
const demandMLDtypes = "INPLACE_DEMAND_ML_DTYPES"

const brain = elem.KindBFloat16

// A brainQuery is for testdata/bfloat16.py.
type brainQuery struct {
	Ask   string   `json:"ask"`
	Verb  string   `json:"verb,omitempty"`
	Kinds []string `json:"kinds,omitempty"`
	From  string   `json:"from,omitempty"`
	To    string   `json:"to,omitempty"`
	Items []byte   `json:"items,omitempty"`
}

// startMLDtypes starts NumPy, and tells whether it has ml_dtypes.
func startMLDtypes(t *testing.T) (np *numpy, there bool) {
	np = startNumPy(t, "bfloat16")
	var version string
	np.ask(t, brainQuery{Ask: "version"}, &version)
	if version == "" {
		require.Empty(t, os.Getenv(demandMLDtypes), "this Python has no ml_dtypes")
		t.Log("this Python has no ml_dtypes")
		return np, false
	}
	t.Log("ml_dtypes", version)
	return np, true
}

// brainRules are what NumPy says of bfloat16 and another dtype.
type brainRules struct {
	To, From string // the strictest rule that casts bfloat16 to it, and it to bfloat16
	Result   string // np.result_type, "" where it has no answer
	Add      string // what np.add computes
}

// recordedRules are those of ml_dtypes 0.5.4, the same with NumPy 1.24 and 2.5.
var recordedRules = map[elem.Kind]brainRules{
	elem.KindBool:       {"unsafe", "safe", "bfloat16", "bfloat16"},
	elem.KindInt8:       {"unsafe", "safe", "bfloat16", "bfloat16"},
	elem.KindInt16:      {"unsafe", "same_kind", "", "float32"},
	elem.KindInt32:      {"unsafe", "same_kind", "", "float64"},
	elem.KindInt64:      {"unsafe", "same_kind", "", "float64"},
	elem.KindUint8:      {"unsafe", "safe", "bfloat16", "bfloat16"},
	elem.KindUint16:     {"unsafe", "same_kind", "", "float32"},
	elem.KindUint32:     {"unsafe", "same_kind", "", "float64"},
	elem.KindUint64:     {"unsafe", "same_kind", "", "float64"},
	elem.KindFloat16:    {"unsafe", "same_kind", "", "float32"},
	elem.KindBFloat16:   {"no", "no", "bfloat16", "bfloat16"},
	elem.KindFloat32:    {"safe", "same_kind", "float32", "float32"},
	elem.KindFloat64:    {"safe", "same_kind", "float64", "float64"},
	elem.KindComplex64:  {"safe", "same_kind", "complex64", "complex64"},
	elem.KindComplex128: {"safe", "same_kind", "complex128", "complex128"},
}

// recordedWeak are np.result_type and np.add of bfloat16 and a Python int, float and complex in NumPy 2.
var recordedWeak = [][]string{{"bfloat16", "bfloat16"}, {"float64", "float32"}, {"complex64", "complex64"}}

// brainDeviations are the casts of which our rules say something else than ml_dtypes, and why. To NumPy the dtype of a
// package is of the kind void, which comes after all others: everything is cast to it as to a later family, complex numbers
// too, and it is cast to nothing but what the package calls safe.
var brainDeviations = map[string]string{
	"bfloat16 to float16":    "same_kind here: both are floats, and float64 to float16 is same_kind too",
	"complex64 to bfloat16":  "unsafe here: it drops the imaginary part, as complex64 to float16 does",
	"complex128 to bfloat16": "unsafe here: it drops the imaginary part, as complex128 to float16 does",
}

// allKinds are the numeric kinds and their names.
func allKinds() (kinds []elem.Kind, names []string) {
	for k := elem.KindBool; k <= elem.KindComplex128; k++ {
		kinds, names = append(kinds, k), append(names, k.String())
	}
	return kinds, names
}

// strictest is the first rule that allows a cast.
func strictest(from, to elem.Kind) string {
	rule := elem.CastNo
	for !elem.CanCast(from, to, rule) {
		rule++
	}
	return rule.String()
}

func TestCastingRulesAndPromotionOfBFloat16AreThoseOfMLDtypes(t *testing.T) {
	np, there := startMLDtypes(t)
	kinds, names := allKinds()
	require.Len(t, recordedRules, len(kinds))
	if there {
		var asked []brainRules
		np.ask(t, brainQuery{Ask: "rules", Kinds: names}, &asked)
		for i, k := range kinds {
			assert.Equal(t, recordedRules[k], asked[i], "bfloat16 and %s: what was recorded of ml_dtypes", k)
		}
	}
	different := map[string]string{}
	compare := func(from, to elem.Kind, want string) {
		if got := strictest(from, to); got != want {
			different[fmt.Sprintf("%s to %s", from, to)] = got + " here"
		}
	}
	for _, k := range kinds {
		want := recordedRules[k]
		compare(brain, k, want.To)
		compare(k, brain, want.From)
		meet := want.Result
		if meet == "" {
			meet = want.Add // they meet where they are computed
		}
		assert.Equal(t, want.Add, meet)
		assert.Equal(t, meet, elem.Promote(brain, k).String(), "bfloat16 and %s", k)
		assert.Equal(t, meet, elem.Promote(k, brain).String(), "%s and bfloat16", k)
	}
	for cast, reason := range brainDeviations {
		assert.Contains(t, reason, different[cast], "%s deviates from ml_dtypes by intent", cast)
		assert.NotEmpty(t, different[cast], "%s deviates no more", cast)
		delete(different, cast)
	}
	assert.Empty(t, different, "deviations that nobody intended")
}

// A Python float makes a float64 of bfloat16 (np.result_type) or a float32 (np.add), for weak promotion knows NumPy's own
// floats only. Here a number written in a program leaves bfloat16 what it is, as it does every other float.
func TestNumbersWrittenInProgramsLeaveBFloat16WhatItIs(t *testing.T) {
	np, there := startMLDtypes(t)
	if there && !strings.HasPrefix(np.version, "1.") { // NumPy 1 looks at the value
		var asked [][]string
		np.ask(t, brainQuery{Ask: "weak"}, &asked)
		assert.Equal(t, recordedWeak, asked, "what was recorded of ml_dtypes")
	}
	assert.Equal(t, recordedWeak[0][1], elem.PromoteWeak(brain, elem.WeakInt).String())
	assert.Equal(t, "bfloat16", elem.PromoteWeak(brain, elem.WeakFloat).String(), "and not %v", recordedWeak[1])
	assert.Equal(t, recordedWeak[2][1], elem.PromoteWeak(brain, elem.WeakComplex).String())
}

// brainVerbs are ufuncs for which ml_dtypes has loops of bfloat16, of one and of two operands.
var brainVerbs = []string{
	"negative", "positive", "absolute", "fabs", "sign", "rint", "floor", "ceil", "trunc", "sqrt", "cbrt", "square", "reciprocal",
	"exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh",
	"tanh", "arcsinh", "arccosh", "arctanh", "isnan", "isinf", "isfinite", "signbit", "spacing", "logical_not", "conjugate",
	"add", "subtract", "multiply", "divide", "floor_divide", "remainder", "fmod", "divmod", "power", "maximum", "minimum", "fmax",
	"fmin", "arctan2", "hypot", "copysign", "nextafter", "heaviside", "logaddexp", "logaddexp2", "equal", "not_equal", "less",
	"less_equal", "greater", "greater_equal", "logical_and", "logical_or", "logical_xor",
}

// Verbs of bfloat16 and another kind, in both orders, have a loop where ml_dtypes has one, with a result of the same kind. Without
// ml_dtypes the judge is what was recorded of add.
func TestVerbsOfBFloat16AndOtherKindsResolveAsThoseOfMLDtypes(t *testing.T) {
	np, there := startMLDtypes(t)
	kinds, names := allKinds()
	verbs := brainVerbs
	if !there {
		verbs = []string{"add"}
	}
	for _, name := range verbs {
		var want [][]string
		if there {
			np.ask(t, brainQuery{Ask: "verb", Verb: name, Kinds: names}, &want)
		}
		for i, k := range kinds {
			if !there {
				want = append(want, []string{recordedRules[k].Add, recordedRules[k].Add})
			}
			if len(want[i]) == 1 {
				if k == brain {
					assert.Equal(t, want[i][0], resultOf(name, brain), "%s of bfloat16", name)
				}
				continue
			}
			assert.Equal(t, want[i][0], resultOf(name, brain, k), "%s of bfloat16 and %s", name, k)
			assert.Equal(t, want[i][1], resultOf(name, k, brain), "%s of %s and bfloat16", name, k)
		}
	}
}

// resultOf is the dtype of the first output of a verb, "" if it has no loop.
func resultOf(verb string, kinds ...elem.Kind) string {
	types := make([]elem.Type, len(kinds))
	for i, k := range kinds {
		types[i] = k.Type()
	}
	out, _, err := ops.ResultType(verb, types...)
	if err != nil {
		return ""
	}
	return out.Kind.String()
}
