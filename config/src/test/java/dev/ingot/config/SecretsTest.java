package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(Secrets.isSecretName("EMAIL_HOST")).isFalse();
        assertThat(Secrets.isSecretName("unique_key")).isFalse();
    }
}
