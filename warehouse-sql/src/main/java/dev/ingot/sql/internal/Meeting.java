package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Native;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.api.table.TypeLattice.Fit;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table and the column of a select that is to go into it. A database rounds and cuts where it assigns a value
 * to a column of another type; here a value is the same there, or its column gets a type that holds it, or the build stops.
 * For one build.
 *
 * @param aside where the select's rows are
 * @param empty whether the types are of different kinds, but the select has nothing but nulls, which every type holds
 */
record Meeting(
        Jdbc jdbc, TableName table, TableName aside, Column now, Column given, SchemaPolicy policy, boolean empty) {

    static Meeting of(Jdbc jdbc, TableName table, TableName aside, Column now, Column given, SchemaPolicy policy) {
        boolean empty = NativeTypes.fit(given.type(), now.type()).compareTo(Fit.SOME) > 0
                && jdbc.number("select count(*) from (select 1 from " + aside.quoted() + " where "
                                + Sql.id(given.name()) + " is not null limit 1) as t")
                        == 0;
        return new Meeting(jdbc, table, aside, now, given, policy, empty);
    }

    /** The column's type after the write. */
    DataType type() {
        if (isSame() || empty) {
            return now.type();
        }
        boolean holds = NativeTypes.fit(now.type(), given.type()) == Fit.EXACT;
        return switch (policy) {
            // Of dbt's, too, a text becomes longer whatever the policy.
            case IGNORE, FAIL -> holds && NativeTypes.isText(now.type()) ? given.type() : now.type();
            case APPEND_NEW_COLUMNS -> holds ? given.type() : now.type();
            case SYNC_ALL_COLUMNS -> given.type();
            case WIDEN -> wider();
        };
    }

    private boolean isSame() {
        return now.type().equals(given.type());
    }

    private DataType wider() {
        Optional<DataType> wider = now.type() instanceof Native || given.type() instanceof Native
                ? either()
                : TypeLattice.wider(now.type(), given.type());
        return wider.filter(this::holdsAll)
                .or(() -> TypeLattice.surely(now.type(), given.type()).filter(this::holdsAll))
                .or(() -> Optional.<DataType>of(Simple.STRING).filter(this::isWritten))
                .orElse(now.type());
    }

    /** One of the two types, where it holds the values of both. */
    private Optional<DataType> either() {
        return List.of(now.type(), given.type()).stream().filter(this::holdsAll).findFirst();
    }

    private boolean holdsAll(DataType type) {
        return holds(table, now, type) && holds(aside, given, type);
    }

    private boolean holds(TableName rows, Column column, DataType type) {
        return switch (NativeTypes.fit(column.type(), type)) {
            case EXACT, WRITTEN -> true;
            case SOME -> misfit(rows, column, type).isEmpty();
            case SPELLED, NEVER -> false;
        };
    }

    private boolean isWritten(DataType text) {
        return NativeTypes.fit(now.type(), text).compareTo(Fit.SOME) <= 0
                && NativeTypes.fit(given.type(), text).compareTo(Fit.SOME) <= 0;
    }

    /** What stands against it that the column has this type afterwards. */
    Optional<Problem> problem(DataType type) {
        if (isSame()) {
            return Optional.empty();
        }
        if (policy == SchemaPolicy.FAIL) {
            return Optional.of(Fitting.changed(table, types()));
        }
        boolean synced = policy == SchemaPolicy.SYNC_ALL_COLUMNS;
        Fit fit = synced ? NativeTypes.fit(now.type(), type) : NativeTypes.fit(given.type(), type);
        if (fit.compareTo(Fit.SOME) < 0 || empty) {
            return Optional.empty();
        }
        if (fit == Fit.NEVER || (fit == Fit.SPELLED && !synced)) {
            return Optional.of(
                    Problem.of(SqlError.SCHEMA_CHANGED, "The columns of " + table + " do not fit: " + types() + ".")
                            .because("No value of one type is a value of the other, and none is changed in silence.")
                            .fix("Cast it in the select: " + cast(Sql.id(now.name()), now.type())
                                    + ", or give the table the new type with --full-refresh"
                                    + (synced || policy == SchemaPolicy.WIDEN
                                            ? "."
                                            : " or on_schema_change: sync_all_columns.")));
        }
        return synced
                ? misfit(table, now, type)
                        .map(misfit -> of(misfit, " in the table")
                                .fix("Cast it in the select: " + cast(Sql.id(now.name()), now.type())
                                        + ", or build the table anew with --full-refresh."))
                : misfit(aside, given, type)
                        .map(misfit -> of(misfit, "")
                                .fix("Cast it in the select as you mean it, or give the table the type " + given.type()
                                        + " with --full-refresh or on_schema_change: sync_all_columns."));
    }

    private Problem of(Misfit misfit, String side) {
        String value = misfit.value() == null ? "A value" : "The value " + misfit.value();
        return Problem.of(
                        SqlError.VALUE,
                        value + " of column '" + now.name() + "'" + side + " does not fit: " + types() + ".")
                .because(misfit.why());
    }

    private String types() {
        return "'" + now.name() + "' is " + now.type() + " in the table and " + given.type() + " in the select";
    }

    private String cast(String value, DataType type) {
        return "cast(" + value + " as " + jdbc.dialect().type(type) + ")";
    }

    /** SQL of the aside's column in the type that the table's has afterwards. */
    String settled(DataType type) {
        return empty ? cast("null", type) : cast(Sql.id(given.name()), type);
    }

    /**
     * A value that would be another one.
     *
     * @param value null where the database does not say which
     * @param why what the database said
     */
    private record Misfit(@Nullable String value, @Nullable String why) {}

    private Optional<Misfit> misfit(TableName rows, Column column, DataType type) {
        String value = Sql.id(column.name());
        boolean text = NativeTypes.isComparedAsText(type);
        DataType compared = text ? Simple.STRING : column.type();
        String query = "select left(cast(" + value + " as varchar), 100) from " + rows.quoted() + " where "
                + jdbc.dialect().comparable(cast(cast(value, type), compared), compared) + " is distinct from "
                + jdbc.dialect().comparable(text ? cast(value, compared) : value, compared) + " limit 1";
        try {
            return jdbc.rows(query, row -> new Misfit(row.getString(1), null)).stream()
                    .findFirst();
        } catch (IngotException e) {
            // The cast itself fails, as of a number that is too large.
            return Optional.of(new Misfit(null, e.first().what()));
        }
    }
}
