package dev.ingot.models.internal.run;

import dev.ingot.api.warehouse.Session;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Documentation.ColumnDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a published relation in PostgreSQL and is no part of its rows: {@code grants} and, with
 * {@code persist_docs}, descriptions as comments. The embedded engine has neither users nor comments on the lake.
 *
 * @param target dbt's name of the warehouse's kind
 */
record Belongings(DbtNode node, String target) {

    List<String> statements() {
        if (!target.equals("postgres")) {
            return List.of();
        }
        List<String> statements = new ArrayList<>();
        String relation = node.relation().quoted();
        grants(relation, statements);
        Map<String, @Nullable Object> persist = node.config().block("persist_docs");
        if (Boolean.TRUE.equals(persist.get("relation"))) {
            String kind = node.materialized().equals("view") ? "view" : "table";
            statements.add("comment on " + kind + " " + relation + " is "
                    + text(node.documentation().description()));
        }
        if (Boolean.TRUE.equals(persist.get("columns"))) {
            for (ColumnDoc column : node.documentation().columns().values()) {
                String name = Boolean.TRUE.equals(column.quote()) ? '"' + column.name() + '"' : column.name();
                statements.add("comment on column " + relation + "." + name + " is " + text(column.description()));
            }
        }
        return statements;
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
        statements().forEach(published::execute);
    }
}
