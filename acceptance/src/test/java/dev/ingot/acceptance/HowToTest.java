package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.acceptance.HowTo.Act;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of each how-to as the page has them, and compares their output with the page. The system property {@code
 * howto} chooses one page.
 */
@Timeout(180)
class HowToTest {

    private static final Path DOCS = Path.of("..", "docs", "how-to");

    @TempDir
    Path folder;

    static List<String> pages() throws IOException {
        String only = System.getProperty("howto", "");
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.map(file -> file.getFileName().toString().replace(".md", ""))
                    .filter(page -> only.isEmpty() || only.equals(page))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachCommandPrintsWhatThePageSays(String page) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (Stage stage = Stage.of(page, folder);
                Shell shell = new Shell(folder, stage)) {
            Reader reader = new Reader(stage, shell);
            for (Act act : HowTo.read(DOCS.resolve(page + ".md")).acts()) {
                reader.does(act).ifPresent(problem -> wrong.add(page + ".md:" + problem));
            }
            reader.ends().ifPresent(problem -> wrong.add(page + ".md:" + problem));
        }

        assertThat(String.join("\n\n", wrong)).isEmpty();
    }
}
