package dev.ingot.lake.internal;

import dev.ingot.sql.Sql;
import java.util.List;
import java.util.Optional;

/**
 * How the rows of a load stand to those of the table.
 *
 * @param whole whether they are the whole table, so that a row whose key they lack is gone
 * @param present where they are the whole: a relation of further keys that were read, although their rows are not in
 *     the select
 */
public record Arrival(Precedence precedence, boolean whole, Optional<String> present) {

    /** Newer than all that the table has, and nothing is said of other rows. */
    public static final Arrival CHANGES = new Arrival(Precedence.NEWEST, false, Optional.empty());

    /** The keys that were read, as a relation. */
    String keys(Scratch rows, List<String> key) {
        String select = "SELECT " + Sql.ids(key) + " FROM ";
        String read = select + rows.relation();
        return "("
                + present.map(others -> read + " UNION ALL " + select + others).orElse(read) + ")";
    }
}
