package openai

import (
	"fmt"
	"strings"

	goopenai "github.com/sashabaranov/go-openai"

	"footnote/llm"
)

// gathered is what has arrived of a reply.
type gathered struct {
	text    strings.Builder
	refusal strings.Builder
	finish  string // the server's finish_reason; "": it did not say that it finished
	tokens  []llm.Token
	model   string
	usage   llm.Usage
}

// addPiece adds a chunk. text is what it brought; alive is false for chunks
// without a token, such as the first with its role and the last with usage.
func (g *gathered) addPiece(p goopenai.ChatCompletionStreamResponse) (text string, alive bool) {
	if p.Model != "" {
		g.model = p.Model
	}
	if p.Usage != nil {
		g.addUsage(*p.Usage)
	}
	for _, choice := range p.Choices {
		if choice.Index != 0 {
			continue
		}
		text += choice.Delta.Content
		g.refusal.WriteString(choice.Delta.Refusal)
		alive = alive || choice.Delta.Content+choice.Delta.Refusal+choice.Delta.ReasoningContent != ""
		g.setFinish(choice.FinishReason)
	}
	g.text.WriteString(text)
	return text, alive
}

func (g *gathered) addWhole(resp goopenai.ChatCompletionResponse) error {
	g.model = resp.Model
	g.addUsage(resp.Usage)
	for _, choice := range resp.Choices {
		if choice.Index != 0 {
			continue
		}
		g.text.WriteString(choice.Message.Content)
		for _, part := range choice.Message.MultiContent {
			g.text.WriteString(part.Text)
		}
		g.refusal.WriteString(choice.Message.Refusal)
		g.setFinish(choice.FinishReason)
		if choice.LogProbs != nil {
			g.addTokens(choice.LogProbs.Content)
		}
	}
	if len(resp.Choices) == 0 {
		return failure{fmt.Errorf("%w: reply has no choices", llm.ErrEmpty)}
	}
	return nil
}

func (g *gathered) addTokens(tokens []goopenai.LogProb) {
	for _, t := range tokens {
		out := llm.Token{Text: t.Token, Logprob: t.LogProb}
		for _, other := range t.TopLogProbs {
			out.Others = append(out.Others, llm.Token{Text: other.Token, Logprob: other.LogProb})
		}
		g.tokens = append(g.tokens, out)
	}
}

func (g *gathered) setFinish(reason goopenai.FinishReason) {
	if reason != "" && reason != goopenai.FinishReasonNull {
		g.finish = string(reason)
	}
}

func (g *gathered) addUsage(u goopenai.Usage) {
	if u.TotalTokens == 0 && u.PromptTokens == 0 && u.CompletionTokens == 0 {
		return // some servers put zeros into every chunk but one
	}
	g.usage = llm.Usage{Prompt: u.PromptTokens, Completion: u.CompletionTokens}
	if u.PromptTokensDetails != nil {
		g.usage.Cached = u.PromptTokensDetails.CachedTokens
	}
}

func (g *gathered) reply() llm.Reply {
	return llm.Reply{Text: g.text.String(), Tokens: g.tokens, Model: g.model, Usage: g.usage}
}

// verdict says whether what came is a complete reply.
func (g *gathered) verdict(secrets redactor) error {
	if g.refusal.Len() > 0 {
		return fmt.Errorf("%w by the model: %s", llm.ErrRefused, secrets.clean(g.refusal.String()))
	}
	switch strings.ToLower(g.finish) {
	case "stop", "eos", "eos_token", "end_turn", "stop_sequence":
	case "":
		return fmt.Errorf("%w: no finish_reason", llm.ErrTruncated)
	case "length", "max_tokens", "model_length":
		return llm.ErrTooLong
	case "content_filter", "safety", "refusal", "recitation":
		return fmt.Errorf("%w: finish_reason %q", llm.ErrRefused, g.finish)
	case "error":
		return fmt.Errorf("%w: the server ended it with an error", llm.ErrTruncated)
	default:
		return fmt.Errorf("%w: finish_reason %q", llm.ErrMalformed, secrets.clean(g.finish))
	}
	if strings.TrimSpace(g.text.String()) == "" {
		return fmt.Errorf("%w: reply has no text", llm.ErrEmpty)
	}
	return nil
}
