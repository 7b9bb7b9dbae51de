package main

import (
	"fmt"
	"log/slog"
	"time"

	"footnote/llm"
	"footnote/llm/openai"
)

// newModel returns the model that the settings name, or nil without one: a
// limit around a fallback around two models, each with retries and a breaker.
func newModel(s settings, logger *slog.Logger) (llm.Model, error) {
	if !s.hasModel() {
		return nil, nil
	}
	first := s.endpoint()
	model, err := newResilient(s, first, logger)
	if err != nil {
		return nil, fmt.Errorf("set up model: %w", err)
	}
	if s.hasFallback() {
		second, err := newResilient(s, s.fallbackEndpoint(), logger.With("model", "fallback"))
		if err != nil {
			return nil, fmt.Errorf("set up fallback model: %w", err)
		}
		model = llm.NewFallback(model, second)
	}
	return llm.NewLimit(model, llm.LimitConfig{Calls: s.Calls}), nil
}

// endpoint is a model at a server.
type endpoint struct {
	url, name string
	key       secret
	wait      time.Duration // for the first token
}

func (s *settings) endpoint() endpoint {
	wait := s.Timeout
	if s.hasFallback() {
		wait /= 2 // leaves the other a chance
	}
	return endpoint{s.ModelURL, s.Model, s.Key, wait}
}

// fallbackEndpoint is the second model; what its settings leave out is as with
// the first.
func (s *settings) fallbackEndpoint() endpoint {
	e := s.endpoint()
	e.wait = s.Timeout
	if s.FallbackURL != "" {
		e.url, e.key = s.FallbackURL, "" // a key is not sent to another server
	}
	if s.FallbackModel != "" {
		e.name = s.FallbackModel
	}
	if s.FallbackKey != "" {
		e.key = s.FallbackKey
	}
	return e
}

// newResilient is the adapter of one server with what makes it bearable.
func newResilient(s settings, e endpoint, logger *slog.Logger) (llm.Model, error) {
	m, err := newAdapter(s, e, logger)
	if err != nil {
		return nil, err
	}
	return llm.NewRetry(llm.NewBreaker(m, llm.BreakerConfig{Logger: logger}), llm.RetryConfig{Logger: logger}), nil
}

func newAdapter(s settings, e endpoint, logger *slog.Logger) (*openai.Model, error) {
	return openai.New(openai.Config{
		BaseURL: e.url, Key: string(e.key), Model: e.name, Format: openai.Format(s.ModelFormat), Effort: s.ModelEffort,
		FirstTokenTimeout: e.wait, IdleTimeout: s.Timeout, Timeout: s.Timeout, Logger: logger,
	})
}
