package message

import (
	"strconv"
	"strings"
	"time"
)

// maxChartText is how many characters the text of a chart has at most.
const maxChartText = 1000

// ChartText tells who does not see a chart of questions what is on it: the time, and
// each bar with how many questions it stands for. It is plain text.
func ChartText(from, to time.Time, bars []string, asked []int, lang string) string {
	w := Words(lang)
	var values []string
	for i, n := range asked {
		values = append(values, bars[i]+" "+strconv.Itoa(n))
	}
	text := []rune(strings.NewReplacer("{from}", from.Format(w.Date), "{to}", to.Format(w.Date), "{values}", strings.Join(values, ", ")).Replace(w.Report.Chart))
	return string(text[:min(len(text), maxChartText)])
}

// ChartBar is a day as it is written below a bar.
func ChartBar(day time.Time, lang string) string { return day.Format(Words(lang).Report.Bar) }

// ChartParts are the names of the parts of a bar: settled without staff, handed over,
// not answered.
func ChartParts(lang string) [3]string {
	p := Words(lang).Report.Parts
	return [3]string{p.Settled, p.Handed, p.Open}
}
