package dev.ingot.api.table;

import java.util.Locale;

/**
 * A table in a warehouse: {@code schema.name}. Compared as written; names that differ only in case are refused where a
 * project is read.
 */
public record TableName(String schema, String name) implements Comparable<TableName> {

    public TableName {
        if (schema.isBlank() || name.isBlank()) {
            throw new IllegalArgumentException("a table needs a schema and a name");
        }
    }

    public static TableName of(String schema, String name) {
        return new TableName(schema, name);
    }

    /** Reads {@code schema.name}; a name without a dot is put into {@code defaultSchema}. */
    public static TableName parse(String text, String defaultSchema) {
        int dot = text.indexOf('.');
        return dot < 0
                ? new TableName(defaultSchema, text)
                : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    /** {@code "schema"."name"} in standard SQL. */
    public String quoted() {
        return quote(schema) + "." + quote(name);
    }

    private static String quote(String part) {
        return '"' + part.replace("\"", "\"\"") + '"';
    }

    public boolean sameIgnoringCase(TableName other) {
        return schema.toLowerCase(Locale.ROOT).equals(other.schema.toLowerCase(Locale.ROOT))
                && name.toLowerCase(Locale.ROOT).equals(other.name.toLowerCase(Locale.ROOT));
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
