package knowledge

import (
	"strings"
)

// measure is a quantity that a question asks for by name ("how heavy"), and the
// base units in which an answer gives it.
type measure struct {
	asks  *Pattern // against the folded question
	units string   // with spaces around each
}

// measures are tried in order.
var measures = []measure{
	{CompilePattern(`\b(wie schwer|wieg(t|en)|gewicht|how heavy|weigh\w*|weight|pes[ao]n?|poids|peso|weegt|wegen|wazy|waga|agirlig\w*)\b`), " kg "},
	{CompilePattern(`\b(wie (warm|heiss|kalt)|temperatur\w*|how (hot|warm|cold)|temperature\w*|temperatura|sicaklik|hoe (warm|koud))\b`), " degree fahrenheit "},
	{CompilePattern(`\b(wie (weit|lang ist|lang sind|lang wird|breit|tief|dick)|entfern\w*|how (far|tall|wide|deep|thick)|distances?|hoe (ver|breed|diep)|jak daleko|a quelle distance|a que distancia|quanto dista)\b`), " m mile foot yard inch hour minute "},
	{CompilePattern(`\b(wie viel (platz|flache)|flache|quadratmeter|(floor|surface) (space|area)|square (feet|met\w+)|superficie|powierzchni\w*|oppervlakte)\b`), " m2 ha ft2 mi2 acre "},
	{CompilePattern(`\b(wie alt|how old|quel age|que edad|quanti anni|ile lat|kac yasinda|hoe oud)\b`), " year month "},
	{CompilePattern(`\b(wie (viel )?(strom|leistung|energie)|how much (electricity|power|energy))\b`), " W Wh "},
}

// measureAsked returns the units in which an answer to a folded question gives
// what it asks for, "" when any figure may be meant.
func measureAsked(fold string) string {
	for _, m := range measures {
		if m.asks.MatchString(fold) {
			return m.units
		}
	}
	return ""
}

func (e *Expectation) measures(f Figure) bool {
	return e.units == "" || f.Unit != "" && strings.Contains(e.units, " "+f.Unit+" ")
}

// frequency are folded expressions that say how often, in German and English.
var frequency = CompilePattern(`\b(every (other |second |\w+ )?(day|night|week|weekday|month|year|hour|quarter|fortnight|minutes?|hours?|days|weeks|months|years|two|three|four|five|six|seven|eight|nine|ten|\d+)|` +
	`daily|weekly|hourly|monthly|yearly|annually|quarterly|nightly|fortnightly|biweekly|(once|twice|times|\w+ times) (a|an|per|each|every|in)|(a|per|each) (day|week|month|year|hour|fortnight|quarter)|` +
	`(vor|nach)?(taglich|stundlich|wochentlich|monatlich|jahrlich|halbjahrlich|vierteljahrlich|vierzehntagig|werktaglich|nachtlich)\w*|jede[nrsm]? (zweite[nrs]? |dritte[nrs]? |vierte[nrs]? )?(tag|nacht|woche|monat|jahr|stunde|quartal|abend|morgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\w*|` +
	`alle (zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|zwolf|\d+) \w+|\w*mal (im|pro|am|in der|jahrlich|taglich)|(pro|je) (tag|nacht|woche|monat|jahr|stunde)|(\w+|\d+)-?minuten-?takt|\w*takt|werktags|on weekdays|regelmassig|regularly)\b`)
