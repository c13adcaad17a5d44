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
}
