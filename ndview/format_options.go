package ndview

// PrintOptions say how views print. The zero value is not what NumPy does: take
// [PrintDefaults] and change what has to change.
//
//	o := ndview.PrintDefaults()
//	o.Precision = 3
//	fmt.Println(o.Str(v))
//
// The fields are those of numpy.set_printoptions.
//
// https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html
type PrintOptions struct {
	Precision int       // most digits after the point of a floating-point number (8)
	Threshold int       // arrays with more elements are summarised (1000)
	EdgeItems int       // elements kept at each end of an axis that is summarised (3)
	LineWidth int       // characters after which a line is broken (75)
	Suppress  bool      // never take to scientific notation because of small numbers (false)
	FloatMode FloatMode // how many digits floating-point numbers get (FloatMaxPrec)
	Sign      byte      // before positive numbers: '+', ' ', or '-' for nothing ('-')
	NaN, Inf  string    // how these numbers print ("nan", "inf")

	// wholeFloats prints the floating-point fields of a single record in full.
	wholeFloats bool
}

// A FloatMode says how many digits floating-point numbers get. Needed are as many
// as tell a number from its neighbours in its own type.
type FloatMode uint8

const (
	FloatMaxPrec      FloatMode = iota // as many as needed, at most Precision after the point
	FloatMaxPrecEqual                  // the same, and all numbers of an array get equally many
	FloatFixed                         // exactly Precision
	FloatUnique                        // as many as needed
)

// PrintDefaults returns the options that NumPy starts with.
func PrintDefaults() PrintOptions {
	return PrintOptions{
		Precision: 8,
		Threshold: 1000,
		EdgeItems: 3,
		LineWidth: 75,
		Sign:      '-',
		NaN:       "nan",
		Inf:       "inf",
	}
}

// sane returns o with numbers that mean something, and the zero Sign, NaN and Inf
// filled in.
func (o PrintOptions) sane() PrintOptions {
	d := PrintDefaults()
	o.Precision = max(o.Precision, 0)
	o.EdgeItems = max(o.EdgeItems, 0)
	o.Sign = o.sign()
	if o.NaN == "" {
		o.NaN = d.NaN
	}
	if o.Inf == "" {
		o.Inf = d.Inf
	}
	return o
}

func (o PrintOptions) sign() byte {
	if o.Sign == '+' || o.Sign == ' ' {
		return o.Sign
	}
	return '-'
}

// Str returns v as NumPy's str() prints it: "[[1. 2.]\n [3. 4.]]". A view whose
// borrow has ended prints its state and no values.
func (o PrintOptions) Str(v Printable) string {
	return v.printable().text(func(s *subject) string { return s.str(o.sane()) })
}

// Repr returns v as NumPy's repr() prints it: "array([[1., 2.],\n       [3.,
// 4.]])", with the dtype where the values do not show it and the shape where
// they are summarised. A view whose borrow has ended prints its state.
func (o PrintOptions) Repr(v Printable) string {
	return v.printable().text(func(s *subject) string { return s.repr(o.sane()) })
}

// HTML returns v as a table; see [View.HTML].
func (o PrintOptions) HTML(v Printable) string {
	return v.printable().html(o.sane())
}
