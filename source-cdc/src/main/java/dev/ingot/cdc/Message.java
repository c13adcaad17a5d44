package dev.ingot.cdc;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What the server's plug-in {@code pgoutput} says, protocol version 1. The format is in PostgreSQL's documentation,
 * "Logical Replication Message Formats".
 */
sealed interface Message {

    /**
     * A transaction begins. Transactions come whole, one after the other, in the order of their commits.
     *
     * @param commit where its commit stands in the log; changes are ordered by it
     */
    record Begin(LogSequenceNumber commit, Instant committedAt, long transaction) implements Message {}

    /**
     * @param end the first place behind the transaction: all before it is read when this was read
     */
    record Commit(LogSequenceNumber end) implements Message {}

    /** How a table looks from now on. */
    record Described(int id, TableShape shape) implements Message {}

    /**
     * A row that was inserted ({@code c}), updated ({@code u}) or deleted ({@code d}).
     *
     * @param before null where the server does not say; only the key where {@code keyOnly}
     * @param after null for a deleted row
     */
    record Change(
            char op,
            int table,
            @Nullable Tuple before,
            boolean keyOnly,
            @Nullable Tuple after) implements Message {}

    record Truncated(List<Integer> tables) implements Message {
        public Truncated {
            tables = List.copyOf(tables);
        }
    }

    /** What somebody wrote into the log with {@code pg_logical_emit_message}. */
    record Note(String prefix, String content) implements Message {}

    /** What does not matter here. */
    record Other() implements Message {}

    /** Values in the order of the table's columns: text as the server prints it, null, or {@link #UNCHANGED}. */
    record Tuple(List<@Nullable Object> values) {}

    /** Stands for a large value that is stored out of line, was not changed, and so is not in the log. */
    Object UNCHANGED = new Object();
}
