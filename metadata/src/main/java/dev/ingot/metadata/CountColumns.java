package dev.ingot.metadata;

import dev.ingot.api.run.Counts;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The eight figures that the tables {@code run} and {@code audit} share. */
final class CountColumns {

    static final String ASSIGNMENTS = """
            rows_read = :rows_read, inserted = :inserted, updated = :updated, deleted = :deleted,
            unchanged = :unchanged, deduplicated = :deduplicated, filtered = :filtered, quarantined = :quarantined
            """;

    private CountColumns() {}

    static NamedStatement bind(NamedStatement statement, Counts counts) {
        return statement
                .bind("rows_read", counts.read())
                .bind("inserted", counts.inserted())
                .bind("updated", counts.updated())
                .bind("deleted", counts.deleted())
                .bind("unchanged", counts.unchanged())
                .bind("deduplicated", counts.deduplicated())
                .bind("filtered", counts.filtered())
                .bind("quarantined", counts.quarantined());
    }

    static Counts read(ResultSet row) throws SQLException {
        return new Counts(
                row.getLong("rows_read"),
                row.getLong("inserted"),
                row.getLong("updated"),
                row.getLong("deleted"),
                row.getLong("unchanged"),
                row.getLong("deduplicated"),
                row.getLong("filtered"),
                row.getLong("quarantined"));
    }
}
