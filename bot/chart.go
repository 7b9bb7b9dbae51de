package bot

import (
	"fmt"

	"github.com/go-analyze/charts"
)

// The size of a chart, in pixels: sharp on a phone, and small as a file.
const (
	chartWidth  = 720
	chartHeight = 300
)

// bar is one bar of a chart, of three parts that stand on each other.
type bar struct {
	label                 string
	settled, handed, open int
}

// drawChart draws bars as a PNG. names are those of the three parts, in the order of
// the fields of bar. Its colours are told apart by the colour-blind, too.
func drawChart(bars []bar, names [3]string) ([]byte, error) {
	var values [3][]float64
	var labels []string
	most := 1
	for _, b := range bars {
		labels = append(labels, b.label)
		for i, n := range []int{b.settled, b.handed, b.open} {
			values[i] = append(values[i], float64(n))
		}
		most = max(most, b.settled+b.handed+b.open)
	}
	theme := charts.GetTheme(charts.ThemeLight).WithSeriesColors([]charts.Color{
		charts.ColorFromHex("#0072B2"), charts.ColorFromHex("#E69F00"), charts.ColorFromHex("#999999"),
	})
	o := charts.NewBarChartOptionWithData(values[:])
	o.Theme, o.StackSeries, o.Legend.SeriesNames, o.Legend.Symbol = theme, charts.Ptr(true), names[:], charts.SymbolSquare
	o.CategoryAxis.Labels = labels
	o.ValueAxis[0].Min, o.ValueAxis[0].Max = charts.Ptr(0.0), charts.Ptr(float64(ceiling(most)))
	o.ValueAxis[0].LabelCount = chartSteps + 1
	o.ValueAxis[0].ValueFormatter = func(v float64) string { return fmt.Sprintf("%.0f", v) }
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: chartWidth, Height: chartHeight, Theme: theme})
	err := p.BarChart(o)
	var out []byte
	if err == nil {
		out, err = p.Bytes()
	}
	if err != nil {
		return nil, fmt.Errorf("draw chart of %d bars: %w", len(bars), err)
	}
	return out, nil
}

// chartSteps is into how many parts the axis is divided.
const chartSteps = 4

// ceiling is the least number from n on that the steps divide into whole and round
// ones.
func ceiling(n int) int {
	for scale := 1; ; scale *= 10 {
		for _, step := range []int{1, 2, 3, 4, 5, 6, 8} {
			if step*scale*chartSteps >= n {
				return step * scale * chartSteps
			}
		}
	}
}
