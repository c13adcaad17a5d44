package dev.ingot.metadata;

import dev.ingot.core.store.RunOwner;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** Processes that live until a test kills them. */
final class FakeProcesses implements Liveness {

    private static final Instant START = Instant.parse("2025-03-23T08:00:00.000Z");

    private final Set<Long> dead = new HashSet<>();

    @Override
    public RunOwner owner(String run) {
        return owner(run, 4711);
    }

    RunOwner owner(String run, long pid) {
        return new RunOwner(run, "here", "machine-1", pid, START);
    }

    RunOwner elsewhere(String run) {
        return new RunOwner(run, "there", "machine-2", 1, START);
    }

    void kill(long pid) {
        dead.add(pid);
    }

    @Override
    public boolean dead(RunOwner owner) {
        return owner.machine().equals("machine-1") && dead.contains(owner.pid());
    }
}
