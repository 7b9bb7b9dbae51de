package knowledge

import "strings"

// idiom is a way of asking of which the words say something else than what is asked.
type idiom struct {
	asks  *Pattern // in the question, in any case of letters
	means string   // words of the same language
}

// idioms are those of German and English, looked for one after the other.
var idioms = map[string][]idiom{
	"de": {
		{CompilePattern(`(?i)\bseit wann gibt(?:'?s| es)\b|\bwie lange gibt(?:'?s| es)\b|\bwie lange (?:besteht|existiert)\b`), "gegründet"},
		{CompilePattern(`(?i)\bwer hat .*\bdas sagen\b|\bwer (?:steht|ist) an der spitze\b|\bwer (?:steht|ist|sitzt) am ruder\b`), "leitet Chef"},
		{CompilePattern(`(?i)\ban wen (?:kann|soll|muss|wende|darf) (?:ich|man)(?: mich| sich)?(?: \S+)* (?:wenden|melden)\b|\bwen (?:kann|soll|muss) (?:ich|man) (?:fragen|anrufen|kontaktieren)\b|\bwo (?:kann|soll|muss) ich mich melden\b`), "Kontakt Auskunft Fragen"},
		{CompilePattern(`(?i)\bin der kreide\b`), "Schulden"},
		{CompilePattern(`(?i)\bum (?:ihre[n]?|seinen|den) jobs? bangen\b|\bum (?:ihre[n]?|seinen) arbeitsplatz (?:bangen|fürchten)\b`), "Stellenabbau Kündigungen"},
		{CompilePattern(`(?i)\bvor die tür gesetzt\b|\bmüssen .*\bgehen\b\W*$`), "entlassen Kündigungen"},
		{CompilePattern(`(?i)\b(?:schief ?gelaufen|schief ?gegangen|in die hose gegangen)\b`), "Ursache Fehler"},
		{CompilePattern(`(?i)\bgrünes licht\b`), "genehmigt Genehmigung"},
		{CompilePattern(`(?i)\bunter dach und fach\b|\bin trockenen tüchern\b`), "abgeschlossen"},
		{CompilePattern(`(?i)\bwer steckt (?:da)?hinter\b`), "verantwortlich"},
		{CompilePattern(`(?i)\bgeld (?:zurück|wieder)\w*\b`), "erstattet Rückerstattung"},
		{CompilePattern(`(?i)\bauf der kippe\b`), "gefährdet"},
		{CompilePattern(`(?i)\bwie komm(?:e|t|en) (?:ich|man|wir) (?:\S+ )?(?:da ?|dort)?hin\b`), "Bus Bahn Haltestelle Parken Anfahrt"},
		{CompilePattern(`(?i)\b(?:hinlegen|hinblättern|löhnen|blechen|springen lassen|locker ?machen)\b|\bgeht (?:\S+ ){0,2}drauf\b`), "kostet bezahlen"},
		{CompilePattern(`(?i)\b(?:geht|ging|gehen|ist|sind) pleite\b|\bpleite (?:geht|gehen|gegangen)\b`), "insolvent Insolvenz"},
		{CompilePattern(`(?i)\brote[nr]? zahlen\b`), "Verlust"},
		{CompilePattern(`(?i)\bschwarze[nr]? zahlen\b`), "Gewinn Überschuss"},
		{CompilePattern(`(?i)\bauf eis\b|\bin der schwebe\b`), "verschoben gestoppt"},
		{CompilePattern(`(?i)\bden stecker (?:ziehen|zieht|gezogen)\b|\bstecker gezogen\b`), "abgeschaltet eingestellt"},
		{CompilePattern(`(?i)\b(?:seinen|ihren|den) hut (?:nehmen|nimmt|genommen)\b`), "Rücktritt verlässt"},
		{CompilePattern(`(?i)\bauf den markt\b|\bin (?:den|die) (?:handel|läden|geschäfte)\b`), "erhältlich Verkauf"},
		{CompilePattern(`(?i)\bmit (?:von der partie|an bord|im boot)\b|\bins boot\b`), "beteiligt Partner"},
		{CompilePattern(`(?i)\b(?:über die bühne)\b`), "statt"},
		{CompilePattern(`(?i)\bwie (?:steht'?s|steht es|sieht'?s|sieht es) (?:um|mit)\b`), ""},
		{CompilePattern(`(?i)\bihren? (?:job|jobs|arbeit|arbeitsplatz|stelle) (?:verlieren|los)\b|\b(?:job|arbeit|stelle) los\b`), "entlassen Kündigungen Stellenabbau"},
		{CompilePattern(`(?i)\bis\b`), ""}, // "ist", as it is said
		{CompilePattern(`(?i)\b(?:geht|gehts|gehen|ging) (?:\S+ )?los\b`), "beginnt"},
		{CompilePattern(`(?i)\bspiel(?:t|en) (?:\S+ ){0,5}rolle\b`), ""},
		{CompilePattern(`(?i)\bzu tun\b\W*$|\bzu tun (?:hat|haben)\b`), ""},
		{CompilePattern(`(?i)\bzu schaden gekommen\b|\bist (?:jemandem )?(?:etwas|was) passiert\b`), "verletzt Verletzte"},
	},
	"en": {
		{CompilePattern(`(?i)\bhow long (?:has|have) (?:\S+ )+(?:been around|existed)\b`), "founded"},
		{CompilePattern(`(?i)\bwho(?:'s| is) in charge\b|\bwho calls the shots\b|\bwho(?:'s| is) at the helm\b|\bwho(?:'s| is) the (?:boss|big boss)\b`), "head chief leads"},
		{CompilePattern(`(?i)\bwho (?:do|can|should|could) (?:i|we|you) (?:bug|ask|call|contact|talk to|turn to|ring|write to|get in touch with)\b|\bhow (?:do|can) (?:i|we) (?:reach|contact|get in touch with|get hold of)\b`), "contact questions"},
		{CompilePattern(`(?i)\bin the red\b`), "loss"},
		{CompilePattern(`(?i)\bin the black\b`), "profit"},
		{CompilePattern(`(?i)\bfoot(?:s|ing)? the bill\b|\bpick(?:s|ing)? up the (?:bill|tab)\b`), "pays"},
		{CompilePattern(`(?i)\bgo(?:es|ing)? bust\b|\bbelly[- ]up\b`), "insolvent bankrupt"},
		{CompilePattern(`(?i)\bmoney back\b`), "refund"},
		{CompilePattern(`(?i)\bwent wrong\b`), "cause error"},
		{CompilePattern(`(?i)\b(?:get|gets|got|getting|given) the (?:boot|axe|sack)\b`), "layoffs redundancies"},
		{CompilePattern(`(?i)\bkick(?:s|ing)? in\b`), "start effect"},
		{CompilePattern(`(?i)\bgreen light\b`), "approval approved"},
		{CompilePattern(`(?i)\bup and running\b`), "operation start"},
		{CompilePattern(`(?i)\bback(?:s|ing)? down\b|\bchang(?:e|es|ing) (?:their|her|his|its|your) minds?\b`), "reverse decision"},
		{CompilePattern(`(?i)\bwhat(?:'?s| is) the catch\b|\bstrings attached\b`), "condition restriction"},
		{CompilePattern(`(?i)\bhow (?:do|can) (?:i|we|you) get there\b`), "bus train station parking"},
		{CompilePattern(`(?i)\bhit(?:s|ting)? the (?:shelves|shops|stores|market)\b|\bon the market\b|\bin (?:the )?(?:shops|stores)\b`), "sale available"},
		{CompilePattern(`(?i)\bcom(?:e|es|ing) out\b`), "released available launch"},
		{CompilePattern(`(?i)\bpull(?:s|ed|ing)? the plug\b`), "shut stop discontinued"},
		{CompilePattern(`(?i)\bon (?:ice|hold)\b`), "postponed suspended"},
		{CompilePattern(`(?i)\bstep(?:s|ping)? down\b`), "resign leave retire"},
		{CompilePattern(`(?i)\bset (?:\w+ )?back\b`), "cost price"},
		{CompilePattern(`(?i)\bup for grabs\b`), "available"},
		{CompilePattern(`(?i)\bin the pipeline\b`), "planned"},
		{CompilePattern(`(?i)\boff the ground\b`), "start"},
		{CompilePattern(`(?i)\b(?:fall(?:s|en)? through|called off)\b`), "cancelled"},
		{CompilePattern(`(?i)\bwho(?:'?s| is) behind\b`), "responsible operator owner developed"},
		{CompilePattern(`(?i)\b(?:los(?:e|es|ing|t) (?:their|his|her|your) jobs?|out of (?:work|a job))\b`), "layoffs redundancies jobs"},
		{CompilePattern(`(?i)\bmak(?:e|es|ing) (?:any |a lot of )?money\b|\brak(?:e|es|ing) in\b`), "profit earnings"},
		{CompilePattern(`(?i)\bburn(?:s|ing|ed)? (?:through )?(?:cash|money)\b`), "loss spending"},
		{CompilePattern(`(?i)\b(?:get(?:ting)? rid of|do(?:ing)? away with)\b`), "abolish remove end"},
		{CompilePattern(`(?i)\b(?:behind schedule|running late|held up)\b`), "delay"},
		{CompilePattern(`(?i)\b(?:any(?:one|body) (?:get )?hurt)\b`), "injured"},
		{CompilePattern(`(?i)\b(?:is|are|was|were|do|does|did|wo|ca|could|would|should|has|have|had|must|need|ai)n['’]t\b`), ""},
		{CompilePattern(`(?i)\b(?:is|are|was|were) (?:\S+ )?supposed to\b|\bsupposed to\b`), ""},
		{CompilePattern(`(?i)\b(?:did|do) (?:i|we) (?:read|hear|get|see|understand) (?:that|this|it) (?:right|correctly)\b`), ""},
		{CompilePattern(`(?i)\bstay(?:s|ing)? ahead\b`), "lead advantage"},
		{CompilePattern(`(?i)\b(?:fit|fits|tie|ties) in(?:to)?(?: with)?\b`), "support"},
		{CompilePattern(`(?i)\bbuild[- ]out\b`), "expansion"},
	},
}

// spelledOut is a question in language lang in which idioms are put as what they mean, at
// its end.
func spelledOut(question, lang string) string {
	for _, i := range idioms[lang] {
		means := " " + i.means
		for at := i.asks.FindStringIndex(question); at != nil; at = i.asks.FindStringIndex(question) {
			question = question[:at[0]] + strings.Repeat(" ", at[1]-at[0]) + question[at[1]:] + means
			means = ""
		}
	}
	return question
}
