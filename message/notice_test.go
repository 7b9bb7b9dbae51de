package message

import (
	"strings"
	"testing"
	"time"
)

func TestNotices(t *testing.T) {
	l := Limit{Most: 6, Until: time.Unix(1_900_000_000, 1)} // a started second counts whole
	for name, tt := range map[string]struct{ got, want string }{
		"user":       {UserLimit("de", l), "Mehr als 6 Fragen in einer Minute beantworte ich niemandem. Wieder möglich: <t:1900000001:R>."},
		"channel":    {ChannelLimit("en-GB", l), "I answer no more than 6 questions a minute in one channel. Possible again: <t:1900000001:R>."},
		"quota":      {QuotaSpent("de", l), "Deine 6 Fragen für heute sind aufgebraucht. Wieder möglich: <t:1900000001:R>."},
		"own":        {QuotaUsed("en", "", 2, l), "Today: 2 of 6 questions. The count starts anew: <t:1900000001:R>."},
		"member's":   {QuotaUsed("de", "42", 2, l), "<@42>\nHeute: 2 von 6 Fragen. Die Zählung beginnt neu: <t:1900000001:R>."},
		"reset":      {QuotaReset("de", "42"), "Die Zählung von <@42> steht wieder auf null."},
		"all reset":  {QuotaReset("en", ""), "The count of every member of this server is back at zero."},
		"late":       {Late("de", "Ja."), "-# Entschuldige die späte Antwort; ich war eine Weile nicht erreichbar.\nJa."},
		"no room":    {Late("de", strings.Repeat("ä", MaxSize)), strings.Repeat("ä", MaxSize)},
		"some other": {UserLimit("ja", l), UserLimit("en", l)},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", name, tt.got, tt.want)
		}
	}
	for _, tag := range Languages() { // no placeholder is left in any language
		for _, text := range []string{UserLimit(tag, l), ChannelLimit(tag, l), QuotaSpent(tag, l), QuotaUsed(tag, "42", 2, l), QuotaReset(tag, "42"), QuotaReset(tag, "")} {
			if strings.ContainsAny(text, `{}\`) {
				t.Errorf("%s: %q", tag, text)
			}
		}
	}
}
