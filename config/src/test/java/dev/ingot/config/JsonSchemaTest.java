package dev.ingot.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.ingot.api.config.OptionSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSchemaTest {

    private static final BlockSpec MAIL = BlockSpec.of(
            "a mail",
            "Sends.",
            KeySpec.required("host", OptionSpec.Type.STRING, "The server.", "mail.example.org"),
            KeySpec.withDefault("port", OptionSpec.Type.INTEGER, "587", "Its port."),
            KeySpec.optional("rate", OptionSpec.Type.NUMBER, "Per second.", null),
            KeySpec.withDefault("tls", OptionSpec.Type.BOOLEAN, "true", "Encrypted | or not."),
            KeySpec.optional("timeout", OptionSpec.Type.DURATION, "How long.", null),
            KeySpec.optional("limit", OptionSpec.Type.SIZE, "How much.", null),
            KeySpec.optional("to", OptionSpec.Type.STRINGS, "Recipients.", "[a, b]"),
            KeySpec.optional("headers", OptionSpec.Type.MAP, "More.", null),
            new KeySpec.Option(
                    OptionSpec.optional("mode", OptionSpec.Type.STRING, "How.").choices("plain", "login")),
            new KeySpec.Block(
                    "proxy",
                    "Between.",
                    false,
                    BlockSpec.of(
                            "a proxy", "Between.", KeySpec.required("url", OptionSpec.Type.STRING, "Where.", null))),
            new KeySpec.Blocks(
                    "rules",
                    "Which.",
                    BlockSpec.of("a rule", "One.", KeySpec.required("when", OptionSpec.Type.STRING, "When.", null))),
            new KeySpec.Named(
                    "accounts",
                    "Who.",
                    "account",
                    BlockSpec.of("an account", "One.", KeySpec.required("type", OptionSpec.Type.STRING, "Kind.", null))
                            .variants(
                                    "type",
                                    Map.of(
                                            "basic",
                                            List.of(OptionSpec.required("user", OptionSpec.Type.STRING, "Name.")),
                                            "token",
                                            List.of(OptionSpec.required("token", OptionSpec.Type.STRING, "It.")
                                                    .asSecret())))),
            new KeySpec.Values("vars", "Anything."));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static boolean validBySchema(String yaml) {
        JsonNode node = MAPPER.valueToTree(Yaml.parse(yaml, "x").mapping().plain());
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(JsonSchema.of(MAIL))
                .validate(node)
                .isEmpty();
    }

    private static boolean validByBinder(String yaml) {
        Problems problems = new Problems();
        Bound bound = new Binder(new Secrets()).bind(Yaml.parse(yaml, "x").mapping(), MAIL, problems);
        bound.named("accounts").values().forEach(account -> {
            List<OptionSpec> options = account.string("type").isEmpty()
                    ? List.of()
                    : MAIL.find("accounts")
                            .map(key -> (KeySpec.Named) key)
                            .orElseThrow()
                            .item()
                            .variants()
                            .options()
                            .get(account.string("type").get());
            if (options == null) {
                problems.add(ConfigError.NOT_A_CHOICE, "type", account.place(), null);
            } else {
                new Binder(new Secrets()).bind(account.rest(), options, problems);
            }
        });
        return problems.isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host: h",
                "{host: 12, port: 25, rate: 1, tls: false, timeout: 30s, limit: 2GB}",
                "{host: h, port: '${PORT}', rate: '${R}', tls: '${T:-true}', timeout: '${X}', limit: 512, mode: '${M}'}",
                "{host: h, to: one, headers: {a: 1}, mode: login}",
                "{host: h, to: [one, 2]}",
                "{host: h, proxy: {url: x}, rules: [{when: y}], vars: {a: [1, {b: 2}]}}",
                "{host: h, proxy: ~, rules: ~, accounts: ~, vars: ~}",
                "{host: h, accounts: {a: {type: basic, user: u}, b: {type: token, token: t}}}",
                "{host: h, port: '25', tls: 'FALSE'}",
            })
    void whatTheReaderTakesTheEditorTakes(String yaml) {
        assertThat(validByBinder(yaml)).as("reader").isTrue();
        assertThat(validBySchema(yaml)).as("schema").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{host: h, prot: 1}",
                "{host: h, port: many}",
                "{host: h, port: 1.5}",
                "{host: h, rate: fast}",
                "{host: h, tls: yes}",
                "{host: h, timeout: 30}",
                "{host: h, timeout: 30x}",
                "{host: h, limit: 3 bananas}",
                "{host: h, to: {a: 1}}",
                "{host: h, to: [[a]]}",
                "{host: h, headers: x}",
                "{host: h, headers: {a: [1]}}",
                "{host: h, mode: lgoin}",
                "{host: h, mode: ~}",
                "{host: h, proxy: {}}",
                "{host: h, proxy: []}",
                "{host: h, rules: {when: x}}",
                "{host: h, rules: [{wen: x}]}",
                "{host: h, accounts: {a: {user: u}}}",
                "{host: h, accounts: {a: {type: none}}}",
                "{host: h, accounts: {a: {type: basic, token: t}}}",
                "{host: h, accounts: {a: {type: basic}}}",
                "{host: h, vars: 3}",
            })
    void whatTheReaderRefusesTheEditorRefuses(String yaml) {
        assertThat(validByBinder(yaml)).as("reader").isFalse();
        assertThat(validBySchema(yaml)).as("schema").isFalse();
    }

    @Test
    void theEditorShowsTitlesDescriptionsDefaultsAndExamples() throws Exception {
        JsonNode schema = MAPPER.readTree(JsonSchema.of(MAIL));

        assertThat(schema.get("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.get("title").asText()).isEqualTo("a mail");
        JsonNode properties = schema.get("properties");
        assertThat(properties.at("/port/default").asInt()).isEqualTo(587);
        assertThat(properties.at("/port/description").asText()).isEqualTo("Its port.");
        assertThat(properties.at("/to/examples/0")).isEqualTo(MAPPER.readTree("[\"a\",\"b\"]"));
        assertThat(properties.at("/mode/anyOf/0/enum")).isEqualTo(MAPPER.readTree("[\"plain\",\"login\"]"));
    }

    @Test
    void theReferenceHasATableForEachBlock() {
        assertThat(ReferenceDocs.markdown(MAIL, 2))
                .startsWith("""
                        ## a mail

                        Sends.

                        | key | value | default | what it does |
                        | --- | --- | --- | --- |
                        | `host` (required) | text |  | The server. Example: `mail.example.org` |
                        | `port` | a whole number | `587` | Its port. |
                        | `rate` | a number |  | Per second. |
                        | `tls` | true or false | `true` | Encrypted \\| or not. |
                        """)
                .contains("| `mode` | `plain`, `login` |  | How. |\n")
                .contains("| `proxy` | block: a proxy |  | Between. |\n")
                .contains("\n## a rule\n\nOne.\n\n")
                .contains("\n### an account of type `token`\n\n")
                .contains("| `token` (required) | text |  | It. |\n");
    }
}
