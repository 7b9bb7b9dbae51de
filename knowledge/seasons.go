package knowledge

import (
	"math"
	"slices"
	"strings"
)

// season is one of several times that exclude each other: a season of the year, or a
// day of the week. The zero value is none.
type season struct{ class, member int }

// The classes of seasons.
const (
	yearClass = iota + 1
	dayClass
)

// seasons begin the words of the seasons and days in all languages, folded; those of
// one line mean the same. Words that mean something else too ("fall", "spring",
// "été") are left out.
var seasons = func() map[string]season {
	out := map[string]season{}
	for class, members := range [][]string{{
		"fruhjahr fruhling springtime printemps primavera wiosn ilkbahar",
		"sommer summer verano zomer",
		"herbst autumn automne otono autunno herfst jesie sonbahar",
		"winter hiver invierno inverno",
	}, {
		"montag monday lundi lunes lunedi maandag poniedzial pazartesi",
		"dienstag tuesday mardi martes martedi dinsdag wtorek wtorku",
		"mittwoch wednesday mercredi miercoles mercoledi woensdag sroda srode carsamba",
		"donnerstag thursday jeudi jueves giovedi donderdag czwart persembe",
		"freitag friday vendredi viernes venerdi vrijdag piatek piatku",
		"samstag sonnabend saturday samedi sabado sabato zaterdag sobota sobote cumartesi",
		"sonntag sunday dimanche domingo domenica zondag niedziel",
	}} {
		for member, words := range members {
			for w := range strings.FieldsSeq(words) {
				out[w] = season{class + yearClass, member + 1}
			}
		}
	}
	return out
}()

// seasonOf is the season that a word says, alone or as the begin of another
// ("Winterfahrplan", "montags").
func seasonOf(w word) season {
	for n := len(w.folded); n >= 5; n-- {
		if s, ok := seasons[w.folded[:n]]; ok {
			return s
		}
	}
	return season{}
}

// seasonal are the words of ws that say a season of a class.
func seasonal(ws []word, class int) []word {
	return slices.DeleteFunc(slices.Clone(ws), func(w word) bool { return seasonOf(w).class != class })
}

// clearlyNearer is by how much, in bytes and surcharges, one season must stand nearer
// to a figure than another for the figure to be said of it alone.
const clearlyNearer = 12

// otherSeason finds a figure of the claim r that the passages say of another season or
// day of the week: one stands clearly nearer to it there than the claim's does.
func (ix *Index) otherSeason(r *said, passages []int) *Figure {
	for class := yearClass; class <= dayClass; class++ {
		claimed := seasonal(r.words, class)
		if len(claimed) == 0 {
			continue
		}
		for i, f := range r.figures {
			nearest := slices.MinFunc(claimed, func(a, b word) int {
				return distance(r.text, r.words, a, f, r.figures) - distance(r.text, r.words, b, f, r.figures)
			})
			carried, kept := false, false
			for _, p := range passages {
				for _, h := range ix.read[p].figures {
					if (bound{Figure: h}).carries(bound{Figure: f}) {
						carried = true
						kept = kept || ix.inSeason(p, h, seasonOf(nearest))
					}
				}
			}
			if carried && !kept {
				return &r.figures[i]
			}
		}
	}
	return nil
}

// inSeason tells whether passage p may say a figure of a season: no other of its class
// stands clearly nearer.
func (ix *Index) inSeason(p int, f Figure, s season) bool {
	text, figures := ix.a.Passages[p].Text, ix.read[p].figures
	ws := words(text)
	stated := seasonal(ws, s.class)
	own, best := math.MaxInt, math.MaxInt-clearlyNearer
	for _, w := range stated {
		d := distance(text, ws, w, f, figures)
		best = min(best, d)
		if beside(w, s, stated, figures) {
			own = min(own, d)
		}
	}
	return len(stated) == 0 || own <= best+clearlyNearer
}

// beside tells whether word w says a season, or stands beside one that does, with no
// figure in between: "Monday to Friday".
func beside(w word, s season, stated []word, figures []Figure) bool {
	return slices.ContainsFunc(stated, func(o word) bool {
		from, to := min(w.start, o.start), max(w.start, o.start)
		return seasonOf(o) == s && !slices.ContainsFunc(figures, func(f Figure) bool { return from < f.Start && f.Start < to })
	})
}
