package knowledge

import (
	"slices"
	"strconv"
	"strings"
)

// moneyWords stand for any amount of money, folded, all languages together.
const moneyWords = " geld gelder kohle knete summe summen betrag betrage money cash sum amount funds argent dinero soldi denaro pieniadze para scheck cheque "

// timeWords stand for any date or span.
const timeWords = " zeitraum zeitrahmen zeitplan datum termin timeframe timeline schedule date period "

// Words that ask whether a figure is a limit.
const (
	limitWords = " obergrenze hochstgrenze deckel maximum maximal hochstens cap limit ceiling most massimo maximo plafond "
	leastWords = " untergrenze mindestens mindestbetrag minimum minimal least floor minimo "
)

func termOfHedge(h Hedge) string { return "\x00" + string(h) }

// measureOf is the term that passages carry which hold a figure or date of the
// sort that a folded word asks for: an amount for "money", a power for "GW"; ""
// for other words.
func measureOf(folded string) string {
	switch {
	case strings.Contains(moneyWords, " "+folded+" "):
		return termMoney
	case strings.Contains(timeWords, " "+folded+" "):
		return termTime
	case strings.Contains(limitWords, " "+folded+" "):
		return termOfHedge(HedgeUpTo)
	case strings.Contains(leastWords, " "+folded+" "):
		return termOfHedge(HedgeAtLeast)
	case len(folded) > 1 && units[folded].base != "" && units[folded].base != "byte":
		return termOf(Figure{Unit: units[folded].base})
	}
	return ""
}

// Terms that no word has, for what a passage holds.
const (
	termMoney = "\x00money"
	termTime  = "\x00time"
)

// termOfValue is the term of passages that hold a figure of the same value, however it
// is spelled: "$50bn", "50 Mrd. USD".
func termOfValue(f Figure) string { return "\x00=" + strconv.FormatFloat(f.Value, 'g', 9, 64) }

// addValues gives the concepts of a query's figures the value as a further alternative.
func addValues(concepts []concept, ws []word, query, lang string) {
	for _, f := range Figures(query, lang) {
		for _, w := range ws {
			if w.start < f.Start || w.end > f.End {
				continue
			}
			if c := slices.IndexFunc(concepts, func(c concept) bool { return c.folded == w.folded }); c >= 0 {
				concepts[c].alternatives = append(slices.Clone(concepts[c].alternatives), alternative{termOfValue(f), weightSame})
			}
		}
	}
}

// termOf is the term of passages that hold a figure like f; "" without unit.
func termOf(f Figure) string {
	switch {
	case f.IsMoney():
		return termMoney
	case f.Unit == "":
		return ""
	}
	return "\x00" + f.Unit
}
