package dev.ingot.delta;

import java.io.IOException;
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
        NewFile[] files = new NewFile[before];
        for (int i = 0; i < before; i++) {
            files[i] = Tables.file(folder, UUID.randomUUID() + ".parquet", Map.of(), stats);
        }
        if (before > 0) {
            table.commit(Tables.append(Tables.latest(table), files));
        }
        warmUp();
        long[] nanos = new long[commits];
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
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%d commits on %d files: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms, %.0f commits/s%n",
                commits,
                before,
                nanos[commits / 2] / 1e6,
                nanos[commits * 9 / 10] / 1e6,
                nanos[commits * 99 / 100] / 1e6,
                nanos[commits - 1] / 1e6,
                commits / seconds);
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
}
