package dev.ingot.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.examples.MetadataEtlData.Day;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
