-- When each schedule of the service was run last.
CREATE TABLE schedule_tick (
    name       TEXT PRIMARY KEY,
    last_began TEXT NOT NULL
);

-- What a service keeps only for a time is found by its age.
CREATE INDEX run_ended ON run (ended_at);
CREATE INDEX quality_metric_age ON quality_metric (name, measured_at);
