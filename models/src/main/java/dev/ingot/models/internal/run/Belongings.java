package dev.ingot.models.internal.run;

import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Documentation.ColumnDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to a published relation in a database and is no part of its rows: {@code grants} and, with
 * {@code persist_docs}, descriptions as comments. The lake has neither users nor comments, a DuckDB file no users.
 *
 * @param target dbt's name of the warehouse's kind
 */
record Belongings(DbtNode node, String target) {

    private static final Logger LOG = LoggerFactory.getLogger(Belongings.class);

    /** Whether there is anything to give, as far as can be told before the relation is there. */
    boolean any() {
        return persists("relation")
                || persists("columns")
                || (isPostgres() && !node.config().block("grants").isEmpty());
    }

    private boolean isPostgres() {
        return target.equals("postgres");
    }

    private boolean persists(String what) {
        return Boolean.TRUE.equals(node.config().block("persist_docs").get(what));
    }

    private List<String> statements(Session published) {
        List<String> statements = new ArrayList<>();
        String relation = node.relation().quoted();
        if (isPostgres()) {
            grants(relation, statements);
        }
        if (persists("relation")) {
            String kind = node.materialized().equals("view") ? "view" : "table";
            statements.add("comment on " + kind + " " + relation + " is "
                    + text(node.documentation().description()));
        }
        if (persists("columns")) {
            comments(published, relation, statements);
        }
        return statements;
    }

    /** A description of a column that is not there is a remark, as in dbt. */
    private void comments(Session published, String relation, List<String> statements) {
        Optional<TableSchema> schema = published.find(node.relation()).map(TableInfo::schema);
        List<String> missing = new ArrayList<>();
        for (ColumnDoc column : node.documentation().columns().values()) {
            schema.flatMap(there -> there.find(column.name()))
                    .ifPresentOrElse(
                            found -> statements.add("comment on column " + relation + "." + RowsSql.quoted(found.name())
                                    + " is " + text(column.description())),
                            () -> missing.add(column.name()));
        }
        if (!missing.isEmpty()) {
            LOG.warn("{} describes columns of {} that it does not have: {}", node.uniqueId(), relation, missing);
        }
    }

    private void grants(String relation, List<String> statements) {
        node.config().block("grants").forEach((privilege, grantees) -> {
            List<?> names = grantees instanceof List<?> list ? list : grantees == null ? List.of() : List.of(grantees);
            names.forEach(name -> statements.add("grant " + privilege + " on " + relation + " to " + name));
        });
    }

    /** Comments that are no longer described are taken away. */
    private static String text(String description) {
        return description.isEmpty() ? "null" : "'" + description.replace("'", "''") + "'";
    }

    void give(Session published) {
        if (any() && published.keepsConstraints()) {
            statements(published).forEach(published::execute);
        }
    }
}
