package pyinterop

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A signature is a Python function's head: scale(a, /, factor=2.0, *, out=None).
type signature struct {
	name           string
	params         []signatureParam
	positionalOnly int // those before /
	positional     int // those before *
}

type signatureParam struct{ name, fallback string }

// parseSignature reads the text that inspect.signature shows. Defaults are Python expressions.
func parseSignature(text string) (s signature, err error) {
	name, rest, found := strings.Cut(text, "(")
	list, closed := strings.CutSuffix(strings.TrimSpace(rest), ")")
	if !found || !closed {
		return s, errors.New(`wanted name(parameter, parameter=default, …)`)
	}
	if s.name = strings.TrimSpace(name); !isIdentifier(s.name) {
		return s, fmt.Errorf("%q is no name in Python", s.name)
	}
	s.positional = -1
	for _, part := range splitParams(list) {
		if err := s.add(strings.TrimSpace(part)); err != nil {
			return s, err
		}
	}
	if s.positional < 0 {
		s.positional = len(s.params)
	}
	return s, nil
}

func (s *signature) add(part string) error {
	switch part {
	case "/":
		if s.positionalOnly > 0 || s.positional >= 0 || len(s.params) == 0 {
			return errors.New("/ stands once, behind a parameter and before *")
		}
		s.positionalOnly = len(s.params)
		return nil
	case "*":
		if s.positional >= 0 {
			return errors.New("* stands once")
		}
		s.positional = len(s.params)
		return nil
	}
	name, fallback, has := strings.Cut(part, "=")
	p := signatureParam{strings.TrimSpace(name), strings.TrimSpace(fallback)}
	switch {
	case !isIdentifier(p.name):
		return fmt.Errorf("%q is no name of a parameter in Python", p.name)
	case has && p.fallback == "":
		return fmt.Errorf("%s has an empty default", p.name)
	case !has && s.positional < 0 && len(s.params) > 0 && s.params[len(s.params)-1].fallback != "":
		return fmt.Errorf("%s has no default and stands behind one that has", p.name)
	}
	for _, other := range s.params {
		if other.name == p.name {
			return fmt.Errorf("two parameters are named %s", p.name)
		}
	}
	s.params = append(s.params, p)
	return nil
}

// splitParams splits at the commas that stand outside of brackets and quotes.
func splitParams(list string) []string {
	if strings.TrimSpace(list) == "" {
		return nil
	}
	var parts []string
	depth, start, quote, escaped := 0, 0, rune(0), false
	for i, r := range list {
		switch {
		case escaped:
			escaped = false
		case quote != 0:
			escaped = r == '\\'
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case strings.ContainsRune("([{", r):
			depth++
		case strings.ContainsRune(")]}", r):
			depth--
		case r == ',' && depth == 0:
			parts = append(parts, list[start:i])
			start = i + 1
		}
	}
	return append(parts, list[start:])
}

func isIdentifier(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != "" && !strings.Contains(keywords, " "+name+" ")
}

// keywords are the words that cannot be names in Python.
const keywords = " False None True and as assert async await break class continue def del elif else except finally for from " +
	"global if import in is lambda nonlocal not or pass raise return try while with yield "

// told is the signature as inspect.signature can read it: with literals. Other defaults are written as ... there.
func (s *signature) told(py Python) *signature {
	ast, found := py.quiet(py.s.held.Import("ast"))
	t := *s
	t.params = slices.Clone(s.params)
	for i := range t.params {
		p := &t.params[i]
		if p.fallback == "" || !found {
			continue
		}
		if _, literal := py.quietCall(ast, "literal_eval", p.fallback); !literal {
			p.fallback = "..."
		}
	}
	return &t
}

// text is the signature in one form, as __text_signature__ has it.
func (s *signature) text() string { return s.with(func(int) string { return "" }) }

// typed is the signature with the types of a stub.
func (s *signature) typed(params []paramInfo) string {
	return s.with(func(i int) string { return ": " + params[i].stub })
}

func (s *signature) with(note func(i int) string) string {
	var parts []string
	for i, p := range s.params {
		if i == s.positional {
			parts = append(parts, "*")
		}
		part := p.name + note(i)
		if p.fallback != "" && note(i) != "" {
			part += " = " + p.fallback
		} else if p.fallback != "" {
			part += "=" + p.fallback
		}
		parts = append(parts, part)
		if i+1 == s.positionalOnly {
			parts = append(parts, "/")
		}
	}
	return s.name + "(" + strings.Join(parts, ", ") + ")"
}
