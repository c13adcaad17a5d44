package dev.ingot.api.run;

import dev.ingot.api.table.TableName;

/**
 * A table that a step moved from one version to another; what {@code ingot undo} puts back.
 *
 * @param before the version before, −1 where the table did not exist
 */
public record TableChange(TableName table, long before, long after) {}
