package elem

// Unit is the tick of a datetime64 or timedelta64.
type Unit uint8

// The units of NumPy, from generic (no unit) to attoseconds.
const (
	UnitGeneric Unit = iota
	Year
	Month
	Week
	Day
	Hour
	Minute
	Second
	Millisecond
	Microsecond
	Nanosecond
	Picosecond
	Femtosecond
	Attosecond
)

var unitNames = [...]string{"generic", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"}

// String is NumPy's code of the unit: "ns", "D", "generic".
func (u Unit) String() string {
	if int(u) >= len(unitNames) {
		return "?"
	}
	return unitNames[u]
}

// ParseUnit reads NumPy's code of a unit.
func ParseUnit(code string) (Unit, bool) {
	for i, name := range unitNames {
		if name == code {
			return Unit(i), true
		}
	}
	return UnitGeneric, false
}

// ticks holds one Record per unit, so that == works on the usual types.
var ticks = func() (table [len(unitNames)]Record) {
	for u := range table {
		table[u] = Record{unit: Unit(u), step: 1}
	}
	return table
}()

// Datetime64 is the type of int64 ticks since 1970, each of step units, in the host's byte order.
// Datetime64(Second, 25) is NumPy's datetime64[25s]. A step below 1 counts as 1.
func Datetime64(unit Unit, step int) Type {
	return Type{Kind: KindDatetime64, Size: 8, Rec: tickOf(unit, step)}
}

// Timedelta64 is the type of differences of Datetime64.
func Timedelta64(unit Unit, step int) Type {
	return Type{Kind: KindTimedelta64, Size: 8, Rec: tickOf(unit, step)}
}

func tickOf(unit Unit, step int) *Record {
	switch {
	case unit == UnitGeneric || int(unit) >= len(ticks):
		return nil
	case step <= 1:
		return &ticks[unit]
	}
	return &Record{unit: unit, step: step}
}

// Tick is what a datetime64 or timedelta64 counts: step units each. UnitGeneric and 1 for types
// without a unit.
func (t Type) Tick() (unit Unit, step int) {
	if t.Rec == nil || t.Rec.unit == UnitGeneric {
		return UnitGeneric, 1
	}
	return t.Rec.unit, t.Rec.step
}
