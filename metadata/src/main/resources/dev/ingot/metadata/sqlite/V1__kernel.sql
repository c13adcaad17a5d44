-- The metadata store of Ingot. Made to be read, and the table controller to be edited, with any SQLite tool:
--
--   sqlite3 .ingot/metadata.db "SELECT * FROM controller_status"
--   sqlite3 .ingot/metadata.db "UPDATE controller SET data_source = 'customers_test' WHERE name = 'customers'"
--
-- Times are UTC, text like 2025-03-23T08:15:00.000Z, so they sort as they read. Lists and maps are JSON.

-- One row is one pipeline. Live configuration: a row added or changed by hand takes effect at the next run.
--
--   INSERT INTO controller (source_table, destination_table, data_source, load_type)
--   VALUES ('customers', 'customers', 'customers', 'full');
CREATE TABLE controller (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    name              TEXT NOT NULL DEFAULT '',        -- filled from destination_table where it is left out
    source_table      TEXT NOT NULL CHECK (trim(source_table) <> ''),
    destination_table TEXT NOT NULL CHECK (trim(destination_table) <> ''),
    schema_name       TEXT NOT NULL DEFAULT 'bronze' CHECK (trim(schema_name) <> ''),
    data_source       TEXT NOT NULL CHECK (trim(data_source) <> ''),
    load_type         TEXT NOT NULL CHECK (load_type IN ('full', 'incremental', 'append', 'merge', 'snapshot')),
    active            INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    description       TEXT,
    connection        TEXT,                            -- NULL: the project's only one
    options           TEXT NOT NULL DEFAULT '{}'
        CHECK (CASE WHEN json_valid(options) THEN json_type(options) = 'object' ELSE 0 END),
    origin            TEXT NOT NULL DEFAULT 'manual' CHECK (origin IN ('yaml', 'manual', 'removed')),
    applied           TEXT,                            -- what `ingot apply` wrote last, field by field; leave it alone
    created_at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);

-- Two pipelines must not write one table; names differ by more than case. A row that left the YAML is in nobody's way
-- as long as it stays switched off.
CREATE UNIQUE INDEX controller_destination
    ON controller (schema_name COLLATE NOCASE, destination_table COLLATE NOCASE)
    WHERE origin <> 'removed' OR active = 1;
CREATE UNIQUE INDEX controller_name
    ON controller (name COLLATE NOCASE)
    WHERE origin <> 'removed' OR active = 1;

CREATE TRIGGER controller_named AFTER INSERT ON controller WHEN trim(NEW.name) = ''
BEGIN
    UPDATE controller
       SET name = CASE WHEN EXISTS (SELECT 1 FROM controller WHERE name = NEW.destination_table COLLATE NOCASE)
                       THEN NEW.schema_name || '.' || NEW.destination_table
                       ELSE NEW.destination_table END
     WHERE id = NEW.id;
END;

CREATE TRIGGER controller_keeps_name BEFORE UPDATE OF name ON controller WHEN trim(NEW.name) = ''
BEGIN
    SELECT RAISE(ABORT, 'a pipeline needs a name');
END;

CREATE TRIGGER controller_edited
AFTER UPDATE OF name, source_table, destination_table, schema_name, data_source, load_type, active, description,
                connection, options
ON controller WHEN NEW.updated_at = OLD.updated_at
BEGIN
    UPDATE controller SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id = NEW.id;
END;

-- One row is one execution of a command.
CREATE TABLE run (
    run_id         TEXT PRIMARY KEY,
    command        TEXT NOT NULL,
    project        TEXT NOT NULL,
    target         TEXT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('running', 'success', 'failed', 'interrupted')),
    started_at     TEXT NOT NULL,
    ended_at       TEXT,
    message        TEXT,
    steps_success  INTEGER NOT NULL DEFAULT 0,
    steps_failed   INTEGER NOT NULL DEFAULT 0,
    steps_skipped  INTEGER NOT NULL DEFAULT 0,
    rows_read      INTEGER NOT NULL DEFAULT 0,         -- the figures of its pipelines that succeeded
    inserted       INTEGER NOT NULL DEFAULT 0,
    updated        INTEGER NOT NULL DEFAULT 0,
    deleted        INTEGER NOT NULL DEFAULT 0,
    unchanged      INTEGER NOT NULL DEFAULT 0,
    deduplicated   INTEGER NOT NULL DEFAULT 0,
    filtered       INTEGER NOT NULL DEFAULT 0,
    quarantined    INTEGER NOT NULL DEFAULT 0,
    git_commit     TEXT,
    versions       TEXT NOT NULL,
    arguments      TEXT NOT NULL,
    nodes          TEXT NOT NULL,                      -- what was selected, in order
    host           TEXT NOT NULL,
    machine        TEXT NOT NULL,
    pid            INTEGER NOT NULL,
    process_start  TEXT NOT NULL,
    lease_until    TEXT NOT NULL,                      -- a running run that gives no sign of life until then is dead
    undone_at      TEXT,
    CHECK ((status = 'running') = (ended_at IS NULL))
);

-- One row is one attempt at one node in one run.
CREATE TABLE audit (
    audit_id          INTEGER PRIMARY KEY AUTOINCREMENT,
    pipeline_id       INTEGER REFERENCES controller (id) ON DELETE SET NULL,   -- NULL for what is no pipeline
    run_id            TEXT NOT NULL REFERENCES run (run_id),
    node_id           TEXT NOT NULL,
    kind              TEXT NOT NULL,
    destination       TEXT,
    status            TEXT NOT NULL CHECK (status IN ('running', 'success', 'failed', 'skipped', 'interrupted')),
    start_time        TEXT NOT NULL,
    end_time          TEXT,
    records_processed INTEGER GENERATED ALWAYS AS (rows_read) VIRTUAL,         -- rows that this step read
    rows_read         INTEGER NOT NULL DEFAULT 0 CHECK (rows_read >= 0),
    inserted          INTEGER NOT NULL DEFAULT 0 CHECK (inserted >= 0),
    updated           INTEGER NOT NULL DEFAULT 0 CHECK (updated >= 0),
    deleted           INTEGER NOT NULL DEFAULT 0 CHECK (deleted >= 0),
    unchanged         INTEGER NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
    deduplicated      INTEGER NOT NULL DEFAULT 0 CHECK (deduplicated >= 0),
    filtered          INTEGER NOT NULL DEFAULT 0 CHECK (filtered >= 0),
    quarantined       INTEGER NOT NULL DEFAULT 0 CHECK (quarantined >= 0),
    version_before    INTEGER,                                                 -- of the destination; -1: it was not there
    version_after     INTEGER,
    attempt           INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1),
    error_code        TEXT,
    error_message     TEXT,                                                    -- also why a step was skipped
    created_at        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    CHECK ((status = 'running') = (end_time IS NULL)),
    -- The conservation law: no success unless every row that was read is accounted for.
    CONSTRAINT conservation CHECK (
        status <> 'success'
        OR rows_read = inserted + updated + deleted + unchanged + deduplicated + filtered + quarantined)
);

CREATE INDEX audit_run ON audit (run_id);
CREATE INDEX audit_node ON audit (node_id);
CREATE INDEX audit_pipeline ON audit (pipeline_id);

-- Which step moved which table from which version to which: what `ingot undo` puts back.
CREATE TABLE table_version (
    audit_id       INTEGER NOT NULL REFERENCES audit (audit_id),
    schema_name    TEXT NOT NULL,
    table_name     TEXT NOT NULL,
    version_before INTEGER NOT NULL,
    version_after  INTEGER NOT NULL,
    changed_at     TEXT NOT NULL,
    PRIMARY KEY (audit_id, schema_name, table_name)
);

CREATE INDEX table_version_table ON table_version (schema_name, table_name);

-- Every committed batch of every pipeline. The newest one that was not undone is where the pipeline stands.
CREATE TABLE pipeline_position (
    pipeline    TEXT NOT NULL,
    batch       INTEGER NOT NULL CHECK (batch >= 1),
    run_id      TEXT NOT NULL,                         -- no foreign key: a batch may come from an earlier store
    position    TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    undone_at   TEXT,
    PRIMARY KEY (pipeline, batch)
);

CREATE INDEX pipeline_position_run ON pipeline_position (run_id);

-- Every file that a batch brought.
CREATE TABLE file_ledger (
    pipeline    TEXT NOT NULL,
    batch       INTEGER NOT NULL,
    path        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    modified    TEXT NOT NULL,
    PRIMARY KEY (pipeline, batch, path),
    FOREIGN KEY (pipeline, batch) REFERENCES pipeline_position (pipeline, batch)
);

-- One row per locked table. Freed when its run ends, when its process is dead or when its lease has run out.
CREATE TABLE table_lock (
    schema_name   TEXT NOT NULL COLLATE NOCASE,
    table_name    TEXT NOT NULL COLLATE NOCASE,
    run_id        TEXT NOT NULL,
    host          TEXT NOT NULL,
    machine       TEXT NOT NULL,
    pid           INTEGER NOT NULL,
    process_start TEXT NOT NULL,
    acquired_at   TEXT NOT NULL,
    lease_until   TEXT NOT NULL,
    PRIMARY KEY (schema_name, table_name)
);

-- Every change of a table's columns.
CREATE TABLE schema_history (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       TEXT NOT NULL,
    node_id      TEXT NOT NULL,
    schema_name  TEXT NOT NULL,
    table_name   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    column_name  TEXT NOT NULL,
    value_before TEXT NOT NULL,
    value_after  TEXT NOT NULL,
    changed_at   TEXT NOT NULL
);

CREATE INDEX schema_history_table ON schema_history (schema_name, table_name);

-- How many rows each batch sent to quarantine, by rule and reason. The rows themselves are in the warehouse.
CREATE TABLE quarantine (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id          TEXT NOT NULL,
    pipeline        TEXT NOT NULL,
    schema_name     TEXT NOT NULL,
    table_name      TEXT NOT NULL,
    batch           INTEGER NOT NULL,
    rule            TEXT NOT NULL,
    reason          TEXT NOT NULL,
    rows            INTEGER NOT NULL CHECK (rows >= 0),
    open_rows       INTEGER NOT NULL CHECK (open_rows BETWEEN 0 AND rows),     -- still in quarantine
    sample_file     TEXT NOT NULL,
    sample_position INTEGER NOT NULL,
    sample_raw      TEXT NOT NULL,
    created_at      TEXT NOT NULL,
    UNIQUE (run_id, pipeline, batch, schema_name, table_name, rule, reason)
);

-- How rows left quarantine.
CREATE TABLE quarantine_settlement (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    quarantine_id INTEGER NOT NULL REFERENCES quarantine (id),
    rows          INTEGER NOT NULL CHECK (rows > 0),
    resolution    TEXT NOT NULL CHECK (resolution IN ('replayed', 'purged', 'undone')),
    run_id        TEXT NOT NULL,
    settled_at    TEXT NOT NULL
);

-- Figures about data over time.
CREATE TABLE quality_metric (
    run_id      TEXT NOT NULL,
    node_id     TEXT NOT NULL,
    name        TEXT NOT NULL,
    value       REAL NOT NULL,
    measured_at TEXT NOT NULL,
    PRIMARY KEY (run_id, node_id, name)
);

CREATE INDEX quality_metric_series ON quality_metric (node_id, name);

-- Reports to people: to be sent, and sent.
CREATE TABLE notification (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id      TEXT NOT NULL,
    channel     TEXT NOT NULL,
    recipients  TEXT NOT NULL,
    payload     TEXT NOT NULL,
    status      TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'given_up')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    created_at  TEXT NOT NULL,
    next_try_at TEXT,
    sent_at     TEXT,
    error       TEXT,
    CHECK ((status = 'pending') = (next_try_at IS NOT NULL)),
    CHECK ((status = 'sent') = (sent_at IS NOT NULL))
);

CREATE INDEX notification_due ON notification (next_try_at) WHERE status = 'pending';

-- Each pipeline with its last attempt.
CREATE VIEW controller_status AS
SELECT c.id, c.name, c.schema_name || '.' || c.destination_table AS destination, c.load_type, c.active, c.origin,
       a.status, a.start_time, a.end_time, a.records_processed, a.quarantined, a.error_code, a.error_message
  FROM controller c
  LEFT JOIN audit a ON a.audit_id = (SELECT max(audit_id) FROM audit WHERE pipeline_id = c.id);

-- Each file that was ever read, with the run that read it; undone_at is NULL where that still counts.
CREATE VIEW file_status AS
SELECT f.pipeline, f.path, f.size, f.fingerprint, f.modified, f.batch, p.run_id, p.recorded_at, p.undone_at
  FROM file_ledger f
  JOIN pipeline_position p ON p.pipeline = f.pipeline AND p.batch = f.batch;
