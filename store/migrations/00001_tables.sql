-- One file for SQLite and PostgreSQL alike: BIGINT, TEXT and BOOLEAN alone. Times are milliseconds since 1970 in UTC, days are
-- days since then, ids are Discord's, and 0 is none. JSON is text.

-- +goose Up

-- Every text that was answered from.
CREATE TABLE announcements (
    version  TEXT   NOT NULL PRIMARY KEY,
    id       TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    language TEXT   NOT NULL,
    text     TEXT   NOT NULL,
    meta     TEXT   NOT NULL,
    kept_at  BIGINT NOT NULL
);

CREATE TABLE questions (
    id           BIGINT  NOT NULL PRIMARY KEY, -- of the message or the interaction
    kind         TEXT    NOT NULL,
    guild_id     BIGINT  NOT NULL,             -- 0: a direct message
    channel_id   BIGINT  NOT NULL,
    asker_id     BIGINT  NOT NULL,
    locale       TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    data         TEXT    NOT NULL,             -- what the bot wants to know again
    asked_at     BIGINT  NOT NULL,
    claimed_at   BIGINT  NOT NULL,
    application_id BIGINT NOT NULL,            -- of an interaction
    token        TEXT    NOT NULL,             -- of an interaction, until it is finished or expired
    ephemeral    BOOLEAN NOT NULL,
    expires_at   BIGINT  NOT NULL,
    counted      BOOLEAN NOT NULL,             -- in the asker's quota
    over_quota   BOOLEAN NOT NULL,
    state        TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    failures     BIGINT  NOT NULL,
    started_at   BIGINT  NOT NULL,
    finished_at  BIGINT  NOT NULL,
    announcement TEXT    REFERENCES announcements (version),
    outcome      TEXT    NOT NULL,
    answer       TEXT    NOT NULL              -- JSON, or nothing
);
CREATE INDEX questions_by_guild ON questions (guild_id);
CREATE INDEX questions_by_asker ON questions (asker_id, id);
CREATE INDEX questions_by_age ON questions (asked_at);
CREATE INDEX questions_unfinished ON questions (state) WHERE finished_at = 0;

-- Every message that answers a question, from before the first attempt to post it.
CREATE TABLE posts (
    question_id BIGINT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    part        BIGINT NOT NULL,
    nonce       TEXT   NOT NULL,
    channel_id  BIGINT NOT NULL,
    message_id  BIGINT NOT NULL, -- 0: not known to be posted
    begun_at    BIGINT NOT NULL,
    PRIMARY KEY (question_id, part)
);
CREATE INDEX posts_by_message ON posts (message_id);

CREATE TABLE feedback (
    question_id BIGINT  NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
    user_id     BIGINT  NOT NULL,
    good        BOOLEAN NOT NULL,
    reason      TEXT    NOT NULL,
    given_at    BIGINT  NOT NULL,
    PRIMARY KEY (question_id, user_id)
);
CREATE INDEX feedback_by_user ON feedback (user_id);

-- What is left of questions that were deleted.
CREATE TABLE counts (
    day      BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    outcome  TEXT   NOT NULL,
    n        BIGINT NOT NULL,
    good     BIGINT NOT NULL,
    bad      BIGINT NOT NULL,
    PRIMARY KEY (day, guild_id, state, outcome)
);

-- Up to where a channel was read.
CREATE TABLE watermarks (
    channel_id BIGINT NOT NULL PRIMARY KEY,
    guild_id   BIGINT NOT NULL,
    message_id BIGINT NOT NULL
);
CREATE INDEX watermarks_by_guild ON watermarks (guild_id);

CREATE TABLE direct_channels (
    channel_id BIGINT NOT NULL PRIMARY KEY,
    user_id    BIGINT NOT NULL
);

CREATE TABLE sessions (
    bot     TEXT   NOT NULL,
    slot    BIGINT NOT NULL,
    id      TEXT   NOT NULL,
    url     TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    intents BIGINT NOT NULL,
    PRIMARY KEY (bot, slot)
);

CREATE TABLE identifies (
    bot TEXT   NOT NULL,
    at  BIGINT NOT NULL
);
CREATE INDEX identifies_by_bot ON identifies (bot, at);

CREATE TABLE quotas (
    day      BIGINT NOT NULL,
    guild_id BIGINT NOT NULL,
    user_id  BIGINT NOT NULL,
    used     BIGINT NOT NULL,
    PRIMARY KEY (day, guild_id, user_id)
);

CREATE TABLE budget (
    day   BIGINT NOT NULL PRIMARY KEY,
    spent BIGINT NOT NULL
);

CREATE TABLE answers (
    key        TEXT   NOT NULL PRIMARY KEY,
    answer     TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX answers_by_expiry ON answers (expires_at);

CREATE TABLE settings (
    guild_id BIGINT NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    value    TEXT   NOT NULL,
    by_id    BIGINT NOT NULL,
    saved_at BIGINT NOT NULL
);

CREATE TABLE keys (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose Down
DROP TABLE keys;
DROP TABLE settings;
DROP TABLE answers;
DROP TABLE budget;
DROP TABLE quotas;
DROP TABLE identifies;
DROP TABLE sessions;
DROP TABLE direct_channels;
DROP TABLE watermarks;
DROP TABLE counts;
DROP TABLE feedback;
DROP TABLE posts;
DROP TABLE questions;
DROP TABLE announcements;
