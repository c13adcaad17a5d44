package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.api.table.TypeLattice.Fit;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a select's columns become those of a table that is there. A change that is more than adding columns at the end
 * rewrites the table: Delta tables without features keep old files under the new columns only if those are added.
 *
 * @param schema the table's columns after the write
 * @param select the select's columns
 * @param rewrite whether the files that are there must be written anew
 */
record SchemaPlan(TableSchema schema, TableSchema select, boolean rewrite) {

    /** A new table, or one that is written anew: the columns are the select's. */
    static SchemaPlan fresh(TableSchema select) {
        return new SchemaPlan(select, select, false);
    }

    /** Whether all values of a column are the same in another type; asked where the types do not say. */
    interface Values {

        /** Those of a column of the table. */
        boolean held(Column column, DataType type);

        /** Those of a column of the select. */
        boolean given(Column column, DataType type);
    }

    static SchemaPlan of(TableName table, TableSchema now, TableSchema select, SchemaPolicy policy, Values values) {
        List<Problem> problems = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        boolean rewrite = false;
        for (Column column : now.columns()) {
            Optional<Column> given = select.find(column.name());
            if (given.isEmpty()) {
                missing(table, column, policy).ifPresent(problems::add);
                if (policy == SchemaPolicy.SYNC_ALL_COLUMNS) {
                    rewrite = true;
                } else {
                    columns.add(column);
                }
                continue;
            }
            DataType type = type(column, given.get(), policy, values);
            problem(table, column, given.get().type(), type, policy).ifPresent(problems::add);
            rewrite |= !type.equals(column.type());
            columns.add(new Column(column.name(), type, column.nullable()));
        }
        for (Column column : select.columns()) {
            if (now.find(column.name()).isPresent() || policy == SchemaPolicy.IGNORE) {
                continue;
            }
            if (policy == SchemaPolicy.FAIL) {
                problems.add(changed(table, "'" + column.name() + "' is in the select but not in the table"));
            }
            columns.add(Column.of(column.name(), column.type()));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return new SchemaPlan(new TableSchema(columns), select, rewrite);
    }

    /**
     * For rows whose columns were brought together with the table's before: the table gets the types that are given, its
     * other columns stay.
     */
    static SchemaPlan settled(TableSchema now, TableSchema given) {
        List<Column> columns = new ArrayList<>();
        boolean rewrite = false;
        for (Column column : now.columns()) {
            DataType type = given.find(column.name()).map(Column::type).orElse(column.type());
            rewrite |= !type.equals(column.type());
            columns.add(new Column(column.name(), type, column.nullable()));
        }
        given.columns().stream()
                .filter(column -> now.find(column.name()).isEmpty())
                .map(column -> Column.of(column.name(), column.type()))
                .forEach(columns::add);
        return new SchemaPlan(new TableSchema(columns), given, rewrite);
    }

    private static Optional<Problem> missing(TableName table, Column column, SchemaPolicy policy) {
        return switch (policy) {
            case IGNORE, FAIL ->
                Optional.of(changed(table, "'" + column.name() + "' is in the table but not in the select"));
            case APPEND_NEW_COLUMNS, SYNC_ALL_COLUMNS, WIDEN -> Optional.empty();
        };
    }

    private static Problem changed(TableName table, String what) {
        return Problem.of(LakeError.SCHEMA_CHANGED, "The columns of " + table + " do not fit: " + what + ".")
                .fix("Set on_schema_change to append_new_columns or sync_all_columns, or build with --full-refresh.");
    }

    /** The column's type after the write. */
    private static DataType type(Column now, Column given, SchemaPolicy policy, Values values) {
        if (was(given.type()).equals(now.type())) {
            return now.type();
        }
        return switch (policy) {
            case IGNORE, FAIL -> now.type();
            case APPEND_NEW_COLUMNS ->
                TypeLattice.fit(now.type(), given.type()) == Fit.EXACT ? given.type() : now.type();
            case SYNC_ALL_COLUMNS -> given.type();
            case WIDEN -> wider(now, given, values);
        };
    }

    private static DataType wider(Column now, Column given, Values values) {
        DataType wider = TypeLattice.wider(now.type(), given.type()).orElse(now.type());
        boolean lost = (TypeLattice.fit(now.type(), wider) == Fit.SOME && !values.held(now, wider))
                || (TypeLattice.fit(given.type(), wider) == Fit.SOME && !values.given(given, wider));
        return lost ? TypeLattice.surely(now.type(), given.type()).orElse(wider) : wider;
    }

    /** What a table's column was made for values of this type before tables knew the type. It stays what it is. */
    private static DataType was(DataType given) {
        if (given == Simple.TIMESTAMP_NTZ) {
            return Simple.TIMESTAMP;
        }
        return ParquetOut.isText(given) ? Simple.STRING : given;
    }

    private static Optional<Problem> problem(
            TableName table, Column now, DataType given, DataType type, SchemaPolicy policy) {
        String types = types(now.name(), now.type(), given);
        if (policy == SchemaPolicy.FAIL
                && !now.type().equals(given)
                && !was(given).equals(now.type())) {
            return Optional.of(changed(table, types));
        }
        boolean synced = policy == SchemaPolicy.SYNC_ALL_COLUMNS && !type.equals(now.type());
        Fit fit = synced ? TypeLattice.fit(now.type(), given) : TypeLattice.fit(given, type);
        if (fit == Fit.NEVER || (fit == Fit.SPELLED && !synced)) {
            return Optional.of(
                    Problem.of(LakeError.SCHEMA_CHANGED, "The columns of " + table + " do not fit: " + types + ".")
                            .because("No value of one type is a value of the other, and none is changed in silence.")
                            .fix("Cast it in the select: " + castTo(now.name(), now.type())
                                    + ", or give the table the new type with --full-refresh"
                                    + (synced || policy == SchemaPolicy.WIDEN
                                            ? "."
                                            : " or on_schema_change: sync_all_columns.")));
        }
        return Optional.empty();
    }

    /** Names of the table's columns that the select gives, as the table writes them. */
    List<String> given() {
        return schema.names().stream()
                .filter(name -> select.find(name).isPresent())
                .toList();
    }

    /** The user's select with the table's columns in their order; what it does not give is null. */
    String cast(String userSelect) {
        return cast(userSelect, null);
    }

    /** @param marker a column of the select beside those of the table; null: none */
    String cast(String userSelect, @Nullable String marker) {
        return "SELECT "
                + schema.columns().stream().map(this::expression).collect(Collectors.joining(", "))
                + (marker == null ? "" : ", __ingot_select." + Sql.id(marker))
                + " FROM (\n" + userSelect + "\n) AS __ingot_select";
    }

    private String expression(Column column) {
        Optional<Column> given = select.find(column.name());
        if (given.isEmpty()) {
            return "CAST(NULL AS " + DuckTypes.sql(column.type()) + ") AS " + Sql.id(column.name());
        }
        DataType type = given.get().type();
        return exact(
                        "__ingot_select." + Sql.id(given.get().name()),
                        type,
                        column,
                        "",
                        types(column.name(), column.type(), type),
                        "Cast it in the select as you mean it, or give the table the type " + type
                                + " with --full-refresh or on_schema_change: sync_all_columns.")
                + " AS " + Sql.id(column.name());
    }

    /** The table's present rows in the new types; a value that would be changed by the cast is an error. */
    String castOld(FileSet old) {
        return "SELECT "
                + schema.columns().stream()
                        .map(column -> old.schema()
                                        .find(column.name())
                                        .map(before -> exact(
                                                "__ingot_old." + Sql.id(before.name()),
                                                before.type(),
                                                column,
                                                " in the table",
                                                types(column.name(), before.type(), column.type()),
                                                "Cast it in the select: " + castTo(before.name(), before.type())
                                                        + ", or build the table anew with --full-refresh."))
                                        .orElse("CAST(NULL AS " + DuckTypes.sql(column.type()) + ")")
                                + " AS " + Sql.id(column.name()))
                        .collect(Collectors.joining(", "))
                + " FROM (" + old.select() + ") AS __ingot_old";
    }

    private static String types(String name, DataType table, DataType select) {
        return "'" + name + "' is " + table + " in the table and " + select + " in the select";
    }

    private static String castTo(String name, DataType type) {
        return "cast(" + Sql.id(name) + " as " + DuckTypes.sql(type) + ")";
    }

    /** @param side of a value that does not fit, in a message */
    private static String exact(String value, DataType from, Column to, String side, String types, String fix) {
        String message = SqlFailures.message(
                "The value ", value, " of column '" + to.name() + "'" + side + " does not fit: " + types + ".", fix);
        // The engine's own type may be another one of which values are stored as this: an enum as text, for example.
        String stored = "CAST(" + value + " AS " + DuckTypes.sql(from) + ")";
        return Cast.of(stored, from, to.type()).orError(to.type(), message);
    }
}
