package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import dev.ingot.sql.SqlWords;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection of its own, in which staged tables stand under the names that they will have. For one thread. */
final class SqlSession implements Session {

    private final SqlWarehouse warehouse;
    private final Jdbc jdbc;
    private final boolean owned;
    private final Map<List<String>, String> overlay = new HashMap<>();

    /**
     * @param views not published, with their selects
     * @param owned whether closing the session gives its connection back
     */
    SqlSession(
            SqlWarehouse warehouse,
            Jdbc jdbc,
            Collection<SqlStaged> staged,
            Map<TableName, String> views,
            boolean owned) {
        this.warehouse = warehouse;
        this.jdbc = jdbc;
        this.owned = owned;
        for (SqlStaged table : staged) {
            Change change = table.change();
            overlay(
                    table.table(),
                    change.preview() == null ? change.aside().quoted() : temporary(table.table(), change.preview()));
        }
        views.forEach((name, select) -> overlay(name, temporary(name, SqlWords.trimmed(seen(select)))));
    }

    private void overlay(TableName name, String standIn) {
        overlay.put(List.of(name.schema().toLowerCase(Locale.ROOT), name.name().toLowerCase(Locale.ROOT)), standIn);
    }

    /** A view that only this session sees. */
    private String temporary(TableName name, String select) {
        String view = Sql.id("ingot_preview_" + overlay.size());
        try {
            jdbc.execute("create temporary view " + view + " as\n" + select);
        } catch (IngotException e) {
            Problem first = e.first();
            throw new IngotException(
                    new Problem(
                            first.code(), name + " cannot be read: " + first.what(), null, first.why(), first.fix()),
                    e);
        }
        return view;
    }

    private String seen(String sql) {
        return overlay.isEmpty() ? sql : SqlWords.renamed(sql, name -> standIn(name.parts()));
    }

    /** Names may have a database in front, and a column behind. */
    private @Nullable String standIn(List<String> parts) {
        int size = parts.size();
        String table = ofTable(parts);
        if (table != null) {
            return table;
        }
        String before = size < 3 ? null : ofTable(parts.subList(0, size - 1));
        return before == null ? null : before + "." + Sql.id(parts.get(size - 1));
    }

    private @Nullable String ofTable(List<String> parts) {
        int size = parts.size();
        return size == 2 || size == 3 ? overlay.get(parts.subList(size - 2, size)) : null;
    }

    @Override
    public Rows query(String sql, int limit) {
        one(sql);
        String text = SqlWords.trimmed(seen(sql));
        String limited = SqlWords.isSelect(text) ? warehouse.dialect().limited(text, limit + 1L) : text;
        return suggesting(
                sql,
                () -> jdbc.result(
                        limited,
                        text,
                        (int) Math.min(Integer.MAX_VALUE, limit + 1L),
                        result -> warehouse.dialect().rows(result, limit)));
    }

    @Override
    public Optional<TableInfo> find(TableName name) {
        return warehouse.find(jdbc, name);
    }

    @Override
    public List<TableInfo> list() {
        return warehouse.list(jdbc);
    }

    @Override
    public void drop(TableName name) {
        warehouse.relation(jdbc, name).ifPresent(relation -> warehouse.dialect().drop(jdbc, name, relation.kind()));
    }

    @Override
    public TableSchema describe(String sql) {
        one(sql);
        String text = SqlWords.trimmed(seen(sql));
        String empty = "select * from (\n" + text + "\n) as ingot_described limit 0";
        return suggesting(
                sql,
                () -> new TableSchema(jdbc.result(
                        empty, text, 0, result -> warehouse.dialect().columns(result.getMetaData()))));
    }

    @Override
    public long execute(String sql) {
        String text = seen(sql);
        return suggesting(sql, () -> jdbc.execute(text));
    }

    @Override
    public void begin() {
        jdbc.begin();
    }

    @Override
    public void commit() {
        jdbc.commit();
    }

    @Override
    public boolean keepsConstraints() {
        return true;
    }

    @Override
    public void fill(String table, List<String> columns, Iterable<? extends List<@Nullable String>> rows) {
        try {
            warehouse.dialect().fill(jdbc.connection(), table, columns, rows);
        } catch (SQLException e) {
            throw warehouse.dialect().failure(e, "", "");
        }
    }

    @Override
    public Optional<String> position(TableName table, String node) {
        return Optional.empty();
    }

    @Override
    public Staged stage(
            TableName target, String select, BuildMode mode, SchemaPolicy policy, WriteTag tag, StepControl control) {
        one(select);
        String text = SqlWords.trimmed(seen(select));
        return suggesting(select, () -> warehouse.stage(jdbc, target, text, mode, policy, tag, control));
    }

    @Override
    public void createView(TableName view, String select, WriteTag tag) {
        one(select);
        String text = SqlWords.trimmed(seen(select));
        suggesting(select, () -> {
            warehouse.schema(jdbc, view.schema());
            warehouse.dialect().view(jdbc, view, text);
            return text;
        });
    }

    /** A table that is not there may only be misspelt. */
    private <T> T suggesting(String sql, Supplier<T> work) {
        try {
            return work.get();
        } catch (IngotException failure) {
            Problem first = failure.first();
            if (first.code() != SqlError.NAME || first.fix() != null || !answers()) {
                throw failure;
            }
            List<String> known = warehouse.dialect().relations(jdbc, null).stream()
                    .map(relation -> relation.name().toString())
                    .toList();
            return SqlWords.in(sql).stream()
                    .filter(name -> name.parts().size() >= 2)
                    .map(name -> String.join(
                            ".",
                            name.parts()
                                    .subList(
                                            Math.max(0, name.parts().size() - 2),
                                            name.parts().size())))
                    .filter(name -> first.what().contains(name) && !known.contains(name))
                    .flatMap(name -> Suggestion.nearest(name, known).stream())
                    .findFirst()
                    .<T>map(near -> {
                        throw new IngotException(first.fix("Did you mean '" + near + "'?"), failure);
                    })
                    .orElseThrow(() -> failure);
        }
    }

    /** Inside a transaction that has failed the database answers no more questions. */
    private boolean answers() {
        try {
            return jdbc.connection().getAutoCommit();
        } catch (SQLException e) {
            throw warehouse.dialect().failure(e, "", "");
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
            throw Problem.of(SqlError.SYNTAX, "There is more than one statement where one query is wanted.")
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
        if (owned) {
            jdbc.rollback();
            warehouse.dialect().release(jdbc.connection());
        }
    }
}
