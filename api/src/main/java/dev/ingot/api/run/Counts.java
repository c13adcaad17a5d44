package dev.ingot.api.run;

/**
 * What became of the rows that a step read. The conservation law of Ingot is
 * {@code read = inserted + updated + deleted + unchanged + deduplicated + filtered + quarantined}; each figure is
 * counted where it arises, so {@link #balanced()} can fail.
 *
 * @param read rows that came out of the source, good or bad
 * @param inserted rows that became new rows of the table
 * @param updated rows that changed a row that was there
 * @param deleted read delete markers that removed a row; a row that a whole table lacks is such a marker
 * @param unchanged rows that were already there, equal in every column
 * @param deduplicated rows that lost to another row with the same key, in the same batch or newer in the table
 * @param filtered rows that a stated filter left out
 * @param quarantined rows that broke the contract or could not be read
 */
public record Counts(
        long read,
        long inserted,
        long updated,
        long deleted,
        long unchanged,
        long deduplicated,
        long filtered,
        long quarantined) {

    public static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

    public static Counts inserted(long rows) {
        return new Counts(rows, rows, 0, 0, 0, 0, 0, 0);
    }

    public long accounted() {
        return inserted + updated + deleted + unchanged + deduplicated + filtered + quarantined;
    }

    public boolean balanced() {
        return read == accounted();
    }

    /** Rows that reached the table in any way. */
    public long written() {
        return inserted + updated + deleted;
    }

    public Counts plus(Counts other) {
        return new Counts(
                read + other.read,
                inserted + other.inserted,
                updated + other.updated,
                deleted + other.deleted,
                unchanged + other.unchanged,
                deduplicated + other.deduplicated,
                filtered + other.filtered,
                quarantined + other.quarantined);
    }

    /** {@code read 10 = 7 inserted + 2 deduplicated + 1 quarantined}; an unequal sum shows as {@code !=}. */
    public String law() {
        StringBuilder text = new StringBuilder("read ").append(read).append(balanced() ? " = " : " != ");
        String separator = "";
        long[] figures = {inserted, updated, deleted, unchanged, deduplicated, filtered, quarantined};
        String[] names = {"inserted", "updated", "deleted", "unchanged", "deduplicated", "filtered", "quarantined"};
        for (int i = 0; i < figures.length; i++) {
            if (figures[i] != 0) {
                text.append(separator).append(figures[i]).append(' ').append(names[i]);
                separator = " + ";
            }
        }
        return separator.isEmpty() ? text.append('0').toString() : text.toString();
    }
}
