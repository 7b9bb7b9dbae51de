package openai_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"footnote/llm/llmtest"
	"footnote/llm/openai"
)

const testPassword = "hunter2/hunter2"

// TestSecretsStayInside lets servers echo the key in every place they can, and
// looks for it in all that comes out: errors, their parts, logs, prints.
func TestSecretsStayInside(t *testing.T) {
	quote := func(status int, body string) llmtest.Response { return llmtest.Response{Status: status, Body: body} }
	echo := testKey + " " + testPassword
	responses := map[string]llmtest.Response{
		"error message":      quote(401, `{"error":{"message":"Incorrect API key provided: `+echo+`."}}`),
		"escaped slash":      quote(401, `{"error":{"message":"`+strings.ReplaceAll(echo, "/", `\/`)+`"}}`),
		"plain text":         quote(403, "bad key "+echo),
		"title":              quote(502, "<html><title>"+echo+"</title>"),
		"query escaped":      quote(400, url.QueryEscape(echo)),
		"beginning of key":   quote(401, "key "+testKey[:12]+"… unknown"),
		"masked":             quote(401, "Incorrect API key provided: "+testKey[:4]+"****"+testKey[len(testKey)-4:]),
		"header":             quote(400, "Authorization: Bearer "+testKey),
		"at the cut":         quote(400, strings.Repeat("x", 290)+" "+echo),
		"complaint":          quote(400, `{"error":{"message":"response_format of `+echo+` is not supported"}}`),
		"error event":        {Text: "fifty-five", Fault: llmtest.ErrorEvent, After: 1, Message: echo},
		"error event, coded": {Text: "fifty-five", Fault: llmtest.ErrorEvent, After: 1, Message: echo, Code: 500},
		"200 of no protocol": {Body: echo},
		"finish_reason":      {Text: "a", FinishReason: echo},
		"refusal":            {Refusal: echo},
		"content filter":     quote(400, `{"error":{"message":"`+echo+`","code":"content_filter"}}`),
		"redirect":           {Status: 302, Header: http.Header{"Location": {"http://alice:" + url.QueryEscape(testPassword) + "@127.0.0.1:1/" + testKey}}},
		"connection cut":     {Fault: llmtest.Drop},
		"hang":               {Fault: llmtest.HangBeforeHeader},
		"success":            {Text: "50"},
	}
	for name, response := range responses {
		for _, stream := range []bool{false, true} {
			t.Run(name+mode(stream), func(t *testing.T) {
				s := llmtest.NewServer(t, always(response))
				var log bytes.Buffer
				base := strings.Replace(s.URL, "http://", "http://alice:"+url.QueryEscape(testPassword)+"@", 1)
				m := newModel(t, s, func(c *openai.Config) {
					c.BaseURL = base
					if name == "hang" {
						c.Timeout = short
					}
					c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				})
				_, _, err := ask(t.Context(), m, withSchema, stream)
				if (err == nil) != (name == "success") {
					t.Fatalf("error = %v", err)
				}
				everything := fmt.Sprintf("%v\n%+v\n%#v\n%s\n%v\n%+v\n%#v", err, err, err, log.String(), m, m, m)
				noSecret(t, everything)
			})
		}
	}
}

// What a server said about a field is logged once it accepted the request
// without it.
func TestLearnedWarningHoldsNoSecret(t *testing.T) {
	var log bytes.Buffer
	s := llmtest.NewServer(t, func(r llmtest.Request) llmtest.Response {
		if r.Format == "json_schema" {
			return llmtest.Refuse("response_format is not for " + testKey)
		}
		return llmtest.Response{Text: "{}"}
	})
	m := newModel(t, s, func(c *openai.Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	if _, err := m.Complete(t.Context(), withSchema); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "response_format is not for") {
		t.Errorf("log = %q, want the server's words in it", log.String())
	}
	noSecret(t, log.String())
}

// noSecret fails when text holds a secret or a telling part of one.
func noSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{testKey, testKey[:12], testKey[8:16], testKey[len(testKey)-4:], testPassword, url.QueryEscape(testPassword)} {
		if strings.Contains(text, secret) {
			t.Errorf("%q came out: %s", secret, text)
		}
	}
}

func TestConfigPrintsNoSecret(t *testing.T) {
	c := openai.Config{BaseURL: "https://alice:" + url.QueryEscape(testPassword) + "@host/v1", Key: testKey, Model: "m"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c)
	noSecret(t, fmt.Sprintf("%v %+v %#v %v %#v %s", c, c, c, &c, &c, log.String()))
}

func TestNewRejects(t *testing.T) {
	for _, test := range []struct {
		name   string
		config openai.Config
		says   string
	}{
		{"no model", openai.Config{}, "model name is empty"},
		{"no scheme", openai.Config{Model: "m", BaseURL: "api.example.com/v1"}, "http://"},
		{"key for a URL", openai.Config{Model: "m", BaseURL: testKey}, "http://"},
		{"another scheme", openai.Config{Model: "m", BaseURL: "ftp://host/v1"}, "http://"},
		{"no host", openai.Config{Model: "m", BaseURL: "http:///v1"}, "no host"},
		{"query", openai.Config{Model: "m", BaseURL: "http://host/v1?key=" + testKey}, "query"},
		{"the whole endpoint", openai.Config{Model: "m", BaseURL: "http://host/v1/chat/completions/"}, "remove that part"},
		{"slash in the password", openai.Config{Model: "m", BaseURL: "http://alice:" + testPassword + "@host/v1"}, "cannot be parsed"},
		{"line break in the key", openai.Config{Model: "m", Key: testKey[:20] + "\n" + testKey[20:]}, "byte 21"},
		{"unknown format", openai.Config{Model: "m", Format: "xml"}, "json_object"},
		{"negative wait", openai.Config{Model: "m", IdleTimeout: -1}, "idle timeout"},
		{"negative limit", openai.Config{Model: "m", MaxBytes: -1}, "negative"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := openai.New(test.config)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("error = %v, want %q in it", err, test.says)
			}
			noSecret(t, err.Error())
		})
	}
}
