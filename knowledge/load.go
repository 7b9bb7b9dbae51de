package knowledge

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxBytes is the size of the largest announcement.
const MaxBytes = 1 << 20

//go:embed announcements
var shipped embed.FS

const shippedName = "announcements/amazon-us-behoerden.txt"

// Builtin returns the announcement that ships with footnote.
func Builtin() (*Announcement, error) {
	return open(shipped.ReadFile, shippedName, shippedName)
}

// Open loads the announcement at path and, where there is one, the file of
// quick facts beside it, NAME.facts.yaml. A path that ends in .md or .markdown
// is Markdown, all others are plain text. Errors name file, line and mend.
func Open(path string) (*Announcement, error) {
	if path == "" {
		return nil, errors.New("load announcement: no path given")
	}
	return open(readBounded, path, path)
}

// readBounded reads a file but refuses to take in more than an announcement
// may hold.
func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s: is a folder; name the file in it", path)
	}
	if info.Size() > MaxBytes {
		return nil, fmt.Errorf("%s: %d bytes, more than the limit of %d; split it or leave parts out", path, info.Size(), MaxBytes)
	}
	return os.ReadFile(path)
}

func open(read func(string) ([]byte, error), path, name string) (*Announcement, error) {
	data, err := read(path)
	if err != nil {
		return nil, fmt.Errorf("load announcement: %w", err)
	}
	factsPath := strings.TrimSuffix(path, filepath.Ext(path)) + ".facts.yaml"
	facts, err := read(factsPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("load quick facts: %w", err)
	}
	a, err := Parse(name, data)
	if err != nil {
		return nil, fmt.Errorf("load announcement: %w", err)
	}
	if facts != nil {
		if a.Facts, err = parseFacts(factsPath, facts, a); err != nil {
			return nil, fmt.Errorf("load quick facts: %w", err)
		}
	}
	return a, nil
}

// Parse reads an announcement from memory; name stands in errors, gives the
// id when the front matter does not, and decides by its ending how the body is
// read.
func Parse(name string, data []byte) (*Announcement, error) {
	source, err := readableText(name, data)
	if err != nil {
		return nil, err
	}
	front, body, bodyLine, err := splitFrontMatter(name, source)
	if err != nil {
		return nil, err
	}
	text := norm.NFC.String(body)
	if strings.TrimSpace(text) == "" {
		return nil, fmt.Errorf("%s:%d: no text; write the announcement below the front matter", name, bodyLine)
	}
	a := &Announcement{
		ID: front.ID, Title: front.Title, Language: front.Language, Kind: front.Kind, Date: front.Date,
		SourceURL: front.Source, Publisher: front.Publisher, Author: front.Author, Text: text,
	}
	if a.ID == "" {
		a.ID = slug(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)))
	}
	if a.Language == "" {
		if a.Language = DetectLanguage(text); a.Language == "" {
			a.Language = "en"
		}
	}
	if a.Kind == "" {
		a.Kind = KindNotice
	}
	blocks := plainBlocks(text)
	if ext := strings.ToLower(filepath.Ext(name)); ext == ".md" || ext == ".markdown" {
		blocks = markdownBlocks(text)
	}
	a.Passages = passages(text, a.Language, blocks)
	if err := a.check(name, bodyLine); err != nil {
		return nil, err
	}
	if a.Title == "" {
		a.Title = titleOf(a.Passages)
	}
	if err := markOpinions(name, source, front, a); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(a.ID + "\x00" + text))
	a.Version = hex.EncodeToString(sum[:8])
	return a, nil
}

// check refuses a text in which nothing can be cited.
func (a *Announcement) check(name string, line int) error {
	for _, p := range a.Passages {
		if !p.Heading {
			return nil
		}
	}
	return fmt.Errorf("%s:%d: nothing but headings; an answer cites sentences, so write at least one below the title", name, line)
}

// readableText returns data as UTF-8 without byte order mark, lines ended by
// \n.
func readableText(name string, data []byte) (string, error) {
	if len(data) > MaxBytes {
		return "", fmt.Errorf("%s: %d bytes, more than the limit of %d; split it or leave parts out", name, len(data), MaxBytes)
	}
	if len(data) == 0 {
		return "", fmt.Errorf("%s: empty; write the announcement into it", name)
	}
	line := 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == 0, r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\v':
			return "", fmt.Errorf("%s:%d: control character %U; this is a binary file: save the text as UTF-8 plain text or Markdown", name, line, r)
		case r == utf8.RuneError && size == 1:
			return "", fmt.Errorf("%s:%d: byte %#x is not UTF-8; save the file as UTF-8", name, line, data[i])
		case r == '\n':
			line++
		}
		i += size
	}
	s := strings.TrimPrefix(string(data), "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), nil
}

// slug turns a file name into an id: lower-case letters, digits and hyphens.
func slug(s string) string {
	id := strings.Join(strings.FieldsFunc(Fold(s), func(r rune) bool {
		return !(r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)))
	}), "-")
	if id == "" {
		id = "announcement"
	}
	return id
}

func titleOf(ps []Passage) string {
	const limit = 80
	title := []rune(strings.Join(strings.Fields(strings.Trim(ps[0].Text, "#*_ ")), " "))
	if !ps[0].Heading && len(title) > limit {
		cut := string(title[:limit])
		return cut[:strings.LastIndexByte(cut+" ", ' ')] + " …"
	}
	return string(title)
}
