package knowledge

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Pattern is a regular expression of which it is known, from the expression itself,
// which literals a text must hold to match at all. Most texts hold none of them, and
// then the search is spared, which takes a hundred times as long, and the
// expression is not even compiled. Build one with [CompilePattern]; safe for
// concurrent use.
type Pattern struct {
	expression func() *regexp.Regexp // compiled at its first use
	needs      []string              // one of them is in every text that matches; nil: nothing is known
	anyCase    bool                  // needs, and the texts that they are looked for in, are as caseless makes them
}

// CompilePattern reads an expression of our own; like [regexp.MustCompile], it
// panics when the expression is none.
func CompilePattern(expression string) *Pattern {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		panic(fmt.Sprintf("knowledge: pattern %q: %v", expression, err))
	}
	tree = tree.Simplify()
	p := &Pattern{expression: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) }), anyCase: ignoresCase(tree)}
	for _, literal := range literalsOf(tree).best() {
		if p.anyCase {
			literal = caseless(literal)
		}
		p.needs = append(p.needs, literal)
	}
	p.needs = minimal(p.needs)
	return p
}

// ignoresCase tells whether some literal of an expression matches in any case.
func ignoresCase(re *syntax.Regexp) bool {
	return re.Op == syntax.OpLiteral && re.Flags&syntax.FoldCase != 0 || slices.ContainsFunc(re.Sub, ignoresCase)
}

// caseless makes one text of all that differ in case alone, as expressions see it: "K"
// of "k", and of the sign for kelvins.
func caseless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case r < utf8.RuneSelf:
			return r
		}
		first := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			first = min(first, other)
		}
		return first
	}, s)
}

// minimal leaves out of texts those that hold another of them.
func minimal(texts []string) []string {
	var out []string
	slices.SortFunc(texts, func(a, b string) int { return len(a) - len(b) })
	for _, t := range texts {
		if !slices.ContainsFunc(out, func(have string) bool { return strings.Contains(t, have) }) {
			out = append(out, t)
		}
	}
	return out
}

// may tells whether s holds a literal without which the expression cannot match.
func (p *Pattern) may(s string) bool {
	if p.needs == nil {
		return true
	}
	if p.anyCase {
		s = caseless(s)
	}
	return slices.ContainsFunc(p.needs, func(literal string) bool { return strings.Contains(s, literal) })
}

// MatchString is [regexp.Regexp.MatchString].
func (p *Pattern) MatchString(s string) bool { return p.may(s) && p.expression().MatchString(s) }

// FindString is [regexp.Regexp.FindString].
func (p *Pattern) FindString(s string) string {
	if !p.may(s) {
		return ""
	}
	return p.expression().FindString(s)
}

// FindStringSubmatch is [regexp.Regexp.FindStringSubmatch].
func (p *Pattern) FindStringSubmatch(s string) []string {
	if !p.may(s) {
		return nil
	}
	return p.expression().FindStringSubmatch(s)
}

// FindStringIndex is [regexp.Regexp.FindStringIndex].
func (p *Pattern) FindStringIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.expression().FindStringIndex(s)
}

// FindStringSubmatchIndex is [regexp.Regexp.FindStringSubmatchIndex].
func (p *Pattern) FindStringSubmatchIndex(s string) []int {
	if !p.may(s) {
		return nil
	}
	return p.expression().FindStringSubmatchIndex(s)
}

// FindAllString is [regexp.Regexp.FindAllString] without a limit.
func (p *Pattern) FindAllString(s string) []string {
	if !p.may(s) {
		return nil
	}
	return p.expression().FindAllString(s, -1)
}

// FindAllStringSubmatch is [regexp.Regexp.FindAllStringSubmatch] without a limit.
func (p *Pattern) FindAllStringSubmatch(s string) [][]string {
	if !p.may(s) {
		return nil
	}
	return p.expression().FindAllStringSubmatch(s, -1)
}

// ReplaceAllString is [regexp.Regexp.ReplaceAllString].
func (p *Pattern) ReplaceAllString(s, by string) string {
	if !p.may(s) {
		return s
	}
	return p.expression().ReplaceAllString(s, by)
}

// Bounds of what is known of an expression: how many literals it may need, and how
// telling each of them must be to be worth a look.
const (
	maxLiterals = 64
	minTelling  = 2
)

// telling is how little a literal is to be expected: its length in bytes, and no less
// than minTelling for a sign that is no part of a word.
func telling(literal string) int {
	if len(literal) == 1 && strings.ContainsAny(literal, "`|*_~<>\\[]{}()@#:;=+&%\"") {
		return minTelling
	}
	return len(literal)
}

// literals are what is known of the texts that a part of an expression matches, but
// for case where it ignores that.
// Without either, nothing is.
type literals struct {
	exact []string // all of these texts, and no others
	needs []string // one of these is in each of them
}

// best are the literals that one is needed of; nil: none are known.
func (l literals) best() []string {
	if leastTelling(l.exact) >= max(minTelling, leastTelling(l.needs)) {
		return l.exact
	}
	return l.needs
}

// leastTelling is how telling the least telling text is; 0: there is none.
func leastTelling(texts []string) int {
	least := 0
	for i, t := range texts {
		if n := telling(t); i == 0 || n < least {
			least = n
		}
	}
	return least
}

func literalsOf(re *syntax.Regexp) literals {
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return literals{exact: []string{""}}
	case syntax.OpLiteral: // in one case of several, perhaps
		return literals{exact: []string{string(re.Rune)}}
	case syntax.OpCharClass:
		return literals{exact: classTexts(re.Rune)}
	case syntax.OpCapture:
		return literalsOf(re.Sub[0])
	case syntax.OpQuest:
		if sub := literalsOf(re.Sub[0]).exact; sub != nil && len(sub) < maxLiterals {
			return literals{exact: append([]string{""}, sub...)}
		}
	case syntax.OpPlus:
		return literals{needs: literalsOf(re.Sub[0]).best()}
	case syntax.OpAlternate:
		return alternatives(re.Sub)
	case syntax.OpConcat:
		return sequence(re.Sub)
	}
	return literals{}
}

// classTexts are the characters of a small class; nil: it is large.
func classTexts(ranges []rune) []string {
	var out []string
	for i := 0; i < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] > maxLiterals {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			out = append(out, string(r))
		}
	}
	if len(out) > maxLiterals {
		return nil
	}
	return out
}

// alternatives is what is known where one of several parts matches: only what is
// known of all.
func alternatives(parts []*syntax.Regexp) literals {
	var out literals
	exact, needed := true, true
	for _, part := range parts {
		l := literalsOf(part)
		best := l.best()
		exact, needed = exact && l.exact != nil, needed && best != nil
		out.exact, out.needs = append(out.exact, l.exact...), append(out.needs, best...)
	}
	if !exact || len(out.exact) > maxLiterals {
		out.exact = nil
	}
	if !needed || len(out.needs) > 4*maxLiterals {
		out.needs = nil
	}
	return out
}

// sequence is what is known where parts match one after another: of each stretch of
// parts that match certain texts only, these joined; the best stretch or part counts.
func sequence(parts []*syntax.Regexp) literals {
	var needs []string
	keep := func(l literals) {
		if best := l.best(); leastTelling(best) > leastTelling(needs) {
			needs = best
		}
	}
	stretch, whole := literals{exact: []string{""}}, true
	for _, part := range flat(parts) {
		l := literalsOf(part)
		if l.exact != nil && len(l.exact)*len(stretch.exact) <= maxLiterals {
			stretch.exact = joined(stretch.exact, l.exact)
			continue
		}
		keep(stretch)
		keep(l)
		stretch, whole = literals{exact: []string{""}}, false
	}
	if whole {
		return stretch
	}
	keep(stretch)
	return literals{needs: needs}
}

// flat puts sequences among parts in their place.
func flat(parts []*syntax.Regexp) []*syntax.Regexp {
	var out []*syntax.Regexp
	for _, part := range parts {
		if part.Op == syntax.OpConcat {
			out = append(out, flat(part.Sub)...)
			continue
		}
		out = append(out, part)
	}
	return out
}

// joined are all texts made of one of each.
func joined(heads, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}
