-- +goose Up

-- A question that waits for a human, or several equal ones.
CREATE TABLE handoffs (
    id           BIGINT  NOT NULL PRIMARY KEY, -- of the interaction that opened it
    scope        TEXT    NOT NULL,             -- in which equal questions are one
    guild_id     BIGINT  NOT NULL,             -- 0: direct messages
    announcement TEXT    NOT NULL,             -- id, whatever its version
    channel_id   BIGINT  NOT NULL,             -- of the card
    message_id   BIGINT  NOT NULL,             -- the card; 0: not known to be posted
    begun_at     BIGINT  NOT NULL,             -- when it was first tried to post it
    cards        BIGINT  NOT NULL,             -- posted before this one, and deleted by somebody
    disliked     BOOLEAN NOT NULL,
    reason       TEXT    NOT NULL,
    opened_at    BIGINT  NOT NULL,
    answered     BOOLEAN NOT NULL,
    version      BIGINT  NOT NULL,             -- of what is to be shown
    shown        BIGINT  NOT NULL,             -- of what is
    busy_until   BIGINT  NOT NULL              -- somebody shows it
);
CREATE INDEX handoffs_by_scope ON handoffs (scope, announcement);
CREATE INDEX handoffs_by_guild ON handoffs (guild_id);
CREATE INDEX handoffs_by_channel ON handoffs (channel_id);

CREATE TABLE handoff_askers (
    question_id BIGINT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    user_id     BIGINT NOT NULL,
    handoff_id  BIGINT NOT NULL REFERENCES handoffs (id) ON DELETE CASCADE,
    PRIMARY KEY (question_id, user_id, handoff_id)
);
CREATE INDEX handoff_askers_by_handoff ON handoff_askers (handoff_id);
CREATE INDEX handoff_askers_by_user ON handoff_askers (user_id);

-- What a named person added.
CREATE TABLE addenda (
    id           BIGINT  NOT NULL PRIMARY KEY, -- of the interaction that gave it
    handoff_id   BIGINT  NOT NULL REFERENCES handoffs (id) ON DELETE CASCADE,
    question     TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    by_id        BIGINT  NOT NULL,             -- 0: the person wants to be forgotten
    name         TEXT    NOT NULL,
    text         TEXT    NOT NULL,             -- empty once it is taken back
    given_at     BIGINT  NOT NULL,
    corrected    BOOLEAN NOT NULL,
    revoked      BOOLEAN NOT NULL,
    changed_by   BIGINT  NOT NULL              -- the interaction that last changed it; 0: none
);
CREATE INDEX addenda_by_handoff ON addenda (handoff_id);
CREATE INDEX addenda_by_user ON addenda (by_id);

-- Messages that hold an addendum, from before the first attempt to post it.
CREATE TABLE addendum_posts (
    addendum_id BIGINT NOT NULL REFERENCES addenda (id) ON DELETE CASCADE,
    channel_id  BIGINT NOT NULL,
    part        BIGINT NOT NULL,
    message_id  BIGINT NOT NULL, -- 0: not known to be posted
    begun_at    BIGINT NOT NULL,
    PRIMARY KEY (addendum_id, channel_id, part)
);

-- Answers that quote an addendum.
CREATE TABLE addendum_uses (
    addendum_id BIGINT NOT NULL REFERENCES addenda (id) ON DELETE CASCADE,
    question_id BIGINT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    PRIMARY KEY (addendum_id, question_id)
);
CREATE INDEX addendum_uses_by_question ON addendum_uses (question_id);

-- +goose Down
DROP TABLE addendum_uses;
DROP TABLE addendum_posts;
DROP TABLE addenda;
DROP TABLE handoff_askers;
DROP TABLE handoffs;
