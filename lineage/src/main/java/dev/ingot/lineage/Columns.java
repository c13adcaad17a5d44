package dev.ingot.lineage;

import dev.ingot.api.table.TableName;
import java.util.List;
import java.util.Optional;

/** The tables that a select may read. */
@FunctionalInterface
public interface Columns {

    /** The columns of a table in their order; empty where the table is not known. Names are compared without case. */
    Optional<List<String>> of(TableName table);
}
