package dev.ingot.lake.internal;

import dev.ingot.api.table.TableSchema;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.NewFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What the load package needs of the files below a table. Stateless. */
public final class CopyFiles {

    private CopyFiles() {}

    /** A row of {@code COPY … (RETURN_STATS)} as a file of an unpartitioned table. */
    public static NewFile read(ResultSet row, TableSchema schema) throws SQLException {
        return CopyStats.read(row, schema, List.of());
    }

    /** A select of the rows of a table's state. */
    public static String select(DeltaSnapshot snapshot) {
        return FileSet.of(snapshot).select();
    }
}
