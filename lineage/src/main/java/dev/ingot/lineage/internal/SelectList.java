package dev.ingot.lineage.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The columns that a select names, its stars taken apart. */
final class SelectList {

    private final Expressions expressions;
    private final String sql;

    SelectList(Expressions expressions, String sql) {
        this.expressions = expressions;
        this.sql = sql;
    }

    List<Field> fields(JsonNode items, Scope scope) {
        List<Field> fields = new ArrayList<>();
        for (JsonNode item : items) {
            List<Field> some = of(item, scope);
            some.forEach(scope::alias);
            fields.addAll(some);
        }
        return fields;
    }

    private List<Field> of(JsonNode item, Scope scope) {
        if (isStar(item)) {
            return item.path("columns").asBoolean() ? matching(item, scope) : star(item, scope);
        }
        List<JsonNode> inside = new ArrayList<>();
        columnsInside(item, inside);
        if (inside.isEmpty()) {
            return List.of(new Field(name(item), expressions.of(item, scope)));
        }
        return matching(inside.get(0), scope).stream()
                .map(field -> new Field(field.name(), expressions.of(item, scope.forStar(field))))
                .toList();
    }

    private static boolean isStar(JsonNode expression) {
        return expression.path("class").asText().equals("STAR");
    }

    private static void columnsInside(JsonNode node, List<JsonNode> found) {
        if (isStar(node) && node.path("columns").asBoolean()) {
            found.add(node);
        } else if (!node.path("class").asText().equals("SUBQUERY")) {
            node.forEach(child -> columnsInside(child, found));
        }
    }

    /** What the engine calls a column that has no name of its own comes close to its text. */
    private String name(JsonNode item) {
        if (item.hasNonNull("alias")) {
            return item.path("alias").asText();
        }
        if (item.has("column_names")) {
            JsonNode names = item.path("column_names");
            return names.path(names.size() - 1).asText();
        }
        int start = item.path("query_location").asInt(-1);
        int length = item.path("query_location_length").asInt();
        return start < 0 || length == 0 || start + length > sql.length()
                ? item.path("function_name").asText("?")
                : sql.substring(start, start + length);
    }

    private List<Field> star(JsonNode star, Scope scope) {
        Set<String> excluded = new HashSet<>();
        Expressions.texts(star.path("exclude_list")).forEach(name -> excluded.add(Scope.lower(name)));
        Map<String, JsonNode> replaced = new HashMap<>();
        star.path("replace_list")
                .forEach(entry -> replaced.put(Scope.lower(entry.path("key").asText()), entry.path("value")));
        Map<String, String> renamed = new HashMap<>();
        star.path("rename_list")
                .forEach(entry -> renamed.put(
                        Scope.lower(entry.path("key").path("column").asText()),
                        entry.path("value").asText()));
        List<Field> fields = new ArrayList<>();
        for (Scope.Relation relation : relations(star, scope)) {
            Set<String> here = new HashSet<>(excluded);
            star.path("qualified_exclude_list").forEach(entry -> {
                if (relation.alias().equalsIgnoreCase(entry.path("table").asText())) {
                    here.add(Scope.lower(entry.path("column").asText()));
                }
            });
            for (Field field : relation.shown()) {
                String key = Scope.lower(field.name());
                if (here.contains(key)) {
                    continue;
                }
                JsonNode instead = replaced.get(key);
                Field kept = instead == null ? field : new Field(field.name(), expressions.of(instead, scope));
                fields.add(kept.named(renamed.getOrDefault(key, kept.name())));
            }
        }
        return fields;
    }

    private static List<Scope.Relation> relations(JsonNode star, Scope scope) {
        String name = star.path("relation_name").asText();
        List<Scope.Relation> relations = scope.relations().stream()
                .filter(relation -> name.isEmpty() || relation.alias().equalsIgnoreCase(name))
                .toList();
        if (relations.isEmpty()) {
            throw new Untraceable("there is no relation for the star " + name);
        }
        return relations;
    }

    /** {@code COLUMNS(*)}, {@code COLUMNS('a regular expression')}, {@code COLUMNS([names])}. */
    private List<Field> matching(JsonNode columns, Scope scope) {
        List<Field> all = star(columns, scope);
        if (!columns.has("expr")) {
            return all;
        }
        JsonNode choice = columns.path("expr");
        JsonNode text = choice.path("literal").path("text");
        if (text.isTextual()) {
            try {
                Pattern pattern = Pattern.compile(text.asText());
                return all.stream()
                        .filter(field -> pattern.matcher(field.name()).find())
                        .toList();
            } catch (PatternSyntaxException e) {
                throw new Untraceable("the pattern of COLUMNS is not read: " + text.asText());
            }
        }
        if (choice.path("function_name").asText().equals("list_value")) {
            Set<String> names = new HashSet<>();
            choice.path("arguments")
                    .forEach(argument -> names.add(Scope.lower(argument.path("expression")
                            .path("literal")
                            .path("text")
                            .asText())));
            return all.stream()
                    .filter(field -> names.contains(Scope.lower(field.name())))
                    .toList();
        }
        throw new Untraceable("which columns COLUMNS takes is only known when it runs");
    }
}
