package main

import (
	"strings"
)

// comment returns the function's documentation.
func (z *zip) comment() string {
	var views []string
	for _, l := range letters(z.n, z.mut) {
		views = append(views, argument(l, z.mut))
	}
	names := strings.Join(views[:z.n-1], ", ") + " and " + views[z.n-1]
	others := strings.Join(views[1:z.n-1], ", ")
	if others != "" {
		others += " and "
	}
	others += views[z.n-1]

	s := z.name() + " yields "
	switch z.way {
	case elements:
		s += "the elements of " + names + " that are at the same place"
		if z.mut {
			s += ", that of dst as a pointer to read and write it in place"
		}
	case lanes:
		s += "the lanes of " + names + " along an axis that are at the same place"
		if z.mut {
			s += ", those of dst to be read and written in place"
		}
	case runs:
		s += "contiguous pieces of " + names + " that are at the same place, all of one length"
		if z.mut {
			s += ", those of dst as slices to be read and written in place, whose capacity is their length"
		}
	}
	if z.mut {
		verb := " is"
		if z.n > 2 {
			verb = " are"
		}
		s += ". " + strings.ToUpper(others[:1]) + others[1:] + verb + " stretched to the shape of dst"
		s = strings.Replace(s, ". "+strings.ToUpper(others[:1])+others[1:], ". The views "+others, 1)
		if z.n == 2 {
			s = strings.Replace(s, "The views "+others, "The view "+others, 1)
		}
	} else {
		s += ". The views are stretched to one shape"
	}
	s += " by NumPy's rule; the element types may differ. "
	switch z.way {
	case lanes:
		s += "The order is C, of the other axes, unless another one is given."
	case runs:
		s += "The order is K unless another one is given. Where the elements of a view that follow each other do not lie side by side, " +
			"they are gathered in a window of at most 4096 bytes, where short lanes are joined and repeated ones are gathered once."
	default:
		s += "The order is Any unless another one is given."
	}
	s += " If the shapes do not fit the loop panics with a [*ShapeError]. See [MutZip] for what holds for all of them."
	if z.name() == "MutZip" {
		s = strings.Replace(s, " See [MutZip] for what holds for all of them.", "", 1)
		return "\n" + wrap(s) + "//\n" + wrap(
			"Where dst shares memory with another view, what is written may be seen in elements that are read later. "+
				"Memory that is not plain passes through windows of at most 4096 bytes for each view (lanes along an axis: "+
				"as long as the lane), and what is written is in memory when the loop body, or the last one of a window, has ended, "+
				"also by break, return, panic or Goexit. What is yielded is valid in the loop body that received it.")
	}
	return "\n" + wrap(s)
}

// wrap breaks a comment into lines.
func wrap(s string) string {
	var b strings.Builder
	line := "//"
	for _, word := range strings.Fields(s) {
		if len(line)+1+len(word) > 84 {
			b.WriteString(line + "\n")
			line = "//"
		}
		line += " " + word
	}
	b.WriteString(line + "\n")
	return b.String()
}
