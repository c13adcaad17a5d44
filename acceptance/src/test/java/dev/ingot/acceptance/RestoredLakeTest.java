package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lake or the metadata store is a copy of before: the table's own log says what was read. */
class RestoredLakeTest {

    @TempDir
    Path folder;

    private Project shop;

    @BeforeEach
    void loadOnce() {
        shop = Shop.in(folder);
        load();
    }

    private Project.Steps load() {
        return shop.run("--select", "sales");
    }

    /** One good row and one bad one. */
    private void day(int day) {
        shop.write(
                "landing/sales-" + day + ".csv",
                "sale_id,product,amount\n" + day + "0,lamp,1.00\n" + day + "1,sofa,1.00\n");
    }

    private String sales() {
        return String.join(" ", shop.query("select sale_id from bronze.sales order by 1"));
    }

    private void copy(String from, String to) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(from))) {
            for (Path file : files.toList()) {
                Path target = folder.resolve(to)
                        .resolve(folder.resolve(from).relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private void delete(String path) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(path))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void replace(String path, String copy) throws IOException {
        delete(path);
        copy(copy, path);
    }

    private Path newestCommit() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("lake/bronze/sales/_delta_log"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private void allIsWell(String sales, int quarantined) {
        assertThat(load().step("bronze.sales").path("message").asText()).isEqualTo("nothing new");
        assertThat(sales()).isEqualTo(sales);
        assertThat(shop.one("select count(*) from _ingot_quarantine.bronze__sales"))
                .isEqualTo(Integer.toString(quarantined));
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine"))
                .containsExactly(Integer.toString(quarantined));
        assertThat(shop.ingot("doctor").succeeded().out()).contains("All is well");
    }

    @Test
    void anOlderCopyOfTheLakeIsReadOnFromWhereItEnds() throws IOException {
        copy("lake", "copy");
        day(2);
        load();
        copy("lake", "newer");
        replace("lake", "copy");
        day(3);

        assertThat(shop.ingot("doctor").exits(1).out())
                .contains("INGOT-PIPELINE-003", "bronze.sales does not have 1 batch that 'sales' had loaded");
        Project.Steps steps = load();

        assertThat(steps.counts("bronze.sales")).isEqualTo("read 4, inserted 2, quarantined 2");
        assertThat(steps.step("bronze.sales").path("problems").toString()).contains("INGOT-PIPELINE-003");
        allIsWell("1 2 20 30", 3);

        replace("lake", "newer");
        assertThat(load().counts("bronze.sales")).as("it has day 2").isEqualTo("read 2, inserted 1, quarantined 1");
        allIsWell("1 2 20 30", 3);
    }

    @Test
    void whatALostCommitBroughtIsReadAgain() throws IOException {
        day(2);
        load();
        Files.delete(newestCommit());
        day(3);

        assertThat(load().counts("bronze.sales")).isEqualTo("read 4, inserted 2, quarantined 2");

        allIsWell("1 2 20 30", 3);
    }

    @Test
    void aCommitThatIsNotWholeStopsTheTableAndSaysTheWayOut() throws IOException {
        day(2);
        load();
        List<String> lines = Files.readAllLines(newestCommit());
        for (List<String> left : List.of(List.<String>of(), lines.subList(0, lines.size() - 1))) {
            Files.write(newestCommit(), left);

            assertThat(shop.ingot("run", "--select", "sales").exits(1).out())
                    .contains(
                            "INGOT-DELTA-005",
                            newestCommit().getFileName().toString(),
                            "The newest commit can be deleted instead");
        }
        Files.delete(newestCommit());

        assertThat(load().counts("bronze.sales")).isEqualTo("read 2, inserted 1, quarantined 1");
        allIsWell("1 2 20", 2);
    }

    @Test
    void anOlderCopyOfTheStoreFollowsTheLake() throws IOException {
        copy(".ingot", "copy");
        day(2);
        load();
        day(3);
        load();
        replace(".ingot", "copy");

        allIsWell("1 2 20 30", 3);
        day(4);
        assertThat(load().counts("bronze.sales")).isEqualTo("read 2, inserted 1, quarantined 1");
        allIsWell("1 2 20 30 40", 4);
    }

    @Test
    void aCheckpointThatCannotBeReadIsSaidOnTheTerminalWithItsName() throws IOException {
        Project shop = Shop.in(folder.resolve("checkpoints"));
        shop.configure("shop", "landing: {type: files, path: landing}\n");
        shop.write(
                "ingot.yml",
                Files.readString(shop.folder().resolve("ingot.yml"))
                        .replace("path: lake", "path: lake, checkpoint_interval: 2"));
        for (int i = 2; i < 5; i++) {
            shop.write("landing/sales-" + i + ".csv", "sale_id,product,amount\n" + i + "0,lamp,1.00\n");
            shop.ingot("run", "--select", "sales").succeeded();
        }
        Path log = shop.folder().resolve("lake/bronze/sales/_delta_log");
        String name = "00000000000000000002.checkpoint.parquet";
        Files.writeString(log.resolve(name), "not Parquet");

        Cli.Result query = shop.ingot("query", "--output", "csv", "select count(*) as n from bronze.sales");

        assertThat(query.succeeded().out()).isEqualTo("n\n5\n");
        assertThat(query.err()).contains("Warning: ", name, "cannot be read", "Delete the file");
    }
}
