package dev.ingot.models.internal.run;

import dev.ingot.api.run.Counts;
import dev.ingot.api.warehouse.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each change that was read. The warehouse counts keys: which were new, changed, ended or stayed as they were.
 * A change is what it did to the row that it was the last for; one that was followed by another one of its row is
 * deduplicated. An update that gives a row another key touches two keys and is one change, and a truncate is one that ends
 * many rows.
 *
 * @param read changes
 * @param last changes that are the last for some key, truncates left out
 * @param moves that ended the row of one key and began one of another: the row was updated
 * @param refilled moves to a key from one that had no row before
 * @param pushed moves that ended the row of one key and took the place of another row that was there
 * @param arrivals moves that began a row, from a key that another change filled again
 * @param truncates how many
 * @param emptied rows that the last truncate ended
 * @param unheard keys without a row, before and after, of which nothing is said after the last truncate
 */
record ChangeCounts(
        long read,
        long last,
        long moves,
        long refilled,
        long pushed,
        long arrivals,
        long truncates,
        long emptied,
        long unheard) {

    /** Where each change is of one key. */
    static ChangeCounts plain(long read, long keys) {
        return new ChangeCounts(read, keys, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * @param changes those that were read
     * @param truncates how many of them are one
     * @param table as it is
     * @param ended keys without a row afterwards: a select
     */
    static ChangeCounts of(
            Session session,
            ChangeSql sql,
            String changes,
            long read,
            long truncates,
            ChangeSql.Current table,
            String ended) {
        String op = ChangeSql.OP;
        String place = ChangeSql.LSN + ", " + ChangeSql.ORDINAL;
        String since = truncates == 0
                ? changes
                : "(select * from " + changes + " where (" + place + ") > (select max((" + place + ")) from " + changes
                        + " where " + op + " = 't'))";
        String lasts = "(select * from " + sql.keyEvents(since) + " qualify row_number() over (partition by "
                + sql.names("") + " order by " + ChangeSql.LSN + " desc, " + ChangeSql.ORDINAL + " desc) = 1)";
        String existed = sql.in(table);
        String each =
                "(select " + place + ", bool_or(moved) as moved, bool_or(not \"left\") as arrives, bool_or(\"left\") as"
                        + " leaves, bool_or(not \"left\" and existed) as onto, bool_or(\"left\" and existed) as away from (select *, "
                        + existed + " as existed from " + lasts + ") group by " + place + ")";
        List<@Nullable Object> counts = row(
                session,
                "select count(*), count(*) filter (arrives and leaves and not onto and away), count(*) filter (arrives and"
                        + " leaves and not away), count(*) filter (arrives and leaves and onto and away), count(*) filter"
                        + " (moved and arrives and not leaves and not onto) from " + each);
        List<@Nullable Object> emptied = truncates == 0
                ? List.of(0L, 0L)
                : row(
                        session,
                        "select count(*) filter (existed), count(*) filter (not existed) from (select *, " + existed
                                + " as existed from (" + ended + ") where not " + sql.in(lasts) + ")");
        return new ChangeCounts(
                read,
                number(counts, 0),
                number(counts, 1),
                number(counts, 2),
                number(counts, 3),
                number(counts, 4),
                truncates,
                number(emptied, 0),
                number(emptied, 1));
    }

    private static List<@Nullable Object> row(Session session, String query) {
        return session.query(query, 1).rows().get(0);
    }

    private static long number(List<@Nullable Object> row, int at) {
        return row.get(at) instanceof Number number ? number.longValue() : 0;
    }

    /** @param keys what the warehouse counted */
    Counts of(Counts keys) {
        long shifted = Math.min(pushed, arrivals);
        // The row whose place was taken was ended by another change, of which nothing else is left to count.
        long displaced = pushed - shifted;
        long truncated = truncates > 0 ? 1 : 0;
        long ending = emptied > 0 ? 1 : 0;
        return new Counts(
                read,
                keys.inserted() - moves - shifted,
                keys.updated() + moves + shifted,
                keys.deleted() - moves - shifted - emptied + ending,
                keys.unchanged() - refilled - unheard + truncated - ending,
                read - last - truncated - displaced,
                0,
                0);
    }
}
