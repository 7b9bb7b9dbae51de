package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

func TestTypeOf(t *testing.T) {
	tests := []struct {
		question, lang string
		want           AnswerType
	}{
		{"How do I return books when it's closed?", "en", TypeMeans}, {"When is it closed?", "en", TypeDate}, {"So when the council voted, when was it?", "en", TypeDate},
		{"wofuer ist das gut", "de", TypePurpose}, {"wan gehts los", "de", TypeDate}, {"In welcher Währung rechnen die?", "de", TypeMoney}, {"Für welche Gebiete gilt das?", "de", TypeList},
		{"In welchem Gebiet gilt das?", "de", TypePlace}, {"Quanti miliardi vuole spendere?", "it", TypeMoney}, {"Combien d'administrations ont investi ?", "fr", TypeCount}, {"Ile miliardów wyda Amazon?", "pl", TypeMoney},
		{"Welche Geräte sind betroffen?", "de", TypeList}, {"Woran lag es?", "de", TypeReason},
		{"Wie viel will Amazon investieren?", "de", TypeMoney}, {"Was kostet das?", "de", TypeMoney}, {"Wie hoch ist der Umsatz?", "de", TypeMoney},
		{"Um wie viele Milliarden geht es?", "de", TypeMoney}, {"Wie viele Behörden nutzen AWS?", "de", TypeCount}, {"Wie hoch ist der Anteil?", "de", TypeShare},
		{"Wie hoch ist der Turm?", "de", TypeMeasure}, {"Wann startet der Bau?", "de", TypeDate}, {"Wie lange dauert das?", "de", TypeDate},
		{"Wer baut das?", "de", TypeWho}, {"Mit wem arbeitet Amazon zusammen?", "de", TypeWho}, {"Wo wird gebaut?", "de", TypePlace},
		{"Warum macht Amazon das?", "de", TypeReason}, {"Wofür ist das gut?", "de", TypePurpose}, {"Was ist das Ziel?", "de", TypePurpose},
		{"Was steht im Artikel?", "de", TypeSummary}, {"Was steht da zur Aktie?", "de", TypeOpen}, {"Wie soll das funktionieren?", "de", TypeMeans},
		{"Was ist AWS?", "de", TypeDefinition}, {"Welche Chips werden benutzt?", "de", TypeList}, {"Ist NVIDIA dabei?", "de", TypeYesNo},
		{"Worum geht es?", "de", TypeSummary}, {"Satelliten", "de", TypeOpen},
		{"Was hat das neue System gekostet?", "de", TypeMoney}, {"Welche Software Firma hat den Vertrag?", "de", TypeWho},
		{"What will the siding cost?", "en", TypeMoney}, {"ceo salary?", "en", TypeMoney}, {"What did the budget committee decide?", "en", TypeOpen},
		{"On which dates is the training?", "en", TypeDate}, {"What do contracts change about income?", "en", TypeOpen},
		{"Was muss passieren, damit die 35 Millionen fließen?", "de", TypeOpen},
		{"How much will it cost?", "en", TypeMoney}, {"What is the budget?", "en", TypeMoney}, {"How many jobs?", "en", TypeCount},
		{"What percentage is it?", "en", TypeShare}, {"How big is the site?", "en", TypeMeasure}, {"When does it start?", "en", TypeDate},
		{"How long will it take?", "en", TypeDate}, {"Who is behind it?", "en", TypeWho}, {"which scientist was in charge", "en", TypeWho},
		{"Where is it?", "en", TypePlace}, {"Why now?", "en", TypeReason}, {"What is it for?", "en", TypePurpose}, {"How does it work?", "en", TypeMeans},
		{"What is a virus-like particle?", "en", TypeDefinition}, {"Which chips are used?", "en", TypeList}, {"Is it safe?", "en", TypeYesNo},
		{"What is this about?", "en", TypeSummary},
		{"Combien va-t-il investir ?", "fr", TypeMoney}, {"Quand commence la construction ?", "fr", TypeDate}, {"¿Cuántas personas trabajan?", "es", TypeCount},
		{"¿Por qué?", "es", TypeReason}, {"Quanto costa?", "it", TypeMoney}, {"Kiedy?", "pl", TypeDate}, {"Ne zaman başlıyor?", "tr", TypeDate},
		{"was ist überhaupt ein Reinraum", "de", TypeDefinition}, {"Was bedeutet Wiedervernässung?", "de", TypeDefinition},
		{"what exactly do they mean by geriatric medicine?", "en", TypeDefinition}, {"What exactly is a Flex Ticket?", "en", TypeDefinition},
		{"What does AWS stand for?", "en", TypeDefinition}, {"¿Qué son exactamente las Pearls?", "es", TypeDefinition}, {"Co to jest rezerwuar?", "pl", TypeDefinition},
		{"Wat is een warmtewisselaar?", "nl", TypeDefinition}, {"What is the price of a ticket?", "en", TypeMoney},
		{"wie lang kriegt Version 7 noch Updates", "de", TypeDate}, {"Wie lang ist die Brücke?", "de", TypeMeasure}, {"Combien de temps durera le chantier ?", "fr", TypeDate},
		{"Ile dodatkowej mocy powstanie?", "pl", TypeMeasure}, {"Welche Straßenbahnlinien sind betroffen?", "de", TypeList}, {"In welcher Straße?", "de", TypePlace},
		{"Welche Summe ist geplant?", "de", TypeMoney}, {"Which areas will it be used in?", "en", TypeList},
		{"What is the adult single fare?", "en", TypeMoney}, {"whats the profit forecast for 2026", "en", TypeMoney}, {"What are the conditions of the loan?", "en", TypeOpen},
		{"Waar gaat het geld naartoe?", "nl", TypePlace}, {"Wanneer begint de bouw?", "nl", TypeDate},
		{"Quanto guadagna la società?", "it", TypeMoney}, {"Ile zarabia firma?", "pl", TypeMoney}, {"Jakie są obroty?", "pl", TypeMoney}, {"Hoeveel verdient een chauffeur?", "nl", TypeMoney},
		{"¿Cuáles son los ingresos?", "es", TypeMoney}, {"Quelles sont les pertes ?", "fr", TypeMoney}, {"When?", "", TypeDate},
	}
	for _, tt := range tests {
		if got := TypeOf(tt.question, tt.lang); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.question, got, tt.want)
		}
	}
}

func TestStem(t *testing.T) {
	same := []struct{ lang, a, b string }{
		{"de", "museum", "museen"}, {"de", "kunde", "kundinnen"}, {"de", "arzt", "ärztin"}, {"de", "mechanismus", "mechanismen"}, {"de", "zins", "zinsen"}, {"de", "aktienkurs", "aktienkurse"}, {"de", "fels", "felsen"},
		{"de", "liefert", "liefern"}, {"de", "lieferten", "lieferung"}, {"de", "entwickelt", "entwicklung"}, {"de", "meldet", "melden"}, {"de", "baut", "bauen"},
		{"de", "eroeffnet", "eröffnen"}, {"de", "investiert", "investieren"}, {"de", "investierten", "investieren"}, {"de", "nutzt", "nutzen"}, {"de", "nutzten", "nutzen"},
		{"de", "behoerde", "behörde"}, {"de", "leiterin", "leiter"}, {"de", "arbeitnehmerinnen", "arbeitnehmer"}, {"de", "studentin", "student"}, {"en", "invested", "investing"}, {"pl", "inwestycja", "inwestycje"},
	}
	for _, tt := range same {
		if stem(tt.a, tt.lang) != stem(tt.b, tt.lang) {
			t.Errorf("%s: %s is %q, %s is %q", tt.lang, tt.a, stem(tt.a, tt.lang), tt.b, stem(tt.b, tt.lang))
		}
	}
	for _, apart := range [][3]string{
		{"authority", "author", "en"}, {"experiment", "experience", "en"}, {"business", "busy", "en"},
		{"konzert", "konzern", "de"}, {"kurs", "kur", "de"}, {"zins", "zinn", "de"}, {"wachstum", "wachsen", "de"}, {"raum", "rar", "de"},
	} {
		if stem(apart[0], apart[2]) == stem(apart[1], apart[2]) {
			t.Errorf("%s and %s have one stem", apart[0], apart[1])
		}
	}
}

func TestHolds(t *testing.T) {
	a, err := Parse("a.txt", []byte("Titel\nDer Tarif kostet 5 Euro im Monat.\nDas Werk steht in Opole.\nAm 3. Mai wird gefeiert.\nIm Jahr 2027 endet es nach drei Jahren.\nFrau Dohmen sprach mit den Kunden.\nNichts davon."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	tests := map[string]string{ // question: the passages that hold its type
		"Was kostet das?": "1", "Wo steht das Werk?": "2", "Wann wird gefeiert?": "134", "Wer sprach?": "5", "Wie lange dauert es?": "14",
		"Was kostet es außer 5 Euro?": "", "Warum?": "123456",
	}
	for question, want := range tests {
		got := ""
		for i := 1; i < len(a.Passages); i++ {
			if ix.Holds(i, Expect(question, "de")) {
				got += string(rune('0' + i))
			}
		}
		if got != want {
			t.Errorf("%s: held by %q, want %q", question, got, want)
		}
	}
}

// TestHoldsForms: what answers a question in a form of its own, and what does not.
func TestHoldsForms(t *testing.T) {
	for question, tt := range map[string]struct{ holds, not string }{
		"Wo ist das Ziel?":                           {"Das Ziel liegt im Stadion an der Mole.", "Das Ziel ist in diesem Jahr neu."},
		"Wo werden die Fische hingebracht?":          {"Die Fische setzt der Verein in den Weiher Lohfeld um.", "Die Fische zählt der Verein in der Regel im Mai."},
		"In welchen Städten eröffnen sie?":           {"Sie eröffnen in Aschheim und Linz.", "Sie eröffnen im Quartal nach Verhandlungen im Umfeld vier Läden."},
		"Wo kann ich das Gerät abgeben?":             {"Das Gerät kann man in jedem Markt abgeben.", "Das Gerät kann man in jedem Fall abgeben."},
		"Where is Kellmoor based?":                   {"Kellmoor, the Cork-based group, buys Havrild.", "Kellmoor based it on figures."},
		"Seit wann gibt es die Firma?":               {"Sie ist die Chefin der 1888 gegründeten Firma.", "Die Firma hat 1850 Leute."},
		"When was the library built?":                {"The library was built in 1932.", "The building opens at 9am on Thursday."},
		"In welchem Land baut sie?":                  {"Sie baut in Dänemark.", "Sie baut in Eile."},
		"Where do I find the number?":                {"The number is printed on the underside.", "The number has ten digits."},
		"Where can we park?":                         {"Visitors can use Station Road car park.", "Visitors can park for an hour, said Brandt."},
		"Wer muss die Steuer zahlen?":                {"Steuerpflichtig ist der Betrieb, nicht das Essen.", "Die Steuer ist am Monatsende fällig."},
		"wo genau steht die Station":                 {"Die Station liegt im Ortsteil Kleinvarrel.", "In der Station arbeiten 26 Leute."},
		"How many batteries are recalled?":           {"They recall 41,600 batteries.", "Up to 1.5 per cent of the recalled batteries are faulty."},
		"Who led the talks?":                         {"The talks were led by Tomasz Birch.", "The talks, held at the Guildhall, were long."},
		"Who paid for it?":                           {"It was paid for by the households.", "It was paid for in May."},
		"Wer hat die Studie bezahlt?":                {"Bezahlt hat sie der Zweckverband.", "Bezahlt wurde sie bar."},
		"Wie viele haben gar kein Fahrrad?":          {"Gar kein Fahrrad haben 39 Prozent.", "Gar kein Fahrrad hat er."},
		"Was kostet ein Becher extra?":               {"Für den Becher sind 50 Cent fällig.", "Für den Becher ist ein Pfand fällig."},
		"How much is the dividend?":                  {"The dividend is 3.6 pence per share.", "The dividend is unchanged."},
		"How big is the pay rise, how much is paid?": {"Staff get a rise of 5.2 per cent.", "Staff get a rise."},
		"Wie viel zahlt das Land dazu?":              {"Das Land trägt 60 Prozent.", "Das Land trägt den Rest."},
		"Wie lange kann ich sie noch benutzen?":      {"Sie gelten noch bis zum 30. September.", "Sie gelten ab dem 30. September."},
		"How long is the offer open?":                {"The offer ends on 30 April 2027.", "The offer began on 30 April 2027."},
		"When did the notice appear?":                {"The notice appeared at 08:19 UTC.", "The notice appeared on the page."},
	} {
		lang := DetectLanguage(tt.holds)
		ix := NewIndex(&Announcement{Language: lang, Title: "x", Passages: []Passage{{Text: tt.holds}, {Text: tt.not}}})
		e := Expect(question, DetectLanguage(question))
		if !ix.Holds(0, e) {
			t.Errorf("%s: not held by %q", question, tt.holds)
		}
		if ix.Holds(1, e) {
			t.Errorf("%s: held by %q", question, tt.not)
		}
	}
}

// TestDefines: what a thing is stands behind it, or is what its letters stand for.
func TestDefines(t *testing.T) {
	a, err := Parse("a.txt", []byte("Northern Rail\nOver 300 agencies use NRS.\nThe shop stops selling Pearls, our premium currency.\nPearls earned in play are not refunded.\nIts arm, Northern Rail Services, runs the trains."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string]int{"What are Pearls?": 2, "What is NRS?": 4} {
		hits := ix.Search(Query{Text: question, Language: "en", Expect: Expect(question, "en")})
		best := slices.MaxFunc(hits, func(a, b Hit) int { return cmp.Compare(a.Confidence, b.Confidence) })
		if best.Index != want || !best.Defines {
			t.Errorf("%s: passage %d, defines %v", question, best.Index, best.Defines)
		}
	}
}

// TestAcronym: an acronym finds what spells it out, also where the announcement never
// uses it, and its words what has only the acronym.
func TestAcronym(t *testing.T) {
	a, err := Parse("a.txt", []byte("Title\nAmazon Web Services plans regions.\nOver 300 agencies use AWS.\nThe Twin River Alliance agreed.\nNothing else."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string][]int{"AWS?": {1, 2}, "Amazon Web Services?": {1, 2}, "TRA?": {3}, "XYZ?": nil} {
		var got []int
		for _, h := range ix.Search(Query{Text: question, Language: "en"}) {
			if h.Coverage >= 0.5 {
				got = append(got, h.Index)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: passages %v, want %v", question, got, want)
		}
	}
}

// TestRefers: the sentence behind the one that speaks of what is asked answers, when it
// refers to it and has what is needed.
func TestRefers(t *testing.T) {
	a, err := Parse("a.txt", []byte("Neues aus der Firma\nFinanzvorstand Georg Matthiesen verlässt das Haus.\nNachfolgerin wird Paula Ehrenreich.\nDie Kantine bleibt offen.\nGrund dafür ist der Andrang im Mai."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string]int{"Wer wird neuer Finanzvorstand?": 2, "Warum bleibt die Kantine offen?": 4} {
		hits := ix.Search(Query{Text: question, Expect: Expect(question, "de")})
		slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Confidence, a.Confidence) })
		i := slices.IndexFunc(hits, func(h Hit) bool { return h.Index == want })
		if i < 0 || i > 1 || !hits[i].Refers || hits[i].Context == 0 {
			t.Errorf("%s: passage %d is number %d", question, want, i+1)
		}
	}
}

// TestOnlyIf: what happens if something is so is said by a sentence with a condition.
func TestOnlyIf(t *testing.T) {
	for question, tt := range map[string]struct{ says, not string }{
		"Was passiert, wenn der Sauerstoff sinkt?":         {"Sinkt der Sauerstoff, muss der Verband warten.", "Der Sauerstoff sinkt seit Mai, sagt der Verband."},
		"what happens if the oxygen falls":                 {"If oxygen falls, the work stops.", "Oxygen has fallen since May."},
		"Und wenn die Mitglieder den Plan ablehnen?":       {"Lehnen die Mitglieder den Plan ab, wird er verschoben.", "Die Mitglieder lehnen den Plan ab."},
		"What happens if the target is missed, by the way": {"Wird das Ziel verfehlt, steigt der Satz.", "Das Ziel wird verfehlt."},
	} {
		ix := NewIndex(&Announcement{Language: DetectLanguage(tt.says), Title: "x", Passages: []Passage{{Text: tt.says}, {Text: tt.not}}})
		lang := DetectLanguage(question)
		for _, h := range ix.Search(Query{Text: question, Language: lang, Expect: Expect(question, lang)}) {
			if h.OnlyIf != (h.Index == 0) {
				t.Errorf("%s: %v by passage %d", question, h.OnlyIf, h.Index)
			}
		}
	}
	if Expect("Wann sinkt der Sauerstoff?", "de").onlyIf {
		t.Error("a question without a condition asks for one")
	}
}

// TestJoinedVerbs: a German verb is read with its particle, also where that is a word of
// grammar.
func TestJoinedVerbs(t *testing.T) {
	for query, want := range map[string]string{
		"Ab wann ist das Bad zu?": "Ab wann Bad geschlossen", "Wann hat der Laden auf?": "Laden geöffnet", "Wann macht der Laden zu?": "zumacht Laden",
		"Was geben sie dafür aus?": "ausgeben", "Warum macht die Fabrik dicht?": "macht Fabrik dicht", "Worauf kommt es an?": "Worauf ankommt", "Macht der Laden auf?": "aufmacht Laden",
	} {
		var got []string
		for _, w := range contentWords(query, "de") {
			got = append(got, w.text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestOnlyRemotely: the name that a passage gives is not that of what is asked for, when
// it hardly speaks of it.
func TestOnlyRemotely(t *testing.T) {
	a, err := Parse("b.txt", []byte("Tallyo raises its fee\nConsumer group FairPay called the fee a tax.\nThe owner, Ines Calloway, said nothing.\nFees stay low."))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range NewIndex(a).Search(Query{Text: "Wer ist der Eigentümer?", Language: "de", Expect: Expect("Wer ist der Eigentümer?", "de")}) {
		if h.Lacks != (h.Index != 2) {
			t.Errorf("passage %d lacks the owner: %v, coverage %.2f", h.Index, h.Lacks, h.Coverage)
		}
	}
}

// TestBeginsWithVerb: as questions do, and conditions with a second clause do not.
func TestBeginsWithVerb(t *testing.T) {
	for s, want := range map[string]bool{
		"Verdient AWS eigentlich gut, also von der Marge her.": true, "Gilt das auch für Kinder.": true, "Öffnet der Laden im Mai.": true,
		"Laut Amazon sollen die Zentren wachsen.": false, "Geplant ist ein Bau.": false, "Sinkt der Pegel, muss der Verband warten.": false,
		"Storniert worden sei bislang kein Auftrag.": false, "Mit der Technik können Behörden rechnen.": false, "Was fehlt, tragen die Stadtwerke.": false,
		"Markt der Stadt bleibt der Platz am Ufer.": false, "Recht der Mieter ist ein Rabatt.": false, "Bleibt der Laden offen.": true,
	} {
		if got := BeginsWithVerb(s, "de"); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
	for s, want := range map[string]bool{"Does it close in May.": true, "Should the launch fail, there is no spare.": false, "Works begin in May.": false} {
		if got := BeginsWithVerb(s, "en"); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}

// TestNobody: what is asked of somebody, or something, that the announcement never speaks
// of is not answered; a compound that no dictionary has, an amount, or a French word that
// is a body in English is nobody.
func TestNobody(t *testing.T) {
	ix := NewIndex(builtin(t))
	for question, want := range map[string]bool{
		"Wie viel will die Telekom in Rechenzentren investieren?": true, "Wann baut Rheinmetall?": true, "Was plant OpenAI?": true, "Wer liefert die Kantinenmöbel?": false,
		"Wie viel will der Konzern in Rechenzentren investieren?": false, "Was plant Amazon?": false,
		"Ist eine Investition ohne Masernimpfung geplant?": false, "Sind 60k Euro geplant?": false, "Quel cabinet veut investir ?": false,
		"Welche Chips werden im Moment genutzt?": false,
	} {
		lang := DetectLanguage(question)
		hits := ix.Search(Query{Text: question, Language: lang, Expect: Expect(question, lang)})
		if got := slices.ContainsFunc(hits, func(h Hit) bool { return h.Nobody }); got != want {
			t.Errorf("%s: nobody %v", question, got)
		}
	}
}

// TestSomewhere: that anything answers is at least as sure as that the best passage does.
func TestSomewhere(t *testing.T) {
	a := builtin(t)
	ix := NewIndex(a)
	for _, question := range []string{"Wie viel will Amazon investieren?", "Wer ist der Trainer von Bayern?", "Was sagt die Feuerwehr?"} {
		sum := 0.0
		hits := ix.Search(Query{Text: question, Expect: Expect(question, "de")})
		for _, h := range hits {
			sum += h.Confidence
		}
		for _, h := range hits {
			if h.Somewhere < h.Confidence-1e-12 || h.Somewhere != min(1, sum) {
				t.Errorf("%s: %.3f somewhere, %.3f in %d, %.3f in all", question, h.Somewhere, h.Confidence, h.Index, sum)
			}
		}
	}
}

// Whoever announces holds no office: a sentence that names nobody else does not tell
// who does.
func TestHoldsOffice(t *testing.T) {
	a, err := Parse("a.txt", []byte("Ausbau von Amazon\nAmazon Web Services will seine führende Rolle als Anbieter sichern.\nDavon sprach Frau Dohmen in Seattle."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string][2]bool{"Wer sichert seine Rolle?": {true, true}, "Wer sind die Konkurrenten?": {false, true}, "Wer ist der CEO?": {false, true}, "who is the boss there": {false, true}} {
		e := Expect(question, DetectLanguage(question))
		if got := [2]bool{ix.Holds(1, e), ix.Holds(2, e)}; got != want {
			t.Errorf("%s: held by %v, want %v", question, got, want)
		}
	}
}

func TestOpposed(t *testing.T) {
	a, err := Parse("a.txt", []byte("Titel\nDer Bau der Brücke beginnt im Mai 2027.\nDie Brücke ist rot."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	for question, want := range map[string]bool{
		"Wann ist der Bau der Brücke fertig?": true, "Wann startet der Bau der Brücke?": false, "¿Cuándo termina la construcción del puente?": true,
		"¿Cuándo empieza la construcción del puente?": false, "Kiedy budowa mostu ma się skończyć?": true, "Wanneer is de bouw van de brug klaar?": true,
		"¿Cuándo empieza en otoño la construcción del puente?": false,
	} {
		lang := DetectLanguage(question)
		if got := ix.Search(Query{Text: question, Language: lang, Expect: Expect(question, lang)})[0].Opposed; got != want {
			t.Errorf("%s: opposed %v", question, got)
		}
	}
}

func TestCountsSame(t *testing.T) {
	a, err := Parse("a.txt", []byte("Title\nThe city ordered 12 low-floor trams.\nIt has 12 depots for buses."))
	if err != nil {
		t.Fatal(err)
	}
	ix := NewIndex(a)
	text := "Why do they need 22 new trams?"
	f := Figures(text, "en")[0]
	if !ix.CountsSame(1, f, text, "en") || ix.CountsSame(2, f, text, "en") {
		t.Error("12 trams count what 22 trams count, 12 depots do not")
	}
}
