package eval

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// planted is the material with its faults, made once for all tests.
var planted = sync.OnceValues(func() (*Material, []Fault) {
	m, err := OpenMaterial()
	if err != nil {
		panic(err)
	}
	return m, m.Faults(1)
})

func TestTruths(t *testing.T) {
	m, _ := planted()
	pairs := map[string]int{}
	for _, f := range m.True() {
		pairs[f.Pair]++
		if f.Kind != Unchanged || f.Text != f.Truth.Text || f.Passage == "" {
			t.Errorf("%s: %+v", f.Truth.ID, f)
		}
		if n := len([]rune(f.Text)); n >= 300 || !strings.HasSuffix(f.Text, ".") {
			t.Errorf("%s: %d characters, or no full stop", f.Truth.ID, n)
		}
		if strings.Contains(m.announcements[f.Announcement].Text, strings.TrimRight(f.Text, ".")) {
			t.Errorf("%s is copied from the announcement", f.Truth.ID)
		}
	}
	for _, pair := range []string{"de-de", "en-de", "en-en"} {
		if pairs[pair] < 100 {
			t.Errorf("%d truths of %s, too few", pairs[pair], pair)
		}
	}
}

func TestCite(t *testing.T) {
	for name, truth := range map[string]Truth{
		"nowhere":         {ID: "a", Lang: "de", Text: "x", Cite: "steht nirgends"},
		"in two passages": {ID: "a", Lang: "de", Text: "x", Cite: "Amazon"},
		"no text":         {ID: "a", Lang: "de", Cite: "Rund 1,3"},
		"no file":         {ID: "a", Lang: "de", Text: "x", Cite: "Rund 1,3", Announcement: "missing.md"},
		"same id":         {ID: "shipped-de-01", Lang: "de", Text: "x", Cite: "Rund 1,3"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := OpenMaterial()
			if err != nil {
				t.Fatal(err)
			}
			if err := m.cite(truth); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestFaults(t *testing.T) {
	m, faults := planted()
	count := map[FaultKind]int{}
	for _, f := range faults {
		count[f.Kind]++
		a := m.announcements[f.Announcement]
		if p, ok := a.Passage(f.Passage); !ok || p.Heading {
			t.Errorf("%s %s stands above %q of %s", f.Kind, f.Truth.ID, f.Passage, a.ID)
		}
		if f.Pair != f.Lang+"-"+a.Language || f.Change == "" || len([]rune(f.Text)) > 300 {
			t.Errorf("%+v", f)
		}
		if f.Kind == WrongPassage {
			if f.Announcement == f.Truth.Announcement {
				t.Errorf("%s stands above its own announcement", f.Truth.ID)
			}
		} else if f.Text == f.Truth.Text || strings.Contains(a.Text, f.Text) && !strings.HasPrefix(f.Change, "without") {
			t.Errorf("%s %s is no fault: %s", f.Kind, f.Truth.ID, f.Text)
		}
	}
	for _, kind := range FaultKinds {
		least := 100
		if kind == PlanAsCertain {
			least = 40
		}
		if count[kind] < least {
			t.Errorf("%d faults of kind %s, too few", count[kind], kind)
		}
	}
	if len(faults) < 2000 {
		t.Errorf("%d faults in all", len(faults))
	}
	if again := m.Faults(1); !reflect.DeepEqual(again, faults) {
		t.Error("the same seed makes other faults")
	}
	if other := m.Faults(2); reflect.DeepEqual(other, faults) {
		t.Error("another seed makes the same faults")
	}
}

// TestOneFault checks that a rule changes one place, two when it exchanges.
func TestOneFault(t *testing.T) {
	m, faults := planted()
	for _, f := range faults {
		if f.Change == "by hand" && f.Kind != QuoteEdited && f.Kind != Name || f.Kind == WrongPassage {
			continue
		}
		was := f.Truth.Text
		if f.Kind == QuoteEdited {
			was = m.cited[f.Truth.ID].Text
		}
		gone, come := changed(strings.Fields(was), strings.Fields(f.Text))
		most := map[FaultKind]int{InventedClause: 12, Name: 8, QuoteEdited: 4}[f.Kind]
		switch {
		case f.Kind == SwappedFigures && strings.HasSuffix(f.Change, "exchanged"):
			if !slices.Equal(sortedDigits(was), sortedDigits(f.Text)) {
				t.Errorf("%s has other figures: %s", f.Truth.ID, f.Text)
			}
		case f.Change == "by hand" && f.Kind == QuoteEdited:
			if max(len(gone), len(come)) > 16 { // first to last word that was changed
				t.Errorf("%s: %q became %q", f.Truth.ID, gone, come)
			}
		case max(len(gone), len(come)) > max(most, 5):
			t.Errorf("%s %s: %q became %q", f.Kind, f.Truth.ID, gone, come)
		}
	}
}

// changed takes away what two texts begin and end with.
func changed(was, is []string) (gone, come []string) {
	for len(was) > 0 && len(is) > 0 && was[0] == is[0] {
		was, is = was[1:], is[1:]
	}
	for len(was) > 0 && len(is) > 0 && was[len(was)-1] == is[len(is)-1] {
		was, is = was[:len(was)-1], is[:len(is)-1]
	}
	return was, is
}

func sortedDigits(s string) []string {
	out := inDigits.FindAllString(s, -1)
	slices.Sort(out)
	return out
}

func TestRules(t *testing.T) {
	const de = "Der Umsatz stieg von Januar bis März um 3,6 Prozent auf 412,6 Millionen Euro."
	for name, tt := range map[string]struct {
		rule               func(claim) []edit
		lang, text, source string
		want               []string // each is one of the edits; none: there are no edits
	}{
		"scale words":             {scaleFaults, "en", "It costs 50 billion dollars.", "", []string{"It costs 50 million dollars."}},
		"scale of the figure":     {scaleFaults, "de", "Es sind 11.000 Orte.", "", []string{"Es sind 110.000 Orte."}},
		"scale, long":             {scaleFaults, "en", "412,000 people", "", []string{"4,120,000 people"}},
		"unit":                    {unitFaults, "de", "Es sind 19 km.", "", []string{"Es sind 19 m."}},
		"unit, not of a word":     {unitFaults, "en", "The 5 mountains", "", nil},
		"unit of a rate":          {unitFaults, "en", "They cost €41,000 a month.", "", []string{"They cost €41,000 a year."}},
		"currency":                {currencyFaults, "en", "It costs €41,000.", "", []string{"It costs $41,000.", "It costs £41,000."}},
		"figures exchanged":       {swappedFigures, "de", "38 Stimmen gegen 11 Stimmen", "mit 38 gegen 11 Stimmen", []string{"11 Stimmen gegen 38 Stimmen"}},
		"figures of the passage":  {swappedFigures, "en", "Sales came to €412.6 million.", "auf 412,6 Millionen Euro, nach 27,5 Millionen Euro für das Vorjahr", []string{"Sales came to €27.5 million."}},
		"a list has no order":     {swappedFigures, "de", "2026 und 2027 bleibt es so.", "", nil},
		"negation dropped":        {negationFaults, "en", "The dates will not be moved.", "", []string{"The dates will be moved."}},
		"negation added":          {negationFaults, "en", "The dates will be moved.", "", []string{"The dates will not be moved."}},
		"negation added, German":  {negationFaults, "de", "Der Bau soll 2026 beginnen.", "", []string{"Der Bau soll 2026 nicht beginnen."}},
		"hedge dropped":           {droppedHedges, "de", "Bis zu 70 Stellen fallen weg.", "", []string{"70 Stellen fallen weg."}},
		"over 20 years":           {droppedHedges, "de", "Der Verbund soll es über 20 Jahre tilgen.", "", nil},
		"could":                   {droppedHedges, "en", "It could follow.", "", []string{"It will follow."}},
		"plan as certain":         {certainPlans, "en", "They plan it, and it is due to start in May.", "", []string{"They plan it, and it will start in May."}},
		"hedged already":          {addedHedges, "en", "Up to 70 posts go.", "", nil},
		"year in a condition":     {yearFaults, "en", "It starts if they agree by 2026.", "", nil},
		"day in a condition":      {dayFaults, "en", "It starts if they agree by 9 May.", "", nil},
		"a name has no digits":    {digitFaults, "en", "Phase 3 of HARBOUR-3 in GII.4", "", nil},
		"telephone number":        {digitFaults, "de", "Auskunft unter 0800 555 0142.", "", nil},
		"a year is no digit":      {digitFaults, "de", "Es ist 2026 so weit.", "", nil},
		"digits in the passage":   {digitFaults, "de", "Es sind 5.", "1 2 3 4 6 7 8 9", nil},
		"a clause that is not so": {inventedClauses, "de", "So ist es.", "", []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			edits := tt.rule(claim{tt.text, tt.lang, tt.source, source(1, name)})
			if tt.want == nil && len(edits) > 0 || tt.want != nil && len(edits) == 0 {
				t.Errorf("got %q", edits)
			}
			for _, want := range tt.want {
				if !slices.ContainsFunc(edits, func(e edit) bool { return e.text == want }) {
					t.Errorf("got %q, not %q", edits, want)
				}
			}
		})
	}
	for name, rule := range map[string]func(claim) []edit{"digit": digitFaults, "scale": scaleFaults, "unit": unitFaults, "hedge": addedHedges, "day": dayFaults} {
		t.Run("some "+name, func(t *testing.T) {
			if got := rule(claim{de, "de", de, source(1)}); len(got) == 0 {
				t.Error("no edits")
			}
		})
	}
}
