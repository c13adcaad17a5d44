package dev.ingot.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that works beside the others, and the lines that it has printed so far. Thread-safe. */
final class Job implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final List<String> printed = new ArrayList<>();
    private boolean over;

    Job(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "job");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        printed.add(line);
        notifyAll();
    }

    private synchronized void end() {
        over = true;
        notifyAll();
    }

    /** What it has printed when that is enough, when it has ended, or when the patience has. */
    synchronized List<String> printed(Predicate<List<String>> enough) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!over && !enough.test(printed)) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return List.copyOf(printed);
    }

    /** Tells it to end (SIGTERM), and returns its exit code. */
    int stop() throws InterruptedException {
        process.toHandle().destroy();
        printed(lines -> false);
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
