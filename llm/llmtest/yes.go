package llmtest

// Yes is the reply of a model that agrees to a call of that name; "" when the call
// asks for no judgement.
func Yes(name string) string {
	switch name {
	case "judge":
		return `{"states_answer":true}`
	case "follows":
		return `{"follows":true}`
	}
	return ""
}
