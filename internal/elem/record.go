package elem

import (
	"fmt"
	"strconv"
)

// RecordOf builds a record type of size bytes from fields, in the order given. It is for callers
// that know the fields from elsewhere than a format, such as __array_interface__. Fields may
// overlap and need not be in order of their offsets; fields without a name get one as in [Parse].
// The error is returned if a field lies outside size, a size is negative, or two fields share a
// name. fields is copied, its shapes are not.
func RecordOf(size int, fields ...Field) (Type, error) {
	if size < 0 {
		return Type{}, fmt.Errorf("elem: record of %d bytes", size)
	}
	for _, f := range fields {
		if f.Offset < 0 || f.Type.Size < 0 || !fits(f, size) {
			return Type{}, fmt.Errorf("elem: field %q at offset %d does not fit into a record of %d bytes",
				f.Name, f.Offset, size)
		}
	}
	rec := &Record{Fields: append([]Field(nil), fields...)}
	if twice, ok := rec.nameFields(); !ok {
		return Type{}, fmt.Errorf("elem: two fields named %q", twice)
	}
	return Type{Kind: KindRecord, Size: size, Rec: rec}, nil
}

// fits says whether f lies inside size bytes, without overflow on the way.
func fits(f Field, size int) bool {
	n := 1
	for _, d := range f.Shape {
		if d < 0 || d > 0 && n > maxBytes/d {
			return false
		}
		n *= d
	}
	if f.Offset > size {
		return false
	}
	return n == 0 || f.Type.Size <= (size-f.Offset)/n
}

// nameFields gives unnamed fields the names f0, f1, … that are still free, as NumPy does, and
// reports a name that occurs twice.
func (r *Record) nameFields() (twice string, ok bool) {
	if len(r.Fields) >= manyFields {
		return r.nameManyFields()
	}
	var seen uint64 // a bit per hash: most names need no comparison
	for i := range r.Fields {
		name := r.Fields[i].Name
		if name == "" {
			continue
		}
		bit := uint64(1) << ((name[0] ^ name[len(name)-1]*5 ^ byte(len(name))*11) % 64)
		if seen&bit != 0 && r.find(name, i) {
			return name, false
		}
		seen |= bit
	}
	next := 0
	for i := range r.Fields {
		for r.Fields[i].Name == "" {
			name := "f" + strconv.Itoa(next)
			next++
			if !r.find(name, len(r.Fields)) {
				r.Fields[i].Name = name
			}
		}
	}
	return "", true
}

// find says whether one of the first n fields has the name.
func (r *Record) find(name string, n int) bool {
	for i := range r.Fields[:n] {
		if r.Fields[i].Name == name {
			return true
		}
	}
	return false
}

func (r *Record) nameManyFields() (twice string, ok bool) {
	r.index = make(map[string]int, len(r.Fields))
	for i := range r.Fields {
		name := r.Fields[i].Name
		if name == "" {
			continue
		}
		if _, taken := r.index[name]; taken {
			return name, false
		}
		r.index[name] = i
	}
	next := 0
	for i := range r.Fields {
		for r.Fields[i].Name == "" {
			name := "f" + strconv.Itoa(next)
			next++
			if _, taken := r.index[name]; !taken {
				r.Fields[i].Name = name
				r.index[name] = i
			}
		}
	}
	return "", true
}
