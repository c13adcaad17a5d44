package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private final Secrets secrets = new Secrets();

    @Test
    void everyOccurrenceIsReplacedAndTheLongestSecretFirst() {
        secrets.add("hunter");
        secrets.add("hunter2-extended");

        assertThat(secrets.redact("a hunter2-extended b hunter c hunter")).isEqualTo("a *** b *** c ***");
    }

    @Test
    void eachLineOfAKeyIsASecret() {
        secrets.add("-----BEGIN\nMIIEabc\n-----END\n");

        assertThat(secrets.redact("x MIIEabc y")).isEqualTo("x *** y");
    }

    @Test
    void aSecretIsFoundAsJsonSqlAndUrlsWriteIt() {
        secrets.add("it's \"42\"/%");

        assertThat(secrets.redact("select 'it''s \"42\"/%'")).isEqualTo("select '***'");
        assertThat(secrets.redact("{\"p\":\"it's \\\"42\\\"/%\"}")).isEqualTo("{\"p\":\"***\"}");
        assertThat(secrets.redact("https://h/?p=it%27s%20%2242%22%2F%25")).isEqualTo("https://h/?p=***");
    }

    @Test
    void aFailureKeepsItsCauseAndLosesItsSecrets() {
        secrets.add("hunter22");
        Exception cause = new IllegalStateException("cause");
        IngotException shown = secrets.redact(new IngotException(
                Problem.of(ConfigError.SYNTAX, "what hunter22").fix("none"), cause));

        assertThat(shown).hasCause(cause).hasMessageContaining("what ***");
    }

    @Test
    void aPasswordInAUrlIsASecretWhateverTheVariableIsCalled() {
        secrets.addFrom("DATABASE_URL", "postgresql://shop:hunter22@db:5432/shop");
        secrets.addFrom("DAY", "2026-05-01T12:00:00");

        assertThat(secrets.redact("shop hunter22 db 2026-05-01T12:00:00")).isEqualTo("shop *** db 2026-05-01T12:00:00");
    }

    @Test
    void valuesTooShortToBeSecretsStay() {
        secrets.add("abc");

        assertThat(secrets.redact("abc")).isEqualTo("abc");
    }

    @Test
    void problemsAreRedactedInAllTheirTexts() {
        secrets.add("hunter22");
        Problem problem = Problem.of(ConfigError.SYNTAX, "what hunter22")
                .at(new Place("a.yml", 1, 1, "p: hunter22"))
                .because("why hunter22")
                .fix("fix hunter22");

        assertThat(secrets.redact(problem).render()).isEqualTo("""
                        INGOT-YAML-003: what ***
                          --> a.yml:1:1
                          1 | p: ***
                            | ^
                          why: why ***
                          fix: fix ***
                        """);
    }

    @Test
    void theCollectionDoesNotShowItsValues() {
        secrets.add("hunter22");

        assertThat(secrets).hasToString("1 secrets");
    }

    @Test
    void namesThatUsuallyHoldSecretsAreKnown() {
        assertThat(Secrets.isSecretName("EMAIL_PASSWORD")).isTrue();
        assertThat(Secrets.isSecretName("AWS_SECRET_ACCESS_KEY")).isTrue();
        assertThat(Secrets.isSecretName("api_key")).isTrue();
        assertThat(Secrets.isSecretName("DB_PASS")).isTrue();
        assertThat(Secrets.isSecretName("MYSQL_PWD")).isTrue();
        assertThat(Secrets.isSecretName("PWD")).isFalse();
        assertThat(Secrets.isSecretName("BYPASS")).isFalse();
        assertThat(Secrets.isSecretName("PASSENGERS")).isFalse();
        assertThat(Secrets.isSecretName("EMAIL_HOST")).isFalse();
        assertThat(Secrets.isSecretName("unique_key")).isFalse();
    }
}
