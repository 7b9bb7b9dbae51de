package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
)

// newFlags returns an empty flag set that reports errors instead of exiting.
func newFlags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parseFlags parses flags that may stand before, between and behind the words,
// and returns the words. What follows "--" is words alone.
func parseFlags(p program, fs *flag.FlagSet, args []string) ([]string, error) {
	var tail, out []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, tail = args[:i], args[i+1:]
	}
	for len(args) > 0 {
		if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(p.stdout, "flags of footnote %s:\n", fs.Name())
			fs.SetOutput(p.stdout)
			fs.PrintDefaults()
			return nil, errHelp
		} else if err != nil {
			return nil, usagef("%v", err)
		}
		if args = fs.Args(); len(args) > 0 {
			out, args = append(out, args[0]), args[1:]
		}
	}
	return append(out, tail...), nil
}

// list is a flag that may stand several times.
type list []string

func (l *list) String() string     { return fmt.Sprint([]string(*l)) }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }
