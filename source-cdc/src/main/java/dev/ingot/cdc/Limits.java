package dev.ingot.cdc;

/**
 * When a batch is full, and how much of the log may go by before the position of a table without changes is written
 * anew.
 */
record Limits(long rows, long bytes, long idleBytes) {}
