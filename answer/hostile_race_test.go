//go:build race

package answer_test

// stride is how many inputs the hostile models pass over from one to the next:
// under the race detector, which makes them eight times as slow, most.
const stride = 8
