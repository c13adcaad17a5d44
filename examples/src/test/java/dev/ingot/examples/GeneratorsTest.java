package dev.ingot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.examples.MetadataEtlData.Day;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorsTest {

    @TempDir
    Path folder;

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        new ImdbData(7, 50).write(folder.resolve("a"));
        new ImdbData(7, 50).write(folder.resolve("b"));

        for (String name : List.of("name.basics", "title.crew", "title.principals")) {
            Path one = folder.resolve("a").resolve(name + ".tsv.gz");
            assertThat(Files.readAllBytes(one))
                    .isEqualTo(Files.readAllBytes(folder.resolve("b").resolve(name + ".tsv.gz")));
        }
    }

    @Test
    void theSameSeedGivesTheSameShop() throws IOException {
        LocalDate day = LocalDate.of(2026, 11, 1);

        assertThat(new OlistData(7, 50, day).write(folder.resolve("a")))
                .isEqualTo(new OlistData(7, 50, day).write(folder.resolve("b")));
        for (String name : List.of("orders", "order_items", "order_reviews", "customers", "products")) {
            assertThat(folder.resolve("a/olist_" + name + "_dataset.csv"))
                    .hasSameBinaryContentAs(folder.resolve("b/olist_" + name + "_dataset.csv"));
        }
    }

    @Test
    void everyOrderIsGoodIncompleteOrRepeated() throws IOException {
        List<Day> days = new MetadataEtlData(1).write(folder);

        for (Day day : days) {
            Path file = folder.resolve(day.folder()).resolve("orders" + day.suffix() + ".json");
            List<String> lines = Files.readAllLines(file);
            assertThat(lines).hasSize(day.orders().records());
            assertThat(lines.stream().distinct().filter(line -> line.contains(":null")))
                    .hasSize(day.orders().incomplete());
            assertThat(lines.stream().distinct().filter(line -> !line.contains(":null")))
                    .hasSize(day.orders().good());
        }
        assertThat(days.get(0).orders().repeated()).isPositive();
    }
}
