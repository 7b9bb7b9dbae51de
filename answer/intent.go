package answer

import (
	"slices"
	"strings"

	"footnote/knowledge"
)

// shortIntent is the longest message, in words, that is taken for small talk.
const shortIntent = 7

// small talk, folded; all languages together.
var smallTalk = []struct {
	intent  Intent
	pattern *knowledge.Pattern
}{
	{IntentRework, folded(`^(bitte )?(kurzer|langer|ausfuhrlicher|einfacher|nochmal|noch ?mal|shorter|longer|simpler|in short|plus court|mas corto|piu breve|krocej|daha kisa|korter)( bitte| please)?[.!?]*$|^(bitte )?(auf|in|en|po|op) ?(deutsch|englisch|english|german|franzosisch|french|francais|spanish|espanol|spanisch|italiano|italian|italienisch|polsku|polnisch|polish|turkce|turkisch|turkish|nederlands|dutch)( bitte| please)?[.!?]*$|^(und )?(die |the |your )?(quellen?|belege?|sources?|fuentes?|fonti?|zrodlo|kaynak|bron)( bitte| please)?[.!?]*$|^(quelle dazu|where does (it|that) say that|wo steht das|translate (this|that|it)( to \w+)?|ubersetz(e)? (das|es)( bitte)?)[.!?]*$`)},
	{IntentThanks, folded(`^(ok(ay)?,? |super,? |alles klar,? )?(vielen |herzlichen |tausend )?(danke?|dankeschon|thx|thanks|thank you|ty|merci|muchas gracias|gracias|grazie|dzieki|dziekuje|tesekkur(ler| ederim)?|sagol|bedankt|dank je( wel)?)\b[^?]*$`)},
	{IntentGreeting, folded(`^(hallo|hi|hey|hei|moin|servus|gruss gott|grussi|guten? (morgen|tag|abend)|hello|good (morning|afternoon|evening)|bonjour|salut|hola|buenos dias|ciao|buongiorno|czesc|dzien dobry|merhaba|selam|hoi|goede(morgen|middag|navond)|goedemorgen|yo)\b( zusammen| bot| leute| alle| all| everyone| there| footnote| du| miteinander)*[ .!,]*$`)},
	{IntentWhoAreYou, folded(`^(wer|was) bist du\b|^was kannst du\b|^bist du (ein |eine )?(bot|mensch|ki|maschine)|^wie (heisst|funktionierst) du|^(who|what) are you\b|^what can you do|^what do you do\b|^are you (a |an )?(bot|human|ai|real)|^how do you work|^(hilfe|help)[.!?]*$|^qui es-?tu|^quien eres|^chi sei|^kim ?sin|^kto ty|^kim jestes|^wie ben (je|jij)`)},
	{IntentComplaint, folded(`^(nein,? |no,? )?(das |dies |deine antwort )?(stimmt( so| doch)? nicht|ist (aber |doch )?(falsch|quatsch|unsinn|nicht richtig|gelogen))[.!]*$|^(falsch|quatsch|unsinn|blodsinn)[.!]*$|^(no,? )?(that|this|it|your answer)('s| is| was) (wrong|not true|false|incorrect|nonsense|not right)[.!]*$|^(wrong|false|nonsense|incorrect)[.!]*$|^you('re| are) wrong`)},
}

// instructions tell the bot what to do or be, whatever else the message says.
var instructions = []*knowledge.Pattern{
	folded(`\b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(instruction|rule|prompt|previous|above|guideline|everything|restriction|announcement)`),
	folded(`\b(ignorier|vergiss|missachte|uberschreib)\w*\b.{0,50}\b(anweisung|instruktion|regel|vorgabe|prompt|alles|bisher|vorherig|obig|artikel)`),
	folded(`\b(ignora|ignorez|oublie|olvida|dimentica|zignoruj|yoksay|negeer)\b.{0,40}\b(instruccion|instruction|istruzion|instrukcj|talimat|instructie|regla|regle)`),
	folded(`system ?-?prompt|\b(your|deine?n?|the) (initial |secret |geheime[n]? )?(prompt|instructions|anweisungen|instruktionen|systemanweisung)\b`),
	folded(`\b(you are now|from now on|act as|pretend (to|you)|roleplay|role-play|du bist (jetzt|ab jetzt|nun)|ab jetzt|ab sofort|tu so,? als|spiel(e)? (einen?|eine) )`),
	folded(`\b(write|compose|generate|draft|create|give me|tell me|sing)\b.{0,20}\b(poem|story|song|joke|essay|code|script|haiku|limerick|rap|recipe|malware)\b`),
	folded(`\b(schreib|dichte|verfass|erzahl|sing|programmier)\w*\b.{0,30}\b(gedicht|geschichte|lied|witz|aufsatz|code|skript|programm|rezept|haiku)\b`),
	folded(`@everyone|@here|\b(ping|pinge?) (everyone|alle|all)\b`),
	folded(`\brepeat (after|the|everything|your)|\bwiederhole\b.{0,30}\b(text|satz|wort|alles|nach)`),
	folded(`\bjailbreak|developer mode|\bdan mode`),
	folded(`\b(say|sag|antworte( nur)?( mit)?|respond with|reply with|print|output|gib aus)\b.{0,12}["'„“«:]`),
	folded(`\b(reveal|leak|zeig(e)?( mir)?|verrate)\b.{0,30}\b(prompt|instruction|anweisung|token|key|schlussel|passwor[dt]|secret)`),
}

// advice asks what to do with money.
var advice = []*knowledge.Pattern{
	folded(`\b(soll(te|ten)?|muss) (ich|man|wir) .*(kaufen|verkaufen|investieren|halten|einsteigen|aussteigen|zulegen|zuschlagen)`),
	folded(`\bshould (i|we|one) .*(buy|sell|invest|hold)`),
	folded(`lohnt (es )?sich .*(kauf|einstieg|aktie|investier)|(kauf|verkauf)sempfehlung|kaufempfehlung|aktie kaufen\b`),
	folded(`\b(buy|sell) (recommendation|or sell|or hold)|\b(worth|good time|smart|wise) (to )?(buy|investing|invest)|(stock|shares?) a buy\b`),
	folded(`dois-je (acheter|vendre)|deberia (comprar|vender|invertir)|devo (comprare|vendere)|czy (kupic|warto kupic)|almali miyim|moet ik .*(kopen|verkopen)`),
}

func anyMatches(patterns []*knowledge.Pattern, fold string) bool {
	return slices.ContainsFunc(patterns, func(p *knowledge.Pattern) bool { return p.MatchString(fold) })
}

// intentOf decides what a folded message wants.
func intentOf(fold string) Intent {
	fold = strings.TrimSpace(fold)
	if anyMatches(instructions, fold) {
		return IntentInstruction
	}
	if len(strings.Fields(fold)) <= shortIntent {
		for _, t := range smallTalk {
			if t.pattern.MatchString(fold) {
				return t.intent
			}
		}
	}
	if anyMatches(advice, fold) {
		return IntentAdvice
	}
	return IntentQuestion
}
