package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	json "github.com/go-json-experiment/json/v1"
)

// Command is a registered command. Raw is the whole of it as Discord returns
// it, localisations included.
type Command struct {
	ID, Name, Description string
	Type                  int
	GuildID               string // "": registered globally
	Raw                   json.RawMessage
}

// Commands are the commands registered for a guild, or globally for "".
func (s *Server) Commands(guildID string) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Command
	for _, c := range s.commands[guildID] {
		out = append(out, asCommand(c))
	}
	return out
}

// WaitCommand waits until a command is registered for a guild, or globally
// for "".
func (s *Server) WaitCommand(guildID, name string) Command {
	if s.tb != nil {
		s.tb.Helper()
	}
	var found Command
	s.wait(fmt.Sprintf("the command /%s to be registered in guild %q", name, guildID), func() bool {
		for _, c := range s.commands[guildID] {
			if c["name"] == name {
				found = asCommand(c)
				return true
			}
		}
		return false
	})
	return found
}

func asCommand(c object) Command {
	raw := encode(c)
	var out struct {
		ID, Name, Description string
		Type                  int
		GuildID               string `json:"guild_id"`
	}
	_ = json.Unmarshal(raw, &out) // it was checked when it came
	return Command{ID: out.ID, Name: out.Name, Description: out.Description, Type: out.Type, GuildID: out.GuildID, Raw: raw}
}

// scope is the guild id ("" for global) of a commands route, or the error.
func (s *Server) scope(c *call) (string, reply) {
	guildID := ""
	// Paths: /applications/A/commands[/ID] and /applications/A/guilds/G/commands[/ID]
	if len(c.args) > 1 && s.guildByID(c.args[1]) != nil {
		guildID = c.args[1]
	}
	_, inGuild := match("/applications/*/guilds/*/commands", c.path)
	_, oneInGuild := match("/applications/*/guilds/*/commands/*", c.path)
	switch {
	case c.args[0] != s.appID:
		return "", refuse(403, 20012, "You are not authorized to perform this action on this application")
	case (inGuild || oneInGuild) && guildID == "":
		return "", errMissingAccess()
	}
	return guildID, reply{}
}

// listCommands is GET of all commands of a scope.
func (s *Server) listCommands(c *call) reply {
	guildID, failed := s.scope(c)
	if failed.status != 0 {
		return failed
	}
	out := []any{}
	for _, cmd := range s.commands[guildID] {
		if c.query.Get("with_localizations") != "true" {
			cmd = withoutLocalizations(cmd)
		}
		out = append(out, cmd)
	}
	return ok(out)
}

// putCommands is the bulk overwrite: what is absent is gone, and a command
// that keeps its name and type keeps its id.
func (s *Server) putCommands(c *call) reply {
	guildID, failed := s.scope(c)
	if failed.status != 0 {
		return failed
	}
	var list []object
	if !c.decode(&list) {
		return errBadJSON()
	}
	errs := formErrors{}
	checkCommands(list, errs)
	if len(errs) > 0 {
		return errs.reply()
	}
	out := []object{}
	for _, sent := range list {
		out = append(out, s.complete(sent, guildID))
	}
	s.commands[guildID] = out
	return ok(out)
}

// postCommand is an upsert of one command.
func (s *Server) postCommand(c *call) reply {
	guildID, failed := s.scope(c)
	if failed.status != 0 {
		return failed
	}
	var sent object
	if !c.decode(&sent) {
		return errBadJSON()
	}
	errs := formErrors{}
	checkCommand("", sent, errs)
	if len(errs) > 0 {
		return errs.reply()
	}
	before := s.sameCommand(sent, guildID)
	made := s.complete(sent, guildID)
	s.commands[guildID] = slices.DeleteFunc(slices.Clone(s.commands[guildID]), func(other object) bool {
		return other["id"] == made["id"]
	})
	s.commands[guildID] = append(s.commands[guildID], made)
	if before != nil {
		return ok(made)
	}
	return reply{status: 201, body: made}
}

// deleteCommand is DELETE of one command.
func (s *Server) deleteCommand(c *call) reply {
	guildID, failed := s.scope(c)
	if failed.status != 0 {
		return failed
	}
	id := c.args[len(c.args)-1]
	for i, cmd := range s.commands[guildID] {
		if cmd["id"] == id {
			s.commands[guildID] = slices.Delete(slices.Clone(s.commands[guildID]), i, i+1)
			return done()
		}
	}
	return refuse(404, 10063, "Unknown application command")
}

// sameCommand is the registered command with the name and type, or nil.
func (s *Server) sameCommand(sent object, guildID string) object {
	for _, c := range s.commands[guildID] {
		if c["name"] == sent["name"] && number(c["type"], 1) == number(sent["type"], 1) {
			return c
		}
	}
	return nil
}

// complete fills in what Discord adds to a command: ids, version, and the
// defaults of absent fields.
func (s *Server) complete(sent object, guildID string) object {
	made := object{"type": 1, "description": "", "default_member_permissions": nil, "nsfw": false,
		"name_localizations": nil, "description_localizations": nil, "application_id": s.appID}
	if guildID != "" {
		made["guild_id"] = guildID
	} else {
		made["dm_permission"], made["contexts"], made["integration_types"] = true, nil, []int{0}
	}
	maps.Copy(made, sent)
	if guildID != "" {
		for _, name := range []string{"dm_permission", "contexts", "integration_types"} {
			delete(made, name) // only global commands have these
		}
	}
	if bits, is := made["default_member_permissions"].(float64); is { // taken as a number, given as a text
		made["default_member_permissions"] = strconv.FormatInt(int64(bits), 10)
	}
	delete(made, "options")
	if options := list(sent["options"]); len(options) > 0 {
		made["options"] = completeOptions(options)
	}
	made["id"], made["version"] = s.snowflake(), s.snowflake()
	if before := s.sameCommand(sent, guildID); before != nil {
		made["id"] = before["id"]
		made["version"] = before["version"]
		if string(encode(made)) != string(encode(before)) {
			made["version"] = s.snowflake()
		}
	}
	return made
}

func completeOptions(options []any) []any {
	out := []any{}
	for _, o := range options {
		made := object{"name_localizations": nil, "description_localizations": nil}
		maps.Copy(made, o.(object))
		for _, name := range []string{"required", "autocomplete"} {
			if made[name] == false {
				delete(made, name) // Discord leaves these out when false
			}
		}
		for _, name := range []string{"options", "choices", "channel_types"} {
			if items := list(made[name]); len(items) == 0 {
				delete(made, name)
			}
		}
		if inner := list(made["options"]); len(inner) > 0 {
			made["options"] = completeOptions(inner)
		}
		out = append(out, made)
	}
	return out
}

// withoutLocalizations is a command as listed when they are not asked for.
func withoutLocalizations(v object) object {
	out := maps.Clone(v)
	for _, name := range []string{"name_localizations", "description_localizations"} {
		if _, there := out[name]; there {
			out[name] = nil
		}
	}
	for _, name := range []string{"options", "choices"} {
		if items := list(out[name]); len(items) > 0 {
			bare := []any{}
			for _, item := range items {
				bare = append(bare, withoutLocalizations(item.(object)))
			}
			out[name] = bare
		}
	}
	return out
}

// list is a JSON array, or nil.
func list(v any) []any {
	items, _ := v.([]any)
	return items
}

// number is a JSON number, or what stands for its absence.
func number(v any, absent int) int {
	switch n := v.(type) {
	case float64:
		return int(n)
	case int:
		return n
	}
	return absent
}
