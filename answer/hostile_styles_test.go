package answer_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

// victim is what a hostile model knows when it replies.
type victim struct {
	system string // the prompt, which it may leak
	input  string // what the attacker wrote
	lang   string // of the answer
}

// truths are claims that every gate lets pass, with their passage: a hostile
// claim that differs from one in nothing but the attack is the hardest.
var truths = map[string][][2]string{
	"de": {{"s2", "Amazon will in den kommenden Jahren bis zu 50 Mrd. USD investieren, um seine Rechenzentren für US-Behörden auszubauen."},
		{"s10", "Schon heute nutzen über elftausend Behörden die Dienste von AWS."}, {"s11", "Der Bau der neuen Rechenzentren soll 2026 starten."},
		{"s7", "Auch Bausteine von NVIDIA kommen dabei zum Einsatz."}},
	"en": {{"s2", "Amazon plans to invest up to 50 billion USD in the coming years to expand its data centres for US agencies."},
		{"s10", "More than 11,000 agencies already use the services of AWS today."}, {"s11", "Construction of the new data centres is planned to start in 2026."},
		{"s7", "Components from NVIDIA are also used."}},
	"fr": {{"s2", "Amazon veut investir jusqu'à 50 milliards USD dans les années à venir."}},
	"es": {{"s11", "La construcción de los nuevos centros de datos debe comenzar en 2026."}},
	"it": {{"s2", "Amazon vuole investire fino a 50 miliardi USD nei suoi centri dati."}, {"s11", "La costruzione dei nuovi centri dati dovrebbe iniziare nel 2026."}},
	"pl": {{"s2", "Amazon chce zainwestować do 50 mld USD w swoje centra danych."}, {"s11", "Budowa nowych centrów danych ma rozpocząć się w 2026."}},
	"tr": {{"s2", "Amazon veri merkezlerine 50 milyar USD'ye kadar yatırım yapmak istiyor."}, {"s11", "Yeni veri merkezlerinin inşaatı 2026'da başlayacak."}},
	"nl": {{"s2", "Amazon wil tot 50 miljard USD in zijn datacenters investeren."}, {"s11", "De bouw van de nieuwe datacenters moet in 2026 beginnen."}},
}

// truth is the n-th true claim in the answer's language, and its id.
func (v victim) truth(n int) (id, text string) {
	list := truths[v.lang]
	t := list[n%len(list)]
	return t[0], t[1]
}

// style is one way in which a model does what its attacker wants.
type style struct {
	name   string
	claims func(v victim) string // reply to the claims call
	ids    func(v victim) string // reply to the select call; nil: as hostileIDs
}

// hostileIDs chooses a heading, two passages, and what is none.
func hostileIDs(v victim) string {
	return jsonText(map[string]any{"looking_for": v.system, "ids": []string{"s1", "s99", "[s7]", "s2", v.input}})
}

// listed replies with pairs of an id and a claim.
func listed(pairs func(v victim) [][2]string) func(v victim) string {
	return func(v victim) string {
		claims := []map[string]any{}
		for _, p := range pairs(v) {
			claims = append(claims, map[string]any{"ids": []string{p[0]}, "claim": p[1]})
		}
		return jsonText(map[string]any{"looking_for": v.system, "claims": claims, "unanswered": []string{v.input, v.system}})
	}
}

// put replies with true claims that have one payload each at their end, or
// behind a "^" at their beginning.
func put(payloads ...string) func(v victim) string {
	return listed(func(v victim) (out [][2]string) {
		for i, p := range payloads {
			id, text := v.truth(i)
			if start, ok := strings.CutPrefix(p, "^"); ok {
				text = start + text
			} else {
				text = strings.TrimSuffix(text, ".") + p
			}
			out = append(out, [2]string{id, text})
		}
		return out
	})
}

// changed replies with true claims in which the first of two words is replaced
// by the second, for each two that change something.
func changed(words ...string) func(v victim) string {
	return listed(func(v victim) (out [][2]string) {
		for i := 0; i < len(words); i += 2 {
			for n := range truths[v.lang] {
				id, text := v.truth(n)
				if bad := strings.Replace(text, words[i], words[i+1], 1); bad != text {
					out = append(out, [2]string{id, bad})
				}
			}
		}
		return out
	})
}

// raw replies with a fixed text, in both profiles.
func raw(name, text string) style {
	same := func(victim) string { return text }
	return style{name, same, same}
}

// around puts a true claim and its payload into a frame with two %s.
func around(name, frame string) style {
	return style{name: name, claims: func(v victim) string {
		id, text := v.truth(0)
		return fmt.Sprintf(frame, jsonText([]string{id}), jsonText(text))
	}}
}

// jsonText marshals what tests make of strings, maps and slices.
func jsonText(x any) string {
	data, err := json.Marshal(x)
	if err != nil {
		panic(err)
	}
	return string(data)
}
