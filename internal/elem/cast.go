package elem

// Casting rules
//
// As np.can_cast has them. Kinds form families, bool < unsigned < signed < float <
// complex:
//
//	safe       no value is lost: the kind is the same or holds every value of the
//	           other. NumPy counts int64 and uint64 to float64 as safe, and int32
//	           to float64 but not to float32.
//	same kind  safe, or within a family (float64 to float16), or to a later family:
//	           int64 to float16.
//	unsafe     everything.
//
// bfloat16, which NumPy has from ml_dtypes, follows that package: bool, int8 and
// uint8 cast to it safely, and it to float32, float64 and the complex kinds. But to
// NumPy the dtype of a package is void, a family after all others: it allows
// complex numbers to be cast to bfloat16 as to a later family, and bfloat16 to no
// family at all. Here it is one of the floats: bfloat16 to float16 is of the same
// kind, complex64 to bfloat16 is not.

// Casting is a rule that says which kind may be cast to which.
type Casting uint8

// The rules, each allowing what those before it allow. CastSaturate allows what
// CastUnsafe does; values out of range become the nearest there is.
const (
	CastNo Casting = iota
	CastSafe
	CastSameKind
	CastUnsafe
	CastSaturate
)

var castingNames = [...]string{"no", "safe", "same_kind", "unsafe", "saturate"}

// String is NumPy's name of the rule; saturate is our own.
func (c Casting) String() string {
	if int(c) < len(castingNames) {
		return castingNames[c]
	}
	return "?"
}

// CanCast reports whether a rule allows to cast from one numeric kind to another.
func CanCast(from, to Kind, rule Casting) bool {
	switch {
	case !from.IsNumeric() || !to.IsNumeric():
		return false
	case from == to || rule >= CastUnsafe:
		return true
	case rule == CastNo:
		return false
	case safeCasts[from]&(1<<to) != 0:
		return true
	}
	return rule == CastSameKind && sameKindCasts[from]&(1<<to) != 0
}

// kindSet is a set of kinds, one bit each.
type kindSet uint32

func setOf(kinds ...Kind) (s kindSet) {
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

var (
	complexes = setOf(KindComplex64, KindComplex128)
	reals64   = setOf(KindFloat64, KindComplex128)
	reals32   = setOf(KindFloat32, KindFloat64) | complexes
	halves    = setOf(KindFloat16, KindBFloat16)
)

var safeCasts = [NumNumeric]kindSet{
	KindBool: setOf(KindInt8, KindInt16, KindInt32, KindInt64,
		KindUint8, KindUint16, KindUint32, KindUint64) | halves | reals32,
	KindInt8:       setOf(KindInt16, KindInt32, KindInt64) | halves | reals32,
	KindInt16:      setOf(KindInt32, KindInt64) | reals32,
	KindInt32:      setOf(KindInt64) | reals64,
	KindInt64:      reals64,
	KindUint8:      setOf(KindUint16, KindUint32, KindUint64, KindInt16, KindInt32, KindInt64) | halves | reals32,
	KindUint16:     setOf(KindUint32, KindUint64, KindInt32, KindInt64) | reals32,
	KindUint32:     setOf(KindUint64, KindInt64) | reals64,
	KindUint64:     reals64,
	KindFloat16:    reals32,
	KindBFloat16:   reals32,
	KindFloat32:    setOf(KindFloat64) | complexes,
	KindFloat64:    setOf(KindComplex128),
	KindComplex64:  setOf(KindComplex128),
	KindComplex128: 0,
}

var sameKindCasts = func() (table [NumNumeric]kindSet) {
	families := []kindSet{
		setOf(KindBool),
		setOf(KindUint8, KindUint16, KindUint32, KindUint64),
		setOf(KindInt8, KindInt16, KindInt32, KindInt64),
		halves | setOf(KindFloat32, KindFloat64),
		complexes,
	}
	for i, from := range families {
		for kind := KindBool; kind <= KindComplex128; kind++ {
			if from&(1<<kind) != 0 {
				for _, to := range families[i:] {
					table[kind] |= to
				}
			}
		}
	}
	return table
}()
