package elem

import (
	"fmt"
	"reflect"
	"strings"
)

// RecordOfStruct is the record type of the memory of a Go struct: each field at its offset, under the name that its
// tag `dtype:"name"` gives or under its own; arrays are sub-arrays, structs are records, blank fields ("_ [4]byte")
// and padding are gaps. Memory of the one may be used as values of the other (see [Type.Differences]).
//
// The error lists every field that no item can be: with pointers, Go's own bool (whose memory must not hold other bytes
// than 0 and 1; use [Bool]), or uintptr.
func RecordOfStruct(goType reflect.Type) (Type, error) {
	if goType.Kind() != reflect.Struct {
		return Type{}, fmt.Errorf("elem: wanted a struct, found %s", goType)
	}
	var unmet []string
	t := recordOf(goType, "", &unmet)
	if len(unmet) > 0 {
		return Type{}, fmt.Errorf("elem: %s is no record: %s", goType, strings.Join(unmet, "; "))
	}
	return RecordOf(t.Size, t.Rec.Fields...)
}

func recordOf(s reflect.Type, path string, unmet *[]string) Type {
	var fields []Field
	for i := range s.NumField() {
		g := s.Field(i)
		if g.Name == "_" {
			if !plainBytes(g.Type) { // G4
				*unmet = append(*unmet, fmt.Sprintf("%s_: a blank field must be bytes or numbers, found %s", path, g.Type))
			}
			continue
		}
		name := g.Name
		if tag, ok := g.Tag.Lookup("dtype"); ok {
			name = tag
		}
		f := Field{Name: name, Offset: int(g.Offset)}
		base := g.Type
		for base.Kind() == reflect.Array {
			f.Shape = append(f.Shape, base.Len())
			base = base.Elem()
		}
		f.Type = itemOf(base, path+g.Name, unmet)
		fields = append(fields, f)
	}
	t, err := RecordOf(int(s.Size()), fields...)
	if err != nil {
		*unmet = append(*unmet, path+": "+err.Error())
	}
	return t
}

func itemOf(g reflect.Type, path string, unmet *[]string) Type {
	if g.Kind() == reflect.Struct {
		return recordOf(g, path+".", unmet)
	}
	for k := KindBool; k <= KindComplex128; k++ {
		if t := k.Type(); t.isGo(g) && (k != KindBool) == (g != reflect.TypeFor[Bool]()) {
			return t
		}
	}
	hint := ""
	if g.Kind() == reflect.Bool {
		hint = "; use ndview.Bool"
	}
	*unmet = append(*unmet, fmt.Sprintf("%s: wanted a number, an array or a struct of them, found %s%s", path, g, hint))
	return Type{}
}
