package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Batches for a warehouse, with a plan that a test changes where it must. Each load is the next batch. */
final class Loads {

    static final TableName TABLE = TableName.of("bronze", "people");
    static final Delimited CSV = new Delimited(',', '"', '"', true, null, List.of(""), 0);

    private final Warehouse warehouse;
    private final Path folder;
    private final SettableClock clock;
    private int files;
    String pipeline = "people";
    LoadMode mode = LoadMode.APPEND;
    SchemaMode schemaMode = SchemaMode.EVOLVE;
    List<ColumnRule> columns = List.of();
    List<String> key = List.of();
    List<OrderBy> order = List.of();
    Threshold threshold = Threshold.NONE;
    boolean recordPosition;
    StepControl control = StepControl.NONE;
    long batch;

    Loads(Warehouse warehouse, Path folder, SettableClock clock) {
        this.warehouse = warehouse;
        this.folder = folder;
        this.clock = clock;
    }

    Loads mode(LoadMode newMode) {
        mode = newMode;
        key = newMode == LoadMode.MERGE || newMode == LoadMode.SNAPSHOT ? List.of("id") : List.of();
        return this;
    }

    /** Loads the lines as one CSV file, as the next batch. */
    LoadResult csv(String... lines) {
        return load(batch + 1, scan(lines));
    }

    /** Loads as the batch of this number, whatever came before. */
    LoadResult load(long number, Relation relation) {
        LoadResult result = warehouse.load(new Batch(relation, position(number)), plan(number), control);
        batch = number;
        assertThat(result.counts().balanced()).as(result.counts().law()).isTrue();
        assertThat(result.change().table()).isEqualTo(TABLE);
        try (Session session = warehouse.open(List.of())) {
            assertThat(session.query("SELECT count(*) FROM " + TABLE.quoted(), 1)
                            .single())
                    .as("rows of the table after a load of %s", result.counts().law())
                    .isEqualTo(result.rowsAfter());
        }
        return result;
    }

    /** The position of a batch: opaque text, with what breaks careless quoting. */
    static String position(long number) {
        return "{\"upTo\":" + number + ",\"name\":\"O'Brien \\\"ü\\\"\"}";
    }

    FileScan scan(String... lines) {
        files++;
        String name = "people-" + files + ".csv";
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.writeString(file, String.join("\n", lines) + "\n");
            FileRef ref = new FileRef(name, file.toString(), Files.size(file), clock.instant(), "etag-" + files);
            return new FileScan(List.of(ref), CSV);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LoadPlan plan(long number) {
        return new LoadPlan(
                pipeline,
                number,
                "run-" + number,
                clock.instant(),
                TABLE,
                mode,
                new Contract(schemaMode, columns),
                key,
                order,
                List.of(),
                threshold,
                recordPosition);
    }
}
