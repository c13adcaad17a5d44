package dev.ingot.sql;

import dev.ingot.api.run.Counts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What became of rows that were deleted for others to take their place. Rows equal in every column are the same row; of the
 * rest of one identity a deleted and a new one are one row that was updated, and what is left over was inserted or is gone.
 *
 * @param same rows that came back as they were
 * @param gone deleted rows that no new one stands for
 */
public record ReplacedRows(long same, long updated, long inserted, long gone) {

    /**
     * SQL of the four figures, each row of a side counted as often as it is there.
     *
     * @param old a select of the deleted rows, with columns of the same names as {@code fresh}
     * @param values an expression of each column by which rows are compared
     * @param identity those of them that say which row is which; empty where nothing does, so that none is updated
     */
    public static String sql(String old, String fresh, List<String> values, List<String> identity) {
        String names = names("c", values.size());
        String sides = IntStream.range(0, values.size())
                .mapToObj(i -> values.get(i) + " as c" + i)
                .collect(Collectors.joining(", "));
        String rows = "select " + names + ", sum(o) as o, sum(n) as n from (select " + sides
                + ", 1 as o, 0 as n from (" + old + ") as a union all select " + sides + ", 0, 1 from (" + fresh
                + ") as b) as r group by " + names;
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (identity.contains(values.get(i))) {
                keys.add("c" + i);
            }
        }
        String group = keys.isEmpty() ? "" : " group by " + String.join(", ", keys);
        String left = "select sum(least(o, n)) as same, sum(o - least(o, n)) as o, sum(n - least(o, n)) as n from ("
                + rows + ") as r" + group;
        String updated = keys.isEmpty() ? "0" : "least(o, n)";
        return "select sum(same), sum(" + updated + "), sum(n - " + updated + "), sum(o - " + updated + ") from ("
                + left + ") as r";
    }

    private static String names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining(", "));
    }

    /** Of the row that {@link #sql} gives; sums of no rows are null, which reads as 0. */
    public static ReplacedRows read(ResultSet row) throws SQLException {
        return new ReplacedRows(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    /** How many were deleted. */
    public long old() {
        return same + updated + gone;
    }

    /** How many took their place. */
    public long fresh() {
        return same + updated + inserted;
    }

    /** A row that is gone was read, as a marker: the select stands for all rows of its keys. */
    public Counts counts() {
        return new Counts(same + updated + inserted + gone, inserted, updated, gone, same, 0, 0, 0);
    }
}
