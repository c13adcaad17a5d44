package dev.ingot.lineage.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.api.table.TableName;
import dev.ingot.lineage.Columns;
import dev.ingot.lineage.Origin;
import dev.ingot.lineage.Transformation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The relations of a FROM. */
final class From {

    private static final Set<String> SERIES = Set.of("range", "generate_series", "unnest");

    private final Query query;
    private final Expressions expressions;
    private final String schema;
    private final Columns columns;

    From(Query query, Expressions expressions, String schema, Columns columns) {
        this.query = query;
        this.expressions = expressions;
        this.schema = schema;
        this.columns = columns;
    }

    /** Puts the relations into the scope; returns what decided which rows they have and how they are joined. */
    Set<Origin> add(JsonNode node, Scope scope) {
        return switch (node.path("type").asText()) {
            case "", "EMPTY" -> Set.of();
            case "BASE_TABLE" -> table(node, scope);
            case "SUBQUERY" ->
                add(node, query.trace(node.path("subquery").path("node"), scope), "unnamed_subquery", scope);
            case "EXPRESSION_LIST" -> add(node, values(node, scope), "valueslist", scope);
            case "TABLE_FUNCTION" -> function(node, scope);
            case "JOIN" -> join(node, scope);
            case "PIVOT" -> add(node, new Pivot(this, expressions).of(node, scope), "pivot", scope);
            default -> throw new Untraceable("a " + node.path("type").asText() + " in a FROM is not traced");
        };
    }

    private static Set<Origin> add(JsonNode node, Rowset rows, String otherwise, Scope scope) {
        Rowset renamed = rows.renamed(Expressions.texts(node.path("column_name_alias")));
        scope.add(new Scope.Relation(node.path("alias").asText(otherwise), null, renamed, Set.of()));
        return rows.influences();
    }

    private Set<Origin> table(JsonNode node, Scope scope) {
        String name = node.path("table_name").asText();
        Optional<Rowset> common = node.has("schema_name") ? Optional.empty() : scope.commonTable(name);
        if (common.isPresent()) {
            return add(node, common.get(), name, scope);
        }
        TableName table = TableName.of(node.path("schema_name").asText(schema), name);
        Rowset rows = columns.of(table)
                .map(known -> Rowset.of(
                        known.stream().map(column -> field(table, column)).toList()))
                .orElseGet(() -> new Rowset(List.of(), Set.of(), column -> field(table, column)))
                .renamed(Expressions.texts(node.path("column_name_alias")));
        scope.add(new Scope.Relation(node.path("alias").asText(name), table.schema(), rows, Set.of()));
        return Set.of();
    }

    private static Field field(TableName table, String column) {
        return new Field(column, Set.of(new Origin(table, column, Transformation.IDENTITY)));
    }

    private Rowset values(JsonNode node, Scope scope) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode row : node.path("values")) {
            for (int i = 0; i < row.size(); i++) {
                Field value = new Field("col" + i, expressions.of(row.path(i), scope));
                if (i < fields.size()) {
                    fields.set(i, fields.get(i).plus(value));
                } else {
                    fields.add(value);
                }
            }
        }
        return Rowset.of(fields);
    }

    /** A function's columns come from its arguments; how many there are, and their names, only few functions tell. */
    private Set<Origin> function(JsonNode node, Scope scope) {
        JsonNode function = node.path("function");
        String name = Scope.lower(function.path("function_name").asText());
        Set<Origin> arguments = expressions.of(function, scope);
        List<Field> known = SERIES.contains(name) ? List.of(new Field(name, arguments)) : List.of();
        return add(node, new Rowset(known, Set.of(), column -> new Field(column, arguments)), name, scope);
    }

    private Set<Origin> join(JsonNode node, Scope scope) {
        if (node.has("alias")) {
            throw new Untraceable("a join with a name of its own is not traced");
        }
        int before = scope.relations().size();
        Set<Origin> influences = new LinkedHashSet<>(add(node.path("left"), scope));
        int middle = scope.relations().size();
        influences.addAll(add(node.path("right"), scope));
        List<Scope.Relation> left = List.copyOf(scope.relations().subList(before, middle));
        List<Scope.Relation> right =
                List.copyOf(scope.relations().subList(middle, scope.relations().size()));
        Set<String> shared = node.path("ref_type").asText().equals("NATURAL")
                ? common(left, right)
                : Set.copyOf(Expressions.texts(node.path("using_columns")));
        for (String column : shared) {
            influences.addAll(Field.then(inOne(left, column), Transformation.JOIN));
            influences.addAll(Field.then(inOne(right, column), Transformation.JOIN));
        }
        if (node.has("condition")) {
            influences.addAll(Field.then(expressions.of(node.path("condition"), scope), Transformation.JOIN));
        }
        boolean onlyLeft =
                Set.of("SEMI", "ANTI").contains(node.path("join_type").asText());
        scope.replace(
                middle,
                onlyLeft
                        ? List.of()
                        : right.stream()
                                .map(relation -> relation.hiding(shared))
                                .toList());
        return influences;
    }

    private static Set<String> common(List<Scope.Relation> left, List<Scope.Relation> right) {
        return left.stream()
                .flatMap(relation -> relation.shown().stream())
                .map(Field::name)
                .filter(name -> right.stream()
                        .flatMap(relation -> relation.shown().stream())
                        .anyMatch(field -> field.is(name)))
                .collect(Collectors.toSet());
    }

    private static Set<Origin> inOne(List<Scope.Relation> relations, String column) {
        Scope scope = Scope.root();
        relations.forEach(scope::add);
        return scope.resolve(List.of(column));
    }
}
