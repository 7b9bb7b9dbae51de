-- +goose Up

-- How many of the questions that were deleted had been handed to a human.
ALTER TABLE counts ADD COLUMN handed BIGINT NOT NULL DEFAULT 0;

-- The weekly report of a server, from before the first attempt to post it.
CREATE TABLE digests (
    guild_id   BIGINT  NOT NULL,
    week       BIGINT  NOT NULL, -- the day behind the seven that it is about
    busy_until BIGINT  NOT NULL, -- somebody posts it
    done       BOOLEAN NOT NULL, -- it stands, or is not to
    PRIMARY KEY (guild_id, week)
);

-- +goose Down
DROP TABLE digests;
ALTER TABLE counts DROP COLUMN handed;
