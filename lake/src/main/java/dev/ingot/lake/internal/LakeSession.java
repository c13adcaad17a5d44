package dev.ingot.lake.internal;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection with a private, empty catalog into which the lake's relations are put as views over the files of the
 * versions that were newest when the session was opened. For one thread.
 */
public final class LakeSession implements Session {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Lake lake;
    private final TableWriter writer;
    private final SqlRunner runner;
    private final Relations relations;
    private final String catalog = "ingot_session_" + NUMBERS.incrementAndGet();
    private boolean closed;

    LakeSession(Lake lake, TableWriter writer, Listing listing, Map<TableName, FileSet> overlay) {
        this.lake = lake;
        this.writer = writer;
        this.runner = lake.engine().runner();
        this.relations = new Relations(lake, listing, overlay, runner);
        runner.execute("ATTACH ':memory:' AS " + catalog);
        runner.execute("USE " + catalog);
        for (String schema : relations.schemas()) {
            runner.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.id(schema));
        }
    }

    @Override
    public Rows query(String sql, int limit) {
        one(sql);
        // The engine computes whole results, so the limit must be part of the query where it can be.
        if (!SqlWords.isSelect(sql)) {
            return relations.with(
                    sql, () -> runner.result(sql, sql, StepControl.NONE, result -> RowReader.read(result, limit)));
        }
        List<Column> columns = describe(sql).columns();
        String text = SqlWords.trimmed(sql);
        String limited = "SELECT * FROM (\n" + text + "\n) LIMIT " + (limit + 1L);
        Rows rows = relations.with(
                text, () -> runner.result(limited, text, StepControl.NONE, result -> RowReader.read(result, limit)));
        return new Rows(columns, rows.rows(), rows.truncated());
    }

    /** {@link #query} for SQL that only reads; everything else is refused before it runs. */
    Rows queryOnly(String sql, int limit) {
        PlainQuery.require(runner.connection(), sql);
        return query(sql, limit);
    }

    @Override
    public Optional<TableInfo> find(TableName name) {
        return LakeWarehouse.find(lake, name, () -> this);
    }

    @Override
    public List<TableInfo> list() {
        return LakeWarehouse.list(lake, lake.catalog().listing(), () -> this);
    }

    @Override
    public void drop(TableName name) {
        lake.catalog().removeView(name);
        new Drops(lake).drop(name, new WriteTag("", "", null));
    }

    @Override
    public TableSchema describe(String sql) {
        one(sql);
        return new TableSchema(columns(sql).stream()
                .map(column -> Column.of(column.name(), column.known()))
                .toList());
    }

    private List<SelectColumn> columns(String sql) {
        return relations.with(sql, () -> SelectColumn.of(runner, sql));
    }

    @Override
    public long execute(String sql) {
        return relations.with(sql, () -> {
            runner.execute(sql);
            return -1L;
        });
    }

    @Override
    public void begin() {
        throw Problem.of(LakeError.SQL_UNSUPPORTED, "Statements change no tables of the lake.")
                .fix("Let a model's select say what the table is to have.")
                .toException();
    }

    @Override
    public void commit() {
        // There is nothing to commit: nothing can begin.
    }

    @Override
    public boolean keepsConstraints() {
        return false;
    }

    @Override
    public void fill(String table, List<String> columns, Iterable<? extends List<@Nullable String>> rows) {
        DuckRows.fill(runner.connection(), catalog, table, columns, rows);
    }

    @Override
    public Optional<String> position(TableName table, String node) {
        return relations
                .pinned(table)
                .flatMap(version -> new Batches(lake.catalog().table(table)).position(node, version));
    }

    @Override
    public Staged stage(
            TableName target, String select, BuildMode mode, SchemaPolicy policy, WriteTag tag, StepControl control) {
        one(select);
        String trimmed = SqlWords.trimmed(select);
        Optional<Long> pinned = relations.pinned(target);
        List<SelectColumn> columns = columns(trimmed);
        TableSchema schema = SelectColumn.schema(
                columns,
                pinned.map(version -> lake.catalog().at(target, version).schema())
                        .orElse(new TableSchema(List.of())));
        TableWriter.Request request = new TableWriter.Request(
                runner,
                target,
                SelectColumn.exact(columns, trimmed),
                schema,
                mode,
                Optional.of(policy),
                control,
                pinned.map(version -> lake.catalog().at(target, version)),
                false);
        return relations.with(
                trimmed,
                () -> new StagedTable(
                        lake,
                        writer.write(request),
                        target,
                        tag,
                        () -> new LakeSession(lake, writer, lake.catalog().listing(), Map.of())));
    }

    @Override
    public void createView(TableName view, String select, WriteTag tag) {
        one(select);
        String trimmed = SqlWords.trimmed(select);
        SelectColumn.schema(columns(trimmed), new TableSchema(List.of()));
        lake.catalog().storeView(view, trimmed, tag);
        if (lake.catalog().latest(view).isPresent()) {
            writer.drop(view, tag);
        }
    }

    /** Several statements in one text would run all but the last unseen. */
    private static void one(String sql) {
        SqlWords.second(sql).ifPresent(offset -> {
            int line = (int) sql.substring(0, offset)
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
            int column = offset - sql.lastIndexOf('\n', offset - 1);
            throw Problem.of(LakeError.SQL_SYNTAX, "There is more than one statement where one query is wanted.")
                    .at(new Place(
                            "sql",
                            line,
                            column,
                            sql.lines().skip(line - 1L).findFirst().orElse(null)))
                    .fix("Leave only the query, without a semicolon in between.")
                    .toException();
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (runner) {
            runner.execute("USE memory");
            runner.execute("DETACH " + catalog);
        }
    }
}
