package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

    @TempDir
    Path folder;

    private final Problems problems = new Problems();

    @Test
    void readsTheUsualForms() {
        String text = """
                # a comment
                PLAIN=value
                  SPACES =  some words here  # and a comment
                export EXPORTED=yes
                SINGLE='literal $X \\n # no comment' # comment
                DOUBLE="line\\nbreak \\"quoted\\" \\$X"
                HASH=a#b
                EMPTY=
                """;

        assertThat(EnvFile.parse(text, ".env", problems))
                .isEqualTo(Map.of(
                        "PLAIN", "value",
                        "SPACES", "some words here",
                        "EXPORTED", "yes",
                        "SINGLE", "literal $X \\n # no comment",
                        "DOUBLE", "line\nbreak \"quoted\" $X",
                        "HASH", "a#b",
                        "EMPTY", ""));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void aLineThatIsNotUnderstoodIsAProblemThatDoesNotShowIt() {
        EnvFile.parse("A=1\nsecret-without-name\nB='open\n", ".env", problems);

        assertThat(problems.sorted()).extracting(Problem::render).containsExactly("""
                        INGOT-YAML-018: This line is not NAME=value.
                          --> .env:2
                          fix: Write NAME=value, and close every quote that you open.
                        """, """
                        INGOT-YAML-018: This line is not NAME=value.
                          --> .env:3
                          fix: Write NAME=value, and close every quote that you open.
                        """);
    }

    @Test
    void aFolderOfThatNameHasNoVariables() throws IOException {
        Files.createDirectory(folder.resolve(".env"));

        assertThat(EnvFile.read(folder.resolve(".env"), ".env", problems)).isEmpty();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void aMissingFileHasNoVariables() {
        assertThat(EnvFile.read(folder.resolve(".env"), ".env", problems)).isEmpty();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void theEnvironmentWinsOverTheFile() {
        Variables variables = Variables.of(Map.of("A", "environment"), Map.of("A", "file", "B", "file"));

        assertThat(variables.find("A")).contains("environment");
        assertThat(variables.find("B")).contains("file");
    }
}
