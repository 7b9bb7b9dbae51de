package message

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// TestChartText: every language names the time and each bar, in as many characters
// as Discord takes.
func TestChartText(t *testing.T) {
	from := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	for _, lang := range Languages() {
		var bars []string
		var asked []int
		for i := range 30 {
			bars, asked = append(bars, ChartBar(from.AddDate(0, 0, i), lang)), append(asked, 1000*i)
		}
		text := ChartText(from, from.AddDate(0, 0, 29), bars, asked, lang)
		if !strings.Contains(text, "2026") || !strings.Contains(text, bars[1]+" 1000") || !strings.Contains(text, bars[29]+" 29000") || strings.Contains(text, "{") {
			t.Errorf("%s: %q", lang, text)
		}
		for _, name := range ChartParts(lang) {
			if name == "" {
				t.Errorf("%s: a part has no name", lang)
			}
		}
		if w := Words(lang); w.Report.Periods["week"] == "" || w.Report.Periods["month"] == "" || w.Commands["stats"].Options["period"].Name == "" {
			t.Errorf("%s: no words for the period", lang)
		}
		long := ChartText(from, from, append(bars, strings.Repeat("x", 2000)), append(asked, 1), lang)
		if n := utf8.RuneCountInString(long); n > 1024 {
			t.Errorf("%s: %d characters", lang, n)
		}
	}
	want := "Balkendiagramm der Fragen, 02.11.2026 – 03.11.2026, der Reihe nach: 2.11. 5, 3.11. 0"
	if got := ChartText(from, from.AddDate(0, 0, 1), []string{"2.11.", "3.11."}, []int{5, 0}, "de"); got != want {
		t.Errorf("in German: %q", got)
	}
}
