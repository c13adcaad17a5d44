package dev.ingot.postgres.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.TableInfo.Kind;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PostgreSQL's catalog says of relations, and what hangs on them: a view is bound to the table that it was made
 * over, not to its name, so that it goes when that table is replaced and has to be made again. For one connection.
 */
record PostgresCatalog(Jdbc jdbc) {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresCatalog.class);

    /**
     * A view that reads a relation.
     *
     * @param statements that make it again, with its owner, grants, comment and indexes
     */
    record Dependent(String name, boolean stored, List<String> statements) {}

    private record Found(
            TableName name,
            String kind,
            long bytes,
            @Nullable String definition) {}

    List<Relation> relations(@Nullable TableName only) {
        Map<Found, List<Column>> columns = new LinkedHashMap<>();
        String which = only == null
                ? "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'"
                : "n.nspname = " + Sql.text(only.schema()) + " and c.relname = " + Sql.text(only.name());
        // Of all views the definitions are not asked for: one that is dropped meanwhile would be an error.
        String definition = only == null ? "''" : "pg_get_viewdef(c.oid)";
        jdbc.rows(
                "select n.nspname, c.relname, c.relkind::text, c.relpages::bigint * current_setting('block_size')::bigint,"
                        + " case when c.relkind in ('v', 'm') then " + definition + " end,"
                        + " a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull"
                        + " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                        + " where c.relkind in ('r', 'p', 'f', 'v', 'm') and " + which
                        + " order by n.nspname, c.relname, a.attnum",
                row -> {
                    List<Column> known = columns.computeIfAbsent(
                            new Found(
                                    TableName.of(row.getString(1), row.getString(2)),
                                    row.getString(3),
                                    row.getLong(4),
                                    row.getString(5)),
                            any -> new ArrayList<>());
                    String name = row.getString(6);
                    return name != null
                            && known.add(new Column(name, PostgresTypes.parse(row.getString(7)), !row.getBoolean(8)));
                });
        return columns.entrySet().stream()
                .map(entry -> relation(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Relation relation(Found found, List<Column> columns) {
        Kind kind = found.definition() == null ? Kind.TABLE : Kind.VIEW;
        return new Relation(found.name(), kind, columns, found.bytes(), found.definition());
    }

    /** Whatever it is, with the views over it. */
    void drop(TableName name) {
        List<String> kinds = jdbc.rows(
                "select c.relkind::text from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = "
                        + Sql.text(name.schema()) + " and c.relname = " + Sql.text(name.name()),
                row -> row.getString(1));
        if (kinds.isEmpty()) {
            return;
        }
        String what = switch (kinds.get(0)) {
            case "v" -> "view";
            case "m" -> "materialized view";
            case "f" -> "foreign table";
            default -> "table";
        };
        jdbc.execute("drop " + what + " if exists " + name.quoted() + " cascade");
    }

    /**
     * Takes the views over a relation away, to be made again over another. One process and transaction does so at a
     * time, and the views go before what they read: in the order in which whoever reads them locks the two.
     *
     * @param locks the first half of the advisory lock
     */
    List<Dependent> detach(TableName table, int locks) {
        if (dependents(table).isEmpty()) {
            return List.of();
        }
        jdbc.rows("select pg_advisory_xact_lock(" + locks + ", 0)", row -> true);
        List<Dependent> dependents = dependents(table);
        for (int i = dependents.size() - 1; i >= 0; i--) {
            Dependent view = dependents.get(i);
            jdbc.execute("drop " + (view.stored() ? "materialized view " : "view ") + view.name());
        }
        return dependents;
    }

    /** Views over a relation, in the order in which they read each other. */
    private List<Dependent> dependents(TableName table) {
        return jdbc.rows(
                "with recursive reading(oid, depth) as ("
                        + " select r.ev_class, 1 from pg_depend d join pg_rewrite r on r.oid = d.objid"
                        + " where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass"
                        + " and d.refobjid = to_regclass(" + Sql.text(table.quoted()) + ") and r.ev_class <> d.refobjid"
                        + " union select r.ev_class, reading.depth + 1 from reading"
                        + " join pg_depend d on d.refobjid = reading.oid and d.refclassid = 'pg_class'::regclass"
                        + " join pg_rewrite r on r.oid = d.objid"
                        + " where d.classid = 'pg_rewrite'::regclass and r.ev_class <> d.refobjid),"
                        + " views as (select oid, max(depth) as depth from reading group by oid)"
                        + " select c.oid::regclass::text as name, c.relkind = 'm' as stored, pg_get_viewdef(c.oid) as body,"
                        + " case when pg_get_userbyid(c.relowner) <> current_user then quote_ident(pg_get_userbyid(c.relowner)) end,"
                        + " quote_literal(obj_description(c.oid, 'pg_class')),"
                        + " array(select format('grant %s on %s to %s', a.privilege_type, c.oid::regclass,"
                        + " case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end)"
                        + " from aclexplode(c.relacl) a where a.grantee <> c.relowner)::text[],"
                        + " array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid)::text[]"
                        + " from views join pg_class c on c.oid = views.oid order by views.depth, 1",
                row -> {
                    String name = row.getString(1);
                    String kind = row.getBoolean(2) ? "materialized view " : "view ";
                    List<String> all = new ArrayList<>();
                    all.add("create " + kind + name + " as " + row.getString(3));
                    if (row.getString(4) != null) {
                        all.add("alter " + kind + name + " owner to " + row.getString(4));
                    }
                    if (row.getString(5) != null) {
                        all.add("comment on " + kind + name + " is " + row.getString(5));
                    }
                    all.addAll(List.of((String[]) row.getArray(6).getArray()));
                    all.addAll(List.of((String[]) row.getArray(7).getArray()));
                    return new Dependent(name, row.getBoolean(2), all);
                });
    }

    /** Makes the views again; one that no longer fits stays away, as after dbt's build, and the log says so. */
    void restore(List<Dependent> dependents) {
        for (Dependent view : dependents) {
            jdbc.execute("savepoint ingot_view");
            try {
                view.statements().forEach(jdbc::execute);
                jdbc.execute("release savepoint ingot_view");
            } catch (IngotException e) {
                jdbc.execute("rollback to savepoint ingot_view");
                LOG.warn(
                        "The view {} is gone: it does not fit what it read any more: {}",
                        view.name(),
                        e.first().what());
            }
        }
    }
}
