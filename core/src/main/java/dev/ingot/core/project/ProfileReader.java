package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import dev.ingot.config.ConfigError;
import dev.ingot.config.Problems;
import dev.ingot.config.Secrets;
import dev.ingot.config.Variables;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlNodes;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.Jinja;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a profile of dbt's {@code profiles.yml} into what {@code ingot.yml} would say: targets, and the connection of
 * the chosen one. Only that one is rendered, so that variables of the others need not be set. All that is wrong is told
 * at once, at its place in the profile. For one reading.
 */
final class ProfileReader {

    private static final String FILE = "profiles.yml";

    private static final Callable AS_IT_IS = arguments -> arguments.value(0, "value");

    /** What dbt calls some keys, and what they are called here. */
    private static final Map<String, String> RENAMED = Map.of("pass", "password", "dbname", "database");

    /** Keys of a target, not of its connection. */
    private static final Set<String> OF_TARGET = Set.of("schema", "threads", "type");

    /** Keys that dbt has and that change nothing here. */
    private static final Map<String, Set<String>> PASSED_OVER = Map.of(
            "duckdb",
            Set.of(
                    "database",
                    "extensions",
                    "attach",
                    "config_options",
                    "filesystems",
                    "secrets",
                    "use_credential_provider",
                    "plugins",
                    "module_paths",
                    "keep_open",
                    "retries",
                    "is_ducklake",
                    "remote",
                    "disable_transactions",
                    "external_root"),
            "postgres",
            Set.of("retries"));

    private final Problems problems;
    private final List<Problem> notes;
    private final Jinja jinja;

    ProfileReader(Variables variables, Secrets secrets, Problems problems, List<Problem> notes) {
        this.problems = problems;
        this.notes = notes;
        this.jinja = Jinja.dbt()
                .withFilter("as_text", AS_IT_IS)
                .withFilter("as_bool", AS_IT_IS)
                .withFilter("as_native", AS_IT_IS)
                .withFilter("as_number", AS_IT_IS)
                .withGlobal("env_var", (Callable) arguments -> {
                    String name = arguments.text(0, "var");
                    Optional<String> value = variables.find(name);
                    value.ifPresent(found -> secrets.addFrom(name, found));
                    if (value.isEmpty() && !arguments.has(1, "default")) {
                        throw new EvaluationException(
                                "the environment variable '" + name + "' is not set",
                                "Set it, or give a default: env_var('" + name + "', '...').");
                    }
                    return value.isPresent() ? value.get() : Values.print(arguments.value(1, "default"));
                });
    }

    /**
     * The file that dbt would read: in {@code DBT_PROFILES_DIR}, which {@code --profiles-dir} sets as well, else in the
     * project's folder, else in {@code ~/.dbt}.
     */
    static Optional<Path> file(Path project, Variables variables) {
        Optional<Path> asked = variables.find("DBT_PROFILES_DIR").map(dir -> project.resolve(dir));
        if (asked.isPresent()) {
            return asked.map(folder -> folder.resolve(FILE));
        }
        Path own = project.resolve(FILE);
        if (Presence.isThere(own)) {
            return Optional.of(own);
        }
        return variables
                .find("HOME")
                .or(() -> variables.find("USERPROFILE"))
                .map(home -> Path.of(home, ".dbt", FILE))
                .filter(Files::exists);
    }

    /**
     * @param wanted the target asked for on the command line or by the environment
     * @return the keys {@code target}, {@code targets} and {@code connections}; empty where they cannot be made
     */
    Optional<YamlMapping> read(YamlMapping profile, String profileName, @Nullable String wanted) {
        YamlMapping outputs = block(profile, "outputs");
        if (outputs.isEmpty()) {
            problems.add(
                    ConfigError.MISSING_KEY,
                    "The profile '" + profileName + "' has no 'outputs'.",
                    profile.place(),
                    "Write its targets under 'outputs'.");
            return Optional.empty();
        }
        String target = wanted != null
                ? wanted
                : profile.find("target").map(this::render).map(String::valueOf).orElse("default");
        if (outputs.find(target).isEmpty()) {
            problems.add(
                    ProjectError.UNKNOWN_TARGET,
                    "The profile '" + profileName + "' has no target '" + target + "'.",
                    wanted == null
                            ? profile.find("target").map(YamlNode::place).orElse(profile.place())
                            : outputs.place(),
                    Suggestion.didYouMean(target, outputs.keys()));
            return Optional.empty();
        }
        return connection(block(outputs, target), target).map(connection -> {
            Map<String, Object> targets = new LinkedHashMap<>();
            outputs.keys().forEach(name -> targets.put(name, Map.of()));
            Place place = profile.place();
            YamlMapping chosen = merged(YamlMapping.empty(place), "warehouse", target, place);
            for (YamlMapping.Entry entry : block(outputs, target).entries()) {
                if (OF_TARGET.contains(entry.name()) && !entry.name().equals("type")) {
                    chosen = merged(
                            chosen,
                            entry.name(),
                            render(entry.value()),
                            entry.value().place());
                }
            }
            YamlMapping all = YamlNodes.merge(YamlNodes.mapping(targets, place), YamlNodes.wrapped(target, chosen));
            return YamlNodes.merge(
                    YamlNodes.merge(
                            YamlNodes.mapping(Map.of("target", target), place), YamlNodes.wrapped("targets", all)),
                    YamlNodes.wrapped("connections", YamlNodes.wrapped(target, connection)));
        });
    }

    private Optional<YamlMapping> connection(YamlMapping output, String target) {
        String type = output.find("type").map(this::render).map(String::valueOf).orElse("");
        Set<String> passedOver = PASSED_OVER.get(type);
        if (passedOver == null) {
            problems.add(
                    ProjectError.UNKNOWN_TYPE,
                    type.isEmpty()
                            ? "The target '" + target + "' has no 'type'."
                            : "The target '" + target + "' is of type '" + type + "', in which models cannot be built.",
                    output.find("type").map(YamlNode::place).orElse(output.place()),
                    "Use duckdb or postgres; a project with an ingot.yml may use the lake.");
            return Optional.empty();
        }
        YamlMapping connection = merged(YamlMapping.empty(output.place()), "type", type, output.place());
        for (YamlMapping.Entry entry : output.entries()) {
            if (OF_TARGET.contains(entry.name())) {
                continue;
            }
            if (passedOver.contains(entry.name())) {
                notes.add(Problem.of(
                                ProjectError.PASSED_OVER,
                                "The key '" + entry.name() + "' of a target of type " + type + " changes nothing here.")
                        .at(entry.key().place()));
                continue;
            }
            Object value = render(entry.value());
            boolean seconds =
                    entry.name().equals("connect_timeout") || entry.name().equals("keepalives_idle");
            if (seconds && "0".equals(String.valueOf(value))) {
                continue;
            }
            connection = merged(
                    connection,
                    RENAMED.getOrDefault(entry.name(), entry.name()),
                    seconds ? value + "s" : value,
                    entry.value().place());
        }
        return Optional.of(connection);
    }

    private static YamlMapping merged(YamlMapping base, String key, @Nullable Object value, Place place) {
        Map<String, @Nullable Object> one = new LinkedHashMap<>();
        one.put(key, value);
        return YamlNodes.merge(base, YamlNodes.mapping(one, place));
    }

    private static YamlMapping block(YamlMapping parent, String key) {
        return parent.find(key).orElse(null) instanceof YamlMapping mapping
                ? mapping
                : YamlMapping.empty(parent.place());
    }

    /** The value with its templates rendered; braces that {@code ingot.yml} would read are made literal. */
    private @Nullable Object render(YamlNode node) {
        if (node instanceof YamlMapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> map.put(entry.name(), render(entry.value())));
            return map;
        }
        if (node instanceof YamlSequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(render(item)));
            return list;
        }
        YamlScalar scalar = (YamlScalar) node;
        Object plain = scalar.plain();
        if (!(plain instanceof String text)) {
            return plain;
        }
        if (!text.contains("{{") && !text.contains("{%")) {
            return literal(text);
        }
        try {
            Object value =
                    Values.toJava(jinja.parse(scalar.place().file(), text).evaluateNative(name -> null));
            return value instanceof String result ? literal(result) : value;
        } catch (TemplateException failure) {
            problems.add(Problem.of(ProjectError.BAD_VALUE, failure.problem())
                    .at(scalar.place())
                    .fix(failure.hint().isEmpty() ? null : failure.hint()));
            return "";
        }
    }

    private static String literal(String text) {
        return text.replace("${", "$${");
    }
}
