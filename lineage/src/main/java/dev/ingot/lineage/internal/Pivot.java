package dev.ingot.lineage.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.lineage.Origin;
import dev.ingot.lineage.Transformation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** PIVOT with its values written out, and UNPIVOT. */
final class Pivot {

    private final From from;
    private final Expressions expressions;

    Pivot(From from, Expressions expressions) {
        this.from = from;
        this.expressions = expressions;
    }

    Rowset of(JsonNode node, Scope outer) {
        Scope source = outer.nested();
        Set<Origin> influences = from.add(node.path("source"), source);
        List<Field> fields = source.relations().stream()
                .flatMap(relation -> relation.shown().stream())
                .toList();
        Rowset rows = node.has("unpivot_names") ? unpivot(node, fields, source) : pivot(node, fields, source);
        return rows.influencedBy(influences);
    }

    private Rowset pivot(JsonNode node, List<Field> fields, Scope source) {
        List<JsonNode> aggregates = new ArrayList<>();
        node.path("aggregates").forEach(aggregates::add);
        Set<String> used = new HashSet<>();
        names(node.path("aggregates"), used);
        Set<Origin> by = new LinkedHashSet<>();
        List<String> values = List.of("");
        for (JsonNode pivot : node.path("pivots")) {
            names(pivot.path("pivot_expressions"), used);
            by.addAll(expressions.parts(pivot.path("pivot_expressions"), source, Transformation.CONDITIONAL));
            values = combined(values, values(pivot));
        }
        Set<String> groups = new HashSet<>();
        Expressions.texts(node.path("groups")).forEach(name -> groups.add(Scope.lower(name)));
        List<Field> result = new ArrayList<>();
        for (Field field : fields) {
            String name = Scope.lower(field.name());
            if (groups.isEmpty() ? !used.contains(name) : groups.contains(name)) {
                result.add(field);
            }
        }
        for (String value : values) {
            for (JsonNode aggregate : aggregates) {
                Set<Origin> origins = new LinkedHashSet<>(expressions.of(aggregate, source));
                origins.addAll(by);
                String alias = aggregate.path("alias").asText();
                result.add(new Field(
                        alias.isEmpty() && aggregates.size() == 1
                                ? value
                                : value + "_"
                                        + (alias.isEmpty()
                                                ? aggregate
                                                        .path("function_name")
                                                        .asText()
                                                : alias),
                        origins));
            }
        }
        return Rowset.of(result);
    }

    private static List<String> values(JsonNode pivot) {
        List<String> values = new ArrayList<>();
        for (JsonNode entry : pivot.path("entries")) {
            JsonNode text = entry.path("star_expr").path("literal").path("text");
            if (!entry.has("alias") && !text.isTextual()) {
                throw new Untraceable("the columns of a PIVOT are only known when it runs");
            }
            values.add(entry.path("alias").asText(text.asText()));
        }
        if (values.isEmpty()) {
            throw new Untraceable("the columns of a PIVOT are only known when it runs");
        }
        return values;
    }

    private static List<String> combined(List<String> before, List<String> next) {
        List<String> all = new ArrayList<>();
        before.forEach(one -> next.forEach(other -> all.add(one.isEmpty() ? other : one + "_" + other)));
        return all;
    }

    private static void names(JsonNode node, Set<String> names) {
        for (JsonNode reference : node.findValues("column_names")) {
            names.add(Scope.lower(reference.path(reference.size() - 1).asText()));
        }
    }

    private Rowset unpivot(JsonNode node, List<Field> fields, Scope source) {
        Set<String> used = new HashSet<>();
        Set<Origin> values = new LinkedHashSet<>();
        List<String> labels = new ArrayList<>();
        for (JsonNode pivot : node.path("pivots")) {
            labels.addAll(Expressions.texts(pivot.path("unpivot_names")));
            names(pivot.path("entries"), used);
            values.addAll(expressions.parts(pivot.path("entries"), source, Transformation.IDENTITY));
        }
        List<Field> result = new ArrayList<>(fields.stream()
                .filter(field -> !used.contains(Scope.lower(field.name())))
                .toList());
        labels.forEach(label -> result.add(new Field(label, Set.of())));
        Expressions.texts(node.path("unpivot_names")).forEach(name -> result.add(new Field(name, values)));
        return Rowset.of(result);
    }
}
