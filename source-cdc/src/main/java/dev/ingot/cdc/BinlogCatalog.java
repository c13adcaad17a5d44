package dev.ingot.cdc;

import dev.ingot.cdc.BinlogColumns.CatalogColumn;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the server's catalog knows and its log does not say. Immutable. */
record BinlogCatalog(BinlogCharsets charsets, Map<String, CatalogColumn> columns) {

    /** MariaDB's for unique long texts, MySQL's for keys of expressions, and these in versions before. */
    private static final Pattern OF_INDEX = Pattern.compile("DB_ROW_HASH_\\d+|!hidden!.*|[0-9a-f]{32}");

    BinlogCatalog {
        columns = Map.copyOf(columns);
    }

    static BinlogCatalog of(Connection sql, BinlogCharsets charsets, CapturedTable table) {
        return new BinlogCatalog(
                charsets,
                BinlogColumns.of(sql, table).stream()
                        .collect(Collectors.toMap(CatalogColumn::name, Function.identity())));
    }

    /** Whether a column is in the log and none for people: the server computes it, or an index needs it. */
    boolean isLeftOut(String name) {
        CatalogColumn column = columns.get(name);
        return column == null ? OF_INDEX.matcher(name).matches() : column.computed();
    }

    /** In the log it looks like sixteen bytes. */
    boolean isUuid(String name) {
        CatalogColumn column = columns.get(name);
        return column != null && column.declared().equals("uuid");
    }
}
