package dev.ingot.models.internal.run;

import static dev.ingot.models.internal.run.ChangeSql.BATCH;
import static dev.ingot.models.internal.run.ChangeSql.LSN;
import static dev.ingot.models.internal.run.ChangeSql.ORDINAL;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a table of latest rows has read its log: which batches, and up to which place of the database's log. Batches are
 * numbered in the order of their commits, so what is in a later one is new, however old the change and whatever the clock.
 *
 * @param batch the newest one
 * @param last the place of that batch's last change: where no row has both, the log is another one
 * @param newest the newest place of all
 */
record Applied(long batch, Place last, Place newest) {

    private static final Pattern NOTED = Pattern.compile("batch (\\d+) to (-?\\d+)/(-?\\d+), all to (-?\\d+)/(-?\\d+)");

    /** The place of a change in the log of its database. */
    record Place(long lsn, long ordinal) implements Comparable<Place> {

        /** Whether a row's place is after this one. */
        String before() {
            return "((" + LSN + ", " + ORDINAL + ") > (" + lsn + ", " + ordinal + "))";
        }

        @Override
        public int compareTo(Place other) {
            return lsn != other.lsn ? Long.compare(lsn, other.lsn) : Long.compare(ordinal, other.ordinal);
        }

        @Override
        public String toString() {
            return lsn + "/" + ordinal;
        }
    }

    /** A query of one row, from which {@link #of} reads how far these changes go. */
    static String query(String changes) {
        String place = "'lsn': " + LSN + ", 'ordinal': " + ORDINAL + "}";
        return "select (b).batch, (b).lsn, (b).ordinal, (p).lsn, (p).ordinal from (select max({'batch': " + BATCH + ", "
                + place + ") filter (" + BATCH + " is not null) as b, max({" + place + ") as p from " + changes + ")";
    }

    /** Empty where no row says its batch. */
    static Optional<Applied> of(List<@Nullable Object> row) {
        if (!(row.get(0) instanceof Number batch)) {
            return Optional.empty();
        }
        return Optional.of(new Applied(batch.longValue(), place(row, 1), place(row, 3)));
    }

    private static Place place(List<@Nullable Object> row, int at) {
        return new Place(number(row.get(at)), number(row.get(at + 1)));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    static Optional<Applied> parse(String position) {
        Matcher noted = NOTED.matcher(position);
        return noted.matches()
                ? Optional.of(new Applied(
                        Long.parseLong(noted.group(1)),
                        new Place(Long.parseLong(noted.group(2)), Long.parseLong(noted.group(3))),
                        new Place(Long.parseLong(noted.group(4)), Long.parseLong(noted.group(5)))))
                : Optional.empty();
    }

    String position() {
        return "batch " + batch + " to " + last + ", all to " + newest;
    }

    /** With what was read since. */
    Applied and(Applied since) {
        return new Applied(since.batch, since.last, newest.compareTo(since.newest) > 0 ? newest : since.newest);
    }

    /** The rows of the newest batch's last change: none in another log. */
    String isLast() {
        return BATCH + " = " + batch + " and " + LSN + " = " + last.lsn + " and " + ORDINAL + " = " + last.ordinal;
    }

    /** Whether a row was committed since. */
    String isNew() {
        return "(" + BATCH + " > " + batch + ")";
    }
}
