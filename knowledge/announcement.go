package knowledge

// Kind says what sort of text an announcement is. It selects the phrases of
// the answer ("im Artikel", "in der Mitteilung").
type Kind string

// The kinds of announcement. An absent kind is KindNotice.
const (
	KindArticle Kind = "article"
	KindRelease Kind = "release"
	KindNotice  Kind = "notice"
	KindReport  Kind = "report"
)

// Announcement is one source text. Text is canonical: UTF-8, NFC, lines ended
// by \n; every offset of the program counts bytes from its start.
type Announcement struct {
	ID        string // lower-case slug, never empty
	Title     string
	Language  string // BCP 47 primary tag such as "de"; never empty
	Kind      Kind
	Date      string // YYYY-MM-DD; empty when unknown
	SourceURL string // empty when there is none
	Publisher string // empty when unknown
	Author    string // empty when unknown
	Text      string
	Version   string // hexadecimal digest of ID and Text: names what offsets belong to
	Passages  []Passage
	Facts     []Fact
}

// Quote is a byte range [Start,End) of an announcement's Text. A quote is
// never a string that a model wrote.
type Quote struct {
	Start, End int
}

// Passage is one sentence or line of the announcement. Passages are ordered
// and disjoint; only white space and Markdown markup lies between them.
type Passage struct {
	ID      string // "s1", "s2", … in reading order
	Section string // text of the heading above; empty before the first one
	Heading bool   // headings (the title too) are numbered but never cited
	Opinion bool   // marked in the front matter as the author's view
	Quote          // where Text stands
	Text    string // Announcement.Text[Start:End]
}

// Fact is one curated quick fact. Labels, Values and Questions are keyed by
// language; "de" and "en" are always present in Labels and Values.
type Fact struct {
	ID        string
	Labels    map[string]string
	Values    map[string]string   // one sentence each; figures equal the quote's
	Questions map[string][]string // ways of asking for exactly this fact
	Quote     Quote
	Passage   string // id of the passage that holds Quote
}

// Passage returns the passage with the given id, and whether it exists.
func (a *Announcement) Passage(id string) (Passage, bool) {
	for _, p := range a.Passages {
		if p.ID == id {
			return p, true
		}
	}
	return Passage{}, false
}

// Slice returns the bytes of the quote. It panics, as a slice expression does,
// when q is not a range of a.Text.
func (a *Announcement) Slice(q Quote) string { return a.Text[q.Start:q.End] }

// Fact returns the quick fact with the given id, and whether it exists.
func (a *Announcement) Fact(id string) (Fact, bool) {
	for _, f := range a.Facts {
		if f.ID == id {
			return f, true
		}
	}
	return Fact{}, false
}
