package dev.ingot.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a probe measured inside its process, by name. For one thread. */
final class Section {

    static final String WALL_NS = "section.wall_ns";
    static final String CPU_NS = "section.cpu_ns";

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Runs the part that counts: what lies before it (opening the engine) and behind it (checking) does not. */
    void measure(Work work) throws Exception {
        long cpu = Gauge.cpuNanos();
        long wall = System.nanoTime();
        work.run();
        put(WALL_NS, System.nanoTime() - wall);
        put(CPU_NS, Gauge.cpuNanos() - cpu);
    }

    void put(String name, Object value) {
        values.put(name, value.toString());
    }

    Map<String, String> values() {
        return values;
    }
}
