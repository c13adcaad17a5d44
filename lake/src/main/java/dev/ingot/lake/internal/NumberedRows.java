package dev.ingot.lake.internal;

import dev.ingot.sql.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Parquet file of ours as a relation with the number of each row. The engine's own column for it gives way to one of
 * the same name in the file, which would then be taken for the number. Stateless.
 */
public final class NumberedRows {

    private static final String VIRTUAL = "file_row_number";

    private NumberedRows() {}

    /**
     * @param names of the file's columns, in order; those at the end may be missing where they are ours
     * @param number the name of the column that is added, from 0
     */
    public static String of(Path file, List<String> names, String number) {
        String scan = "read_parquet(" + Paths.sql(file.toString()) + ")";
        if (names.stream().noneMatch(VIRTUAL::equalsIgnoreCase)) {
            return "(SELECT *, " + VIRTUAL + " AS " + number + " FROM " + scan + ")";
        }
        List<String> aliases = new ArrayList<>();
        List<String> back = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            aliases.add("ingot_c" + i);
            back.add("ingot_c" + i + " AS " + Sql.id(names.get(i)));
        }
        return "(SELECT * RENAME (" + String.join(", ", back) + "), " + VIRTUAL + " AS " + number + " FROM " + scan
                + " AS ingot_file(" + String.join(", ", aliases) + "))";
    }
}
