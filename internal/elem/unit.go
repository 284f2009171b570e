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
