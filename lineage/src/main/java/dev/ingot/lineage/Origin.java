package dev.ingot.lineage;

import dev.ingot.api.table.TableName;

/** A column of a table, and what it is to the column that comes from it. */
public record Origin(TableName table, String column, Transformation how) {

    /** The same column after one more step. */
    public Origin then(Transformation next) {
        return new Origin(table, column, how.then(next));
    }
}
