package store

import (
	"fmt"
	"strconv"
)

// id reads one of Discord's ids, which are positive and fit 63 bits. An empty
// one is 0 unless it is required.
func id(what, s string, required bool) (int64, error) {
	if s == "" && !required {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%s %q is no id of Discord's", what, s)
	}
	return n, nil
}

// ids reads several; names and values alternate, and a name that begins with *
// is of one that is required.
func ids(pairs ...string) ([]int64, error) {
	out := make([]int64, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, required := pairs[i], false
		if name[0] == '*' {
			name, required = name[1:], true
		}
		n, err := id(name, pairs[i+1], required)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// idText is the id as Discord writes it; 0 is none.
func idText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
