package dev.ingot.lake.internal;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.load.Loader;
import dev.ingot.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A lake in a folder of its own, and short words for what tests do with it. */
final class LakeFixture implements AutoCloseable {

    static final TableName ORDERS = TableName.of("silver", "orders");
    static final Session.WriteTag TAG = new Session.WriteTag("model.shop.orders", "run-1", null);

    final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
    final Path root;
    final LakeWarehouse lake;

    LakeFixture(Path folder) {
        this(folder, Map.of());
    }

    LakeFixture(Path folder, Map<String, Object> options) {
        root = folder.resolve("lake");
        lake = LakeWarehouse.open("lake", LakeOptions.of(options, folder), folder.resolve("work"), clock, Loader::new);
    }

    Lake parts() {
        return lake.parts();
    }

    TableChange publish(TableName table, String select, BuildMode mode) {
        return publish(table, select, mode, SchemaPolicy.IGNORE);
    }

    TableChange publish(TableName table, String select, BuildMode mode, SchemaPolicy policy) {
        try (Session session = lake.open(List.of());
                Staged staged = session.stage(table, select, mode, policy, TAG, StepControl.NONE)) {
            return staged.publish();
        }
    }

    TableChange replace(TableName table, String select) {
        return publish(table, select, new BuildMode.Replace(List.of()));
    }

    /** All rows as text, one string a row, in the order of the query. */
    List<String> rows(String sql) {
        try (Session session = lake.open(List.of())) {
            return rows(session, sql);
        }
    }

    static List<String> rows(Session session, String sql) {
        Rows rows = session.query(sql, 100_000);
        return rows.rows().stream()
                .map(row -> row.stream().map(String::valueOf).collect(Collectors.joining("|")))
                .toList();
    }

    DeltaSnapshot snapshot(TableName table) {
        return lake.parts().catalog().latest(table).orElseThrow();
    }

    Set<String> files(TableName table) {
        return snapshot(table).files().stream()
                .map(file -> Path.of(file.location()).getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every Parquet file that lies in the table's folder, live or not. */
    List<String> filesOnDisk(TableName table) throws IOException {
        Path folder = lake.parts().catalog().folder(table);
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(".parquet"))
                    .filter(file -> !file.toString().contains("_delta_log"))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        lake.close();
    }
}
