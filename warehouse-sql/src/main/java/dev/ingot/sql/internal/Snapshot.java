package dev.ingot.sql.internal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.TableDesign;
import dev.ingot.sql.Jdbc;
import dev.ingot.sql.Relation;
import dev.ingot.sql.Sql;
import dev.ingot.sql.SqlError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * dbt's snapshot: a changed row closes its current version and opens a new one. What opens and closes is computed aside,
 * with the mark {@code ingot_change} on each row. Semantics after dbt's documentation of snapshots. For one build.
 */
final class Snapshot {

    private static final String CHANGE = "ingot_change";
    private static final String NOW_COLUMN = "ingot_updated";

    private final Jdbc jdbc;
    private final TableName target;
    private final BuildMode.Scd2 mode;
    private final BuildMode.HistoryColumns names;
    private final Instant now;
    private final Changes rows;
    private final Changes changes;

    /**
     * @param rows builds the select's rows
     * @param changes where what opens and closes is built
     */
    Snapshot(Jdbc jdbc, TableName target, BuildMode.Scd2 mode, Instant now, Changes rows, Changes changes) {
        this.jdbc = jdbc;
        this.target = target;
        this.mode = mode;
        this.names = mode.columns();
        this.now = now;
        this.rows = rows;
        this.changes = changes;
    }

    Change build(Optional<Relation> there) {
        long read = rows.create(TableDesign.PLAIN);
        try {
            TableSchema select =
                    jdbc.dialect().relations(jdbc, rows.aside()).get(0).schema();
            require(select);
            rows.requireUnique(mode.key());
            return there.isEmpty() ? first(select, read) : next(select, read, there.get());
        } finally {
            jdbc.execute("drop table " + rows.aside().quoted());
        }
    }

    private void require(TableSchema select) {
        List<String> names = new ArrayList<>(mode.key());
        names.addAll(mode.checkColumns());
        if (mode.updatedAt() != null) {
            names.add(mode.updatedAt());
        }
        for (String name : names) {
            if (select.find(name).isEmpty()) {
                throw Problem.of(SqlError.KEY, "The snapshot's column '" + name + "' is not in its select.")
                        .fix("Select it, or name another one. The select has " + String.join(", ", select.names())
                                + ".")
                        .toException();
            }
        }
    }

    private boolean tombstones() {
        return mode.hardDeletes().equals("new_record");
    }

    private String moment(TableSchema schema) {
        @Nullable
        DataType type = schema.find(names.updatedAt()).map(Column::type).orElse(null);
        return jdbc.dialect().moment(now, type);
    }

    /** The select's rows with the moment of their change. */
    private String source(TableSchema schema) {
        String updated = mode.updatedAt() == null ? moment(schema) : Sql.id(mode.updatedAt());
        return "(select *, " + updated + " as " + NOW_COLUMN + " from "
                + rows.aside().quoted() + ")";
    }

    /** Where a version ends that is current; of the moments' type. */
    private String openEnd(String moment) {
        String none = "nullif(" + moment + ", " + moment + ")";
        return mode.openEnd() == null ? none : "coalesce(" + none + ", " + mode.openEnd() + ")";
    }

    /** Whether a version of the table is current. */
    private String open(String alias) {
        String end = alias + Sql.id(names.validTo());
        return mode.openEnd() == null
                ? end + " is null"
                : "(" + end + " is null or " + end + " = " + mode.openEnd() + ")";
    }

    private String opened(TableSchema select, String alias, String moment, String deleted) {
        String id = "md5("
                + mode.key().stream()
                        .map(name -> "coalesce(cast(" + alias + "." + Sql.id(name) + " as varchar), '') || '|' || ")
                        .collect(Collectors.joining())
                + "coalesce(cast(" + moment + " as varchar), ''))";
        return Sql.of(alias, select.names()) + ", " + id + " as " + Sql.id(names.id()) + ", " + moment + " as "
                + Sql.id(names.updatedAt()) + ", "
                + moment
                + " as " + Sql.id(names.validFrom()) + ", " + openEnd(moment) + " as " + Sql.id(names.validTo())
                + (tombstones() ? ", '" + deleted + "' as " + Sql.id(names.deleted()) : "");
    }

    private Change first(TableSchema select, long read) {
        String sql = "select " + opened(select, "s", "s." + NOW_COLUMN, "False") + " from " + source(select) + " as s";
        Changes table = new Changes(jdbc, target, changes.aside(), sql, sql, changes.control());
        Change made = table.replace(TableDesign.PLAIN);
        return new Change(made.aside(), made.schema(), "SNAPSHOT", Counts.inserted(read), read, List.of(), null);
    }

    private Change next(TableSchema select, long read, Relation there) {
        TableSchema before = there.schema();
        List<String> own = new ArrayList<>(List.of(names.id(), names.updatedAt(), names.validFrom(), names.validTo()));
        if (tombstones()) {
            own.add(names.deleted());
        }
        own.stream().filter(name -> before.find(name).isEmpty()).findFirst().ifPresent(name -> {
            throw Problem.of(SqlError.SCHEMA_CHANGED, target + " is no snapshot: it has no column '" + name + "'.")
                    .fix(
                            name.equals(names.deleted())
                                    ? "Add it with alter table, or go back to the earlier hard_deletes."
                                    : "Move the table away; the snapshot is then begun anew.")
                    .toException();
        });
        List<Column> wanted = new ArrayList<>(select.columns());
        own.forEach(name -> before.find(name).ifPresent(wanted::add));
        Fitting fit = Fitting.of(jdbc, target, before, rows.aside(), new TableSchema(wanted), SchemaPolicy.WIDEN);
        String sql = changesSql(settled(select, fit), before, fit);
        new Changes(jdbc, target, changes.aside(), sql, sql, changes.control()).create(TableDesign.PLAIN);
        String aside = changes.aside().quoted();
        long inserted = marked("new");
        long changed = marked("changed");
        long deleted = marked("deleted");
        String closes = " d." + Sql.id(names.id()) + " = t." + Sql.id(names.id()) + " and d." + CHANGE
                + " in ('closed', 'gone') and " + open("t.");
        String opens = " where d." + CHANGE + " in ('new', 'changed', 'deleted')";
        List<String> statements = new ArrayList<>(fit.statements());
        statements.add("update " + target.quoted() + " as t set " + Sql.id(names.validTo()) + " = d."
                + Sql.id(names.validTo()) + " from " + aside + " as d where" + closes);
        statements.add("insert into " + target.quoted() + " (" + Sql.ids(fit.given()) + ") select "
                + Sql.of("d", fit.given()) + " from " + aside + " as d" + opens);
        String preview = "select "
                + fit.columns().names().stream().map(name -> shown(name, fit)).collect(Collectors.joining(", "))
                + " from " + fit.table(jdbc.dialect(), target) + " as t left join " + aside + " as d on" + closes
                + " union all select "
                + fit.fromRows(jdbc.dialect(), "d") + " from " + aside + " as d" + opens;
        Counts counts = new Counts(read, inserted, changed, 0, read - inserted - changed, 0, 0, 0);
        long growth = inserted + changed + deleted;
        return new Change(changes.aside(), fit.columns(), "SNAPSHOT", counts, growth, statements, preview);
    }

    private String shown(String name, Fitting fit) {
        if (name.equalsIgnoreCase(names.validTo())) {
            return "coalesce(d." + Sql.id(names.validTo()) + ", t." + Sql.id(names.validTo()) + ") as "
                    + Sql.id(names.validTo());
        }
        return (fit.before().find(name).isPresent() ? "t." + Sql.id(name) : "null") + " as " + Sql.id(name);
    }

    private long marked(String change) {
        return jdbc.number(
                "select count(*) from " + changes.aside().quoted() + " where " + CHANGE + " = '" + change + "'");
    }

    /** The select's columns in the types that the table will have. */
    private static TableSchema settled(TableSchema select, Fitting fit) {
        return new TableSchema(select.columns().stream()
                .map(column -> fit.columns().find(column.name()).orElse(column))
                .toList());
    }

    private String changesSql(TableSchema select, TableSchema before, Fitting fit) {
        String on = Sql.equal("c", "s", mode.key());
        String key = Sql.id(mode.key().get(0));
        String differs = differs(select, before);
        String current =
                "(select * from " + fit.table(jdbc.dialect(), target) + " as ingot_all where " + open("") + ")";
        String moment = mode.updatedAt() == null ? afterCurrent("s." + NOW_COLUMN) : "s." + NOW_COLUMN;
        List<String> parts = new ArrayList<>();
        parts.add("select " + opened(select, "s", moment, "False") + ", case when c." + key
                + " is null then 'new' else 'changed' end as " + CHANGE + " from src as s left join cur as c on " + on
                + " where c." + key + " is null or " + differs);
        parts.add("select " + closed(select, moment) + ", 'closed' from src as s join cur as c on " + on + " where "
                + differs);
        if (!mode.hardDeletes().equals("ignore")) {
            String alive = tombstones() ? " and c." + Sql.id(names.deleted()) + " is distinct from 'True'" : "";
            String missing = " from cur as c where not exists (select 1 from src as s where " + on + ")" + alive;
            String end = afterCurrent(moment(before));
            parts.add("select " + closed(select, end) + ", 'gone'" + missing);
            if (tombstones()) {
                parts.add("select " + openedAgain(select, before, end) + ", 'deleted'" + missing);
            }
        }
        return "with src as " + source(before) + ", cur as " + current + "\n" + String.join("\nunion all\n", parts);
    }

    /** Versions are in the order in which they were written: the next begins after the current one did, whatever the clock says. */
    private String afterCurrent(String moment) {
        return "greatest(" + moment + ", c." + Sql.id(names.validFrom()) + " + interval '1 microsecond')";
    }

    /** The key's version that ends, with the moment of its end. */
    private String closed(TableSchema select, String moment) {
        return nulls(select) + ", c." + Sql.id(names.id()) + ", c." + Sql.id(names.updatedAt()) + ", c."
                + Sql.id(names.validFrom()) + ", " + moment + (tombstones() ? ", 'False'" : "");
    }

    private String nulls(TableSchema select) {
        return select.columns().stream()
                .map(column -> "cast(null as " + jdbc.dialect().type(column.type()) + ")")
                .collect(Collectors.joining(", "));
    }

    private String openedAgain(TableSchema select, TableSchema before, String moment) {
        String values = select.columns().stream()
                .map(column -> before.find(column.name()).isPresent()
                        ? "c." + Sql.id(column.name())
                        : "cast(null as " + jdbc.dialect().type(column.type()) + ")")
                .collect(Collectors.joining(", "));
        return values + ", md5(c." + Sql.id(names.id()) + " || '|' || cast(" + moment + " as varchar)), " + moment
                + ", " + moment + ", " + openEnd(moment) + ", 'True'";
    }

    private String differs(TableSchema select, TableSchema before) {
        String differs;
        if (mode.updatedAt() != null) {
            differs = "coalesce(c." + Sql.id(names.validFrom()) + " < s." + NOW_COLUMN + ", false)";
        } else {
            List<Column> compared = select.columns().stream()
                    .filter(column -> mode.checkColumns().isEmpty()
                            ? mode.key().stream().noneMatch(column.name()::equalsIgnoreCase)
                            : mode.checkColumns().stream().anyMatch(column.name()::equalsIgnoreCase))
                    .toList();
            differs = compared.stream()
                    .map(column -> before.find(column.name()).isEmpty()
                            ? "true"
                            : comparable("c", column) + " is distinct from " + comparable("s", column))
                    .collect(Collectors.joining(" or "));
            differs = differs.isEmpty() ? "false" : "(" + differs + ")";
        }
        return tombstones() ? "(" + differs + " or c." + Sql.id(names.deleted()) + " = 'True')" : differs;
    }

    private String comparable(String alias, Column column) {
        return jdbc.dialect().comparable(alias + "." + Sql.id(column.name()), column.type());
    }
}
