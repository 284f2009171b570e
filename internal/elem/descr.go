package elem

import (
	"fmt"
	"strings"
)

// Descr spells the type as the headers of .npy files do: '<f8' in quotes, and records as lists of their fields,
// [('x', '<f8'), (”, '|V4'), ('m', '<f4', (2, 3))], where gaps are fields without a name. bfloat16, which NumPy has
// from a package, is '<V2', as that package writes it.
//
// The error says what NumPy cannot spell: references to objects and other pointers, kinds that NumPy does not have,
// and records whose fields overlap or are not in the order of their offsets.
//
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func (t Type) Descr() (string, error) {
	switch t.Kind {
	case KindRecord:
		return t.descrFields()
	case KindBFloat16:
		return "'" + string(t.orderMark('|')) + "V2'", nil
	case KindObject, KindPointer:
		return "", fmt.Errorf("elem: %s is an address, which means nothing in a file", t)
	case Invalid, KindPascal, KindUCS2, KindComplex32:
		return "", fmt.Errorf("elem: NumPy has no dtype for %s", t)
	}
	return "'" + t.Typestr() + "'", nil
}

func (t Type) descrFields() (string, error) {
	var items []string
	end := 0
	gap := func(to int) {
		if to > end {
			items = append(items, fmt.Sprintf("('', '|V%d')", to-end))
		}
	}
	for _, f := range t.Rec.fields() {
		if f.Offset < end {
			return "", fmt.Errorf("elem: field %s at byte %d lies before the end of the one before it, at byte %d", pyRepr(f.Name), f.Offset, end)
		}
		inner, err := f.Type.Descr()
		if err != nil {
			return "", err
		}
		gap(f.Offset)
		text := "(" + pyRepr(f.Name) + ", " + inner
		if len(f.Shape) > 0 {
			text += ", " + shapeString(f.Shape)
		}
		items = append(items, text+")")
		end = f.Offset + f.Size()
	}
	gap(t.Size)
	return "[" + strings.Join(items, ", ") + "]", nil
}
