package dev.ingot.models.internal.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code constraints:}, of a column or of a whole model. Immutable.
 *
 * @param type {@code not_null}, {@code unique}, {@code primary_key}, {@code foreign_key}, {@code check} or {@code custom}
 * @param columns of a model's constraint
 * @param to the relation that a foreign key refers to, as SQL writes it
 */
public record Constraint(
        String type,
        @Nullable String name,
        @Nullable String expression,
        List<String> columns,
        @Nullable String to,
        List<String> toColumns) {

    public Constraint {
        columns = List.copyOf(columns);
        toColumns = List.copyOf(toColumns);
    }

    /** As SQL writes it behind a column. */
    public String ofColumn() {
        String words = switch (type) {
            case "not_null" -> "not null";
            case "unique" -> "unique";
            case "primary_key" -> "primary key";
            case "check" -> "check (" + expression + ")";
            case "foreign_key" -> references();
            default -> expression == null ? "" : expression;
        };
        return named(type.equals("primary_key") || type.equals("unique") ? plus(words) : words);
    }

    /** As SQL writes it below the columns. */
    public String ofTable() {
        String list = "(" + String.join(", ", columns) + ")";
        return named(
                switch (type) {
                    case "unique" -> plus("unique " + list);
                    case "primary_key" -> plus("primary key " + list);
                    case "check" -> "check (" + expression + ")";
                    case "foreign_key" -> "foreign key " + list + " " + references();
                    default -> expression == null ? "" : expression;
                });
    }

    private String references() {
        return "references "
                + (to == null
                        ? expression
                        : to + (toColumns.isEmpty() ? "" : " (" + String.join(", ", toColumns) + ")"));
    }

    private String plus(String words) {
        return expression == null ? words : words + " " + expression;
    }

    private String named(String words) {
        return name == null || words.isEmpty() ? words : "constraint " + name + " " + words;
    }

    /** As the manifest has it. */
    public Map<String, @Nullable Object> shown() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("name", name);
        json.put("expression", expression);
        json.put("warn_unenforced", true);
        json.put("warn_unsupported", true);
        json.put("to", to);
        json.put("to_columns", toColumns);
        return json;
    }
}
