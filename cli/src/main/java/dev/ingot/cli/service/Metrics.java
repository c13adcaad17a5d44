package dev.ingot.cli.service;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * The status in Prometheus's text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). For one thread.
 */
final class Metrics {

    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    static String of(Status status) {
        Metrics metrics = new Metrics();
        metrics.service(status);
        metrics.tables(status);
        metrics.process();
        return metrics.text.toString();
    }

    private void service(Status status) {
        family("ingot_rounds_total", "counter", "Readings since the service began.");
        sample("ingot_rounds_total", status.rounds());
        family("ingot_failures_total", "counter", "Steps and rounds that failed since the service began.");
        sample("ingot_failures_total", status.failed());
        family("ingot_runs_forgotten_total", "counter", "Runs that were too old for the metadata store.");
        sample("ingot_runs_forgotten_total", status.forgotten());
        family("ingot_failing", "gauge", "What fails at present: streams, models, tests.");
        sample("ingot_failing", (long) status.failures().size());
        family("ingot_stream_alive", "gauge", "Whether the last reading of the stream was good.");
        status.streams()
                .forEach(stream -> sample("ingot_stream_alive", stream.alive() ? 1L : 0L, "stream", stream.name()));
        family("ingot_stream_seconds_since_good", "gauge", "How long ago the last good reading was.");
        for (Status.Stream stream : status.streams()) {
            Instant good = stream.lastGood();
            if (good != null) {
                sample(
                        "ingot_stream_seconds_since_good",
                        seconds(Duration.between(good, status.at())),
                        "stream",
                        stream.name());
            }
        }
        family("ingot_source_log_bytes", "gauge", "What a server keeps of its log for the connection.");
        status.held().forEach((name, held) -> sample("ingot_source_log_bytes", held.logBytes(), "connection", name));
        family("ingot_source_waiting_bytes", "gauge", "What was read and waits in files for its tables.");
        status.held()
                .forEach((name, held) -> sample("ingot_source_waiting_bytes", held.waitingBytes(), "connection", name));
    }

    private void tables(Status status) {
        family("ingot_rows_total", "counter", "Rows by what became of them.");
        for (Throughput.Table table : status.tables()) {
            StatusJson.counts(table.counts())
                    .forEach((outcome, rows) ->
                            sample("ingot_rows_total", rows, "table", table.name(), "outcome", outcome));
        }
        family("ingot_batches_total", "counter", "Versions of the table that were committed.");
        status.tables().forEach(table -> sample("ingot_batches_total", table.commits(), "table", table.name()));
        family("ingot_freshness_seconds", "gauge", "From commit at the source to the table, of the last 1000 updates.");
        for (Throughput.Table table : status.tables()) {
            for (String quantile : new String[] {"0.5", "0.99"}) {
                Duration value = table.percentile(Double.parseDouble(quantile));
                if (value != null) {
                    sample("ingot_freshness_seconds", seconds(value), "table", table.name(), "quantile", quantile);
                }
            }
        }
        family("ingot_freshness_last_seconds", "gauge", "From commit at the source to the table, of the last update.");
        for (Throughput.Table table : status.tables()) {
            if (!table.shown().isEmpty()) {
                Throughput.Shown last = table.shown().get(table.shown().size() - 1);
                sample("ingot_freshness_last_seconds", seconds(last.after()), "table", table.name());
            }
        }
    }

    private void process() {
        family("jvm_memory_used_bytes", "gauge", "Memory of the Java machine; the engine's own is not in it.");
        memory("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        memory("nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            family("process_cpu_seconds_total", "counter", "CPU time of the process.");
            sample("process_cpu_seconds_total", system.getProcessCpuTime() / 1e9);
        }
    }

    private void memory(String area, MemoryUsage usage) {
        sample("jvm_memory_used_bytes", usage.getUsed(), "area", area);
    }

    private void family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void sample(String name, long value, String... labels) {
        written(name, String.valueOf(value), labels);
    }

    private void sample(String name, double value, String... labels) {
        written(name, String.format(Locale.ROOT, "%.3f", value), labels);
    }

    private void written(String name, String value, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? "{" : ",")
                    .append(labels[i])
                    .append("=\"")
                    .append(escaped(labels[i + 1]))
                    .append('"');
        }
        text.append(labels.length == 0 ? " " : "} ").append(value).append('\n');
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
