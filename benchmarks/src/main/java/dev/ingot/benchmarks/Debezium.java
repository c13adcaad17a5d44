package dev.ingot.benchmarks;

import dev.ingot.embedded.LocalPostgres;
import java.nio.file.Path;
import java.util.List;

/** The peer of the changes: Debezium's embedded engine whose consumer only counts. */
final class Debezium {

    private static final String MAIN = "dev.ingot.benchmarks.debezium.EmptyConsumer";

    private final Child child;
    private final Peer peer;

    Debezium(Settings settings, Child child) {
        this.child = child;
        this.peer = Peer.of(settings, "debezium");
    }

    /** Fetches and builds it; the reason why not, or empty. */
    String prepare() {
        return peer.prepare();
    }

    /** Reads so many changes from where it stood. */
    Measured read(LocalPostgres server, String slot, Path offsets, long changes) {
        return child.java(
                List.of("-Xmx1g"),
                peer.classPath(),
                MAIN,
                List.of(
                        Integer.toString(server.port()),
                        LocalPostgres.USER,
                        server.password(),
                        slot,
                        offsets.toString(),
                        Long.toString(changes)));
    }
}
