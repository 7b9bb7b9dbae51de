package eval

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"footnote/knowledge"
)

// Truth is a claim that one passage of an announcement entails, as a careful
// writer would put it.
type Truth struct {
	ID           string `json:"id"`
	Announcement string `json:"announcement"` // file name; empty: the one that ships
	Cite         string `json:"cite"`         // stands in the passage and nowhere else
	Lang         string `json:"lang"`
	Text         string `json:"text"`
}

// handmade is a fault that no rule can make: the text in place of its
// truth's, or, for an edited quote, in place of the passage.
type handmade struct {
	Truth string    `json:"truth"`
	Kind  FaultKind `json:"kind"`
	Text  string    `json:"text"`
}

// Material is what faults are made from: the truths and the announcements
// they are about. It is immutable.
type Material struct {
	Truths []Truth

	hand          []handmade
	announcements map[string]*knowledge.Announcement // by Truth.Announcement
	files         []string                           // their keys, in order
	cited         map[string]knowledge.Passage       // by Truth.ID
}

//go:embed testdata/*.md testdata/truths.jsonl testdata/faults.jsonl
var testdata embed.FS

// OpenMaterial returns the material that is built in. An error names the
// line that does not fit its announcement.
func OpenMaterial() (*Material, error) {
	m := &Material{announcements: map[string]*knowledge.Announcement{}, cited: map[string]knowledge.Passage{}}
	var err error
	if m.Truths, err = readLines[Truth]("truths.jsonl"); err != nil {
		return nil, err
	}
	if m.hand, err = readLines[handmade]("faults.jsonl"); err != nil {
		return nil, err
	}
	for _, t := range m.Truths {
		if err := m.cite(t); err != nil {
			return nil, fmt.Errorf("load truths.jsonl: %s: %w", t.ID, err)
		}
	}
	for _, h := range m.hand {
		if _, ok := m.cited[h.Truth]; !ok || !slices.Contains(FaultKinds, h.Kind) || h.Text == "" {
			return nil, fmt.Errorf("load faults.jsonl: no truth %q, or no kind %q, or no text", h.Truth, h.Kind)
		}
	}
	return m, nil
}

// cite notes which passage the truth stands above.
func (m *Material) cite(t Truth) error {
	if _, ok := m.cited[t.ID]; ok || t.ID == "" || t.Text == "" || t.Lang == "" {
		return fmt.Errorf("each truth has an id of its own, a text and a lang")
	}
	a, err := m.announcement(t.Announcement)
	if err != nil {
		return err
	}
	var found []knowledge.Passage
	for _, p := range a.Passages {
		if !p.Heading && strings.Contains(p.Text, t.Cite) {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("cite %q is in %d passages, not in one", t.Cite, len(found))
	}
	m.cited[t.ID] = found[0]
	return nil
}

// announcement loads each announcement once.
func (m *Material) announcement(file string) (*knowledge.Announcement, error) {
	if a, ok := m.announcements[file]; ok {
		return a, nil
	}
	a, err := knowledge.Builtin()
	if file != "" {
		var data []byte
		if data, err = testdata.ReadFile(path.Join("testdata", file)); err == nil {
			a, err = knowledge.Parse(file, data)
		}
	}
	if err != nil {
		return nil, err
	}
	m.announcements[file] = a
	m.files = append(m.files, file)
	return a, nil
}

// readLines reads an embedded file of one JSON object a line.
func readLines[T any](name string) ([]T, error) {
	data, err := testdata.ReadFile(path.Join("testdata", name))
	if err != nil {
		return nil, err
	}
	var out []T
	for i, line := range bytes.Split(bytes.TrimSpace(data), []byte("\n")) {
		var v T
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&v); err != nil {
			return nil, fmt.Errorf("load %s: line %d: %w", name, i+1, err)
		}
		out = append(out, v)
	}
	return out, nil
}
