package dev.ingot.delta;

/**
 * What vacuum removed, or would remove.
 *
 * @param files how many
 * @param bytes their size together
 */
public record VacuumResult(int files, long bytes) {}
