package openai

import (
	"context"
	"time"

	goopenai "github.com/sashabaranov/go-openai"

	"footnote/llm"
)

// Complete implements llm.Model. A request that the server refuses because of
// a feature it lacks is asked again without it, within the same deadline and
// before any text was streamed; other failures are not retried here.
func (m *Model) Complete(ctx context.Context, req llm.Request) (llm.Reply, error) {
	start := time.Now()
	bounded, cancel := context.WithTimeoutCause(ctx, m.config.Timeout, &expired{"complete reply", m.config.Timeout})
	defer cancel()
	d := m.knownDialect()
	var refusal string // the server's words about what d no longer has
	for {
		out, err := m.request(req, d)
		if err != nil {
			return llm.Reply{}, err
		}
		c := &call{model: m}
		reply, err := c.run(bounded, ctx, out, req.Stream)
		if next, ok := d.without(out, err, c.complaint); ok && reply.Text == "" {
			d, refusal = next, c.complaint
			continue
		}
		if c.accepted && refusal != "" {
			m.remember(d, m.secrets.clean(refusal))
		}
		reply.Latency = time.Since(start)
		return reply, err
	}
}

// run makes one exchange. caller is the context that Complete was given, ctx
// the one derived from it with the deadline of the whole call.
func (c *call) run(ctx, caller context.Context, out goopenai.ChatCompletionRequest, emit func(string) error) (llm.Reply, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c.dog = newWatchdog(cancel)
	defer c.dog.end()
	c.dog.expect("connection", c.model.config.ConnectTimeout)

	fields := c.model.fields
	fields.HTTPClient = c
	client := goopenai.NewClientWithConfig(fields)

	var g gathered
	var err error
	if emit != nil {
		err = c.stream(ctx, client, out, emit, &g)
	} else {
		err = c.whole(ctx, client, out, &g)
	}
	if err == nil {
		err = g.verdict(c.model.secrets)
	} else {
		err = c.explain(ctx, caller, err)
	}
	return g.reply(), err
}
