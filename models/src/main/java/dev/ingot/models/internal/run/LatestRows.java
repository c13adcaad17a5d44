package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Session;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.ColumnValue;
import dev.ingot.models.internal.node.DbtNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code materialized='latest'}: the newest row of each key of a change log, with deletes, truncates and changed keys
 * applied. What is new in the log is told by the table itself: each row has the place of the change that made it and
 * the time at which that was loaded, so the newest of them are what is applied for sure, and to apply a change again
 * changes nothing. Nothing is kept beside the table, and a crash needs no repair.
 *
 * <p>A change that was loaded late, because it lay in quarantine, may be older than what the table has. Then the rows
 * of its key are worked out from the whole log. For one build, over one session; SQL of DuckDB.
 */
final class LatestRows {

    private static final String OP = "_ingot_op";
    private static final String LSN = "_ingot_lsn";
    private static final String ORDINAL = "_ingot_ordinal";
    private static final String UNCHANGED = "_ingot_unchanged";
    private static final String BEFORE = "_ingot_before";
    private static final String LOADED = "_ingot_loaded_at";

    /** Columns of the log that describe a change and not the row. */
    private static final Set<String> LEFT_OUT =
            Set.of(OP, UNCHANGED, BEFORE, "_ingot_tx", "_ingot_run", "_ingot_source", "_ingot_position");

    private static final String CHANGES = "ingot_changes";
    private static final String TOUCHED = "ingot_touched";
    private static final String LATEST = "ingot_latest";

    private final DbtNode node;
    private final Session session;
    private final String log;
    private final List<String> key;
    private final TableSchema schema;
    private final List<Column> columns;

    private LatestRows(DbtNode node, Session session, String log) {
        this.node = node;
        this.session = session;
        this.log = "(\n" + log + "\n)";
        this.schema = session.describe(log);
        this.key = node.config().texts("unique_key").stream().map(this::named).toList();
        this.columns = schema.columns().stream()
                .filter(column -> !LEFT_OUT.contains(column.name()))
                .toList();
        require();
    }

    /** What is to be written, and how. */
    record Write(String select, BuildMode mode) {}

    /**
     * @param log the model's select, over a change log
     * @param onTop whether the table is there and is built on
     */
    static Write of(DbtNode node, Session session, String log, boolean onTop) {
        return new LatestRows(node, session, log).write(onTop);
    }

    private String named(String name) {
        return schema.find(name).map(Column::name).orElse(name);
    }

    private void require() {
        if (key.isEmpty()) {
            throw wrong("needs a 'unique_key'", "Name the column, or columns, that identify a row.");
        }
        List<String> needed = new ArrayList<>(key);
        needed.addAll(List.of(OP, LSN, ORDINAL, UNCHANGED, BEFORE, LOADED));
        needed.stream().filter(name -> schema.find(name).isEmpty()).findFirst().ifPresent(name -> {
            throw wrong(
                    "has no column '" + name + "' in its select",
                    key.contains(name)
                            ? Suggestion.didYouMean(name, schema.names())
                            : "Select it: a change log has it (select * from the table that a pipeline from a"
                                    + " database's log fills).");
        });
    }

    private IngotException wrong(String what, String fix) {
        return Problem.of(ModelsError.BAD_CONFIG, "The model '" + node.name() + "' (materialized='latest') " + what)
                .at(node.definition().source().placeOf(List.of("unique_key", "materialized")))
                .fix(fix)
                .toException();
    }

    private Write write(boolean onTop) {
        if (!onTop) {
            return new Write(latest(log, null), BuildModes.replace(node));
        }
        String table = node.relation().quoted();
        List<@Nullable Object> applied = session.query(
                        "select max(" + LSN + "), (select max(" + ORDINAL + ") from " + table + " where " + LSN
                                + " = (select max(" + LSN + ") from " + table + ")), strftime(max(" + LOADED
                                + "), '%Y-%m-%d %H:%M:%S.%f+00') from " + table,
                        1)
                .rows()
                .get(0);
        if (applied.get(0) == null) {
            return new Write(latest(log, null), BuildModes.replace(node));
        }
        String newer = "(" + LSN + " > " + applied.get(0) + " or (" + LSN + " = " + applied.get(0) + " and " + ORDINAL
                + " > " + applied.get(1) + "))";
        String later = LOADED + " > cast('" + applied.get(2) + "' as timestamp with time zone)";
        session.execute("create or replace temp table " + CHANGES + " as select * from " + log + " where " + newer
                + " or " + later);
        boolean late = count("select count(*) from " + CHANGES + " where not " + newer) > 0;
        boolean truncated = count("select count(*) from " + CHANGES + " where " + OP + " = 't'") > 0;
        session.execute("create or replace temp table " + TOUCHED + " as select distinct " + names(key, "") + " from "
                + events(CHANGES));
        String select = late && !truncated
                ? latest(
                        "(select * from " + log + " where " + OP + " = 't' or " + in("") + " or (" + BEFORE
                                + " is not null and " + inBefore() + "))",
                        null)
                : truncated && late ? latest(log, null) : latest(CHANGES, table);
        session.execute("create or replace temp table " + LATEST + " as " + select
                + (late && !truncated ? "\nand " + in("") : ""));
        return new Write("select * from " + LATEST, new BuildMode.DeleteWhere(truncated ? "true" : in("")));
    }

    private long count(String sql) {
        return session.query(sql, 1).rows().get(0).get(0) instanceof Number number ? number.longValue() : 0;
    }

    private String in(String alias) {
        return "(" + names(key, alias) + ") in (select (" + names(key, "") + ") from " + TOUCHED + ")";
    }

    private String inBefore() {
        return "(" + key.stream().map(this::before).collect(Collectors.joining(", ")) + ") in (select ("
                + names(key, "") + ") from " + TOUCHED + ")";
    }

    /** A key column of the row as it was before the change. */
    private String before(String name) {
        Column column = schema.find(name).orElseThrow();
        return "cast(" + BEFORE + " ->> '$.\"" + name.replace("'", "''") + "\"' as "
                + ColumnValue.of(column, "duckdb").dataType() + ")";
    }

    /** The changes as what they do to keys: an update that changes the key also ends the row that had the old one. */
    private String events(String changes) {
        String moved = key.stream()
                .map(name -> before(name) + " is distinct from " + quoted(name))
                .collect(Collectors.joining(" or "));
        String known = key.stream().map(name -> before(name) + " is not null").collect(Collectors.joining(" and "));
        return "(select * from " + changes + " where " + OP + " <> 't' union all by name select "
                + key.stream().map(name -> before(name) + " as " + quoted(name)).collect(Collectors.joining(", "))
                + ", 'd' as " + OP + ", " + LSN + ", " + ORDINAL + " from " + changes + " where " + OP + " = 'u' and "
                + BEFORE + " is not null and " + known + " and (" + moved + "))";
    }

    /**
     * The newest row of each key; ends in a condition, so that another one can follow.
     *
     * @param current the table of what is current where these are only the changes since; null where they are all
     */
    private String latest(String changes, @Nullable String current) {
        boolean unsaid = count("select count(*) from " + changes + " where " + UNCHANGED + " is not null") > 0;
        String partition = "partition by " + names(key, "e.") + " order by e." + LSN + ", e." + ORDINAL;
        String values = columns.stream()
                .map(column -> (unsaid && !key.contains(column.name())
                                ? said(column.name(), partition, current)
                                : "e." + quoted(column.name()))
                        + " as " + quoted(column.name()))
                .collect(Collectors.joining(",\n    "));
        String join = unsaid && current != null
                ? " left join " + current + " c on "
                        + key.stream()
                                .map(name -> "c." + quoted(name) + " = e." + quoted(name))
                                .collect(Collectors.joining(" and "))
                : "";
        String truncated = "(select max((" + LSN + ", " + ORDINAL + ")) from " + changes + " where " + OP + " = 't')";
        return "select * exclude (ingot_place, ingot_op) from (select\n    " + values + ",\n    row_number() over ("
                + "partition by " + names(key, "e.") + " order by e." + LSN + " desc, e." + ORDINAL
                + " desc) as ingot_place, e." + OP + " as ingot_op\nfrom " + events(changes) + " e" + join
                + "\nwhere coalesce((e." + LSN + ", e." + ORDINAL + ") > " + truncated + ", true)) ingot_rows"
                + "\nwhere ingot_place = 1 and ingot_op <> 'd'";
    }

    /** A value, or where the log does not say it because it did not change, the one before. */
    private String said(String name, String partition, @Nullable String current) {
        String c = quoted(name);
        String unsaid =
                "contains(',' || coalesce(e." + UNCHANGED + ", '') || ',', '," + name.replace("'", "''") + ",')";
        String last = "last_value(case when not " + unsaid + " then {'v': e." + c + "} end ignore nulls) over ("
                + partition + ")";
        String missing = "error('The log does not say the value of " + name.replace("'", "''")
                + ": it was stored out of line, and the row''s key changed. Set REPLICA IDENTITY FULL and load the table"
                + " again.')";
        String otherwise = current == null
                ? missing
                : "case when c." + quoted(key.get(0)) + " is not null then c." + c + " else " + missing + " end";
        return "case when not " + unsaid + " then e." + c + " when " + last + " is not null then (" + last + ").v else "
                + otherwise + " end";
    }

    private static String names(List<String> names, String alias) {
        return names.stream().map(name -> alias + quoted(name)).collect(Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return RowsSql.quoted(name);
    }
}
