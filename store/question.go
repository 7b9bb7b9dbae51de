package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"footnote/answer"
)

// Kind is where a question came from.
type Kind string

// The kinds of question.
const (
	KindMessage     Kind = "message"
	KindInteraction Kind = "interaction"
)

// State is how far a question is.
type State string

// The states. A question goes down this list and may leave steps out; from
// StatePosted on it is finished and stays as it is, unless its asker changes it.
const (
	StateClaimed   State = "claimed"   // waits for a worker
	StateAnswering State = "answering" // a worker has it, or had it when it died
	StateAnswered  State = "answered"  // the answer is kept, and not known to be posted

	StatePosted  State = "posted"
	StateFailed  State = "failed"  // given up
	StateExpired State = "expired" // too old, or nowhere left to post
	StateSilent  State = "silent"  // needed no post, or only a reaction

	StateWithdrawn State = "withdrawn" // taken back by the asker
)

// Finished tells whether nothing more happens to the question.
func (s State) Finished() bool {
	switch s {
	case StatePosted, StateFailed, StateExpired, StateSilent, StateWithdrawn:
		return true
	}
	return false
}

// Question is one question of somebody. What Claim needs stands first; the
// rest is kept by the store.
type Question struct {
	ID          string // of the message or interaction
	Kind        Kind   // empty: KindMessage
	Guild       string // empty: a direct message
	Channel     string
	Asker       string
	Locale      string
	Text        string
	Asked       time.Time       // zero: now
	Data        json.RawMessage // whatever the bot wants to know again; may be nil
	Interaction *Interaction    // nil for a message

	Claimed      time.Time
	OverQuota    bool // the asker's quota was used up, so that this is what is to be said
	State        State
	Reason       string         // why it ended so
	Failures     int            // attempts that ended with an error
	Announcement string         // version answered from; empty before
	Answer       *answer.Answer // nil before
	Posts        []Post         // by part
	Revision     int            // how often the asker has changed it
	Revised      time.Time      // when last; zero: never
	Withdrawn    bool           // the asker took it back: its posts are to be undone
}

// Interaction is what the response to an interaction needs.
type Interaction struct {
	Application string
	Token       Secret // empty once the question is finished or the token expired
	Ephemeral   bool   // only the asker sees the response
	Expires     time.Time
}

const questionColumns = `id, kind, guild_id, channel_id, asker_id, locale, text, data, asked_at,
	application_id, token, ephemeral, expires_at,
	claimed_at, over_quota, state, reason, failures, COALESCE(announcement, ''), answer, revision, revised_at, withdrawn`

// scanQuestion reads questionColumns.
func scanQuestion(r rows) (Question, error) {
	var q Question
	var i Interaction
	var qid, guild, channel, asker, asked, application, expires, claimed, failures, revision, revised int64
	var kind, data, token, state, kept string
	err := r.Scan(&qid, &kind, &guild, &channel, &asker, &q.Locale, &q.Text, &data, &asked,
		&application, &token, &i.Ephemeral, &expires,
		&claimed, &q.OverQuota, &state, &q.Reason, &failures, &q.Announcement, &kept, &revision, &revised, &q.Withdrawn)
	if err != nil {
		return Question{}, err
	}
	q.ID, q.Kind, q.Guild, q.Channel, q.Asker = idText(qid), Kind(kind), idText(guild), idText(channel), idText(asker)
	q.Asked, q.Claimed, q.State, q.Failures = fromMillis(asked), fromMillis(claimed), State(state), int(failures)
	q.Revision, q.Revised = int(revision), fromMillis(revised)
	if data != "" {
		q.Data = json.RawMessage(data)
	}
	if q.Kind == KindInteraction {
		i.Application, i.Token, i.Expires = idText(application), Secret(token), fromMillis(expires)
		q.Interaction = &i
	}
	if kept != "" {
		q.Answer = new(answer.Answer)
		if err := json.Unmarshal([]byte(kept), q.Answer); err != nil {
			return Question{}, fmt.Errorf("read answer to question %s: %w", q.ID, err)
		}
	}
	return q, nil
}

// questions reads those that a clause behind WHERE selects, without posts.
func questions(ctx context.Context, q querier, where string, args ...any) ([]Question, error) {
	var out []Question
	err := each(ctx, q, "SELECT "+questionColumns+" FROM questions WHERE "+where, args, func(r rows) error {
		one, err := scanQuestion(r)
		out = append(out, one)
		return err
	})
	return out, err
}

// question reads one with its posts.
func question(ctx context.Context, q querier, qid int64) (Question, error) {
	found, err := questions(ctx, q, "id = $1", qid)
	if err != nil {
		return Question{}, err
	}
	if len(found) == 0 {
		return Question{}, ErrNotFound
	}
	found[0].Posts, err = posts(ctx, q, qid)
	return found[0], err
}

// Question returns a question with its posts; ErrNotFound when there is none.
func (db *DB) Question(ctx context.Context, questionID string) (Question, error) {
	qid, err := id("question", questionID, true)
	if err != nil {
		return Question{}, err
	}
	q, err := question(ctx, db.backend.reader(), qid)
	if err != nil {
		return Question{}, fmt.Errorf("load question %s: %w", questionID, err)
	}
	return q, nil
}

// Data returns Question.Data as it is now; ErrNotFound when there is no question.
func (db *DB) Data(ctx context.Context, questionID string) (json.RawMessage, error) {
	qid, err := id("question", questionID, true)
	if err != nil {
		return nil, err
	}
	var data string
	if err := get(ctx, db.backend.reader(), "SELECT data FROM questions WHERE id = $1", []any{qid}, &data); err != nil {
		return nil, fmt.Errorf("load data of question %s: %w", questionID, err)
	}
	return json.RawMessage(data), nil
}

// SetData puts other data in place of Question.Data; ErrNotFound when there is no
// question.
func (db *DB) SetData(ctx context.Context, questionID string, data json.RawMessage) error {
	qid, err := id("question", questionID, true)
	if err != nil {
		return err
	}
	n, err := run(ctx, db.backend, "UPDATE questions SET data = $2 WHERE id = $1", qid, string(data))
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("keep data of question %s: %w", questionID, err)
	}
	return nil
}

// QuestionOfMessage returns the question that a message of the bot's answers;
// ErrNotFound when the message is no answer.
func (db *DB) QuestionOfMessage(ctx context.Context, messageID string) (Question, error) {
	mid, err := id("message", messageID, true)
	if err != nil {
		return Question{}, err
	}
	var qid int64
	r := db.backend.reader()
	err = get(ctx, r, "SELECT question_id FROM posts WHERE message_id = $1", []any{mid}, &qid)
	if err == nil {
		var q Question
		if q, err = question(ctx, r, qid); err == nil {
			return q, nil
		}
	}
	return Question{}, fmt.Errorf("load question answered by message %s: %w", messageID, err)
}

// QuestionsOf returns the questions of somebody, the latest first, at most
// limit, without posts.
func (db *DB) QuestionsOf(ctx context.Context, asker string, limit int) ([]Question, error) {
	uid, err := id("asker", asker, true)
	if err != nil {
		return nil, err
	}
	out, err := questions(ctx, db.backend.reader(), "asker_id = $1 ORDER BY id DESC LIMIT $2", uid, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("load questions of user %s: %w", asker, err)
	}
	return out, nil
}

// Unfinished returns the questions that wait or are being worked, the oldest
// first, at most limit, without posts.
func (db *DB) Unfinished(ctx context.Context, limit int) ([]Question, error) {
	out, err := questions(ctx, db.backend.reader(), "finished_at = 0 ORDER BY id LIMIT $1", int64(limit))
	if err != nil {
		return nil, fmt.Errorf("load unfinished questions: %w", err)
	}
	return out, nil
}

// Waiting returns how many questions wait for a worker.
func (db *DB) Waiting(ctx context.Context) (int, error) {
	var n int64
	err := get(ctx, db.backend.reader(), "SELECT count(*) FROM questions WHERE finished_at = 0 AND state = $1", []any{string(StateClaimed)}, &n)
	if err != nil {
		return 0, fmt.Errorf("count waiting questions: %w", err)
	}
	return int(n), nil
}

// Held is how much is stored of somebody.
type Held struct {
	Questions int
	Feedback  int
}

// HeldOf counts what is stored of somebody, in all servers.
func (db *DB) HeldOf(ctx context.Context, user string) (Held, error) {
	uid, err := id("user", user, true)
	if err != nil {
		return Held{}, err
	}
	var asked, said int64
	err = get(ctx, db.backend.reader(), `SELECT (SELECT count(*) FROM questions WHERE asker_id = $1), (SELECT count(*) FROM feedback WHERE user_id = $1)`,
		[]any{uid}, &asked, &said)
	if err != nil {
		return Held{}, fmt.Errorf("count what is stored of user %s: %w", user, err)
	}
	return Held{Questions: int(asked), Feedback: int(said)}, nil
}
