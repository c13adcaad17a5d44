package dev.ingot.sql.internal;

import dev.ingot.api.run.Counts;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Warehouse.TableVersion;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The versions of tables, one row each, in a schema of Ingot's own. The row of the next version is written first in the
 * transaction that publishes it, so that of two who publish the same version one fails. Thread-safe.
 */
final class Versions {

    /** The schema that holds what Ingot itself keeps in a database. */
    static final String SCHEMA = "_ingot";

    private static final String TABLE = SCHEMA + ".table_version";

    private volatile boolean there;

    /** @param rows of the table from then on, −1 where that is not known */
    record Latest(long version, long rows, Instant at) {}

    synchronized void prepare(Jdbc jdbc) {
        if (!there) {
            if (!exists(jdbc)) {
                jdbc.execute("create schema if not exists " + SCHEMA);
                jdbc.execute("create table if not exists " + TABLE
                        + " (schema_name varchar not null, table_name varchar not null, version bigint not null,"
                        + " written_at varchar not null, operation varchar not null, node varchar not null,"
                        + " run varchar not null, counts varchar not null, row_count bigint not null,"
                        + " primary key (schema_name, table_name, version))");
            }
            there = true;
        }
    }

    private boolean exists(Jdbc jdbc) {
        return jdbc.number("select count(*) from information_schema.tables where table_schema = " + Sql.text(SCHEMA)
                        + " and table_name = 'table_version'")
                > 0;
    }

    private boolean readable(Jdbc jdbc) {
        if (!there) {
            there = exists(jdbc);
        }
        return there;
    }

    Optional<Latest> latest(Jdbc jdbc, TableName table) {
        if (!readable(jdbc)) {
            return Optional.empty();
        }
        return jdbc
                .rows(
                        "select version, row_count, written_at from " + TABLE + where(table)
                                + " order by version desc limit 1",
                        row -> new Latest(row.getLong(1), row.getLong(2), Instant.parse(row.getString(3))))
                .stream()
                .findFirst();
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
        jdbc.execute("insert into " + TABLE + " values ("
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
        if (!readable(jdbc)) {
            return List.of();
        }
        return jdbc.rows(
                "select version, written_at, operation, node, run, counts, row_count from " + TABLE + where(table)
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
