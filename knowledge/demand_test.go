package knowledge

import "testing"

// TestLacks: a question, a sentence that answers it and one that only speaks of it.
func TestLacks(t *testing.T) {
	for name, tt := range map[string]struct{ question, answers, beside string }{
		"mail":        {"Wie lautet die E-Mail-Adresse von Jana Reich?", "Schreiben Sie an jana.reich@stadt.example.", "Jana Reich ist unter 04977 8812-340 erreichbar."},
		"own date":    {"Quando è uscito questo articolo?", "Veröffentlicht am 3. Mai 2025.", "Der Bau beginnt am 3. Mai 2025."},
		"own date en": {"When was this article written?", "Published on 3 May 2025.", "Building starts on 3 May 2025."},
		"in it":       {"When does the article say that building starts?", "Building starts on 3 May 2025.", ""},
		"phone":       {"telefonnummer vom roten kreuz?", "Das Rote Kreuz ist unter 04977 8812-340 erreichbar.", "Auf Anruf bringt das Rote Kreuz Wasser."},
		"phone en":    {"What's the phone number of the help desk?", "Call the help desk at 0800 555 0147.", "The help desk answers within 2 days."},
		"web":         {"What is the website of the recall?", "Owners register at recall.voltmere.com.", "Owners register on a special website."},
		"street":      {"Wie ist die Anschrift des Büros?", "Das Büro ist in der Hafenstraße 4.", "Das Büro öffnet im Mai."},
		"hour":        {"What time does the desk open?", "The desk opens at 9 am.", "The desk opens within two days."},
		"hour de":     {"Um wie viel Uhr öffnet das Bad?", "Das Bad öffnet um 8.30 Uhr.", "Das Bad öffnet im Mai."},
		"temperature": {"Wie warm ist das Wasser?", "Das Wasser hat 28 Grad.", "Das Wasser kommt aus dem See."},
		"weight":      {"How heavy is the rocket?", "The rocket weighs 12 tonnes.", "The rocket has 12 engines."},
		"colour":      {"Welche Farbe haben die neuen Bahnen?", "Die neuen Bahnen sind blau.", "Die neuen Bahnen sind leise."},
		"language":    {"In welchen Sprachen gibt es die App?", "Die App gibt es auf Deutsch und Englisch.", "Die App gibt es ab Mai."},
		"said":        {"Was hat der Minister bei der Eröffnung gesagt?", "Der Minister nannte den Bau bei der Eröffnung einen Gewinn.", "Bei der Eröffnung war der Minister dabei."},
		"text says":   {"Was sagt der Artikel über den Bau?", "Der Bau beginnt 2027.", ""},
		"single":      {"Was kostet ein einzelner Bus?", "Jeder Bus kostet 600.000 Euro.", "Die Busse kosten 12 Millionen Euro."},
		"interest":    {"What interest rate does the bank charge?", "The bank charges 4.2 per cent interest.", "The bank lends €30 million."},
		"state":       {"In welchem Bundesstaat wird gebaut?", "Gebaut wird in Oregon.", "Gebaut wird in gesicherten Regionen."},
		"bank":        {"Welche Bank finanziert den Turm?", "Der Turm wird von der Landbank Süd finanziert.", "Der Turm wird von einer Bank finanziert."},
		"builder":     {"Which construction company builds it?", "It is built by Hartmann & Kolb.", "It is built by a construction company."},
		"age":         {"Wie alt ist das Schiff?", "Das 38 Jahre alte Schiff fährt weiter.", "Das Schiff fährt seit Montag."},
		"which two":   {"Which two clients have not agreed?", "Norvane and Tarrant have not agreed.", "Two of the clients have not agreed."},
		"total":       {"Wie viele Beschäftigte hat die Firma insgesamt?", "Insgesamt hat die Firma 900 Beschäftigte.", "Betroffen sind 240 Beschäftigte."},
		"of which":    {"How many people work there altogether?", "1,384 people work there, of whom 902 in Oberleine.", "Of whom 902 work in Oberleine."},
		"all there":   {"Wie viele Kinder insgesamt?", "Zurzeit besuchen 96 Kinder unser Haus.", "Neue Kinder: 12"},
		"product":     {"Which document system will they use?", "They will use DocuVault.", "They will move to one document system."},
		"weekday":     {"opening hours on Saturday?", "On Saturday it is open from 9 am to 1 pm.", "In the last week it is open until 7 pm."},
		"weekdays":    {"opening hours on Saturday?", "It is open daily from 9 am to 1 pm.", "On Monday it is open from 9 am."},
		"names":       {"Wie heißen die Regionen genau?", "Die Regionen heißen „Nord“ und „Süd“.", "Die Regionen sind gesichert."},
		"not a maker": {"What are the chips called?", "The chips are called Trainium.", "The chips and parts by NVIDIA are used."},
		"who builds":  {"Which company builds the plant?", "The plant is built by Hartmann & Kolb.", "The plant will be built in 2027."},
		"which towns": {"Welche anderen Städte haben die Steuer?", "Die Steuer haben auch Tübingen und Konstanz.", "Die Steuer haben auch andere Städte."},
		"which zones": {"Which time zones are they in?", "They are in UTC and CET.", "They are in three time zones."},
		"no country":  {"Which manufacturer made the oven?", "The oven was made by Brandt Thermal.", "The oven was made in South Korea."},
		"the last":    {"Wann fährt der letzte Bus?", "Der letzte Bus fährt um 23.15 Uhr.", "Der Bus fährt ab 5 Uhr."},
		"year card":   {"Was kostet eine Jahreskarte?", "Eine Jahreskarte kostet 640 Euro.", "Monatskarte: 64 Euro"},
		"north stand": {"Was kostet eine Dauerkarte für die Nordtribüne?", "Auf der Nordtribüne kostet sie 290 Euro.", "Auf der Osttribüne kostet sie 390 Euro."},
		"three rooms": {"Wie lange wartet man auf eine Zweizimmerwohnung?", "Auf eine Zweizimmerwohnung wartet man acht Monate.", "Auf eine Dreizimmerwohnung wartet man 26 Monate."},
		"how high":    {"Wie hoch wird die neue Brücke?", "Die neue Brücke wird 284 Meter lang und 40 Meter hoch.", "Die neue Brücke wird 284 Meter lang."},
		"how long":    {"How long are the blades?", "The blades have a length of 40 metres.", "The turbines stand 76 metres tall to the tip of the blade."},
		"no length":   {"How deep is the lake?", "The lake has 40 metres at the dam.", ""},
		"somebody":    {"Was kann man da machen?", "Frauen können dort Sport treiben.", ""},
		"adults":      {"How much do adults pay?", "Adults pay £5, children £3.", "Children pay £3."},
		"which days":  {"On which dates in September is the training?", "The training is on 12 and 19 September 2026.", ""},
		"which year":  {"In which year does it open?", "It opens at the end of the month, in May 2027.", ""},
		"a yes":       {"Kann man den Antrag per E-Mail stellen?", "Anträge sind auch online möglich.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			lang := DetectLanguage(tt.answers)
			a := &Announcement{Language: lang, Title: "x", Passages: []Passage{{Text: tt.answers}, {Text: tt.beside}}}
			ix, e := NewIndex(a), Expect(tt.question, DetectLanguage(tt.question))
			if ix.Lacks(0, e) {
				t.Errorf("%q lacks what %q needs", tt.answers, tt.question)
			}
			if tt.beside != "" && !ix.Lacks(1, e) {
				t.Errorf("%q lacks nothing that %q needs", tt.beside, tt.question)
			}
		})
	}
}

// TestTitlePlace: whoever announces names the town.
func TestTitlePlace(t *testing.T) {
	ix := NewIndex(&Announcement{Language: "de", Title: "Klinikum Lauterfurt baut aus", Passages: []Passage{{Text: "In Lauterfurt entsteht ein Zentrum."}, {Text: "Das Klinikum Lauterfurt baut ein Zentrum."}}})
	e := Expect("In welcher Stadt entsteht das Zentrum?", "de")
	if ix.Lacks(0, e) || !ix.Lacks(1, e) {
		t.Errorf("the town is lacking: %v, %v", ix.Lacks(0, e), ix.Lacks(1, e))
	}
}

// TestLacksElsewhere: what an answer looks like in other languages is not known.
func TestLacksElsewhere(t *testing.T) {
	ix := NewIndex(&Announcement{Language: "fr", Title: "x", Passages: []Passage{{Text: "Les nouveaux trams sont verts."}}})
	if ix.Lacks(0, Expect("Welche Farbe haben die neuen Bahnen?", "de")) {
		t.Error("green is no colour")
	}
}

// TestFindsItself: who asks for a telephone number and names nothing else gets the
// sentence that has one, wherever it stands.
func TestFindsItself(t *testing.T) {
	a := &Announcement{Language: "de", Title: "Titel"}
	for range 20 {
		a.Passages = append(a.Passages, Passage{Text: "Der Pegel der Talsperre sinkt um acht Meter."})
	}
	a.Passages = append(a.Passages, Passage{Text: "Das Bürgertelefon ist unter 06999 1155 erreichbar."})
	ix := NewIndex(a)
	for question, want := range map[string]bool{
		"Wie ist die Telefonnummer?": true, "phone number?": true, "Wie lautet die E-Mail-Adresse?": false, "Wie ist die Telefonnummer der Feuerwehr?": false,
	} {
		lang := DetectLanguage(question)
		best := ix.Search(Query{Text: question, Language: lang, Expect: Expect(question, lang)})[0]
		if got := best.Index == 20 && best.Confidence >= typeConfidence; got != want {
			t.Errorf("%s: %v, passage %d with %.2f", question, got, best.Index, best.Confidence)
		}
	}
}

// TestBareCause: who asks why, and names nothing else, gets the first sentence that gives a
// reason.
func TestBareCause(t *testing.T) {
	ix := NewIndex(builtin(t))
	for question, want := range map[string]string{
		"Warum macht Amazon das?": "s2", "Why are they doing this?": "s2", "Was ist das Ziel?": "s2", "Warum gerade in Bremen?": "",
	} {
		lang := DetectLanguage(question)
		got := ""
		for _, h := range ix.Search(Query{Text: question, Language: lang, Expect: Expect(question, lang)}) {
			if h.Confidence >= typeConfidence && got == "" {
				got = ix.a.Passages[h.Index].ID
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
}

// TestAuthorsView: it is in the passages that are marked as such, and nowhere else.
func TestAuthorsView(t *testing.T) {
	ix := NewIndex(builtin(t))
	for _, question := range []string{"What does the author think?", "Was meint der Verfasser dazu?", "What is the author's opinion on the shares?"} {
		lang := DetectLanguage(question)
		hits := ix.Search(Query{Text: question, Language: lang, Expect: Expect(question, lang)})
		if best := hits[0]; best.Confidence < typeConfidence || !ix.a.Passages[best.Index].Opinion {
			t.Errorf("%s: %.2f for %s", question, best.Confidence, ix.a.Passages[best.Index].Text)
		}
		for _, h := range hits {
			if h.Confidence > 0 && !ix.a.Passages[h.Index].Opinion {
				t.Errorf("%s: %.2f for %s", question, h.Confidence, ix.a.Passages[h.Index].Text)
			}
		}
	}
}
