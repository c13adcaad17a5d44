package dev.ingot.api.load;

import org.jspecify.annotations.Nullable;

/**
 * How many rows of a batch may be quarantined before the load stops with nothing written to the table.
 *
 * @param rows null: no limit by count
 * @param percent of the rows read, 0 to 100; null: no limit by share
 */
public record Threshold(@Nullable Long rows, @Nullable Double percent) {
    public static final Threshold NONE = new Threshold(null, null);

    public boolean exceeded(long quarantined, long read) {
        if (quarantined == 0) {
            return false;
        }
        boolean tooMany = rows != null && quarantined > rows;
        boolean tooLargeAShare = percent != null && quarantined * 100.0 > percent * read;
        return tooMany || tooLargeAShare;
    }
}
