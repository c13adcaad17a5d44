package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BinderTest {

    private static final List<OptionSpec> SPECS = List.of(
            OptionSpec.required("host", OptionSpec.Type.STRING, "The server."),
            OptionSpec.withDefault("port", OptionSpec.Type.INTEGER, "587", "Its port."),
            OptionSpec.optional("rate", OptionSpec.Type.NUMBER, "Per second."),
            OptionSpec.withDefault("tls", OptionSpec.Type.BOOLEAN, "true", "Whether it is encrypted."),
            OptionSpec.withDefault("timeout", OptionSpec.Type.DURATION, "30s", "How long to wait."),
            OptionSpec.optional("limit", OptionSpec.Type.SIZE, "How much."),
            OptionSpec.withDefault("to", OptionSpec.Type.STRINGS, "[a, b]", "Recipients."),
            OptionSpec.optional("headers", OptionSpec.Type.MAP, "More headers."),
            OptionSpec.withDefault("mode", OptionSpec.Type.STRING, "plain", "How.")
                    .choices("plain", "login"),
            OptionSpec.optional("password", OptionSpec.Type.STRING, "The login's.")
                    .asSecret(),
            OptionSpec.optional("pin", OptionSpec.Type.INTEGER, "Another one.").asSecret());

    private final Secrets secrets = new Secrets();
    private final Problems problems = new Problems();

    private Map<String, Object> bind(String yaml) {
        return new Binder(secrets).bind(Yaml.parse(yaml, "ingot.yml").mapping(), SPECS, problems);
    }

    private String rendered() {
        return problems.sorted().stream().map(Problem::render).collect(Collectors.joining("\n"));
    }

    @Test
    void bindsEveryTypeToItsJavaType() {
        assertThat(bind("""
                        host: mail
                        port: 25
                        rate: 1.5
                        tls: false
                        timeout: 2m
                        limit: 1.5GiB
                        to: one
                        headers: {X-A: 1, X-B: two}
                        mode: login
                        """))
                .isEqualTo(Map.of(
                        "host",
                        "mail",
                        "port",
                        25L,
                        "rate",
                        1.5,
                        "tls",
                        false,
                        "timeout",
                        Duration.ofMinutes(2),
                        "limit",
                        1_610_612_736L,
                        "to",
                        List.of("one"),
                        "headers",
                        Map.of("X-A", "1", "X-B", "two"),
                        "mode",
                        "login"));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void takesDefaultsWhereNothingIsWritten() {
        assertThat(bind("host: mail"))
                .isEqualTo(Map.of(
                        "host",
                        "mail",
                        "port",
                        587L,
                        "tls",
                        true,
                        "timeout",
                        Duration.ofSeconds(30),
                        "to",
                        List.of("a", "b"),
                        "mode",
                        "plain"));
    }

    @Test
    void textStaysAsWrittenEvenIfItLooksLikeANumber() {
        assertThat(bind("host: 007\nto: [01, 1.10, true]"))
                .containsEntry("host", "007")
                .containsEntry("to", List.of("01", "1.10", "true"));
    }

    @Test
    void quotedNumbersAreNumbersBecauseVariablesAreTexts() {
        assertThat(bind("host: h\nport: '25'\ntls: 'False'"))
                .containsEntry("port", 25L)
                .containsEntry("tls", false);
    }

    @Test
    void everyProblemIsToldAtOnce() {
        bind("""
                hots: mail
                port: many
                tls: yes
                timeout: 30
                limit: 3 bananas
                to: {a: 1}
                headers: [1]
                mode: lgoin
                rate:
                """);

        assertThat(rendered()).isEqualTo("""
                        INGOT-YAML-010: 'hots' is not a key here.
                          --> ingot.yml:1:1
                          1 | hots: mail
                            | ^
                          fix: Did you mean 'host'?

                        INGOT-YAML-011: The key 'host' is missing.
                          --> ingot.yml:1:1
                          1 | hots: mail
                            | ^
                          fix: Add it, for example 'host: text'.

                        INGOT-YAML-012: 'port' must be a whole number, not 'many'.
                          --> ingot.yml:2:7
                          2 | port: many
                            |       ^
                          fix: For example 'port: 587'.

                        INGOT-YAML-012: 'tls' must be true or false, not 'yes'.
                          --> ingot.yml:3:6
                          3 | tls: yes
                            |      ^
                          fix: For example 'tls: true'.

                        INGOT-YAML-012: 'timeout' must be a duration, not '30'.
                          --> ingot.yml:4:10
                          4 | timeout: 30
                            |          ^
                          fix: For example 'timeout: 30s'.

                        INGOT-YAML-012: 'limit' must be a size, not '3 bananas'.
                          --> ingot.yml:5:8
                          5 | limit: 3 bananas
                            |        ^
                          fix: For example 'limit: 512MB'.

                        INGOT-YAML-012: 'to' must be text or a list of texts, not a block of keys.
                          --> ingot.yml:6:5
                          6 | to: {a: 1}
                            |     ^
                          fix: For example 'to: [a, b]'.

                        INGOT-YAML-012: 'headers' must be a block of names and texts, not a list.
                          --> ingot.yml:7:10
                          7 | headers: [1]
                            |          ^
                          fix: For example 'headers: {name: value}'.

                        INGOT-YAML-013: 'mode' cannot be 'lgoin'.
                          --> ingot.yml:8:7
                          8 | mode: lgoin
                            |       ^
                          why: It is one of: plain, login.
                          fix: Did you mean 'login'?

                        INGOT-YAML-012: 'rate' has no value.
                          --> ingot.yml:9:6
                          9 | rate:
                            |      ^
                          fix: Write for example 'rate: 0.5', or remove the key.
                        """);
    }

    @Test
    void secretsAreNeitherShownWhereTheyStandNorWhereTheyAreMisspelt() {
        bind("host: h\npasword: hunter22\npin: topsecret1\n");

        assertThat(rendered()).isEqualTo("""
                        INGOT-YAML-010: 'pasword' is not a key here.
                          --> ingot.yml:2:1
                          2 | pasword: ********
                            | ^
                          fix: Did you mean 'password'?

                        INGOT-YAML-012: 'pin' must be a whole number, not text.
                          --> ingot.yml:3:6
                          fix: For example 'pin: 10'.
                        """);
    }

    @Test
    void secretValuesAreRemembered() {
        bind("host: h\npassword: hunter22\n");

        assertThat(secrets.redact("login with hunter22 failed")).isEqualTo("login with *** failed");
    }

    @Test
    void aValueWhoseVariableIsUnresolvedIsToldOnlyOnce() {
        YamlMapping node = Yaml.parse("host: h\nport: ${PORT}\n", "ingot.yml").mapping();
        YamlMapping interpolated =
                new Interpolator(Variables.of(Map.of()), secrets, java.nio.file.Path.of("")).mapping(node, problems);

        new Binder(secrets).bind(interpolated, SPECS, problems);

        assertThat(problems.sorted()).extracting(Problem::what).containsExactly("The variable 'PORT' is not set.");
    }

    @Test
    void aRemovedKeySaysWhatTookItsPlace() {
        BlockSpec block = BlockSpec.of(
                        "a mail", "Sends.", KeySpec.optional("to", OptionSpec.Type.STRINGS, "Recipients.", null))
                .removed("recipients", "Write 'to' instead.");

        new Binder(secrets).bind(Yaml.parse("recipients: a\n", "ingot.yml").mapping(), block, problems);

        assertThat(rendered()).isEqualTo("""
                        INGOT-YAML-014: The key 'recipients' of a mail was removed.
                          --> ingot.yml:1:1
                          1 | recipients: a
                            | ^
                          fix: Write 'to' instead.
                        """);
    }

    @Test
    void aDefaultThatDoesNotFitItsTypeIsADefectOfThePlugIn() {
        List<OptionSpec> wrong = List.of(OptionSpec.withDefault("n", OptionSpec.Type.INTEGER, "few", "How many."));

        assertThatThrownBy(() -> new Binder(secrets).bind(Yaml.parse("", "x").mapping(), wrong, problems))
                .hasMessage("INGOT-YAML-019: The default 'few' of the option 'n' is not a whole number.\n");
    }

    @Test
    void askingForAKeyThatIsNotDescribedIsADefect() {
        BlockSpec block =
                BlockSpec.of("a mail", "Sends.", KeySpec.optional("to", OptionSpec.Type.STRINGS, "Recipients.", null));
        Bound bound = new Binder(secrets).bind(Yaml.parse("to: a", "x").mapping(), block, problems);

        assertThatThrownBy(() -> bound.string("from")).hasMessage("'from' is no key of a mail");
    }

    @Test
    void sizesAndDurationsAreReadExactly() {
        assertThat(OptionValues.size("0")).contains(0L);
        assertThat(OptionValues.size("512MB")).contains(512_000_000L);
        assertThat(OptionValues.size("2 KiB")).contains(2048L);
        assertThat(OptionValues.size("1.5")).contains(2L);
        assertThat(OptionValues.size("-1")).isEmpty();
        assertThat(OptionValues.size("999999999TB")).isEmpty();
        assertThat(OptionValues.duration("250ms")).contains(Duration.ofMillis(250));
        assertThat(OptionValues.duration("7d")).contains(Duration.ofDays(7));
        assertThat(OptionValues.duration("1w")).isEmpty();
    }
}
