package dev.ingot.models.internal.context;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlFlavor;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Json;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.ReturnValue;
import dev.ingot.jinja.Values;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.Checksums;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions and values that all templates of one package share. Immutable and thread-safe. */
public final class SharedFunctions implements Names {

    /** The release of dbt whose behaviour is followed. */
    public static final String DBT_VERSION = "1.11.14";

    private static final Logger LOG = LoggerFactory.getLogger("dev.ingot.models.project");

    /** What may be another at the next command, or does something besides giving a value. */
    static final Set<String> PASSING = Set.of(
            "env_var",
            "doc",
            "flags",
            "invocation_id",
            "invocation_args_dict",
            "run_started_at",
            "modules",
            "exceptions",
            "log",
            "print",
            "selected_resources",
            "dbt_metadata_envs");

    private final Map<String, Object> values = new HashMap<>();

    private final Var var;
    private final Environment environment;
    private final PyDict runtimeConfig;

    /**
     * @param packageName whose templates these are for
     * @param versions of the project and of every installed package, by name
     */
    public SharedFunctions(
            Environment environment,
            Templates templates,
            String projectName,
            String packageName,
            Variables variables,
            Docs docs,
            Map<String, String> versions) {
        this.environment = environment;
        this.runtimeConfig = runtimeConfig(environment, projectName, versions);
        values.put("env_var", (Callable) arguments -> environmentVariable(environment, arguments));
        this.var = new Var(variables, templates, this);
        values.put("var", var);
        values.put("target", target(environment));
        values.put("doc", (Callable) arguments -> docs.doc(packageName, arguments));
        values.put("flags", new Flags(environment));
        values.put("invocation_id", environment.invocationId());
        values.put("invocation_args_dict", invocation(environment));
        values.put("run_started_at", new TimeValue(environment.started().atOffset(ZoneOffset.UTC)));
        values.put("dbt_version", DBT_VERSION);
        values.put("project_name", projectName);
        values.put("return", ReturnValue.function());
        values.put("log", (Callable) arguments -> log(environment, arguments));
        values.put("print", (Callable) arguments -> print(environment, arguments));
        values.put("exceptions", new Exceptions());
        values.put("modules", new PythonModules(environment.started()));
        values.put("tojson", (Callable)
                arguments -> Json.write(arguments.value(0, "value"), arguments.flag(2, "sort_keys", false)));
        values.put("fromjson", (Callable) arguments -> PythonJson.parse(arguments.text(0, "string")));
        values.put("toyaml", (Callable) arguments -> PythonJson.yaml(arguments.value(0, "value"), 0));
        values.put("fromyaml", (Callable) SharedFunctions::fromYaml);
        values.put("local_md5", (Callable) arguments -> Checksums.md5(arguments.text(0, "value")));
        values.put("set", (Callable) SharedFunctions::set);
        values.put("set_strict", (Callable) SharedFunctions::set);
        values.put("zip", (Callable) SharedFunctions::zip);
        values.put("zip_strict", (Callable) SharedFunctions::zip);
        values.put("selected_resources", new PyList());
        values.put("dbt_metadata_envs", new PyDict());
    }

    /** {@code var} and {@code env_var} with other values for some names. */
    public Map<String, Object> with(
            Map<String, @Nullable Object> variables, Map<String, @Nullable Object> environmentVariables) {
        Callable environmentVariable = arguments -> {
            Object value = environmentVariables.get(arguments.text(0, "var"));
            return value == null ? environmentVariable(environment, arguments) : String.valueOf(value);
        };
        return Map.of(
                "var", new Var(var.variables().with(variables), var.templates(), this), "env_var", environmentVariable);
    }

    /** {@code var} whose templates see all that the asking template sees. */
    Object varIn(Names names) {
        return new Var(var.variables(), var.templates(), names);
    }

    /** {@code builtins.ref.config}, in which packages look up the versions of each other. */
    PyDict runtimeConfig() {
        return runtimeConfig;
    }

    private static PyDict runtimeConfig(Environment environment, String projectName, Map<String, String> versions) {
        PyDict dependencies = new PyDict();
        versions.forEach(
                (name, version) -> dependencies.put(name, PyDict.of("project_name", name, "version", version)));
        return PyDict.of(
                "project_name", projectName,
                "version", versions.getOrDefault(projectName, ""),
                "profile_name", environment.target().profile(),
                "target_name", environment.target().name(),
                "credentials", target(environment),
                "dependencies", dependencies);
    }

    @Override
    public @Nullable Object lookup(String name) {
        return values.get(name);
    }

    @Override
    public Collection<String> known() {
        return values.keySet();
    }

    private static Object environmentVariable(Environment environment, Arguments arguments) {
        arguments.expect("env_var", "var", "default");
        String name = arguments.text(0, "var");
        if (name.startsWith("DBT_ENV_SECRET")) {
            throw Problem.of(
                            ModelsError.SECRET_VARIABLE,
                            "The secret variable '" + name + "' is used outside of profiles.yml")
                    .because("Its value would stand in compiled SQL and in the database's log.")
                    .fix("Read it in profiles.yml or ingot.yml only, or give the variable another name.")
                    .toException();
        }
        Optional<String> value = environment.environment().apply(name);
        if (value.isPresent()) {
            return value.get();
        }
        if (arguments.has(1, "default")) {
            return Values.print(arguments.value(1, "default"));
        }
        throw Problem.of(ModelsError.MISSING_VARIABLE, "The environment variable '" + name + "' is not set")
                .fix("Set it, or give a default: env_var('" + name + "', '...').")
                .toException();
    }

    private static PyDict target(Environment environment) {
        Environment.Target target = environment.target();
        return PyDict.of(
                "name", target.name(),
                "target_name", target.name(),
                "profile_name", target.profile(),
                "type", target.type(),
                "database", target.database(),
                "dbname", target.database(),
                "schema", target.schema(),
                "threads", target.threads(),
                "user", None.NONE,
                "path", None.NONE);
    }

    /** The command as dbt's packages ask for it. */
    private static PyDict invocation(Environment environment) {
        return PyDict.of(
                "which", environment.command(),
                "target", environment.target().name(),
                "profile", environment.target().profile(),
                "full_refresh", environment.fullRefresh(),
                "empty", environment.flags().empty(),
                "store_failures", environment.flags().storeFailures(),
                "vars", PythonJson.pythonic(environment.variables()),
                "invocation_command", "ingot " + environment.command());
    }

    private static Object log(Environment environment, Arguments arguments) {
        if (arguments.flag(1, "info", false)) {
            return print(environment, arguments);
        }
        LOG.debug("{}", arguments.text(0, "msg"));
        return "";
    }

    private static Object print(Environment environment, Arguments arguments) {
        String message = arguments.text(0, "msg");
        LOG.info("{}", message);
        environment.messages().accept(message);
        return "";
    }

    private static Object fromYaml(Arguments arguments) {
        return PythonJson.pythonic(Yaml.parse(arguments.text(0, "value"), "fromyaml()", YamlFlavor.PYYAML)
                .root()
                .plain());
    }

    private static Object set(Arguments arguments) {
        Set<Object> items = new LinkedHashSet<>();
        Values.iterate(arguments.value(0, "value")).forEachRemaining(items::add);
        return items;
    }

    private static Object zip(Arguments arguments) {
        List<Iterator<Object>> iterators =
                arguments.positional().stream().map(Values::iterate).toList();
        PyList rows = new PyList();
        while (!iterators.isEmpty() && iterators.stream().allMatch(Iterator::hasNext)) {
            List<Object> row = new ArrayList<>();
            iterators.forEach(iterator -> row.add(iterator.next()));
            rows.add(new PyTuple(row));
        }
        return rows;
    }

    /** {@code var('name', default)} and {@code var.has_var('name')}. A template in a variable is rendered on use, as text. */
    private record Var(Variables variables, Templates templates, Names others) implements HostObject, Callable {
        @Override
        public Object call(Arguments arguments) {
            arguments.expect("var", "name", "default");
            String name = arguments.text(0, "name");
            if (variables.has(name)) {
                return value(name);
            }
            if (arguments.has(1, "default")) {
                return arguments.value(1, "default");
            }
            throw Problem.of(ModelsError.MISSING_VARIABLE, "The variable '" + name + "' has no value")
                    .fix(Suggestion.nearest(name, variables.names())
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse("Set it under 'vars:' in the project, with --vars, or give a default: var('" + name
                                    + "', ...)."))
                    .toException();
        }

        private Object value(String name) {
            Object value = variables.value(name);
            if (!(value instanceof String text) || !(text.contains("{{") || text.contains("{%"))) {
                return PythonJson.pythonic(value);
            }
            // Without itself, so that a variable that means itself is reported instead of going round.
            Var rest = new Var(variables.without(name), templates, others);
            return templates.render(
                    "the variable '" + name + "'",
                    text,
                    Names.of(Map.of("var", rest)).or(others));
        }

        @Override
        public @Nullable Object attribute(String name) {
            return name.equals("has_var") ? (Callable) arguments -> variables.has(arguments.text(0, "name")) : null;
        }
    }

    /** The command's flags; one that is not known is false rather than an error, because projects probe for many. */
    private record Flags(Environment environment) implements HostObject {
        @Override
        public Object attribute(String name) {
            return switch (name) {
                case "FULL_REFRESH" -> environment.fullRefresh();
                case "WHICH" -> environment.command();
                case "STORE_FAILURES" -> environment.flags().storeFailures();
                case "EMPTY" -> environment.flags().empty();
                case "PRINT" -> true;
                default -> false;
            };
        }
    }

    private static final class Exceptions implements HostObject {
        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "raise_compiler_error",
                        "raise_database_error",
                        "raise_parsing_error",
                        "raise_not_implemented",
                        "raise_dependency_error",
                        "raise_ambiguous_alias",
                        "raise_fail_fast_error" ->
                    (Callable) arguments -> {
                        throw new RaisedByProject(arguments.text(0, "msg"));
                    };
                case "warn" ->
                    (Callable) arguments -> {
                        LOG.warn("{}", arguments.text(0, "msg"));
                        return "";
                    };
                default -> null;
            };
        }

        @Override
        public Collection<String> attributeNames() {
            return List.of("raise_compiler_error", "warn");
        }
    }
}
