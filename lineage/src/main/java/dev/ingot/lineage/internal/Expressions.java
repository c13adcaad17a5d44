package dev.ingot.lineage.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.lineage.Origin;
import dev.ingot.lineage.Transformation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which columns an expression is made of. */
final class Expressions {

    /** Functions that take a lambda; for all others an arrow is the one of JSON. */
    private static final Set<String> LAMBDAS = Set.of(
            "list_transform",
            "list_apply",
            "apply",
            "array_transform",
            "array_apply",
            "list_filter",
            "array_filter",
            "filter",
            "list_reduce",
            "array_reduce",
            "reduce");

    private final Query query;
    private final Set<String> aggregates;

    Expressions(Query query, Set<String> aggregates) {
        this.query = query;
        this.aggregates = aggregates;
    }

    Set<Origin> of(JsonNode expression, Scope scope) {
        String kind = expression.path("class").asText();
        return switch (kind) {
            case "COLUMN_REF" -> scope.resolve(texts(expression.path("column_names")));
            case "CONSTANT", "PARAMETER", "DEFAULT", "TYPE" -> Set.of();
            case "FUNCTION" -> function(expression, scope);
            case "WINDOW" -> window(expression, scope);
            case "CASE" -> choice(expression, scope);
            case "SUBQUERY" -> subquery(expression, scope);
            case "STAR" -> star(expression, scope);
            case "POSITIONAL_REFERENCE" -> byPlace(expression, scope);
            case "OPERATOR", "COMPARISON", "CONJUNCTION", "CAST", "BETWEEN", "COLLATE", "LAMBDA" ->
                parts(expression, scope, Transformation.TRANSFORMATION);
            default -> throw new Untraceable("an expression of the kind " + kind + " is not traced");
        };
    }

    /** All expressions below a node, however they are wrapped, each after one more step. */
    Set<Origin> parts(JsonNode node, Scope scope, Transformation next) {
        Set<Origin> all = new LinkedHashSet<>();
        for (JsonNode child : node) {
            all.addAll(below(child, scope));
        }
        return Field.then(all, next);
    }

    private Set<Origin> below(JsonNode node, Scope scope) {
        if (node.has("class")) {
            return of(node, scope);
        }
        Set<Origin> all = new LinkedHashSet<>();
        node.forEach(child -> all.addAll(below(child, scope)));
        return all;
    }

    private Set<Origin> function(JsonNode function, Scope scope) {
        String name = Scope.lower(function.path("function_name").asText());
        Transformation how = aggregates.contains(name) ? Transformation.AGGREGATION : Transformation.TRANSFORMATION;
        Set<Origin> all = new LinkedHashSet<>();
        for (JsonNode argument : function.path("arguments")) {
            JsonNode value = argument.path("expression");
            all.addAll(
                    value.path("class").asText().equals("LAMBDA") && LAMBDAS.contains(name)
                            ? lambda(value, scope)
                            : of(value, scope));
        }
        all = Field.then(all, how);
        if (function.has("filter")) {
            all.addAll(Field.then(of(function.path("filter"), scope), Transformation.FILTER));
        }
        all.addAll(parts(function.path("order_bys"), scope, Transformation.SORT));
        return all;
    }

    private Set<Origin> lambda(JsonNode lambda, Scope scope) {
        Set<String> parameters = new HashSet<>();
        lambda.path("lhs")
                .findValues("column_names")
                .forEach(names -> texts(names).forEach(name -> parameters.add(Scope.lower(name))));
        return of(lambda.path("expr"), scope.lambda(parameters));
    }

    private Set<Origin> window(JsonNode window, Scope scope) {
        String name = Scope.lower(window.path("function_name").asText());
        Set<Origin> all = new LinkedHashSet<>(parts(
                window.path("arguments"),
                scope,
                aggregates.contains(name) ? Transformation.AGGREGATION : Transformation.TRANSFORMATION));
        for (String part : List.of("offset_expr", "default_expr", "start_expr", "end_expr")) {
            if (window.has(part)) {
                all.addAll(Field.then(of(window.path(part), scope), Transformation.TRANSFORMATION));
            }
        }
        if (window.has("filter_expr")) {
            all.addAll(Field.then(of(window.path("filter_expr"), scope), Transformation.FILTER));
        }
        for (String part : List.of("partitions", "orders", "arg_orders")) {
            all.addAll(parts(window.path(part), scope, Transformation.WINDOW));
        }
        return all;
    }

    private Set<Origin> choice(JsonNode choice, Scope scope) {
        Set<Origin> values = new LinkedHashSet<>();
        Set<Origin> conditions = new LinkedHashSet<>();
        for (JsonNode check : choice.path("case_checks")) {
            conditions.addAll(of(check.path("when_expr"), scope));
            values.addAll(of(check.path("then_expr"), scope));
        }
        if (choice.has("else_expr")) {
            values.addAll(of(choice.path("else_expr"), scope));
        }
        Set<Origin> all = new LinkedHashSet<>(Field.then(values, Transformation.TRANSFORMATION));
        all.addAll(Field.then(conditions, Transformation.CONDITIONAL));
        return all;
    }

    private Set<Origin> subquery(JsonNode subquery, Scope scope) {
        Rowset rows = query.trace(subquery.path("subquery").path("node"), scope);
        boolean value = subquery.path("subquery_type").asText().equals("SCALAR");
        Set<Origin> all = new LinkedHashSet<>();
        if (subquery.has("child")) {
            all.addAll(Field.then(of(subquery.path("child"), scope), Transformation.TRANSFORMATION));
        }
        for (Field field : rows.fields()) {
            all.addAll(value ? field.from() : Field.then(field.from(), Transformation.CONDITIONAL));
        }
        all.addAll(rows.influences());
        return all;
    }

    /** A star inside an expression: the column for which it is being expanded, or all of them at once. */
    private static Set<Origin> star(JsonNode star, Scope scope) {
        if (star.path("columns").asBoolean()) {
            return scope.star()
                    .map(Field::from)
                    .orElseThrow(() -> new Untraceable("COLUMNS stands outside a select's columns"));
        }
        Set<Origin> all = new LinkedHashSet<>();
        String relation = star.path("relation_name").asText();
        scope.relations().stream()
                .filter(each -> relation.isEmpty() || each.alias().equalsIgnoreCase(relation))
                .forEach(each -> each.shown().forEach(field -> all.addAll(field.from())));
        return all;
    }

    private static Set<Origin> byPlace(JsonNode reference, Scope scope) {
        List<Field> fields = new ArrayList<>();
        scope.relations().forEach(relation -> fields.addAll(relation.shown()));
        int place = reference.path("index").asInt();
        if (place < 1 || place > fields.size()) {
            throw new Untraceable("there is no column #" + place);
        }
        return fields.get(place - 1).from();
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
