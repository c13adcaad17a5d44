package dev.ingot.metadata;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.SourceFile;
import dev.ingot.api.warehouse.Warehouse.BatchHistory;
import dev.ingot.api.warehouse.Warehouse.CommittedBatch;
import dev.ingot.api.warehouse.WarehouseId;
import dev.ingot.core.store.FileLedger;
import dev.ingot.core.store.Position;
import dev.ingot.core.store.Positions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables {@code pipeline_position} and {@code file_ledger}. */
final class SqliteLedger implements FileLedger, Positions {

    private static final String OF_BATCH = " WHERE warehouse = :warehouse AND pipeline = :pipeline AND batch = :batch";

    private final Database database;
    private final String warehouse;

    SqliteLedger(Database database, WarehouseId warehouse) {
        this.database = database;
        this.warehouse = warehouse.value();
    }

    @Override
    public List<SourceFile> files(String pipeline) {
        // Of a group with max(), SQLite takes the other columns from the row that has the maximum.
        return database.read(handle -> handle.sql("""
                        SELECT f.path, f.size, f.fingerprint, f.modified, p.run_id, max(f.batch) AS batch
                          FROM file_ledger f
                          JOIN pipeline_position p ON p.warehouse = f.warehouse AND p.pipeline = f.pipeline
                           AND p.batch = f.batch
                         WHERE f.warehouse = :warehouse AND f.pipeline = :pipeline AND p.undone_at IS NULL
                         GROUP BY f.path ORDER BY f.path
                        """)
                .bind("warehouse", warehouse)
                .bind("pipeline", pipeline)
                .list(row -> new SourceFile(
                        row.getString("path"),
                        row.getLong("size"),
                        row.getString("fingerprint"),
                        Times.instant(row.getString("modified")),
                        row.getLong("batch"),
                        row.getString("run_id"))));
    }

    @Override
    public boolean record(String pipeline, long batch, String run, String position, List<SourceFile> files) {
        CommittedBatch committed = new CommittedBatch(batch, -1, run, position);
        return database.write(handle -> record(handle, pipeline, committed, files));
    }

    private boolean record(Handle handle, String pipeline, CommittedBatch batch, List<SourceFile> files) {
        int added = handle.sql("""
                        INSERT INTO pipeline_position (warehouse, pipeline, batch, run_id, position, recorded_at)
                        VALUES (:warehouse, :pipeline, :batch, :run, :position, :now)
                        ON CONFLICT (warehouse, pipeline, batch) DO NOTHING
                        """)
                .bind("warehouse", warehouse)
                .bind("pipeline", pipeline)
                .bind("batch", batch.batch())
                .bind("run", batch.run())
                .bind("position", batch.position())
                .bind("now", Times.text(database.now()))
                .execute();
        if (added == 1) {
            insert(handle, pipeline, batch.batch(), files);
        }
        return added == 1;
    }

    private void insert(Handle handle, String pipeline, long batch, List<SourceFile> files) {
        for (SourceFile file : files) {
            handle.sql("""
                            INSERT INTO file_ledger (warehouse, pipeline, batch, path, size, fingerprint, modified)
                            VALUES (:warehouse, :pipeline, :batch, :path, :size, :fingerprint, :modified)
                            """)
                    .bind("warehouse", warehouse)
                    .bind("pipeline", pipeline)
                    .bind("batch", batch)
                    .bind("path", file.path())
                    .bind("size", file.size())
                    .bind("fingerprint", file.fingerprint())
                    // In full, because a source may take "same size, same time" for "same content".
                    .bind("modified", file.modified().toString())
                    .execute();
        }
    }

    @Override
    public boolean recover(String pipeline, CommittedBatch committed) {
        // A batch that leaves the position where it was (a replay of quarantined rows) has read no file. Listed under
        // it
        // as well, the files would still count as read once the run that did read them is undone.
        boolean moved = current(pipeline)
                .filter(last -> last.batch() < committed.batch() && last.json().equals(committed.position()))
                .isEmpty();
        List<SourceFile> files = filesOf(committed);
        return record(pipeline, committed.batch(), committed.run(), committed.position(), moved ? files : List.of());
    }

    @Override
    public List<SourceFile> filesOf(CommittedBatch committed) {
        List<SourceFile> files = new ArrayList<>();
        try {
            for (JsonNode file : Json.tree(committed.position()).path("files")) {
                files.add(new SourceFile(
                        file.required("path").textValue(),
                        file.required("size").longValue(),
                        file.required("fingerprint").textValue(),
                        Instant.parse(file.required("modified").textValue()),
                        committed.batch(),
                        committed.run()));
            }
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
            // Guessing here would read files twice, so better stop.
            throw new IngotException(
                    Problem.of(
                                    MetadataError.UNREADABLE_VALUE,
                                    "The position of batch " + committed.batch() + " in the warehouse cannot be read: "
                                            + committed.position())
                            .because(e.getMessage()),
                    e);
        }
        return files;
    }

    @Override
    public Alignment align(String pipeline, BatchHistory log) {
        return database.write(handle -> {
            Map<Long, CommittedBatch> there = new HashMap<>();
            log.batches().forEach(batch -> there.put(batch.batch(), batch));
            long from = log.complete()
                    ? 1
                    : there.keySet().stream().min(Long::compare).orElse(Long.MAX_VALUE);
            List<Position> gone = new ArrayList<>();
            List<CommittedBatch> recorded = new ArrayList<>();
            for (Position known : positions(handle, pipeline, Integer.MAX_VALUE)) {
                CommittedBatch batch = there.get(known.batch());
                boolean same = batch != null && batch.run().equals(known.run());
                if (same && known.undoneAt() != null) {
                    stamp(handle, known, null);
                    recorded.add(batch);
                } else if (same) {
                    continue;
                } else if (known.batch() >= from && known.undoneAt() == null) {
                    stamp(handle, known, Times.text(database.now()));
                    gone.add(known);
                }
                if (batch != null && !same) {
                    delete(handle, known);
                }
            }
            String before = "";
            for (int i = 0; i + 1 < log.batches().size(); i++) {
                CommittedBatch batch = log.batches().get(i);
                boolean moved = !batch.position().equals(before);
                before = batch.position();
                if (!before.isEmpty() && record(handle, pipeline, batch, moved ? filesOf(batch) : List.of())) {
                    recorded.add(batch);
                }
            }
            return new Alignment(gone, recorded);
        });
    }

    private void stamp(Handle handle, Position position, @Nullable String undoneAt) {
        key(handle.sql("UPDATE pipeline_position SET undone_at = :undone_at" + OF_BATCH), position)
                .bind("undone_at", undoneAt)
                .execute();
    }

    /** A number that another batch has now: the older one never comes back. */
    private void delete(Handle handle, Position position) {
        key(handle.sql("DELETE FROM file_ledger" + OF_BATCH), position).execute();
        key(handle.sql("DELETE FROM pipeline_position" + OF_BATCH), position).execute();
    }

    private NamedStatement key(NamedStatement statement, Position position) {
        return statement
                .bind("warehouse", warehouse)
                .bind("pipeline", position.pipeline())
                .bind("batch", position.batch());
    }

    @Override
    public List<Position> forgetRun(String run) {
        return forget("run_id", run);
    }

    @Override
    public List<Position> forgetPipeline(String pipeline) {
        return forget("pipeline", pipeline);
    }

    private List<Position> forget(String column, String value) {
        return database.write(handle -> handle.sql("""
                        UPDATE pipeline_position SET undone_at = :now
                         WHERE warehouse = :warehouse AND %s = :value AND undone_at IS NULL
                        RETURNING *
                        """.formatted(column))
                .bind("now", Times.text(database.now()))
                .bind("warehouse", warehouse)
                .bind("value", value)
                .list(SqliteLedger::position));
    }

    @Override
    public Optional<Position> current(String pipeline) {
        return database.read(handle -> handle.sql("""
                        SELECT * FROM pipeline_position
                         WHERE warehouse = :warehouse AND pipeline = :pipeline AND undone_at IS NULL
                         ORDER BY batch DESC LIMIT 1
                        """)
                .bind("warehouse", warehouse)
                .bind("pipeline", pipeline)
                .first(SqliteLedger::position));
    }

    @Override
    public long nextBatch(String pipeline) {
        return database.read(handle -> handle.sql("""
                        SELECT coalesce(max(batch), 0) + 1 FROM pipeline_position
                         WHERE warehouse = :warehouse AND pipeline = :pipeline
                        """)
                .bind("warehouse", warehouse)
                .bind("pipeline", pipeline)
                .one(row -> row.getLong(1)));
    }

    @Override
    public List<Position> history(String pipeline, int limit) {
        return database.read(handle -> positions(handle, pipeline, limit));
    }

    private List<Position> positions(Handle handle, String pipeline, int limit) {
        return handle.sql("""
                        SELECT * FROM pipeline_position
                         WHERE warehouse = :warehouse AND pipeline = :pipeline
                         ORDER BY batch DESC LIMIT :limit
                        """)
                .bind("warehouse", warehouse)
                .bind("pipeline", pipeline)
                .bind("limit", limit)
                .list(SqliteLedger::position);
    }

    @Override
    public List<Position> all() {
        return database.read(
                handle -> handle.sql("""
                        SELECT *, max(batch) FROM pipeline_position
                         WHERE warehouse = :warehouse AND undone_at IS NULL
                         GROUP BY pipeline ORDER BY pipeline
                        """).bind("warehouse", warehouse).list(SqliteLedger::position));
    }

    @Override
    public void adopt(String pipeline, BatchHistory log) {
        database.execute(handle -> {
            log.batches().forEach(batch -> adopt(handle, pipeline, batch.batch(), batch.batch(), batch.run()));
            if (!log.complete() && !log.batches().isEmpty()) {
                adopt(handle, pipeline, 1, log.batches().get(0).batch() - 1, null);
            }
        });
    }

    private void adopt(Handle handle, String pipeline, long first, long last, @Nullable String run) {
        handle.sql("""
                        UPDATE OR IGNORE pipeline_position SET warehouse = :warehouse
                         WHERE warehouse = '' AND pipeline = :pipeline AND batch BETWEEN :first AND :last
                           AND undone_at IS NULL AND (:run IS NULL OR run_id = :run)
                        """)
                .bind("warehouse", warehouse)
                .bind("pipeline", pipeline)
                .bind("first", first)
                .bind("last", last)
                .bind("run", run)
                .execute();
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(
                row.getString("pipeline"),
                row.getLong("batch"),
                row.getString("position"),
                row.getString("run_id"),
                Times.instant(row.getString("recorded_at")),
                Times.instantOrNull(row.getString("undone_at")));
    }
}
