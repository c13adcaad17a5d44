package dev.ingot.lineage.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.lineage.Columns;
import dev.ingot.lineage.Origin;
import dev.ingot.lineage.Transformation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A select, a set operation, or either with common tables before it. For one statement. */
public final class Query {

    private final Expressions expressions;
    private final SelectList selectList;
    private final From from;

    /**
     * @param aggregates names of functions that make one value of many rows
     * @param schema of tables that are written without one
     */
    public Query(Set<String> aggregates, String schema, Columns columns, String sql) {
        this.expressions = new Expressions(this, aggregates);
        this.selectList = new SelectList(expressions, sql);
        this.from = new From(this, expressions, schema, columns);
    }

    /** Traces a query that stands alone. */
    public Rowset trace(JsonNode node) {
        return trace(node, Scope.root());
    }

    Rowset trace(JsonNode node, Scope outer) {
        Scope scope = outer.nested();
        for (JsonNode entry : node.path("cte_map").path("map")) {
            String name = entry.path("key").asText();
            JsonNode value = entry.path("value");
            List<String> names = Expressions.texts(value.path("aliases"));
            JsonNode query = value.path("query_node");
            scope.define(
                    name,
                    query.path("type").asText().equals("RECURSIVE_CTE_NODE")
                            ? recursive(name, names, query, scope)
                            : trace(query, scope).renamed(names));
        }
        Rowset rows = switch (node.path("type").asText()) {
            case "SELECT_NODE" -> select(node, scope);
            case "SET_OPERATION_NODE" -> setOperation(node, scope);
            default ->
                throw new Untraceable("a query of the kind " + node.path("type").asText() + " is not traced");
        };
        return rows;
    }

    /** Each turn may bring columns that the turn before did not have; there are finitely many. */
    private Rowset recursive(String name, List<String> names, JsonNode node, Scope scope) {
        Rowset rows = trace(node.path("left"), scope).renamed(names);
        while (true) {
            Scope inside = scope.nested();
            inside.define(name, rows);
            Rowset next = rows.merged(trace(node.path("right"), inside));
            if (next.equals(rows)) {
                return rows;
            }
            rows = next;
        }
    }

    private Rowset setOperation(JsonNode node, Scope scope) {
        String kind = node.path("setop_type").asText();
        Rowset rows = null;
        for (JsonNode child : node.path("children")) {
            Rowset next = trace(child, scope);
            if (rows == null) {
                rows = next;
            } else if (kind.equals("UNION_BY_NAME")) {
                rows = rows.mergedByName(next);
            } else if (kind.equals("EXCEPT")) {
                Set<Origin> taken = new LinkedHashSet<>(next.influences());
                next.fields().forEach(field -> taken.addAll(Field.then(field.from(), Transformation.FILTER)));
                rows = rows.influencedBy(taken);
            } else {
                rows = rows.merged(next);
            }
        }
        if (rows == null) {
            throw new Untraceable("a set operation without parts");
        }
        return rows;
    }

    private Rowset select(JsonNode node, Scope scope) {
        Scope here = scope.nested();
        Set<Origin> influences = new LinkedHashSet<>(from.add(node.path("from_table"), here));
        List<Field> fields = selectList.fields(node.path("select_list"), here);
        for (String filter : List.of("where_clause", "having", "qualify")) {
            if (node.has(filter)) {
                influences.addAll(Field.then(expressions.of(node.path(filter), here), Transformation.FILTER));
            }
        }
        for (JsonNode group : node.path("group_expressions")) {
            influences.addAll(Field.then(byPlaceOr(group, fields, here), Transformation.GROUP_BY));
        }
        if (node.path("aggregate_handling").asText().equals("FORCE_AGGREGATES")) {
            fields.stream()
                    .flatMap(field -> field.from().stream())
                    .filter(origin -> origin.how().compareTo(Transformation.AGGREGATION) < 0)
                    .forEach(origin -> influences.add(origin.then(Transformation.GROUP_BY)));
        }
        for (JsonNode modifier : node.path("modifiers")) {
            for (JsonNode target : modifier.path("distinct_on_targets")) {
                influences.addAll(Field.then(byPlaceOr(target, fields, here), Transformation.GROUP_BY));
            }
            for (JsonNode order : modifier.path("orders")) {
                influences.addAll(Field.then(byPlaceOr(order.path("expression"), fields, here), Transformation.SORT));
            }
        }
        return Rowset.of(fields).influencedBy(influences);
    }

    /** {@code group by 1}, {@code order by 2}, {@code order by all}, or an expression. */
    private Set<Origin> byPlaceOr(JsonNode expression, List<Field> fields, Scope scope) {
        JsonNode literal = expression.path("literal");
        int place = literal.path("text").asInt(0);
        if (literal.path("kind").asText().equals("INTEGER") && place >= 1 && place <= fields.size()) {
            return fields.get(place - 1).from();
        }
        if (expression.path("class").asText().equals("STAR")) {
            Set<Origin> all = new LinkedHashSet<>();
            fields.forEach(field -> all.addAll(field.from()));
            return all;
        }
        return expressions.of(expression, scope);
    }
}
