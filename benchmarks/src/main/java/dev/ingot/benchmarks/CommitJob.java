package dev.ingot.benchmarks;

import dev.ingot.api.load.LoadMode;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.Relation;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.delta.DataFile;
import dev.ingot.delta.DeltaCommit;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.DeltaTable;
import dev.ingot.delta.NewFile;
import dev.ingot.delta.Reads;
import dev.ingot.delta.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Micro-batches: a small file each, loaded and committed; and the commit alone. */
final class CommitJob {

    /** The first ones warm the machine up and are left out. */
    private static final int WARM_UP = 30;

    private CommitJob() {}

    static void run(Job job, Section section) throws Exception {
        int batches = Math.toIntExact(job.number("commits"));
        Path folder = job.path("lake").resolve(LoadJobs.TABLE.schema()).resolve(LoadJobs.TABLE.name());
        Batch batch = new Batch(
                new Relation.FileScan(List.of(Job.file(job.path("file"))), TextForm.CSV.format()), "{\"file\":1}");
        long[] whole = new long[batches];
        try (Warehouse lake = job.lake()) {
            for (int i = -WARM_UP; i < batches; i++) {
                long start = System.nanoTime();
                lake.load(
                        batch,
                        LoadJobs.plan(LoadJobs.TABLE, LoadMode.APPEND, i + WARM_UP + 1L, List.of()),
                        StepControl.NONE);
                if (i >= 0) {
                    whole[i] = System.nanoTime() - start;
                }
            }
            section.put("rows", lake.find(LoadJobs.TABLE).orElseThrow().rows());
        }
        put(section, "load", whole);
        put(section, "commit", commits(folder, job.path("lake").resolve("commits"), batches));
    }

    /** The same kind of commit without the load: the files are there already. */
    private static long[] commits(Path loaded, Path folder, int commits) throws Exception {
        DeltaSnapshot model =
                DeltaTable.at(loaded, InstantSource.system()).latest().orElseThrow();
        DataFile file = model.files().get(0);
        DeltaTable table = DeltaTable.at(folder, InstantSource.system());
        DeltaSnapshot snapshot =
                table.commit(DeltaCommit.create(model.schema(), List.of()).withProperties(model.properties()));
        long[] times = new long[commits];
        for (int i = -WARM_UP; i < commits; i++) {
            Path copy = folder.resolve("part-" + (i + WARM_UP) + ".parquet");
            Files.copy(Path.of(file.location()), copy);
            NewFile added = new NewFile(copy, file.size(), Map.of(), file.stats());
            long start = System.nanoTime();
            snapshot = table.commit(DeltaCommit.on(snapshot, "WRITE", Reads.NOTHING)
                    .withAdds(List.of(added))
                    .withTransaction(new Transaction("orders", i + WARM_UP + 1L)));
            if (i >= 0) {
                times[i] = System.nanoTime() - start;
            }
        }
        return times;
    }

    private static void put(Section section, String name, long[] nanos) {
        double[] micros =
                Arrays.stream(nanos).mapToDouble(time -> time / 1000.0).toArray();
        section.put(name + ".p50_us", Math.round(Spread.percentile(micros, 50)));
        section.put(name + ".p99_us", Math.round(Spread.percentile(micros, 99)));
    }
}
