package dev.ingot.delta;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Prints how long commits take; not a test. Arguments: number of commits, number of files there before. */
final class CommitBenchmark {

    private CommitBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int commits = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
        int before = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        Path folder = Files.createTempDirectory("commits");
        DeltaTable table = Tables.created(folder);
        FileStats stats = new FileStats(
                500, Map.of("id", 1L, "name", "a"), Map.of("id", 500L, "name", "z"), Map.of("id", 0L, "name", 3L));
        if (before > 0) {
            writeCommit(folder, before, stats);
        }
        warmUp();
        long[] nanos = new long[commits];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < commits; i++) {
            NewFile file = Tables.file(folder, UUID.randomUUID() + ".parquet", Map.of(), stats);
            long from = System.nanoTime();
            DeltaSnapshot read = Tables.latest(table);
            table.commit(DeltaCommit.on(read, "WRITE", Reads.NOTHING)
                    .withAdds(List.of(file))
                    .withTransaction(new Transaction("benchmark", i)));
            nanos[i] = System.nanoTime() - from;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMillis = (threads.getCurrentThreadCpuTime() - cpu) / 1e6 / commits;
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%d commits on %d files: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms, %.0f commits/s, %.2f ms of CPU each%n",
                commits,
                before,
                nanos[commits / 2] / 1e6,
                nanos[commits * 9 / 10] / 1e6,
                nanos[commits * 99 / 100] / 1e6,
                nanos[commits - 1] / 1e6,
                commits / seconds,
                cpuMillis);
        for (int i = 0; i < 3; i++) {
            long load = System.nanoTime();
            int count = Tables.latest(Tables.at(folder)).fileCount();
            System.out.printf(
                    Locale.ROOT, "fresh snapshot of %d files: %.1f ms%n", count, (System.nanoTime() - load) / 1e6);
        }
    }

    private static void warmUp() throws IOException {
        Path folder = Files.createTempDirectory("warm-up");
        DeltaTable table = Tables.created(folder);
        for (int i = 0; i < 100; i++) {
            table.commit(Tables.append(Tables.latest(table), Tables.file(folder, i)));
        }
    }

    /** By hand, because a commit would want the files to be there. */
    private static void writeCommit(Path folder, int files, FileStats stats) throws IOException {
        CommitText text = new CommitText();
        for (int i = 0; i < files; i++) {
            String path = UUID.randomUUID() + ".parquet";
            text.add(new LogFile(path, folder + "/" + path, 1, 1, Map.of(), false, StatsJson.write(stats), null), true);
        }
        Files.write(folder.resolve("_delta_log/00000000000000000001.json"), text.bytes());
    }
}
