package dev.ingot.delta;

import java.util.Set;
import java.util.TreeSet;

/** Delta's {@code protocol} action. */
record Protocol(int minReader, int minWriter, Set<String> readerFeatures, Set<String> writerFeatures) {

    /** Tables without table features: the one protocol that every reader knows. */
    static final Protocol PLAIN = new Protocol(1, 2, Set.of(), Set.of());

    Protocol {
        readerFeatures = new TreeSet<>(readerFeatures);
        writerFeatures = new TreeSet<>(writerFeatures);
    }
}
