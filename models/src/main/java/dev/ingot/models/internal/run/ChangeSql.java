package dev.ingot.models.internal.run;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.models.internal.context.ColumnValue;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the changes of a log make of the rows of a table, as SQL of DuckDB. Stateless.
 *
 * @param schema the log's columns, as a model selects them
 * @param key the columns that identify a row
 */
record ChangeSql(TableSchema schema, List<String> key) {

    static final String OP = "_ingot_op";
    static final String LSN = "_ingot_lsn";
    static final String ORDINAL = "_ingot_ordinal";
    static final String UNCHANGED = "_ingot_unchanged";
    static final String BEFORE = "_ingot_before";
    static final String LOADED = "_ingot_loaded_at";
    static final String BATCH = "_ingot_batch";

    /**
     * A column of {@link #latest}: the columns of a row whose value is null and was not logged, each with the place of
     * the version that the null is from.
     */
    static final String UNSAID = "ingot_unsaid";

    /** Columns of the log that describe a change and not the row. */
    private static final Set<String> LEFT_OUT =
            Set.of(OP, UNCHANGED, BEFORE, "_ingot_tx", "_ingot_run", "_ingot_source", "_ingot_position");

    /** The columns that the table has. */
    List<Column> columns() {
        return schema.columns().stream()
                .filter(column -> !LEFT_OUT.contains(column.name()))
                .toList();
    }

    /** Whether a row's key is one of those of a table. */
    String in(String keys) {
        return in(names(""), keys);
    }

    /** Whether a row's key is one of those of the table of latest rows. */
    String in(Current table) {
        String keys = keys(table, "");
        return "(" + keys + ") in (select (" + keys + ") from " + table.table() + ")";
    }

    /** The key columns in types that hold those of the table and of the log, with their names. */
    String named(Current table) {
        return key.stream()
                .map(name -> table.both(schema, name, "") + " as " + quoted(name))
                .collect(Collectors.joining(", "));
    }

    /** The key columns in types that hold those of the table and of the log. */
    String keys(Current table, String alias) {
        return key.stream().map(name -> table.both(schema, name, alias)).collect(Collectors.joining(", "));
    }

    /** Whether the key that a change's row had before is one of those of a table. */
    String beforeIn(String keys) {
        return "(" + BEFORE + " is not null and "
                + in(key.stream().map(this::before).collect(Collectors.joining(", ")), keys) + ")";
    }

    private String in(String values, String keys) {
        return "(" + values + ") in (select (" + names("") + ") from " + keys + ")";
    }

    /** A key column of the row as it was before the change. */
    private String before(String name) {
        Column column = schema.find(name).orElseThrow();
        return "cast(" + BEFORE + " ->> '$.\"" + text(name) + "\"' as "
                + ColumnValue.of(column, "duckdb").dtype() + ")";
    }

    /** The changes as what they do to keys: an update that changes the key also ends the row that had the old one. */
    String events(String changes) {
        return "(select * from " + changes + " where " + OP + " <> 't' union all by name select "
                + key.stream().map(name -> before(name) + " as " + quoted(name)).collect(Collectors.joining(", "))
                + ", 'd' as " + OP + ", " + LSN + ", " + ORDINAL + " from " + changes + " where " + moved() + ")";
    }

    /** The same with a truth value {@code moved}, and {@code left} where the change is away from this key. */
    String keyEvents(String changes) {
        String place = LSN + ", " + ORDINAL + ", ";
        return "(select " + names("") + ", " + place + OP + ", " + moved() + " as moved, false as \"left\" from "
                + changes
                + " where " + OP + " <> 't' union all select "
                + key.stream().map(this::before).collect(Collectors.joining(", ")) + ", " + place
                + "'d', true, true from " + changes + " where " + moved() + ")";
    }

    /** Whether a change gives its row another key. */
    String moved() {
        String other = key.stream()
                .map(name -> before(name) + " is distinct from " + quoted(name))
                .collect(Collectors.joining(" or "));
        String known = key.stream().map(name -> before(name) + " is not null").collect(Collectors.joining(" and "));
        return "(" + OP + " = 'u' and " + BEFORE + " is not null and " + known + " and (" + other + "))";
    }

    /**
     * The newest row of each key; ends in a condition, so that another one can follow.
     *
     * @param unsaid columns of which some change does not say the value, because it did not change
     * @param current the table of what is current where these are only the changes since; null where they are all
     */
    String latest(String changes, Set<String> unsaid, @Nullable Current current) {
        String values = columns().stream()
                .map(column ->
                        (unsaid.contains(column.name()) ? said(column.name(), current) : "e." + quoted(column.name()))
                                + " as " + quoted(column.name()))
                .collect(Collectors.joining(",\n    "));
        String unknown = unsaid.isEmpty()
                ? ""
                : ",\n    list_filter(["
                        + unsaid.stream().map(name -> unknown(name, current)).collect(Collectors.joining(", "))
                        + "], lambda u: u is not null) as " + UNSAID;
        String join = !unsaid.isEmpty() && current != null
                ? " left join " + current.table() + " c on "
                        + key.stream()
                                .map(name ->
                                        current.both(schema, name, "c.") + " = " + current.both(schema, name, "e."))
                                .collect(Collectors.joining(" and "))
                : "";
        String truncated = "(select max((" + LSN + ", " + ORDINAL + ")) from " + changes + " where " + OP + " = 't')";
        return "select * exclude (ingot_place, ingot_op) from (select\n    " + values + unknown
                + ",\n    row_number() over ("
                + "partition by " + names("e.") + " order by e." + LSN + " desc, e." + ORDINAL
                + " desc) as ingot_place, e." + OP + " as ingot_op\nfrom " + events(changes) + " e" + join
                + "\nwhere coalesce((e." + LSN + ", e." + ORDINAL + ") > " + truncated + ", true)) ingot_rows"
                + "\nwhere ingot_place = 1 and ingot_op <> 'd'";
    }

    /** A table of latest rows. */
    record Current(String table, TableSchema schema) {
        private boolean has(String column) {
            return schema.find(column).isPresent();
        }

        /** A column of the table or of the log, in a type that holds the values of both. */
        private String both(TableSchema log, String name, String alias) {
            DataType own = schema.find(name).orElseThrow().type();
            DataType other = log.find(name).orElseThrow().type();
            String value = alias + quoted(name);
            if (own.equals(other)) {
                return value;
            }
            DataType both = TypeLattice.surely(own, other).orElse(DataType.Simple.STRING);
            if (both == DataType.Simple.BINARY) {
                // Text or bytes; a cast of text would read '\\x41' as one byte.
                return "unhex(hex(" + value + "))";
            }
            return "cast(" + value + " as "
                    + ColumnValue.of(Column.of(name, both), "duckdb").dtype() + ")";
        }
    }

    /** A value, or where the log does not say it because it did not change, the one before. */
    private String said(String name, @Nullable Current current) {
        String last = last(name);
        String otherwise = current != null && current.has(name) ? "c." + quoted(name) : "null";
        return "case when not " + unsaid(name) + " then e." + quoted(name) + " when " + last + " is not null then ("
                + last + ").v else " + otherwise + " end";
    }

    private String unknown(String name, @Nullable Current current) {
        boolean there = current != null && current.has(name);
        return "case when " + unsaid(name) + " and " + said(name, current) + " is null then {'column': '" + text(name)
                + "', 'lsn': coalesce((" + last(name) + ").lsn, " + (there ? "c." + LSN : "null")
                + "), 'ordinal': coalesce((" + last(name) + ").ordinal, " + (there ? "c." + ORDINAL : "null")
                + ")} end";
    }

    /** The last of the changes up to this one that says the value, with its place. */
    private String last(String name) {
        return "last_value(case when not " + unsaid(name) + " then {'v': e." + quoted(name) + ", 'lsn': e." + LSN
                + ", 'ordinal': e." + ORDINAL + "} end ignore nulls) over (partition by " + names("e.")
                + " order by e." + LSN + ", e." + ORDINAL + ")";
    }

    private static String unsaid(String name) {
        return "contains(',' || coalesce(e." + UNCHANGED + ", '') || ',', '," + text(name) + ",')";
    }

    /** Which of the columns some change leaves unsaid: one row, a truth value for each of {@link #columns}. */
    String unsaidColumns(String changes) {
        return "select "
                + columns().stream()
                        .map(column -> "coalesce(bool_or(" + unsaid(column.name()) + "), false)")
                        .collect(Collectors.joining(", "))
                + " from " + changes + " e where " + UNCHANGED + " is not null";
    }

    String names(String alias) {
        return key.stream().map(name -> alias + quoted(name)).collect(Collectors.joining(", "));
    }

    static String text(String name) {
        return name.replace("'", "''");
    }

    static String quoted(String name) {
        return RowsSql.quoted(name);
    }
}
