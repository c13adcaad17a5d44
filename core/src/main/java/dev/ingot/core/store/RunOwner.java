package dev.ingot.core.store;

import java.time.Instant;

/**
 * The process that a run lives in. A process id alone is used again by the system, so its start is part of it.
 *
 * @param run the run's id
 * @param host for people
 * @param machine what tells one running system (and one container in it) from another; process ids of the same machine
 *     can be compared
 */
public record RunOwner(String run, String host, String machine, long pid, Instant processStart) {}
