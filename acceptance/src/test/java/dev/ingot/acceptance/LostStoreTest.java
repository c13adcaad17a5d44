package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metadata store is gone: what the tables know is enough. */
class LostStoreTest {

    @TempDir
    Path folder;

    @Test
    void nothingIsReadTwiceAfterTheMetadataStoreWasLost() throws IOException {
        Project shop = Shop.in(folder);
        shop.run();
        for (int day = 2; day <= 4; day++) {
            shop.write("landing/sales-" + day + ".csv", "sale_id,product,amount\n" + day + "0,lamp,1.00\n");
            shop.run();
        }
        var before = shop.contents(Shop.TABLES);
        try (Stream<Path> files = Files.list(folder.resolve(".ingot"))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("metadata.db"))
                    .toList()) {
                Files.delete(file);
            }
        }

        shop.run();

        assertThat(shop.contents(Shop.TABLES)).isEqualTo(before);
        assertThat(shop.metadata("SELECT path FROM file_status WHERE undone_at IS NULL ORDER BY path"))
                .isEqualTo(List.of("returns-1.csv", "sales-1.csv", "sales-2.csv", "sales-3.csv", "sales-4.csv"));
    }
}
