package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ingot quarantine replay}: the way back for rows that were set aside. */
class ReplayTest {

    @TempDir
    Path folder;

    private Project shop = new Project(Path.of("."));

    @BeforeEach
    void loadOnce() {
        shop = Shop.in(folder.resolve("shop"));
        shop.run();
    }

    private Cli.Result replay() {
        return shop.ingot("quarantine", "replay", "bronze.sales");
    }

    private List<String> quarantined() {
        return shop.ingot("quarantine", "show", "bronze.sales", "--output", "json")
                .succeeded()
                .json()
                .findValuesAsText("raw");
    }

    @Test
    void loadsWhatTheContractTakesNow() {
        Shop.pipelines(shop, "[lamp, desk, sofa]");

        replay().succeeded();

        assertThat(shop.query("select sale_id, product, amount from bronze.sales order by 1"))
                .containsExactly("1|lamp|10.50", "2|desk|99.00", "3|sofa|5.00");
        assertThat(quarantined()).isEmpty();
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("0");
    }

    @Test
    void keepsWhatIsStillBadOnce() {
        replay().succeeded();
        replay().succeeded();

        assertThat(shop.one("select count(*) from bronze.sales")).isEqualTo("2");
        assertThat(quarantined()).containsExactly("3,sofa,5.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");
    }

    @Test
    void theFileOfAReplayedRowIsListedAsReadOnce() {
        replay().succeeded();

        assertThat(shop.metadata("SELECT path FROM file_status WHERE pipeline = 'sales'"))
                .containsExactly("sales-1.csv");
    }

    /** What a process leaves that is killed between the commit of the table and the release of the quarantine. */
    @ParameterizedTest(name = "a load comes first: {0}")
    @ValueSource(booleans = {false, true})
    void aReplayThatDiedAfterItsCommitDoesNotLoadTheRowsTwice(boolean loadFirst) throws IOException {
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        Path quarantine = shop.folder().resolve("lake/_ingot_quarantine");
        copy(quarantine, folder.resolve("before"));
        replay().succeeded();
        delete(quarantine);
        copy(folder.resolve("before"), quarantine);
        shop.editMetadata("DELETE FROM quarantine_settlement");
        shop.editMetadata("UPDATE quarantine SET open_rows = rows");
        shop.editMetadata("DELETE FROM pipeline_position WHERE pipeline = 'sales' AND batch = 2");
        if (loadFirst) {
            shop.run();
            assertThat(quarantined()).as("a load ends what the replay began").isEmpty();
        }

        replay().succeeded();

        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3");
        assertThat(quarantined()).isEmpty();
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("0");
    }

    /** The versions of a table from this one on are as if they had not come to be. */
    private void forget(String table, int version) throws IOException {
        Path log = shop.folder().resolve("lake").resolve(table).resolve("_delta_log");
        try (var files = Files.list(log)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().compareTo(String.format("%020d", version)) >= 0) {
                    Files.delete(file);
                }
            }
        }
    }

    @ParameterizedTest(name = "the table was committed: {0}")
    @ValueSource(booleans = {false, true})
    void aReplayThatDiedLosesNoneOfWhatIsBadAgain(boolean committed) throws IOException {
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,rug,1.00\n5,lamp,2.00\n");
        shop.run();
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        assertThat(replay().succeeded().out()).contains("read 2 = 1 inserted + 1 quarantined");
        // Bad rows of two loads, what is bad again, and what has left: four versions.
        forget("_ingot_quarantine/bronze__sales", 3);
        if (!committed) {
            forget("bronze/sales", 2);
        }
        shop.editMetadata("DELETE FROM quarantine_settlement");
        shop.editMetadata("UPDATE quarantine SET open_rows = rows");
        shop.editMetadata("DELETE FROM pipeline_position WHERE pipeline = 'sales' AND batch = 3");
        assertThat(quarantined()).containsExactlyInAnyOrder("3,sofa,5.00", "4,rug,1.00");

        replay().succeeded();

        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3", "5");
        assertThat(quarantined()).containsExactly("4,rug,1.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");

        Shop.pipelines(shop, "[lamp, desk, sofa, rug]");
        replay().succeeded();
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3", "4", "5");
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void saysThatModelsWereNotBuiltAndBuildsThemWhereAsked() {
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        assertThat(replay().succeeded().err())
                .contains("Models that read bronze.sales are as they were. To build them: ingot run --select sales+"
                        + " --skip-load, or replay with --build.");
        assertThat(shop.query("select product from gold.revenue order by 1")).containsExactly("desk", "lamp");

        shop.ingot("quarantine", "replay", "bronze.sales", "--build").succeeded();
        assertThat(shop.query("select product from gold.revenue order by 1")).containsExactly("desk", "lamp", "sofa");
    }

    @Test
    void rowsAreThrownAwayByIdOrAllTogether() {
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,rug,1.00\n5,lamp,2.00\n6,box,1.00\n");
        shop.run();
        String id = shop.ingot("quarantine", "show", "bronze.sales", "--output", "json")
                .json()
                .path(0)
                .path("id")
                .asText();
        assertThat(shop.ingot("quarantine", "purge", "bronze.sales", "--id", id, "--id", "none")
                        .succeeded()
                        .out())
                .contains("1 rows of bronze.sales would be thrown away");
        shop.ingot("quarantine", "purge", "bronze.sales", "--id", id, "--yes").succeeded();
        assertThat(shop.ingot("quarantine", "purge", "bronze.sales").succeeded().out())
                .contains("2 rows of bronze.sales would be thrown away");
        shop.ingot("quarantine", "purge", "bronze.sales", "--yes").succeeded();
        assertThat(quarantined()).isEmpty();
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("0");
    }

    @Test
    void aQueryGivesAllRowsToAFileAndBytesAsText() {
        assertThat(shop.ingot("query", "select range as n from range(250)", "--output", "csv")
                        .succeeded()
                        .out()
                        .lines())
                .hasSize(251);
        String bytes = "select from_hex('00ff5c') as b, [from_hex('01')] as l, {'b': from_hex('02')} as s";
        assertThat(shop.ingot("query", bytes, "--output", "csv").succeeded().out())
                .isEqualTo("b,l,s\n\\x00ff5c,[\\x01],{b=\\x02}\n");
        assertThat(shop.ingot("query", bytes, "--output", "json").json().path(0).toString())
                .isEqualTo("{\"b\":\"\\\\x00ff5c\",\"l\":[\"\\\\x01\"],\"s\":{\"b\":\"\\\\x02\"}}");
        assertThat(shop.ingot("query", bytes).succeeded().out()).contains("\\x00ff5c");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException e)
                    throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void whatAFullRefreshLoadedIsNotReplayed() {
        Shop.pipelines(shop, "[lamp, desk, sofa]");
        shop.write("landing/sales-2.csv", "sale_id,product,amount\n4,chair,1.00\n5,lamp,2.00\n");

        Project.Steps refresh = shop.run("--full-refresh");

        assertThat(refresh.counts("bronze.sales")).isEqualTo("read 5, inserted 4, quarantined 1");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");
        assertThat(shop.ingot("quarantine", "replay", "bronze.sales")
                        .succeeded()
                        .out())
                .contains("read 1 = 1 quarantined");
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2", "3", "5");
        shop.ingot("undo", "last", "--yes").succeeded();
        shop.ingot("undo", refresh.run(), "--yes").succeeded();
        assertThat(shop.query("select sale_id from bronze.sales order by 1")).containsExactly("1", "2");
        assertThat(quarantined()).containsExactly("3,sofa,5.00");
        assertThat(shop.metadata("SELECT sum(open_rows) FROM quarantine")).containsExactly("1");
    }
}
