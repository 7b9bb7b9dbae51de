-- +goose Up

-- Questions that their askers changed or took back, and what of that a message shows.
ALTER TABLE questions ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN revised_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE posts ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE posts DROP COLUMN revision;
ALTER TABLE questions DROP COLUMN withdrawn;
ALTER TABLE questions DROP COLUMN revised_at;
ALTER TABLE questions DROP COLUMN revision;
