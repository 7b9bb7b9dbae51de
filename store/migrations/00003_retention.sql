-- +goose Up

-- Days for which a server's questions are kept; 0: as for all.
ALTER TABLE settings ADD COLUMN retention_days BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE settings DROP COLUMN retention_days;
