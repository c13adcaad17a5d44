package dev.ingot.api.table;

import java.util.List;
import java.util.Optional;

/** The columns of a table in their order. Names are unique ignoring case. */
public record TableSchema(List<Column> columns) {

    public TableSchema {
        columns = List.copyOf(columns);
    }

    public Optional<Column> find(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    public List<String> names() {
        return columns.stream().map(Column::name).toList();
    }
}
