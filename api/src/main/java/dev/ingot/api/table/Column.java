package dev.ingot.api.table;

/**
 * @param nullable false only where the table's contract says {@code not_null}
 */
public record Column(String name, DataType type, boolean nullable) {

    public static Column of(String name, DataType type) {
        return new Column(name, type, true);
    }
}
