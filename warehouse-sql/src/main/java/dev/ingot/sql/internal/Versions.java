package dev.ingot.sql.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.run.Counts;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The versions of tables, one row each, in a schema of Ingot's own; where the user may not make that, in a table of each
 * schema with models, which stays the place of that schema's versions. The row of the next version is written first in the transaction that publishes it, so that of two
 * who publish the same version one fails. Thread-safe.
 */
final class Versions {

    /** The schema that holds what Ingot itself keeps in a database. */
    static final String SCHEMA = "_ingot";

    /** The table of a schema for its own tables. */
    static final String IN_SCHEMA = "_ingot_table_version";

    private static final TableName OWN = TableName.of(SCHEMA, "table_version");

    /** By schema, as far as it was found. */
    private final Map<String, TableName> places = new ConcurrentHashMap<>();

    /** @param rows of the table from then on, −1 where that is not known */
    record Latest(long version, long rows, Instant at) {}

    /** Makes what is needed for tables of a schema. */
    synchronized void prepare(Jdbc jdbc, String schema) {
        if (place(jdbc, schema).isEmpty()) {
            try {
                jdbc.execute("create schema if not exists " + SCHEMA);
                make(jdbc, OWN);
            } catch (IngotException e) {
                if (e.first().code() != SqlError.PRIVILEGE) {
                    throw e;
                }
                make(jdbc, TableName.of(schema, IN_SCHEMA));
            }
        }
    }

    private static void make(Jdbc jdbc, TableName place) {
        jdbc.execute("create table if not exists " + place.quoted()
                + " (schema_name varchar not null, table_name varchar not null, version bigint not null,"
                + " written_at varchar not null, operation varchar not null, node varchar not null,"
                + " run varchar not null, counts varchar not null, row_count bigint not null,"
                + " primary key (schema_name, table_name, version))");
    }

    private Optional<TableName> place(Jdbc jdbc, String schema) {
        TableName known = places.get(schema);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<TableName> found = Stream.of(TableName.of(schema, IN_SCHEMA), OWN)
                .filter(place -> exists(jdbc, place))
                .findFirst();
        found.ifPresent(place -> places.put(schema, place));
        return found;
    }

    private static boolean exists(Jdbc jdbc, TableName place) {
        return jdbc.number("select count(*) from information_schema.tables where table_schema = "
                        + Sql.text(place.schema()) + " and table_name = " + Sql.text(place.name()))
                > 0;
    }

    Optional<Latest> latest(Jdbc jdbc, TableName table) {
        return place(jdbc, table.schema())
                .flatMap(place -> jdbc
                        .rows(
                                "select version, row_count, written_at from " + place.quoted() + where(table)
                                        + " order by version desc limit 1",
                                row -> new Latest(row.getLong(1), row.getLong(2), Instant.parse(row.getString(3))))
                        .stream()
                        .findFirst());
    }

    void write(
            Jdbc jdbc,
            TableName table,
            long version,
            Instant at,
            String operation,
            WriteTag tag,
            Counts counts,
            long rows) {
        jdbc.execute("insert into " + place(jdbc, table.schema()).orElseThrow().quoted() + " values ("
                + String.join(
                        ", ",
                        Sql.text(table.schema()),
                        Sql.text(table.name()),
                        Long.toString(version),
                        Sql.text(at.toString()),
                        Sql.text(operation),
                        Sql.text(tag.node()),
                        Sql.text(tag.run()),
                        Sql.text(counts.law()),
                        Long.toString(rows))
                + ")");
    }

    List<TableVersion> history(Jdbc jdbc, TableName table, int limit) {
        Optional<TableName> place = place(jdbc, table.schema());
        if (place.isEmpty()) {
            return List.of();
        }
        return jdbc.rows(
                "select version, written_at, operation, node, run, counts, row_count from "
                        + place.get().quoted() + where(table)
                        + " order by version desc limit " + limit,
                row -> new TableVersion(
                        row.getLong(1),
                        Instant.parse(row.getString(2)),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getLong(7),
                        true));
    }

    private static String where(TableName table) {
        return " where schema_name = " + Sql.text(table.schema()) + " and table_name = " + Sql.text(table.name());
    }
}
