package bot

import "testing"

func TestAdmins(t *testing.T) {
	var a admins
	a.learn(guild{ID: "1", Owner: "10", Roles: []role{{"1", "1024"}, {"2", "8"}, {"3", "32"}, {"4", "1099511627775"}, {"5", "nonsense"}, {"6", "16"}}})
	a.setRole("1", role{"6", "8"})
	a.setRole("1", role{"3", "0"})
	a.dropRole("1", "4")
	a.setRole("9", role{"2", "8"}) // of a server that is not known
	for name, tt := range map[string]struct {
		guild, user string
		member      *member
		want        bool
	}{
		"owner":                   {"1", "10", nil, true},
		"nobody":                  {"1", "11", nil, false},
		"without roles":           {"1", "11", &member{}, false},
		"administrator":           {"1", "11", &member{Roles: []string{"7", "2"}}, true},
		"made administrator":      {"1", "11", &member{Roles: []string{"6"}}, true},
		"manager no more":         {"1", "11", &member{Roles: []string{"3"}}, false},
		"role that is gone":       {"1", "11", &member{Roles: []string{"4"}}, false},
		"role without a meaning":  {"1", "11", &member{Roles: []string{"5"}}, false},
		"server that is unknown":  {"9", "10", &member{Roles: []string{"2"}}, false},
		"no server at all":        {"", "", &member{Roles: []string{"2"}}, false},
		"said by the member only": {"1", "11", &member{Permissions: "8"}, false}, // events of messages do not say so
	} {
		if got := a.has(tt.guild, tt.user, tt.member); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	a.learn(guild{ID: "1", Owner: "10", Roles: []role{{"1", "32"}}})
	if !a.has("1", "11", nil) {
		t.Error("where everyone governs, nobody does")
	}
	a.forget("1")
	if a.has("1", "10", nil) {
		t.Error("a server that is left is still known")
	}
}
