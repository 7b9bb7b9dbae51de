package knowledge

import (
	"slices"
	"sync"
)

// said is what was read of a sentence that is compared with passages. The gates
// ask for the same of each claim again and again.
type said struct {
	text, lang string

	figures  []Figure
	dates    []Date
	counted  spans // figures and dates
	words    []word
	content  []word // content words
	concepts []concept

	mu     sync.Mutex
	byWord map[string][]concept // concepts of single words
	names  []string             // nil: not read yet
	needed []concept            // that passages must speak of
	covers []map[int32]float64  // how well they do, by concept; nil: not read yet
}

// saidMemo keeps what was read last. The zero value is ready for use.
type saidMemo struct {
	mu   sync.Mutex
	last [8]*said
	next int
}

// said returns what is read of s, a text in language lang.
func (ix *Index) said(s, lang string) *said {
	ix.memo.mu.Lock()
	at := slices.IndexFunc(ix.memo.last[:], func(o *said) bool { return o != nil && o.text == s && o.lang == lang })
	if at >= 0 {
		found := ix.memo.last[at]
		ix.memo.mu.Unlock()
		return found
	}
	ix.memo.mu.Unlock()
	r := &said{text: s, lang: lang, figures: Figures(s, lang), dates: Dates(s, lang), words: words(s), content: contentWords(s, lang), byWord: map[string][]concept{}}
	r.counted = spansOf(r.figures, r.dates)
	r.concepts = ix.conceptsOf(slices.Clone(r.content), lang)
	ix.memo.mu.Lock()
	defer ix.memo.mu.Unlock()
	ix.memo.last[ix.memo.next] = r
	ix.memo.next = (ix.memo.next + 1) % len(ix.memo.last)
	return r
}

// knows tells whether a stem stands in the announcement.
func (ix *Index) knows(stem string) bool { return len(ix.terms.postings[stem]) > 0 }

// conceptsOfWord are the concepts of a word of the sentence alone.
func (ix *Index) conceptsOfWord(r *said, w word) []concept {
	r.mu.Lock()
	defer r.mu.Unlock()
	out, ok := r.byWord[w.text]
	if !ok {
		out = ix.conceptsOf([]word{w}, r.lang)
		r.byWord[w.text] = out
	}
	return out
}

// Names returns the names of s, a text in language lang, as the function [Names]
// does.
func (ix *Index) Names(s, lang string) []string {
	r := ix.said(s, lang)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.names == nil {
		r.names = append([]string{}, namesAmong(r.words, lang, r.counted)...)
	}
	return r.names
}

// Uncarried looks for a figure, date or rate of s, a text in language lang, that
// none of the given passages carries, as [FirstUncarried] does.
func (ix *Index) Uncarried(s, lang string, passages []int) (bad string, ok bool) {
	r := ix.said(s, lang)
	var from carriers
	for _, p := range passages {
		from.texts, from.lang = append(from.texts, ix.a.Passages[p].Text), ix.a.Language
		from.figures = append(from.figures, ix.read[p].carried...)
		from.dates = append(from.dates, ix.read[p].dates...)
	}
	return from.firstUncarried(r)
}
