package dev.ingot.sql.internal;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.SqlError;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A table that is built and waits to be published. For one thread at a time. */
final class SqlStaged implements Staged {

    private static final int TRIES = 3;

    private final SqlWarehouse warehouse;
    private final TableName target;
    private final Change change;
    private final Optional<Versions.Latest> base;
    private final WriteTag tag;
    private boolean done;

    /** @param base the version on which it was built */
    SqlStaged(SqlWarehouse warehouse, TableName target, Change change, Optional<Versions.Latest> base, WriteTag tag) {
        this.warehouse = warehouse;
        this.target = target;
        this.change = change;
        this.base = base;
        this.tag = tag;
    }

    boolean of(SqlWarehouse other) {
        return warehouse == other;
    }

    Change change() {
        return change;
    }

    @Override
    public TableName table() {
        return target;
    }

    @Override
    public TableSchema schema() {
        return change.schema();
    }

    @Override
    public Counts counts() {
        return change.counts();
    }

    @Override
    public TableChange publish() {
        return publish(session -> {});
    }

    @Override
    public TableChange publish(Consumer<Session> after) {
        return warehouse.with(jdbc -> {
            TableChange change = atomically(jdbc, after, TRIES);
            done = true;
            return change;
        });
    }

    /** Of two transactions that wait for each other the database ends one, which then begins again. */
    private TableChange atomically(Jdbc jdbc, Consumer<Session> after, int tries) {
        try {
            TableChange[] published = new TableChange[1];
            jdbc.atomically(() -> published[0] = inTransaction(jdbc, after));
            return published[0];
        } catch (IngotException e) {
            if (tries > 1 && e.first().code() == SqlError.CONFLICT && e.getCause() instanceof SQLException) {
                return atomically(jdbc, after, tries - 1);
            }
            throw e;
        }
    }

    private TableChange inTransaction(Jdbc jdbc, Consumer<Session> after) {
        long version = base.map(latest -> latest.version() + 1).orElse(0L);
        boolean moved = warehouse
                .versions()
                .latest(jdbc, target)
                .filter(latest -> latest.version() >= version)
                .isPresent();
        if (moved) {
            throw conflict();
        }
        Optional<Kind> there = warehouse.relation(jdbc, target).map(Relation::kind);
        // Its key makes the second of two publishers fail, or wait for the first and then fail.
        try {
            warehouse
                    .versions()
                    .write(jdbc, target, version, warehouse.now(), change.operation(), tag, change.counts(), rows());
        } catch (IngotException e) {
            throw e.kind() == ErrorKind.USER ? conflict() : e;
        }
        if (change.replaces()) {
            warehouse.dialect().swap(jdbc, change.aside(), target, there.orElse(null));
        } else {
            if (there.isEmpty()) {
                throw conflict();
            }
            warehouse.dialect().lock(jdbc, target);
            change.statements().forEach(jdbc::execute);
            warehouse.dialect().drop(jdbc, change.aside(), Kind.TABLE);
        }
        after.accept(new SqlSession(warehouse, jdbc, List.of(), Map.of(), false));
        boolean table = there.filter(Kind.TABLE::equals).isPresent();
        return new TableChange(
                target, table ? base.map(Versions.Latest::version).orElse(0L) : -1, version);
    }

    private long rows() {
        if (change.replaces()) {
            return change.growth();
        }
        return base.filter(latest -> latest.rows() >= 0)
                .map(latest -> latest.rows() + change.growth())
                .orElse(-1L);
    }

    private RuntimeException conflict() {
        return Problem.of(SqlError.CONFLICT, "Somebody else changed " + target + " since this was built.")
                .fix("Build it again; a run does so by itself.")
                .toException();
    }

    @Override
    public void close() {
        if (!done) {
            done = true;
            warehouse.with(jdbc -> {
                warehouse.dialect().drop(jdbc, change.aside(), Kind.TABLE);
                return change;
            });
        }
    }
}
