package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A Java agent that writes what the process took, when the process ends: peak memory as the kernel saw it ({@code
 * VmHWM}: Java heap, native engine, mapped files) and CPU time of all threads. So a foreign program is measured in the
 * same way as our own. Linux only.
 */
public final class Gauge {

    static final String PEAK_KB = "process.peak_kb";
    static final String CPU_NS = "process.cpu_ns";

    private Gauge() {}

    /** @param file where to write; the agent's argument */
    public static void premain(String file) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> write(
                                Path.of(file),
                                Map.of(PEAK_KB, Long.toString(peakKb()), CPU_NS, Long.toString(cpuNanos()))),
                        "gauge"));
    }

    /** CPU time of this process so far, user and system, all threads. */
    static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long peakKb() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("/proc/self/status has no VmHWM");
    }

    static void write(Path file, Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(new TreeMap<>(values));
        try (java.io.Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
