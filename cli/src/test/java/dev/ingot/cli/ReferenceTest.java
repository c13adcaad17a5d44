package dev.ingot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The generated pages say what the code says. Run with {@code -Dgolden=update} to write them anew. */
class ReferenceTest {

    private static final Path DOCS = Repository.root().resolve("docs");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    @Test
    void theGeneratedPagesAreUpToDate() throws IOException {
        boolean update = "update".equals(System.getProperty("golden"));
        List<String> stale = new ArrayList<>();
        for (Map.Entry<String, String> page : Reference.files().entrySet()) {
            Path file = DOCS.resolve(page.getKey());
            if (update) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, page.getValue());
            } else if (!Files.exists(file) || !Files.readString(file).equals(page.getValue())) {
                stale.add(page.getKey());
            }
        }

        assertThat(stale)
                .as("pages of docs/ to be written anew with -Dgolden=update")
                .isEmpty();
    }

    @Test
    void everyErrorCodeHasItsEntry() throws IOException {
        String page = Reference.files().get("reference/errors.md");

        assertThat(ErrorCatalogue.codes()).extracting(ErrorCode::id).allMatch(id -> page.contains("### " + id + ": "));
    }

    @Test
    void theLaunchersCodesAreInTheCatalogueToo() throws IOException {
        assertThat(Reference.files().get("reference/errors.md"))
                .contains("| INGOT-START-001 | There is no Java on this machine. Install a JDK")
                .contains("| INGOT-START-003 |");
    }

    @Test
    void everyLinkBetweenThePagesLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains(":") && !Files.exists(page.resolveSibling(target))) {
                    broken.add(Repository.root().relativize(page) + " -> " + target);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() {
        try (Stream<Path> docs = Files.walk(DOCS);
                Stream<Path> root = Files.list(Repository.root())) {
            return Stream.concat(docs, root)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
