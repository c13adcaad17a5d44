package dev.ingot.cdc;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.cdc.BinlogColumns.CatalogColumn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The primary key by which a table can be read in parts: the server keeps the rows in its order, so the rows behind one
 * are found at once. Empty where there is none, or one whose values are not compared as they are ordered when they come
 * back as text (floats, enums, sets, bits) or are only partly in the key. Immutable.
 */
record BinlogKey(List<Part> parts) {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Pattern PLAIN = Pattern.compile("[0-9a-zA-Z :.-]+");

    /**
     * @param index of the column among those that are read
     */
    record Part(int index, CatalogColumn column) {

        private String name() {
            return BinlogServer.id(column.name());
        }

        private String description() {
            return column.name() + " " + column.declared() + " " + Objects.requireNonNullElse(column.collation(), "");
        }

        /** A constant that the server compares with the column as it compares two of its values. */
        private String literal(String value) {
            if (column.collation() != null) {
                return "CONVERT(_utf8mb4 X'"
                        + HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)) + "' USING "
                        + column.charset() + ") COLLATE " + column.collation();
            }
            if (column.type() == Simple.BINARY) {
                return "X'" + value + "'";
            }
            Pattern allowed = isNumber(column.type()) ? NUMBER : PLAIN;
            if (!allowed.matcher(value).matches()) {
                throw new IllegalStateException("no value of a key: " + value);
            }
            return isNumber(column.type()) ? value : "'" + value + "'";
        }
    }

    BinlogKey {
        parts = List.copyOf(parts);
    }

    /**
     * @param columns those that are read
     */
    static BinlogKey of(Connection sql, CapturedTable table, List<CatalogColumn> columns) {
        List<Optional<Part>> parts = Server.rows(
                sql,
                "SELECT column_name, sub_part IS NULL FROM information_schema.statistics WHERE table_schema = ? AND"
                        + " table_name = ? AND index_name = 'PRIMARY' ORDER BY seq_in_index",
                row -> row.getBoolean(2) ? part(row.getString(1), columns) : Optional.empty(),
                table.schema(),
                table.name());
        return parts.stream().allMatch(Optional::isPresent)
                ? new BinlogKey(parts.stream().flatMap(Optional::stream).toList())
                : new BinlogKey(List.of());
    }

    private static Optional<Part> part(@Nullable String name, List<CatalogColumn> columns) {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).name().equals(name))
                .mapToObj(i -> new Part(i, columns.get(i)))
                .filter(part -> isOrdered(part.column()))
                .findFirst();
    }

    private static boolean isOrdered(CatalogColumn column) {
        return switch (column.code()) {
            case BinlogType.DATE, BinlogType.DATETIME2, BinlogType.TIMESTAMP2, BinlogType.UUID, BinlogType.BLOB -> true;
            case BinlogType.VARCHAR -> column.collation() != null;
            case BinlogType.YEAR -> false;
            default -> isNumber(column.type());
        };
    }

    private static boolean isNumber(@Nullable DataType type) {
        return type instanceof DataType.Decimal
                || type == Simple.TINYINT
                || type == Simple.SMALLINT
                || type == Simple.INTEGER
                || type == Simple.BIGINT;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** What must be as it was for a reading to go on. */
    String description() {
        return parts.stream().map(Part::description).collect(Collectors.joining(", "));
    }

    /** The key of a row that was read. */
    List<String> values(@Nullable Object[] row) {
        return parts.stream()
                .map(part -> row[part.index()])
                .map(value -> value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value))
                .toList();
    }

    /** The end of a select: the rows behind this key, or from the first on where it is empty. */
    String behind(List<String> after, long rows) {
        String order = parts.stream().map(Part::name).collect(Collectors.joining(", "));
        // Not as a comparison of rows: for that MariaDB would read the table from its beginning.
        String where = after.isEmpty()
                ? ""
                : " WHERE " + parts.get(0).name() + " >= " + parts.get(0).literal(after.get(0)) + " AND "
                        + greater(after, 0);
        return where + " ORDER BY " + order + " LIMIT " + rows;
    }

    private String greater(List<String> after, int i) {
        Part part = parts.get(i);
        String literal = part.literal(after.get(i));
        String more = part.name() + " > " + literal;
        return i == parts.size() - 1
                ? more
                : "(" + more + " OR (" + part.name() + " = " + literal + " AND " + greater(after, i + 1) + "))";
    }
}
