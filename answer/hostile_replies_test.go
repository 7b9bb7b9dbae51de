package answer_test

import (
	"slices"
	"strings"
)

// styles are the ways in which the models of TestHostile misbehave.
var styles = slices.Concat(actingStyles, lyingStyles, writtenStyles, brokenStyles)

// actingStyles try to do something in the channel, or to say what the
// attacker wants said beside a true claim.
var actingStyles = []style{
	{name: "leaks the prompt", claims: listed(func(v victim) (out [][2]string) {
		for sentence := range strings.SplitSeq(v.system, ".") {
			out = append(out, [2]string{"s2", strings.TrimSpace(sentence) + "."})
		}
		return out
	})},
	{name: "leaks in a claim", claims: put(" (looking_for).", ", says the system prompt.", " as numbered line [s2] says.", " in announcement-0123456789ab.", " states_answer true.")},
	{name: "pings", claims: put(" @everyone.", " <@123456789012345678>.", " <@&123456789012345678>.", " <#123456789012345678>.", "^@here ", "^<@!1> ", " ＠everyone.", " </ask:1>.", " <t:1:R>.", " <id:customize>.")},
	{name: "links", claims: put(" https://evil.example/x.", " HTTP://EVIL.EXAMPLE.", " www.evil.example.", " bit.ly/x.", " evil.app.", " discord.gg/abc.", " t.me/evil.", " ftp://evil.example.", " steam://install/1.", " mailto:evil@evil.example.")},
	{name: "links in disguise", claims: put(" discord . gg / abc.", " discord·gg/abc.", " discord,gg,abc.", " evil dot example.", " evil․example.", " evil。com.", " ｅｖｉｌ．ｃｏｍ.", " hxxps evil example.", " https%3a%2f%2fevil%2eexample.", " evil[.]example.", " e v i l . c o m.")},
	{name: "masked links", claims: put(" [x](http://evil.example).", " [hier](<https://evil.example>).", "^[a][b] ", " ![x](y).", " <https://evil.example>.")},
	{name: "markup", claims: put("^**", "^# ", "^> ", "^>>> ", "^-# ", "^- ", "^1. ", " ||x||.", " `x`.", " ~~x~~.", " __x__.", " *x*.")},
	{name: "markup of other places", claims: put(" <b>x</b>.", " <script>alert(1)</script>.", " {{x}}.", " $(id).", " \\x1b[31m.", " $\\frac{1}{2}$.", " | a | b |.", " ;rm x.")},
	{name: "entities", claims: put(" &#64;everyone.", " &commat;everyone.", " &lt;@1&gt;.", " %40everyone.", " \\u0040everyone.", " %2f%2f.")},
	{name: "footnote marks", claims: put("¹ ².", "⁹.", " [1].", " ¹.", " (1).")},
	{name: "the input verbatim", claims: listed(func(v victim) [][2]string {
		_, text := v.truth(0)
		return [][2]string{{"s2", v.input}, {"s7", cutTo(v.input, 200)}, {"s2", strings.TrimSuffix(text, ".") + " " + cutTo(v.input, 60)}, {"s2", "„" + cutTo(v.input, 80) + "“ " + text}}
	})},
	{name: "quotes the question", claims: listed(func(v victim) [][2]string {
		id, text := v.truth(0)
		return [][2]string{{id, cutTo(v.input, 120) + ": " + text}, {id, text + " (" + cutTo(v.input, 60) + ")"}, {"s99", v.input}}
	})},
	{name: "a second sentence", claims: put(".\nJetzt kaufen.", ". Kauft jetzt.", ". kauft jetzt schnell.", "! kauft jetzt schnell.", "? ja klar doch.", "… kauft jetzt schnell.", "; kauft jetzt schnell.", ".\u2028kauft jetzt schnell.", " -- kauft jetzt.")},
	{name: "a call to act", claims: put(", also kauft jetzt alle schnell.", ", so buy the shares right now.", " and everyone should click here.", " und alle sollen hier klicken.", " : jetzt kaufen.")},
	{name: "an insult", claims: put(", ihr idioten.", ", you idiots.", ", bande d'imbéciles.", ", idiotas.")},
}

// lyingStyles write claims that are false, above true passages.
var lyingStyles = []style{
	{name: "invents", claims: listed(func(v victim) [][2]string {
		return [][2]string{{"s2", "Amazon kauft NVIDIA."}, {"s7", "Amazon is bankrupt."}, {"s10", "AWS wurde gehackt."}, {"s11", "Der Bau der Rechenzentren wurde abgesagt."},
			{"s3", "Amazon Web Services leaks the data of agencies."}, {"s2", "Amazon n'investit pas dans ses centres."}, {"s12", "Amazon quiere vender AWS."}}
	})},
	{name: "other figures", claims: changed("50", "60", "50", "500", "50", "5,0", "50", "49,9", "2026", "2027", "2026", "2026/27", "elftausend", "zwölftausend", "11,000", "12,000", "11,000", "110,000")},
	{name: "other scales", claims: changed("Mrd.", "Mio.", "Mrd.", "Billionen", "billion", "trillion", "milliards", "millions", "miliardi", "milioni", "mld", "mln", "milyar", "milyon", "miljard", "miljoen", "USD", "EUR", "USD", "Yen")},
	{name: "figures in words", claims: changed("50", "sechzig", "50", "sixty", "50", "soixante", "50", "sessanta", "50", "sześćdziesiąt", "50", "altmış", "50", "zestig", "elftausend", "hundert", "11,000", "a dozen", "11,000", "six hundred")},
	{name: "shares and lots", claims: changed("über elftausend", "Millionen", "über elftausend", "tausende", "über elftausend", "die Hälfte aller", "über elftausend", "dutzende", "More than 11,000", "Millions of", "More than 11,000", "Half of all",
		"More than 11,000", "Thousands of", "50 Mrd. USD", "Milliarden", "up to 50 billion USD", "billions", "bis zu 50 Mrd. USD", "doppelt so viel wie bisher")},
	{name: "digits of other scripts", claims: changed("50", "６０", "50", "٦٠", "50", "६०", "2026", "２０２７", "11,000", "１２,000", "50", "𝟔𝟎", "50", "⑥⓪", "50", "5０")},
	{name: "roman and raised digits", claims: changed("50", "LX", "50", "lx", "50", "Ⅼ", "50", "ⅼⅹ", "50", "50⁰", "50", "5²", "50", "½", "2026", "MMXXVII", "2026", "mmxxvii", "50", "➏➏", "50", "❻0")},
	{name: "hidden in figures", claims: changed("50", "6\u200b0", "50", "5\u20600\u20600", "50", "5\u00ad00", "50", "50\u200d0", "2026", "202\ufe0f7", "50", "5\u034f00", "50", "5\u31640", "50", "5 0 0", "50", "5_0", "50", "\u202e06")},
	{name: "hedges", claims: changed("bis zu 50", "50", "bis zu 50", "mindestens 50", "up to 50", "over 50", "über elftausend", "fast elftausend", "More than 11,000", "Exactly 11,000", "jusqu'à ", "", "fino a ", "", "do 50", "50", "tot 50", "50")},
	{name: "other names", claims: changed("NVIDIA", "Intel", "NVIDIA", "NVIDIA und Intel", "NVIDIA", "Apple", "NVIDIA", "Oracle", "AWS", "Azure", "Amazon", "Google", "Amazon", "Meta", "Amazon", "Microsoft", "US-Behörden", "UK-Behörden", "US", "UK")},
	{name: "names in small letters", claims: changed("NVIDIA", "intel", "NVIDIA", "nvidia und intel", "NVIDIA", "nvidia and intel", "AWS", "AWS und microsoft", "AWS", "AWS and microsoft", "NVIDIA", "amd", "Amazon", "google", "USD", "USD mit microsoft")},
	{name: "names of look-alikes", claims: changed("Amazon", "Аmazon", "Amazon", "Αmazon", "Amazon", "Amаzon", "Amazon", "Ａｍａｚｏｎ", "NVIDIA", "NVІDІА", "AWS", "АWЅ", "Amazon", "𝐀mazon", "AWS", "ᴀᴡs", "Amazon", "Amaz0n", "NVIDIA", "NVlDlA")},
	{name: "another language", claims: listed(func(v victim) (out [][2]string) {
		for _, lang := range []string{"de", "en", "it", "pl", "tr", "nl", "es", "fr"} {
			if lang != v.lang {
				out = append(out, truths[lang][0])
			}
		}
		return out
	})},
	{name: "denies", claims: changed("will", "will nicht", "nutzen", "nutzen nicht", "plans to", "does not plan to", "soll 2026", "startet 2026", "is planned to start", "started", "already use", "no longer use")},
}

// writtenStyles write what looks wrong.
var writtenStyles = []style{
	{name: "controls and bidi", claims: put(" \u202eelpmaxe.live\u202c.", "\u2066x\u2069.", " \u200f\u200e.", "\u0000\u0007\u001b.", "^\ufeff", " \U000e0041\U000e0042.", "\u2063.", "\ufff9x\ufffa.")},
	{name: "blank letters", claims: put(" \u3164\u3164.", " \u115f.", "\u034f.", " \u2800\u2800.", " \uffa0.", "\u17b4.", " \u00a0\u00a0.")},
	{name: "heaped marks", claims: put(" a\u0338\u0321\u0322\u0327\u0328\u0316\u0317.", "\u0336\u0337\u0338.", " \u20dd\u20e3.")},
	{name: "other scripts", claims: put(" مرحبا.", " 你好.", " привет.", " שלום.", " ﷽.", " 𒐫.", " ꧅.")},
	{name: "emoji", claims: put(" 🚀🚀🚀🚀🚀🚀.", " "+strings.Repeat("😀", 80)+".", " 👨‍👩‍👧‍👦.", " 🇺🇸.", " ☠.", " :rocket:.", " <:x:1>.", " ✅.")},
	{name: "long words", claims: put(" "+strings.Repeat("a", 120)+".", " "+strings.Repeat("ha", 40)+".", " "+strings.Repeat("Rechenzentrums", 9)+".", " "+strings.Repeat("x-", 60)+"x.")},
	{name: "long claims", claims: put(" "+strings.Repeat("und noch mehr ", 30)+".", strings.Repeat(" ", 5000)+".", strings.Repeat("!", 250), strings.Repeat(".", 400))},
}

// brokenStyles reply with what is not the shape that was asked for.
var brokenStyles = []style{
	raw("nothing", ""), raw("null", "null"), raw("prose", "Sure! @everyone https://evil.example"),
	raw("a list", `[{"ids":["s2"],"claim":"Amazon is bankrupt."}]`),
	raw("nested deeply", `{"looking_for":`+strings.Repeat(`[`, 20000)+strings.Repeat(`]`, 20000)+`,"claims":[],"ids":["s2"]}`),
	raw("nested claims", `{"looking_for":"x","claims":[`+strings.Repeat(`{"claim":`, 11000)+`1`+strings.Repeat(`}`, 11000)+`]}`),
	raw("duplicate keys", `{"looking_for":"x","claims":[],"claims":[{"ids":["s2"],"claim":"Amazon is bankrupt.","claim":"@everyone"}],"ids":["s2"],"ids":["s7"],"unanswered":[]}`),
	raw("not UTF-8", "{\"looking_for\":\"\xff\xfe\",\"claims\":[{\"ids\":[\"s2\"],\"claim\":\"Amazon \xc3\x28 @everyone\"}],\"ids\":[\"s\xff2\"],\"unanswered\":[\"\xed\xa0\x80\"]}"),
	raw("lone surrogates", `{"looking_for":"\ud800","claims":[{"ids":["s2"],"claim":"Amazon \udfff"}],"ids":["\ud800"],"unanswered":["\ud800"]}`),
	raw("ids of other kinds", `{"looking_for":1,"claims":[{"ids":[2,null,{"s2":1}],"claim":"Amazon is bankrupt."}],"ids":[2,null,{}],"unanswered":7}`),
	raw("null everywhere", `{"looking_for":null,"claims":[null,{"ids":null,"claim":null}],"ids":null,"unanswered":null}`),
	raw("ten thousand claims", `{"looking_for":"x","claims":[`+strings.Repeat(`{"ids":["s2"],"claim":"Amazon is bankrupt."},`, 10000)+`{"ids":[],"claim":""}],"ids":[`+strings.Repeat(`"s2",`, 10000)+`"s7"],"unanswered":[]}`),
	raw("a megabyte", `{"looking_for":"x","claims":[{"ids":["s2"],"claim":"`+strings.Repeat("Amazon investiert. ", 55000)+`"}],"ids":["`+strings.Repeat("s2 ", 350000)+`"],"unanswered":[]}`),
	raw("a megabyte of nothing", strings.Repeat(" \n", 500000)+`{"looking_for":"x","claims":[],"ids":[],"unanswered":[]}`),
	raw("chooses everything", `{"looking_for":"x","claims":[{"ids":["s1","s2","s3","s4","s5","s6","s7","s8","s9","s10"],"claim":"Amazon pays Intel."}],"ids":["s1","s5","s8","s12","s17"],"unanswered":[]}`),
	around("with comments", `{"looking_for":"x",/* @everyone */"claims":[{"ids":%s,"claim":%s}],"unanswered":[]} // done`),
	around("text behind", `{"looking_for":"x","claims":[{"ids":%s,"claim":%s}],"unanswered":[]} And now @everyone buy!`),
	around("a second object", `{"looking_for":"x","claims":[{"ids":%s,"claim":%s}],"unanswered":[]}{"claims":[{"ids":["s2"],"claim":"@everyone"}]}`),
	around("in a fence", "Of course:\n```json\n{\"looking_for\":\"x\",\"claims\":[{\"ids\":%s,\"claim\":%s}],\"unanswered\":[]}\n```\n@everyone"),
	around("cut off", `{"looking_for":"x","claims":[{"ids":%s,"claim":%s},{"ids":["s2"],"claim":"Amazon is b`),
	around("then of other kinds", `{"looking_for":"x","claims":[{"ids":%s,"claim":%s},{"ids":{"a":1},"claim":["@everyone"]},7],"unanswered":"all"}`),
	{name: "floods what is open", claims: func(v victim) string {
		id, text := v.truth(0)
		open := []string{v.system, "@everyone https://evil.example", v.input}
		for _, word := range strings.Fields(v.input) {
			open = append(open, word, word+" ", " "+word)
		}
		for range 2000 {
			open = append(open, cutTo(v.input, 40), cutTo(v.input, 7))
		}
		return jsonText(map[string]any{"looking_for": "x", "claims": []any{map[string]any{"ids": []string{id}, "claim": text}}, "unanswered": open})
	}},
	{name: "nothing but what is open", claims: func(v victim) string {
		return jsonText(map[string]any{"looking_for": v.input, "claims": []any{}, "unanswered": []string{cutTo(v.input, 30), "@everyone"}})
	}},
}

// cutTo returns the first n characters of s.
func cutTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
