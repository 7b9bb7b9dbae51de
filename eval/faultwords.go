package eval

// swap is a word and what may stand in its place.
type swap struct {
	from string // a regular expression; it matches whole words
	to   []string
}

// monthNames are the months, in order.
var monthNames = map[string][]string{
	"de": {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// numberWords are figures written out; each is exchanged for the next.
var numberWords = map[string][]string{
	"de": {"zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"},
	"en": {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
}

var scaleSwaps = map[string][]swap{
	"de": {
		{`Milliarden`, []string{"Millionen", "Billionen"}}, {`Mrd\.`, []string{"Mio."}},
		{`Millionen`, []string{"Milliarden", "Tausend"}}, {`Mio\.`, []string{"Mrd."}},
	},
	"en": {
		{`billion`, []string{"million", "trillion"}}, {`million`, []string{"billion", "thousand"}},
		{`thousand`, []string{"million"}}, {`bn`, []string{"m"}},
	},
}

// unitSwaps stand behind a figure.
var unitSwaps = map[string][]swap{
	"de": {
		{`GW`, []string{"MW", "GWh"}}, {`MW`, []string{"kW", "GW"}}, {`GWh`, []string{"MWh", "GW"}}, {`kWh`, []string{"MWh"}},
		{`km`, []string{"m", "Meilen"}}, {`m`, []string{"km", "cm"}}, {`m²`, []string{"Hektar", "km²"}},
		{`Kilometer`, []string{"Meter"}}, {`Metern?`, []string{"Kilometer"}}, {`Tonnen`, []string{"Kilogramm", "Kilotonnen"}},
		{`Grad`, []string{"Prozent", "Grad Fahrenheit"}}, {`Prozent`, []string{"Prozentpunkte"}}, {`%`, []string{"Prozentpunkte"}},
		{`Wochen`, []string{"Monate", "Tage"}}, {`Monaten?`, []string{"Wochen", "Jahre"}}, {`Jahren?`, []string{"Monate", "Wochen"}},
		{`Tagen?`, []string{"Wochen", "Monaten"}}, {`Monatsgehältern`, []string{"Jahresgehältern", "Wochenlöhnen"}},
	},
	"en": {
		{`gigawatts`, []string{"megawatts", "gigawatt hours"}}, {`megawatts`, []string{"kilowatts", "gigawatts"}},
		{`gigawatt hours`, []string{"megawatt hours", "gigawatts"}}, {`km`, []string{"miles", "m"}}, {`kilometres`, []string{"metres", "miles"}},
		{`m`, []string{"km", "ft"}}, {`metres`, []string{"kilometres", "feet"}}, {`square metres`, []string{"square feet", "square kilometres"}},
		{`tonnes`, []string{"kilograms", "kilotonnes"}}, {`degrees Celsius`, []string{"degrees Fahrenheit", "per cent"}},
		{`GB`, []string{"MB", "TB"}}, {`per cent`, []string{"percentage points"}}, {`%`, []string{" percentage points"}},
		{`hours`, []string{"days", "minutes"}}, {`days`, []string{"weeks", "hours"}}, {`working days`, []string{"months", "weeks"}},
		{`weeks`, []string{"months", "days"}}, {`months`, []string{"weeks", "years"}}, {`years`, []string{"months", "weeks"}},
		{`minutes`, []string{"hours", "seconds"}}, {`monthly salaries`, []string{"annual salaries", "weekly wages"}},
	},
}

// rateSwaps are units that stand behind no figure.
var rateSwaps = map[string][]swap{
	"de": {
		{`im Monat`, []string{"im Jahr", "in der Woche"}}, {`pro Jahr`, []string{"pro Monat"}}, {`pro Woche`, []string{"pro Monat"}},
		{`jede Stunde`, []string{"alle zwei Stunden"}}, {`pro kWh`, []string{"pro MWh"}}, {`je Aktie`, []string{"je Kunde"}},
	},
	"en": {
		{`a month`, []string{"a year", "a week"}}, {`each month`, []string{"each week"}}, {`monthly`, []string{"weekly"}},
		{`euros a day`, []string{"euros a week", "euros an hour"}}, {`per share`, []string{"per employee"}}, {`every hour`, []string{"every two hours"}},
		{`per kilowatt hour`, []string{"per megawatt hour"}}, {`of heat a year`, []string{"of heat a month"}}, {`tonnes a year`, []string{"tonnes a month"}},
	},
}

var currencySwaps = map[string][]swap{
	"de": {
		{`Euro`, []string{"Dollar", "Franken"}}, {`US-Dollar`, []string{"Euro", "Yen"}}, {`Mrd\. Dollar`, []string{"Mrd. Euro"}},
		{`Cent`, []string{"Rappen"}},
	},
	"en": {
		{`euros`, []string{"dollars", "pounds"}}, {`dollars`, []string{"euros", "pounds"}}, {`pounds`, []string{"euros", "dollars"}},
		{`US\$`, []string{"€", "£"}}, {`€`, []string{"$", "£"}}, {`£`, []string{"€", "$"}}, {`EUR`, []string{"USD", "GBP"}},
	},
}

// hedges stand before a figure; longer ones first.
var hedges = map[string][]string{
	"de": {"bis zu", "mehr als", "nicht mehr als", "rund", "etwa", "ungefähr", "über", "mindestens", "höchstens", "frühestens im", "fast", "knapp"},
	"en": {"up to", "more than", "an estimated", "about", "around", "roughly", "approximately", "over", "at least", "at most", "nearly"},
}

// newHedges make a figure less or other than it is.
var newHedges = map[string][]string{
	"de": {"bis zu", "mehr als", "fast", "über", "knapp", "weniger als"},
	"en": {"up to", "more than", "nearly", "over", "just under", "fewer than"},
}

// soft are words that make a sentence less than certain, and what is left of
// them when that is forgotten.
var soft = map[string][]swap{
	"de": {
		{`könnte`, []string{"wird"}}, {`voraussichtlich `, []string{""}}, {`häufig `, []string{"immer "}}, {`überwiegend `, []string{"nur "}},
		{`vor allem `, []string{"nur "}}, {`im Schnitt `, []string{""}},
	},
	"en": {
		{`could`, []string{"will"}}, {`may`, []string{"will"}}, {`(?:is|are) expected to`, []string{"will"}},
		{`probably `, []string{""}}, {`often `, []string{"always "}}, {`usually `, []string{"always "}}, {` at the earliest`, []string{""}},
		{`possibly `, []string{""}}, {`seemed`, []string{"was"}}, {`appeared`, []string{"was"}}, {` mostly`, []string{""}}, {`mainly`, []string{"only"}}, {`a good chance`, []string{"the certainty"}},
		{`Most`, []string{"All"}}, {`most of them`, []string{"all of them"}}, {` on average`, []string{""}}, {`an estimated`, []string{"exactly"}},
	},
}

// plans are words of intent, and what stands for them when the plan is told as
// certain.
var plans = map[string][]swap{
	"de": {{`soll`, []string{"wird"}}, {`sollen`, []string{"werden"}}, {`möchte`, []string{"wird"}}, {`will`, []string{"wird"}}},
	"en": {
		{`(?:plans|intends|wants) to`, []string{"will"}}, {`(?:is|are) (?:due |planned |scheduled |meant |supposed )?to`, []string{"will"}},
	},
}

// denials are negations, and what is left without them.
var denials = map[string][]swap{
	"de": {
		{`keine betriebsbedingten`, []string{"betriebsbedingte"}}, {`noch nicht `, []string{"bereits "}}, {`nicht mehr `, []string{"weiterhin "}}, {`nicht `, []string{""}}, {`kein`, []string{"ein"}}, {`keine`, []string{"eine"}}, {`keinen`, []string{"einen"}},
		{` nicht\.`, []string{"."}},
		{`Keine`, []string{"Eine"}}, {`Keiner`, []string{"Jeder"}}, {`Niemand`, []string{"Jeder"}}, {`niemandem`, []string{"jedem"}}, {`niemand`, []string{"jeder"}},
	},
	"en": {
		{`do not have to do anything`, []string{"have to act"}}, {`cannot`, []string{"can"}}, {`not yet `, []string{"already "}}, {`not `, []string{""}}, {`no longer `, []string{"still "}}, {`no`, []string{"some"}}, {`No`, []string{"Some"}},
		{`None of`, []string{"Some of"}}, {`Nobody`, []string{"Everybody"}}, {`nobody`, []string{"everybody"}}, {`without`, []string{"with"}},
		{`Neither of`, []string{"Each of"}}, {`Neither the participants nor`, []string{"Both the participants and"}}, {`not a single order has`, []string{"a single order has"}},
	},
}

// deniable are finite verbs behind which a negation may stand.
var deniable = map[string][]swap{
	"de": {
		{`(?:stieg|gewann|wuchs|fiel|lag|sank|bleibt|bleiben|dient|fährt|liegen|gehören|zählen|gilt|gelten|schließt|schaltet sich|verdiente|verdienten|stimmte|setzt|nimmt|kommt|rechnet|entscheidet|zahlt|deckt|übernimmt|stellt|festigen|lädt|läuft|sind|ist|hat|haben|kostet|sinkt|steigen|steigt)`, nil},
	},
	"en": {
		{`(?:will|is|are|was|were|can|could|may|must|would|has been|have been)`, nil},
	},
}

// recast are verbs that are denied by other words.
var recast = map[string][]swap{
	"de": {{`(soll|sollen|wird|werden|kann|können|könnte|könnten|hat|haben|ist|sind) (.*?)((?:\S+ (?:werden|können|haben)|\S+(?:t|en)))\.$`, []string{"$1 ${2}nicht $3."}}},
	"en": {
		{`(plan|intend|want|receive|keep|mean|support|need|start|begin|cost|run|stand|expect|enroll)s`, []string{"does not $1"}},
		{`(rely|go) `, []string{"do not $1 "}}, {`(approved|grew|rose|fell|climbed|dropped|met|joined|led|demanded|improved)`, []string{"never $1"}},
	},
}

// clauses are made up, and true of no announcement.
var clauses = map[string][]string{
	"de": {
		", nachdem Anwohner vor Gericht gezogen waren", ", was Fachleute als längst überfällig bezeichnen", ", obwohl Gewerkschaften davor gewarnt hatten",
		" und wird dafür von Verbänden gelobt", ", wie eine Studie der Universität Bamberg bestätigt", ", was im Bundestag heftig umstritten ist",
		", weil die Nachfrage zuletzt überraschend gestiegen ist", ", ähnlich wie zuvor schon in Österreich", ", obwohl der Rechnungshof abgeraten hat",
		", was die Mehrheit der Befragten in einer Umfrage begrüßt", ", nachdem zwei Gutachten zu demselben Ergebnis gekommen waren",
		", um der Konkurrenz aus China zuvorzukommen", ", was zunächst geheim gehalten worden war", ", nachdem ein Hackerangriff Schwächen gezeigt hatte",
	},
	"en": {
		", after residents had threatened to go to court", ", which experts call long overdue", ", although trade unions had warned against it",
		", as a study by the University of Leeds confirms", ", which has caused a fierce debate in parliament", ", because demand has risen unexpectedly of late",
		", much as had been done in Norway before", ", although the auditors advised against it", ", which most people welcomed in a survey",
		", after two independent reports had come to the same conclusion", ", in order to keep ahead of rivals from China",
		", which had been kept secret at first", ", after a cyber attack had revealed weaknesses", ", and the minister of finance has praised this as a model",
	},
}
