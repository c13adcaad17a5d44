package dev.ingot.metadata;

import dev.ingot.core.store.RunOwner;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The owner columns that the tables {@code run} and {@code table_lock} share. */
final class Owners {

    private Owners() {}

    static NamedStatement bind(NamedStatement statement, RunOwner owner) {
        return statement
                .bind("run_id", owner.run())
                .bind("host", owner.host())
                .bind("machine", owner.machine())
                .bind("pid", owner.pid())
                .bind("process_start", Times.text(owner.processStart()));
    }

    static RunOwner read(ResultSet row) throws SQLException {
        return new RunOwner(
                row.getString("run_id"),
                row.getString("host"),
                row.getString("machine"),
                row.getLong("pid"),
                Times.instant(row.getString("process_start")));
    }
}
