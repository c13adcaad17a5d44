package dev.ingot.models.internal.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.MacroRegistry;
import dev.ingot.models.internal.context.Scope;
import dev.ingot.models.internal.context.TemplateProblems;
import dev.ingot.models.internal.context.TestArguments;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.SourceText;
import dev.ingot.models.internal.node.TestInfo;
import dev.ingot.models.internal.project.Properties.TestDeclaration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes generic tests out of what property files ask for. Thread-safe. */
final class TestReader {

    private static final Pattern NAME = Pattern.compile("(?:([A-Za-z_]\\w*)\\.)?([A-Za-z_]\\w*)");
    private static final Set<String> CONFIG_KEYS = Set.of(
            "severity",
            "tags",
            "enabled",
            "where",
            "limit",
            "warn_if",
            "error_if",
            "fail_calc",
            "store_failures",
            "store_failures_as",
            "meta",
            "database",
            "schema",
            "alias");

    private final Assembly assembly;
    private final ProjectFile owner;
    private final NodeReader nodes;
    private final YamlRenderer renderer;

    TestReader(Assembly assembly, ProjectFile owner, NodeReader nodes, YamlRenderer renderer) {
        this.assembly = assembly;
        this.owner = owner;
        this.nodes = nodes;
        this.renderer = renderer;
    }

    /**
     * What a test is declared on.
     *
     * @param label the name in test names: the model, or {@code source_table}
     * @param prefix {@code source_} for a source
     * @param relation the call that stands for it: {@code ref('orders')}
     * @param attachedNode its unique id; null for a source
     */
    record Target(
            String section,
            String label,
            String prefix,
            String relation,
            @Nullable String attachedNode,
            String file) {}

    /** What was written: a test's name, its arguments, its configuration. */
    private record Asked(
            String name,
            @Nullable String namespace,
            Map<String, @Nullable Object> arguments,
            Map<String, @Nullable Object> config,
            @Nullable String customName) {}

    Optional<DbtNode> read(Target target, TestDeclaration declaration) {
        Optional<Asked> parsed = parse(declaration);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        Asked asked = parsed.get();
        Optional<Macro> macro = macro(asked);
        if (macro.isEmpty()) {
            unknown(asked, declaration.node().place());
            return Optional.empty();
        }
        return Optional.of(build(target, asked, macro.get(), declaration));
    }

    private Optional<Asked> parse(TestDeclaration declaration) {
        YamlNode node = declaration.node();
        String name;
        Map<String, @Nullable Object> written = new LinkedHashMap<>();
        YamlMapping block = null;
        if (node instanceof YamlScalar scalar && !scalar.isNull()) {
            name = scalar.text();
        } else if (node instanceof YamlMapping mapping
                && mapping.find("test_name").isPresent()) {
            name = String.valueOf(mapping.find("test_name").orElseThrow().plain());
            block = mapping;
        } else if (node instanceof YamlMapping mapping && mapping.entries().size() == 1) {
            name = mapping.entries().get(0).name();
            YamlNode inner = mapping.entries().get(0).value();
            if (inner instanceof YamlMapping arguments) {
                block = arguments;
            } else if (!(inner instanceof YamlScalar scalar && scalar.isNull())) {
                return malformed(
                        inner, "the arguments of '" + name + "' must be a block of keys, not " + inner.shape());
            }
        } else {
            return malformed(
                    node, "a test is a name, or one name with a block of arguments under it (indent them further)");
        }
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        if (block != null) {
            readBlock(block, written, config);
        }
        Object custom = written.remove("name");
        written.remove("test_name");
        written.remove("description");
        if (declaration.column() != null) {
            written.put("column_name", declaration.column());
        }
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return malformed(node, "'" + name + "' is not a test's name");
        }
        return Optional.of(new Asked(
                matcher.group(2), matcher.group(1), written, config, custom == null ? null : String.valueOf(custom)));
    }

    private void readBlock(
            YamlMapping block, Map<String, @Nullable Object> arguments, Map<String, @Nullable Object> config) {
        block.entries().forEach(entry -> {
            if (entry.name().equals("config") && entry.value() instanceof YamlMapping inner) {
                ConfigMerge.over(config, renderer.render(inner));
            } else if (entry.name().equals("arguments") && entry.value() instanceof YamlMapping inner) {
                inner.entries()
                        .forEach(argument -> arguments.put(argument.name(), YamlRenderer.unrendered(argument.value())));
            } else if (CONFIG_KEYS.contains(entry.name())) {
                ConfigMerge.over(
                        config, java.util.Collections.singletonMap(entry.name(), renderer.render(entry.value())));
            } else {
                arguments.put(entry.name(), YamlRenderer.unrendered(entry.value()));
            }
        });
    }

    private Optional<Asked> malformed(YamlNode node, String why) {
        assembly.problem(ModelsError.BAD_PROPERTY, "This is no test: " + why, node.place(), null);
        return Optional.empty();
    }

    private Optional<Macro> macro(Asked asked) {
        String name = "test_" + asked.name();
        if (asked.namespace() != null) {
            return Optional.ofNullable(assembly.macros().find(asked.namespace(), name));
        }
        return assembly.macros().redefinable(name, owner.name());
    }

    private void unknown(Asked asked, Place place) {
        Set<String> known = assembly.macros().all().stream()
                .filter(macro -> macro.name().startsWith("test_"))
                .map(macro -> macro.packageName().equals(MacroRegistry.BUILT_IN)
                                || macro.packageName().equals(owner.name())
                        ? macro.name().substring(5)
                        : macro.packageName() + "." + macro.name().substring(5))
                .collect(Collectors.toSet());
        String shown = asked.namespace() == null ? asked.name() : asked.namespace() + "." + asked.name();
        assembly.problem(
                ModelsError.UNKNOWN_TEST,
                "There is no test '" + shown + "'",
                place,
                Suggestion.didYouMean(shown, known));
    }

    private DbtNode build(Target target, Asked asked, Macro macro, TestDeclaration declaration) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>(asked.arguments());
        arguments.put("model", "{{ get_where_subquery(" + target.relation() + ") }}");
        String type = asked.namespace() == null
                ? target.prefix() + asked.name()
                : asked.namespace() + "_" + target.prefix() + asked.name();
        TestNames names = asked.customName() == null
                ? TestNames.of(type, target.label(), arguments)
                : new TestNames(asked.customName(), asked.customName());
        String hash = TestNames.hash(names.fullName(), asked.name(), asked.namespace(), arguments);
        String call = (asked.namespace() == null ? "" : asked.namespace() + ".") + macro.name();
        String code = "{{ " + call + "(**_dbt_generic_test_kwargs) }}";
        List<String> fqn = new ArrayList<>(List.of(owner.name()));
        fqn.addAll(PropertyReader.folders(target.file()));
        fqn.add(names.fullName());
        Map<String, @Nullable Object> config = new LinkedHashMap<>(asked.config());
        if (!names.shortName().equals(names.fullName())) {
            config.putIfAbsent("alias", names.shortName());
        }
        Definition definition = new Definition(
                "test." + owner.name() + "." + names.fullName() + "." + hash,
                ResourceType.TEST,
                names.fullName(),
                owner.name(),
                names.shortName() + ".sql",
                target.file(),
                owner.shown(),
                fqn,
                SourceText.generated(TemplateProblems.BUILT_IN_FILE + names.shortName(), code),
                Checksums.sha256(code + arguments + config),
                null);
        TestInfo info = new TestInfo(
                true,
                asked.name(),
                asked.namespace(),
                arguments,
                declaration.column(),
                target.attachedNode(),
                target.section() + "." + target.label(),
                declaration.node().place(),
                null);
        return captured(definition, info, config, declaration.node().place());
    }

    private DbtNode captured(Definition definition, TestInfo info, Map<String, @Nullable Object> written, Place place) {
        Captured captured = assembly.before().find(definition).orElse(null);
        if (captured == null) {
            captured = rendered(definition, info, place);
        }
        Map<String, @Nullable Object> inMacro = new LinkedHashMap<>(captured.config());
        ConfigMerge.over(inMacro, written);
        return nodes.node(
                definition, "tests", nodes.settled("tests", definition, inMacro, Map.of()), written, captured, info);
    }

    private Captured rendered(Definition definition, TestInfo info, Place place) {
        Captured captured = new Captured();
        Scope scope = assembly.reading(definition, captured);
        try {
            Map<String, Object> arguments = TestArguments.render(
                    assembly.templates(), definition.source().file(), info.arguments(), scope);
            assembly.templates()
                    .reading(definition.source())
                    .render(Names.of(Map.of(TestArguments.NAME, arguments)).or(scope));
            assembly.before().keep(definition, captured);
        } catch (TemplateException e) {
            assembly.problems().add(TemplateProblems.of(e, definition.source()).at(place));
        }
        return captured;
    }
}
