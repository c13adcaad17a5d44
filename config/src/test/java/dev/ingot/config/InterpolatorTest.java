package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpolatorTest {

    @TempDir
    Path folder;

    private final Secrets secrets = new Secrets();
    private final Problems problems = new Problems();

    private Map<String, Object> apply(String yaml, String... variables) {
        Map<String, String> environment = new java.util.HashMap<>();
        for (int i = 0; i < variables.length; i += 2) {
            environment.put(variables[i], variables[i + 1]);
        }
        Interpolator interpolator = new Interpolator(Variables.of(environment), secrets, folder);
        return interpolator
                .mapping(Yaml.parse(yaml, "ingot.yml").mapping(), problems)
                .plain();
    }

    private String rendered() {
        return problems.sorted().stream().map(Problem::render).collect(Collectors.joining("\n"));
    }

    @Test
    void replacesVariablesAnywhereInAValue() {
        assertThat(apply("url: http://${HOST}:${PORT}/x\nlist: [\"${HOST}\"]", "HOST", "db", "PORT", "5432"))
                .isEqualTo(Map.of("url", "http://db:5432/x", "list", java.util.List.of("db")));
    }

    @Test
    void theDefaultStandsInForAVariableThatIsUnsetOrEmpty() {
        assertThat(apply("a: ${A:-x}\nb: ${B:-y z}\nc: ${C:-}\nd: ${D:-no}", "B", "", "D", "yes"))
                .isEqualTo(Map.of("a", "x", "b", "y z", "c", "", "d", "yes"));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void aDoubledDollarSignIsLiteral() {
        assertThat(apply("a: $${HOME}\nb: $HOME\nc: 5$", "HOME", "/root"))
                .isEqualTo(Map.of("a", "${HOME}", "b", "$HOME", "c", "5$"));
    }

    @Test
    void valuesAreNotEvaluatedAgain() {
        assertThat(apply("a: ${A}", "A", "${B}", "B", "x")).isEqualTo(Map.of("a", "${B}"));
    }

    @Test
    void keysAreLeftAlone() {
        assertThat(apply("\"${A}\": ${A}", "A", "x")).isEqualTo(Map.of("${A}", "x"));
    }

    @Test
    void readsSecretFilesWithoutTheirLastLineBreak() throws Exception {
        Files.writeString(folder.resolve("token"), "s3cr3t-value\n");

        assertThat(apply("a: Bearer ${file:token}")).isEqualTo(Map.of("a", "Bearer s3cr3t-value"));
        assertThat(secrets.redact("sent Bearer s3cr3t-value to x")).isEqualTo("sent Bearer *** to x");
    }

    @Test
    void variablesWithTellingNamesAreSecret() {
        apply("a: ${EMAIL_PASSWORD}\nb: ${EMAIL_HOST}", "EMAIL_PASSWORD", "hunter22", "EMAIL_HOST", "mail.example");

        assertThat(secrets.redact("hunter22@mail.example")).isEqualTo("***@mail.example");
    }

    @Test
    void unresolvedReferencesAreToldAtOnceAtTheirOwnColumn() {
        apply(
                "a: ${EMIAL_HOST}:${PORT}\nb: \"x ${file:none}\"\nc: ${A B}\nd: ${A:-${B}}\ne: ${OPEN\n",
                "EMAIL_HOST",
                "mail.example");

        assertThat(rendered()).isEqualTo("""
                        INGOT-YAML-015: The variable 'EMIAL_HOST' is not set.
                          --> ingot.yml:1:4
                          1 | a: ${EMIAL_HOST}:${PORT}
                            |    ^
                          fix: Did you mean 'EMAIL_HOST'? Set it in the environment or in .env, or give a default: ${EMIAL_HOST:-value}.

                        INGOT-YAML-015: The variable 'PORT' is not set.
                          --> ingot.yml:1:18
                          1 | a: ${EMIAL_HOST}:${PORT}
                            |                  ^
                          fix: Set it in the environment or in .env, or give a default: ${PORT:-value}.

                        INGOT-YAML-016: The secret file 'none' cannot be read.
                          --> ingot.yml:2:7
                          2 | b: "x ${file:none}"
                            |       ^
                          why: There is no such file.
                          fix: Create it, or check who may read it.

                        INGOT-YAML-017: '${A B}' is not a reference.
                          --> ingot.yml:3:4
                          3 | c: ${A B}
                            |    ^
                          fix: Write ${NAME}, ${NAME:-default} or ${file:/path}; write '$${' for a literal '${'.

                        INGOT-YAML-017: References do not nest.
                          --> ingot.yml:4:4
                          4 | d: ${A:-${B}}
                            |    ^
                          fix: Write ${NAME}, ${NAME:-default} or ${file:/path}; write '$${' for a literal '${'.

                        INGOT-YAML-017: '${' is not closed.
                          --> ingot.yml:5:4
                          5 | e: ${OPEN
                            |    ^
                          fix: Close it with '}', or write '$${' if the characters are meant literally.
                        """);
    }

    @Test
    void theNamesOfVariablesAreShownButNeverTheirValues() {
        apply("a: ${API_TOKN}", "API_TOKEN", "abcdef123");

        assertThat(rendered()).contains("Did you mean 'API_TOKEN'?").doesNotContain("abcdef123");
        assertThat(Variables.of(Map.of("API_TOKEN", "abcdef123")).toString()).isEqualTo("variables [API_TOKEN]");
    }
}
