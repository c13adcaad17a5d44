package dev.ingot.lake.internal;

import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The state of a table as a set of Parquet files, and the SQL that reads it. Columns are found by name, ignoring case;
 * a file without the column gives null; a file with a narrower type is cast. Immutable.
 */
record FileSet(TableSchema schema, List<String> partitionColumns, List<Part> parts) {

    /** How many rows a file has, and where. */
    record Part(String location, Map<String, @Nullable String> partitionValues, long rows) {
        Part {
            partitionValues = Collections.unmodifiableMap(new LinkedHashMap<>(partitionValues));
        }
    }

    /** Columns that {@link #selectWithPlaces} adds: the file's index in {@code parts}, the row's number in the file. */
    static final String FILE = "__ingot_file";

    static final String ROW = "__ingot_row";

    private static final Set<String> ENGINES = Set.of("file_index", "file_row_number", "filename");

    FileSet {
        partitionColumns = List.copyOf(partitionColumns);
        parts = List.copyOf(parts);
    }

    static FileSet of(DeltaSnapshot snapshot) {
        List<Part> parts = new ArrayList<>();
        snapshot.files().forEach(file -> parts.add(new Part(file.location(), file.partitionValues(), file.rows())));
        return new FileSet(snapshot.schema(), snapshot.partitionColumns(), parts);
    }

    FileSet withParts(List<Part> others) {
        return new FileSet(schema, partitionColumns, others);
    }

    /** −1 where some file does not say. */
    long rows() {
        long rows = 0;
        for (Part part : parts) {
            if (part.rows() < 0) {
                return -1;
            }
            rows += part.rows();
        }
        return rows;
    }

    /** A select of all columns in their order and types. */
    String select() {
        return select("");
    }

    /** The same, plus where each row lies. */
    String selectWithPlaces() {
        return select(", CAST(file_index AS BIGINT) AS " + FILE + ", file_row_number AS " + ROW);
    }

    private String select(String more) {
        if (parts.isEmpty()) {
            return "SELECT "
                    + schema.columns().stream()
                            .map(column ->
                                    "CAST(NULL AS " + DuckTypes.sql(column.type()) + ") AS " + Sql.id(column.name()))
                            .collect(Collectors.joining(", "))
                    + (more.isEmpty() ? "" : ", CAST(NULL AS BIGINT) AS " + FILE + ", CAST(NULL AS BIGINT) AS " + ROW)
                    + " WHERE false";
        }
        return "SELECT "
                + schema.columns().stream().map(this::column).collect(Collectors.joining(", "))
                + more
                + " FROM "
                + scan();
    }

    private String column(Column column) {
        if (partitionColumns.stream().noneMatch(column.name()::equalsIgnoreCase)) {
            String inside = inside(column);
            if (TypeLattice.isNested(column.type())) {
                // DuckDB 2.0.0 fails for good when it is asked for a field of a struct that some file does not have;
                // with
                // something around the column it does not ask the files for the field alone.
                return "coalesce(" + Sql.id(inside) + ", NULL) AS " + Sql.id(column.name());
            }
            return inside.equals(column.name()) ? Sql.id(inside) : Sql.id(inside) + " AS " + Sql.id(column.name());
        }
        // The log is the truth for partition values, not the folder names; the list is indexed by the file's number.
        String values = parts.stream()
                .map(part -> part.partitionValues().get(column.name()))
                .map(value -> value == null ? "NULL" : Sql.text(value))
                .collect(Collectors.joining(", ", "[", "]"));
        return "(CAST(" + values + " AS " + DuckTypes.sql(column.type()) + "[]))[CAST(file_index AS BIGINT) + 1] AS "
                + Sql.id(column.name());
    }

    /** A column's name within the scan, where the engine's own columns have theirs. */
    private static String inside(Column column) {
        return ENGINES.contains(column.name().toLowerCase(Locale.ROOT)) ? "ingot_" + column.name() : column.name();
    }

    private String scan() {
        String columns = schema.columns().stream()
                .filter(column -> partitionColumns.stream().noneMatch(column.name()::equalsIgnoreCase))
                .map(column -> Sql.text(column.name()) + ": {name: " + Sql.text(inside(column)) + ", type: "
                        + Sql.text(DuckTypes.sql(column.type())) + ", default_value: NULL}")
                .collect(Collectors.joining(", "));
        return "read_parquet(" + Paths.sql(parts.stream().map(Part::location).toList()) + ", schema = MAP {" + columns
                + "})";
    }
}
