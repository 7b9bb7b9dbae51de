package discordtest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of commands.
const (
	maxSlash   = 100
	maxTargets = 15 // message commands, and as many user commands
	maxOptions = 25
	maxText    = 8000 // names, descriptions and values of one command
)

var (
	slashName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	locales   = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE " +
		"vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")
)

// checkCommands checks a bulk overwrite.
func checkCommands(commands []object, errs formErrors) {
	seen, count := map[string]bool{}, map[int]int{}
	for i, c := range commands {
		at := strconv.Itoa(i)
		kind := number(c["type"], 1)
		key := fmt.Sprint(kind, c["name"])
		if seen[key] {
			errs.add(at, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[key] = true
		count[kind]++
		checkCommand(at+".", c, errs)
	}
	if count[1] > maxSlash || count[2] > maxTargets || count[3] > maxTargets {
		errs.add("_commands", "APPLICATION_COMMAND_TOO_MANY", "Maximum number of application commands reached")
	}
}

// commandCheck walks one command and adds up its text.
type commandCheck struct {
	errs formErrors
	text int
}

func checkCommand(at string, c object, errs formErrors) {
	k := &commandCheck{errs: errs}
	kind := number(c["type"], 1)
	k.name(at, c, kind == 1)
	if kind == 1 {
		k.described(at, c)
	} else if text, _ := c["description"].(string); text != "" {
		errs.add(at+"description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menu commands cannot have description")
	}
	k.options(at, list(c["options"]))
	if k.text > maxText {
		errs.add(at+"name", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
	}
}

// name checks the name and its localisations.
func (k *commandCheck) name(at string, c object, slash bool) {
	check := func(path string, v any) {
		text, _ := v.(string)
		k.text += utf8.RuneCountInString(text)
		valid := slashName.MatchString(text) && text == strings.ToLower(text)
		if !slash {
			valid = text != "" && utf8.RuneCountInString(text) <= 32
		}
		if !valid {
			k.errs.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
		}
	}
	check(at+"name", c["name"])
	k.localized(at+"name_localizations", c["name_localizations"], check)
}

// described checks the description and its localisations.
func (k *commandCheck) described(at string, c object) {
	check := func(path string, v any) {
		text, _ := v.(string)
		k.text += utf8.RuneCountInString(text)
		if n := utf8.RuneCountInString(text); n < 1 || n > 100 {
			k.errs.add(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
		}
	}
	check(at+"description", c["description"])
	k.localized(at+"description_localizations", c["description_localizations"], check)
}

func (k *commandCheck) localized(path string, v any, check func(string, any)) {
	texts, _ := v.(object)
	for locale, text := range texts {
		if !slices.Contains(locales, locale) {
			k.errs.add(path+"."+locale, "BASE_TYPE_CHOICES", "Unknown locale")
		}
		before := k.text
		check(path+"."+locale, text)
		k.text = before // Discord counts the longest; the default is near enough
	}
}

func (k *commandCheck) options(at string, options []any) {
	if len(options) > maxOptions {
		k.errs.add(at+"options", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	optional := false
	for i, raw := range options {
		here := at + "options." + strconv.Itoa(i) + "."
		o, isObject := raw.(object)
		if !isObject {
			k.errs.add(here+"_option", "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
			continue
		}
		if kind := number(o["type"], 0); kind < 1 || kind > 11 {
			k.errs.add(here+"type", "BASE_TYPE_CHOICES", "Value must be one of {1 … 11}.")
		}
		k.name(here, o, true)
		k.described(here, o)
		if o["required"] == true && optional {
			k.errs.add(here+"required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
				"Required options must be placed before non-required options")
		}
		optional = optional || o["required"] != true
		choices := list(o["choices"])
		if len(choices) > maxOptions {
			k.errs.add(here+"choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
		}
		if len(choices) > 0 && o["autocomplete"] == true {
			k.errs.add(here+"autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES",
				"Options with choices cannot be autocompleted")
		}
		k.options(here, list(o["options"]))
	}
}
