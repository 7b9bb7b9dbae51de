// Command footnote answers questions about an announcement in Discord and on
// the terminal, and footnotes every sentence. Run "footnote help" for its
// commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, program{args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ()})
	stop()
	os.Exit(code)
}

// program is what a run sees of the world.
type program struct {
	args           []string
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
}

// Exit statuses.
const (
	statusOK    = 0
	statusMend  = 1 // the operator must mend something
	statusUsage = 2
)

// command is one sub-command.
type command struct {
	name, usage, summary string
	run                  func(context.Context, program, []string) error
}

// commands in the order of the help.
func commands() []command {
	return []command{
		{"serve", "footnote serve", "the bot; also what footnote does without a command", serve},
		{"ask", "footnote ask [flags] QUESTION", "one answer on the terminal; no token and no key needed", ask},
		{"fact", "footnote fact [--lang LANG] [NAME]", "one quick fact, or the list of them", fact},
		{"show", "footnote show [--json]", "the announcement as the bot sees it", show},
		{"check", "footnote check", "settings, announcement, facts, database, model and token, with the mend of every problem", check},
		{"backup", "footnote backup PATH", "a copy of the database, which may be in use", backup},
		{"eval", "footnote eval [flags] FILE.jsonl | --faults | --statements", "questions with expected outcomes, planted faults or checked statements, as a table of metrics", evaluate},
		{"version", "footnote version", "which build this is", version},
	}
}

// run carries out one command line and returns the exit status.
func run(ctx context.Context, p program) int {
	name, rest := "serve", p.args
	if len(rest) > 0 && !isFlag(rest[0]) {
		name, rest = rest[0], rest[1:]
	}
	if len(p.args) > 0 && (name == "help" || isHelp(p.args[0])) {
		printHelp(p.stdout)
		return statusOK
	}
	for _, c := range commands() {
		if c.name == name {
			return report(p, c, c.run(ctx, p, rest))
		}
	}
	return report(p, command{}, usagef("there is no command %q; run footnote help", name))
}

func isFlag(arg string) bool { return len(arg) > 0 && arg[0] == '-' }

func isHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }

func printHelp(w io.Writer) {
	fmt.Fprintln(w, "footnote answers questions about an announcement and footnotes every sentence.")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-36s %s\n", c.usage, c.summary)
	}
	fmt.Fprintln(w, "\nSettings come from the environment, then from the file .env; see .env.example. COMMAND -h shows a command's flags.")
}

// errUsage is wrapped by errors about the command line.
var errUsage = errors.New("wrong usage")

// errHelp says that help was asked for and given.
var errHelp = errors.New("help")

func usagef(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// report prints what went wrong and returns the exit status.
func report(p program, c command, err error) int {
	switch {
	case err == nil, errors.Is(err, errHelp):
		return statusOK
	case errors.Is(err, errUsage):
		fmt.Fprintf(p.stderr, "footnote: %v\n", err)
		if c.usage != "" {
			fmt.Fprintf(p.stderr, "usage: %s\n", c.usage)
		}
		return statusUsage
	}
	fmt.Fprintf(p.stderr, "footnote: %v\n", err)
	return statusMend
}
