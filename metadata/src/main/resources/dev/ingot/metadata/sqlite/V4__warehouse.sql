-- What is kept by table or pipeline says of which warehouse: the id that is written in the warehouse itself. What was
-- kept without belongs to '' until a warehouse takes it over.
ALTER TABLE run ADD COLUMN warehouse TEXT NOT NULL DEFAULT '';
ALTER TABLE schema_history ADD COLUMN warehouse TEXT NOT NULL DEFAULT '';
ALTER TABLE quarantine ADD COLUMN warehouse TEXT NOT NULL DEFAULT '';
ALTER TABLE quality_metric ADD COLUMN warehouse TEXT NOT NULL DEFAULT '';

DROP INDEX schema_history_table;
CREATE INDEX schema_history_table ON schema_history (warehouse, schema_name, table_name);
DROP INDEX quality_metric_series;
CREATE INDEX quality_metric_series ON quality_metric (warehouse, node_id, name);
DROP INDEX quality_metric_age;
CREATE INDEX quality_metric_age ON quality_metric (warehouse, name, measured_at);

DROP VIEW file_status;

CREATE TABLE position_of_warehouse (
    warehouse   TEXT NOT NULL,
    pipeline    TEXT NOT NULL,
    batch       INTEGER NOT NULL CHECK (batch >= 1),
    run_id      TEXT NOT NULL,                         -- no foreign key: a batch may come from an earlier store
    position    TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    undone_at   TEXT,
    PRIMARY KEY (warehouse, pipeline, batch)
);
INSERT INTO position_of_warehouse (warehouse, pipeline, batch, run_id, position, recorded_at, undone_at)
SELECT '', pipeline, batch, run_id, position, recorded_at, undone_at FROM pipeline_position;

CREATE TABLE ledger_of_warehouse (
    warehouse   TEXT NOT NULL,
    pipeline    TEXT NOT NULL,
    batch       INTEGER NOT NULL,
    path        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    modified    TEXT NOT NULL,
    PRIMARY KEY (warehouse, pipeline, batch, path),
    FOREIGN KEY (warehouse, pipeline, batch) REFERENCES pipeline_position (warehouse, pipeline, batch)
        ON UPDATE CASCADE
);
INSERT INTO ledger_of_warehouse (warehouse, pipeline, batch, path, size, fingerprint, modified)
SELECT '', pipeline, batch, path, size, fingerprint, modified FROM file_ledger;

DROP TABLE file_ledger;
DROP TABLE pipeline_position;
ALTER TABLE position_of_warehouse RENAME TO pipeline_position;
ALTER TABLE ledger_of_warehouse RENAME TO file_ledger;
CREATE INDEX pipeline_position_run ON pipeline_position (run_id);

CREATE TABLE lock_of_warehouse (
    warehouse     TEXT NOT NULL,
    schema_name   TEXT NOT NULL COLLATE NOCASE,
    table_name    TEXT NOT NULL COLLATE NOCASE,
    run_id        TEXT NOT NULL,
    host          TEXT NOT NULL,
    machine       TEXT NOT NULL,
    pid           INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    acquired_at   TEXT NOT NULL,
    lease_until   TEXT NOT NULL,
    PRIMARY KEY (warehouse, schema_name, table_name)
);
INSERT INTO lock_of_warehouse
SELECT '', schema_name, table_name, run_id, host, machine, pid, process_start, acquired_at, lease_until FROM table_lock;
DROP TABLE table_lock;
ALTER TABLE lock_of_warehouse RENAME TO table_lock;

CREATE TABLE tick_of_warehouse (
    warehouse  TEXT NOT NULL,
    name       TEXT NOT NULL,
    last_began TEXT NOT NULL,
    PRIMARY KEY (warehouse, name)
);
INSERT INTO tick_of_warehouse SELECT '', name, last_began FROM schedule_tick;
DROP TABLE schedule_tick;
ALTER TABLE tick_of_warehouse RENAME TO schedule_tick;

-- Each file that was ever read, with the run that read it; undone_at is NULL where that still counts.
CREATE VIEW file_status AS
SELECT f.warehouse, f.pipeline, f.path, f.size, f.fingerprint, f.modified, f.batch, p.run_id, p.recorded_at, p.undone_at
  FROM file_ledger f
  JOIN pipeline_position p ON p.warehouse = f.warehouse AND p.pipeline = f.pipeline AND p.batch = f.batch;
