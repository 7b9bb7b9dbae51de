package knowledge

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
)

func passageID(i int) string { return "s" + strconv.Itoa(i+1) }

// markdownBlocks cuts a Markdown text into its blocks. Code and table rows stay
// whole; HTML is left out.
func markdownBlocks(source string) []block {
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(gtext.NewReader([]byte(source)))
	var out []block
	add := func(q Quote, heading, whole bool) {
		trimmed := strings.TrimSpace(source[q.Start:q.End])
		if trimmed == "" {
			return
		}
		q.Start += strings.Index(source[q.Start:q.End], trimmed)
		q.End = q.Start + len(trimmed)
		if len(out) == 0 || q.Start >= out[len(out)-1].End {
			out = append(out, block{Quote: q, heading: heading, whole: whole})
		}
	}
	// The walk never fails: its function returns no error.
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if q, ok := linesOf(n); ok {
				add(q, true, false)
			}
			return ast.WalkSkipChildren, nil
		case *ast.Paragraph, *ast.TextBlock:
			if q, ok := linesOf(n); ok {
				add(q, false, false)
			}
			return ast.WalkSkipChildren, nil
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for i := range n.Lines().Len() {
				seg := n.Lines().At(i)
				add(Quote{seg.Start, seg.Stop}, false, true)
			}
			return ast.WalkSkipChildren, nil
		case *east.TableHeader, *east.TableRow:
			if q, ok := lineAround(source, n); ok {
				add(q, false, true)
			}
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return out
}

func linesOf(n ast.Node) (Quote, bool) {
	l := n.Lines()
	if l == nil || l.Len() == 0 {
		return Quote{}, false
	}
	return Quote{l.At(0).Start, l.At(l.Len() - 1).Stop}, true
}

// lineAround returns the source line in which the first text below n stands:
// goldmark keeps no lines for table rows.
func lineAround(source string, n ast.Node) (Quote, bool) {
	at := -1
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering && at < 0 {
			at = t.Segment.Start
		}
		return ast.WalkContinue, nil
	})
	if at < 0 {
		return Quote{}, false
	}
	start := strings.LastIndexByte(source[:at], '\n') + 1
	end := len(source)
	if i := strings.IndexByte(source[at:], '\n'); i >= 0 {
		end = at + i
	}
	return Quote{start, end}, true
}
