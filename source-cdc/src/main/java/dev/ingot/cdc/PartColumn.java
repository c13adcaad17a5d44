package dev.ingot.cdc;

import dev.ingot.api.source.Relation.Chunks.As;
import dev.ingot.api.source.Relation.Chunks.Held;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;

/**
 * A column of a part's file.
 *
 * @param binary whether a value is as PostgreSQL sends it in binary; else it is text, and bytes are hexadecimal digits
 */
record PartColumn(String name, DataType type, boolean binary) {

    Held held() {
        return new Held(Column.of(name, type), binary ? As.NUMBER : As.TEXT, null);
    }
}
