package dev.ingot.metadata;

import dev.ingot.core.store.RunOwner;

/** Tells living processes from dead ones. Thread-safe. */
interface Liveness {

    /** The process that asks. */
    RunOwner owner(String run);

    /** Whether the process is known to be gone; false where that cannot be known, as on another machine. */
    boolean dead(RunOwner owner);
}
