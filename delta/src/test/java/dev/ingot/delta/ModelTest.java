package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes by two objects on one table, compared with a set of names after each. */
class ModelTest {

    private static final int STEPS = 100;

    @TempDir
    Path folder;

    private final Map<Long, Set<String>> model = new HashMap<>();
    private final Map<Long, Long> numbers = new HashMap<>();

    @Test
    void everyVersionIsWhatTheModelSays() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        DeltaTable[] tables = {Tables.at(folder), Tables.at(folder)};
        tables[0].commit(DeltaCommit.create(Tables.SCHEMA, List.of())
                .withProperties(Map.of("delta.checkpointInterval", Integer.toString(2 + random.nextInt(9)))));
        model.put(0L, Set.of());
        numbers.put(0L, -1L);
        for (long version = 1; version <= STEPS; version++) {
            int which = random.nextInt(2);
            if (random.nextInt(10) == 0) {
                tables[which] = Tables.at(folder);
            }
            step(tables[which], version, random);
            check(tables[random.nextInt(2)], version, "seed " + seed + " version " + version);
            if (random.nextInt(5) == 0) {
                long old = random.nextLong(version + 1);
                assertThat(locations(Tables.at(folder).at(old)))
                        .as("seed %s version %s of %s", seed, old, version)
                        .isEqualTo(model.get(old));
            }
        }
        assertThat(GoldenTablesTest.kernelFiles(folder)).isEqualTo(model.get((long) STEPS));
        tables[0].vacuum(Duration.ofDays(1), false);
        for (long version = 0; version <= STEPS; version += 17) {
            assertThat(locations(tables[1].at(version)))
                    .as("seed %s version %s", seed, version)
                    .isEqualTo(model.get(version))
                    .allSatisfy(file -> assertThat(Path.of(file)).exists());
        }
    }

    private void check(DeltaTable table, long version, String what) {
        DeltaSnapshot latest = Tables.latest(table);
        assertThat(latest.version()).as(what).isEqualTo(version);
        assertThat(locations(latest)).as(what).isEqualTo(model.get(version));
        assertThat(latest.fileCount()).as(what).isEqualTo(model.get(version).size());
        assertThat(latest.bytes())
                .as(what)
                .isEqualTo(latest.files().stream().mapToLong(DataFile::size).sum());
        assertThat(latest.transaction("model").orElse(-1L)).as(what).isEqualTo(numbers.get(version));
    }

    private void step(DeltaTable table, long version, Random random) {
        DeltaSnapshot before = Tables.latest(table);
        Set<String> files = new TreeSet<>(model.get(version - 1));
        numbers.put(version, numbers.get(version - 1));
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> {
                List<NewFile> adds = adds(random, files);
                table.commit(DeltaCommit.on(before, "WRITE", Reads.NOTHING)
                        .withAdds(adds)
                        .withTransaction(new Transaction("model", version)));
                numbers.put(version, version);
            }
            case 3 -> {
                List<DataFile> removes = someOf(before.files(), random);
                removes.forEach(file -> files.remove(file.location()));
                table.commit(DeltaCommit.on(before, "MERGE", Reads.TABLE)
                        .withRemoves(removes)
                        .withAdds(adds(random, files)));
            }
            case 4 -> {
                files.clear();
                table.commit(DeltaCommit.on(before, "OVERWRITE", Reads.TABLE)
                        .withRemoves(before.files())
                        .withAdds(adds(random, files)));
            }
            default -> {
                long target = random.nextLong(version);
                files.clear();
                files.addAll(model.get(target));
                table.restore(target, Map.of("why", "test"));
            }
        }
        model.put(version, files);
    }

    private List<NewFile> adds(Random random, Set<String> files) {
        List<NewFile> adds = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            NewFile file = Tables.file(folder, random.nextInt(100));
            adds.add(file);
            files.add(file.file().toString());
        }
        return adds;
    }

    private static List<DataFile> someOf(List<DataFile> files, Random random) {
        List<DataFile> shuffled = new ArrayList<>(files);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, random.nextInt(shuffled.size() + 1));
    }

    private static Set<String> locations(DeltaSnapshot snapshot) {
        return snapshot.files().stream().map(DataFile::location).collect(Collectors.toCollection(TreeSet::new));
    }
}
