package openai

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// fill puts defaults for zero fields and rejects what cannot work.
func (c *Config) fill() error {
	if c.Model = strings.TrimSpace(c.Model); c.Model == "" {
		return errors.New("model name is empty: set it to one that the server offers")
	}
	for i := range len(c.Key) {
		// Only the position is told: the rest of the key is a secret.
		if c.Key[i] <= ' ' || c.Key[i] > '~' {
			return fmt.Errorf("key holds a character at byte %d that cannot stand in a header: copy the key again", i+1)
		}
	}
	switch c.Format {
	case "":
		c.Format = FormatAuto
	case FormatAuto, FormatSchema, FormatObject, FormatText:
	default:
		return fmt.Errorf("format %q is unknown: use auto, json_schema, json_object or text", c.Format)
	}
	for _, wait := range []struct {
		name  string
		field *time.Duration
		zero  time.Duration
	}{
		{"connect timeout", &c.ConnectTimeout, DefaultConnectTimeout},
		{"first-token timeout", &c.FirstTokenTimeout, DefaultFirstTokenTimeout},
		{"idle timeout", &c.IdleTimeout, DefaultIdleTimeout},
		{"timeout", &c.Timeout, DefaultTimeout},
	} {
		if *wait.field < 0 {
			return fmt.Errorf("%s %v is negative: leave it zero for %v", wait.name, *wait.field, wait.zero)
		}
		if *wait.field == 0 {
			*wait.field = wait.zero
		}
	}
	if c.MaxBytes < 0 {
		return fmt.Errorf("reply limit of %d bytes is negative: leave it zero for %d", c.MaxBytes, DefaultMaxBytes)
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = DefaultMaxBytes
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return nil
}

// parseBaseURL checks raw and splits its userinfo off. Its errors never quote
// raw: it may hold a password, or be a key pasted into the wrong setting.
func parseBaseURL(raw string) (base string, user *url.Userinfo, err error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return DefaultBaseURL, nil, nil
	}
	const shape = "it should look like https://host/v1"
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return "", nil, errors.New("base URL cannot be parsed: " + shape)
	case u.Scheme != "http" && u.Scheme != "https":
		return "", nil, errors.New("base URL does not begin with http:// or https://: " + shape)
	case u.Hostname() == "":
		return "", nil, errors.New("base URL has no host: " + shape)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", nil, errors.New("base URL has a query or fragment: remove what follows ? or #")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
	if strings.HasSuffix(u.Path, "/chat/completions") {
		return "", nil, errors.New("base URL ends in /chat/completions: remove that part, it is added")
	}
	user, u.User = u.User, nil
	return u.String(), user, nil
}
