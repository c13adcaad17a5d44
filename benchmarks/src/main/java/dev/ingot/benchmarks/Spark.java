package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The peer, in its own process with its own jars. */
final class Spark {

    /** What Spark needs of Java 17; the list of its own launcher ({@code JavaModuleOptions}). */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang",
            "java.base/java.lang.invoke",
            "java.base/java.lang.reflect",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.base/sun.nio.cs",
            "java.base/sun.security.action",
            "java.base/sun.util.calendar",
            "java.security.jgss/sun.security.krb5");

    private static final String MAIN = "dev.ingot.benchmarks.spark.SparkMerge";

    private final Settings settings;
    private final Child child;
    private final Peer peer;

    Spark(Settings settings, Child child) {
        this.settings = settings;
        this.child = child;
        this.peer = Peer.of(settings, "spark");
    }

    /** Fetches and builds it; the reason why not, or empty. */
    String prepare() {
        return peer.prepare();
    }

    /** Merges; the figures are of the MERGE statement alone, after a warm-up. */
    Measured merge(Path target, Path changes) {
        Path warm = settings.work().resolve("spark-warm");
        Trees.copy(changes, warm);
        Measured measured = run(List.of("merge", target.toString(), changes.toString(), warm.toString()));
        Benchmarks.remove(warm);
        return measured;
    }

    /** What Spark reads in tables, in their order. */
    List<String> checksums(List<Path> targets) {
        List<String> job = new ArrayList<>(List.of("read"));
        targets.forEach(target -> job.add(target.toString()));
        Measured measured = run(job);
        return IntStream.range(0, targets.size())
                .mapToObj(i -> measured.text("checksum." + i))
                .toList();
    }

    private Measured run(List<String> job) {
        List<String> flags = new ArrayList<>(List.of("-Xmx3g"));
        OPENED.forEach(opened -> flags.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        flags.add("-Djdk.reflect.useDirectMethodHandle=false");
        Path scratch = settings.work().resolve("spark-scratch");
        try {
            Files.createDirectories(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = new ArrayList<>(List.of(
                Integer.toString(settings.threads()),
                scratch.toString(),
                Orders.checksum("delta.`%s`", Orders.Dialect.SPARK)));
        arguments.addAll(job);
        return child.java(flags, peer.classPath(), MAIN, arguments);
    }
}
