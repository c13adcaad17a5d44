package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.examples.ImdbData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example {@code imdb}: seven files, read as they are. */
class ImdbTest {

    @TempDir
    Path temporary;

    private Project project(Path landing) {
        return Project.ofExample(
                "imdb",
                temporary.resolve("project"),
                Map.of(
                        "LANDING",
                        landing.toAbsolutePath().toString(),
                        "LAKE",
                        temporary.resolve("lake").toString()));
    }

    @Test
    void everyRowOfTheSevenFilesBecomesARowAndEveryDirectorAndWriterOneOfItsOwn() throws IOException {
        Path landing = temporary.resolve("landing");
        ImdbData.Truth truth = new ImdbData(11, 3000).write(landing);
        Project project = project(landing);

        Project.Steps steps = project.run();

        assertThat(steps.statuses()).doesNotContainKeys("error", "skipped");
        Map<String, Long> tables = new LinkedHashMap<>();
        tables.put("name_basics", truth.names());
        tables.put("title_basics", truth.titles());
        tables.put("title_akas", truth.akas());
        tables.put("title_crew", truth.crews());
        tables.put("title_episode", truth.episodes());
        tables.put("title_principals", truth.principals());
        tables.put("title_ratings", truth.ratings());
        tables.forEach((table, rows) -> {
            assertThat(steps.counts("bronze." + table)).isEqualTo("read %1$d, inserted %1$d".formatted(rows));
            assertThat(project.one("select count(*) from bronze." + table)).isEqualTo(String.valueOf(rows));
        });
        assertThat(project.one("select count(*) from silver.title_directors"))
                .isEqualTo(String.valueOf(truth.directors()));
        assertThat(project.one("select count(*) from silver.title_writers")).isEqualTo(String.valueOf(truth.writers()));
    }

    @Test
    void noneAndNaAreNamesQuotesAreLettersAndOnlyBackslashNIsNull() throws IOException {
        Path landing = temporary.resolve("landing");
        new ImdbData(12, 400).write(landing);
        Project project = project(landing);
        project.run("--select", "name_basics", "title_akas", "title_basics", "title_principals");

        assertThat(project.query("select nconst, primaryName, coalesce(cast(birthYear as varchar), '\\N') from"
                        + " bronze.name_basics order by nconst"))
                .isEqualTo(fields(landing.resolve("name.basics.tsv.gz"), 0, 1, 2));
        assertThat(project.query("select titleId, ordering, coalesce(title, '\\N'), coalesce(region, '\\N') from"
                        + " bronze.title_akas order by titleId, ordering"))
                .isEqualTo(fields(landing.resolve("title.akas.tsv.gz"), 0, 1, 2, 3));
        assertThat(project.query("select tconst, primaryTitle, coalesce(genres, '\\N') from bronze.title_basics"
                        + " order by tconst"))
                .isEqualTo(fields(landing.resolve("title.basics.tsv.gz"), 0, 2, 8));
        assertThat(project.query("select tconst, ordering, coalesce(job, '\\N'), coalesce(characters, '\\N') from"
                        + " bronze.title_principals order by tconst, ordering"))
                .isEqualTo(fields(landing.resolve("title.principals.tsv.gz"), 0, 1, 4, 5));
        assertThat(project.one("select count(*) > 0 from bronze.name_basics where primaryName = 'None'"))
                .isEqualTo("true");
        assertThat(project.one("select count(*) > 0 from bronze.title_akas where region = 'NA'"))
                .isEqualTo("true");
    }

    /** Some columns of a file, split as the format says: at tabs, and nothing else. */
    private static List<String> fields(Path file, int... columns) throws IOException {
        List<String> rows = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                file.toString().endsWith(".gz")
                        ? new GZIPInputStream(Files.newInputStream(file))
                        : Files.newInputStream(file),
                StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split("\t", -1);
                List<String> row = new ArrayList<>();
                for (int column : columns) {
                    row.add(cells[column]);
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    @Test
    void theRealFilesHaveTheRowsThatTheirTruthSays() throws IOException {
        Optional<Path> landing = ExampleData.folderWith("truncated_title.basics.tsv");
        assumeTrue(landing.isPresent(), ExampleData.VARIABLE + " names no folder with truncated_title.basics.tsv");
        Project project = project(landing.get());

        Project.Steps steps = project.run();

        for (String table : List.of(
                "name.basics",
                "title.basics",
                "title.akas",
                "title.crew",
                "title.episode",
                "title.principals",
                "title.ratings")) {
            int rows = fields(landing.get().resolve("truncated_" + table + ".tsv"), 0)
                    .size();
            assertThat(steps.counts("bronze." + table.replace('.', '_')))
                    .as(table)
                    .isEqualTo("read %1$d, inserted %1$d".formatted(rows));
        }
        long directors = 0;
        long writers = 0;
        for (String row : fields(landing.get().resolve("truncated_title.crew.tsv"), 1, 2)) {
            String[] cells = row.split("\\|");
            directors += cells[0].equals("\\N") ? 0 : cells[0].split(",").length;
            writers += cells[1].equals("\\N") ? 0 : cells[1].split(",").length;
        }
        assertThat(project.one("select count(*) from silver.title_directors")).isEqualTo(String.valueOf(directors));
        assertThat(project.one("select count(*) from silver.title_writers")).isEqualTo(String.valueOf(writers));
    }
}
