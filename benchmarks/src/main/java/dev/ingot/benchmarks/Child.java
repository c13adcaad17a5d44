package dev.ingot.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Runs measured processes, one at a time. */
final class Child {

    /** The flags that Ingot's own launcher gives, so that a probe's Java is the product's Java. */
    private static final List<String> JAVA_FLAGS =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-Xlog:disable", "-Xlog:all=error:stderr", "-Xshare:auto");

    private final Settings settings;
    private int started;

    Child(Settings settings) {
        this.settings = settings;
    }

    /** Runs a job of {@link Probe} in a Java process of its own. */
    Measured probe(String job, Map<String, String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(JAVA_FLAGS);
        Path gauge = file("gauge");
        Path result = file("result");
        Path lib = settings.home().resolve("cli/target/ingot/lib");
        // The launcher's class-data archive fits as long as the class path begins as the launcher's does.
        command.add("-XX:SharedArchiveFile=" + lib.resolve("ingot.jsa"));
        command.add(agent(gauge));
        command.addAll(List.of("-cp", lib + "/*:" + jar(), Probe.class.getName(), job));
        command.add(result.toString());
        arguments.forEach((name, value) -> command.add(name + "=" + value));
        return run(command, settings.work(), Map.of(), gauge, result);
    }

    /** Runs a Java program that writes its figures to the file that is its first argument. */
    Measured java(List<String> flags, String classPath, String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(flags);
        Path gauge = file("gauge");
        Path result = file("result");
        command.add(agent(gauge));
        command.addAll(List.of("-cp", classPath, main, result.toString()));
        command.addAll(arguments);
        return run(command, settings.work(), Map.of(), gauge, result);
    }

    /** Runs {@code ./ingot} as a user would, in a project. */
    Measured ingot(Path project, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(settings.home().resolve("ingot").toString()));
        command.addAll(arguments);
        Path gauge = file("gauge");
        return run(command, project, Map.of("INGOT_OPTS", agent(gauge)), gauge, null);
    }

    /** The same without the agent: for what is so short that the agent would count. Peak memory is not known then. */
    Measured bareIngot(Path project, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(settings.home().resolve("ingot").toString()));
        command.addAll(arguments);
        return run(command, project, Map.of(), null, null);
    }

    /** Runs a program of the machine in a project. Peak memory is not known then. */
    Measured program(Path project, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return run(command, project, Map.of(), null, null);
    }

    private Measured run(
            List<String> command,
            Path folder,
            Map<String, String> environment,
            @Nullable Path gauge,
            @Nullable Path result) {
        Path log = file("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            long cpu = childrenCpuNanos();
            long start = System.nanoTime();
            int exit = builder.start().waitFor();
            long wall = System.nanoTime() - start;
            String output = Files.readString(log);
            if (exit != 0) {
                throw new IllegalStateException(
                        "exit code " + exit + ": " + command.get(command.size() - 1) + " ...\n" + output);
            }
            Map<String, String> values = new HashMap<>();
            values.put(Measured.WALL_NS, Long.toString(wall));
            values.put(Gauge.CPU_NS, Long.toString(childrenCpuNanos() - cpu));
            for (@Nullable Path file : new Path[] {gauge, result}) {
                if (file != null) {
                    read(file, values);
                }
            }
            return new Measured(values, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void read(Path file, Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        properties.forEach((name, value) -> values.put(name.toString(), value.toString()));
    }

    /** CPU time of all ended children; {@code proc(5)}, fields 16 and 17 of stat, in hundredths of a second. */
    private static long childrenCpuNanos() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * 10_000_000L;
    }

    private Path file(String kind) {
        if (kind.equals("gauge") || kind.equals("log")) {
            started++;
        }
        return settings.work().resolve("process-" + started + "." + kind);
    }

    private String agent(Path file) {
        return "-javaagent:" + jar() + "=" + file;
    }

    private Path jar() {
        return settings.home().resolve("benchmarks/target/ingot-benchmarks.jar");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
