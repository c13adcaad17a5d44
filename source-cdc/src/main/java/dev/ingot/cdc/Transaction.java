package dev.ingot.cdc;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in the log of a database.
 *
 * @param place the order of all transactions, and {@code _ingot_lsn} of its changes
 * @param at when it was committed
 * @param number null where it has none
 */
record Transaction(long place, Instant at, @Nullable Long number) {}
