package dev.ingot.benchmarks;

import java.util.Map;

/**
 * What one process took.
 *
 * @param output all that it printed
 */
record Measured(Map<String, String> values, String output) {

    static final String WALL_NS = "process.wall_ns";

    Measured {
        values = Map.copyOf(values);
    }

    long number(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the process did not say '" + name + "': " + values + "\n" + output);
        }
        return Long.parseLong(value);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("the process did not say '" + name + "': " + values + "\n" + output);
        }
        return value;
    }

    /** Seconds of the part that counts. */
    double wall() {
        return number(Section.WALL_NS) / 1e9;
    }

    /** CPU seconds of the part that counts. */
    double cpu() {
        return number(Section.CPU_NS) / 1e9;
    }

    /** Seconds of the whole process. */
    double processWall() {
        return number(WALL_NS) / 1e9;
    }

    double processCpu() {
        return number(Gauge.CPU_NS) / 1e9;
    }

    double peakMb() {
        return number(Gauge.PEAK_KB) / 1024.0;
    }
}
