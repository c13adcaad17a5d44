package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.TemplateProblems;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.CsvText;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Dependencies;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.SourceText;
import dev.ingot.models.internal.node.TestInfo;
import dev.ingot.models.internal.node.UnitTest;
import dev.ingot.models.internal.node.UnitTest.Given;
import dev.ingot.models.internal.node.UnitTest.Rows;
import dev.ingot.models.internal.node.Version;
import dev.ingot.models.internal.project.Properties.UnitTestEntry;
import dev.ingot.models.internal.project.Sources.SourceFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes unit tests out of what property files ask for; one for each version of a versioned model. For one thread. */
final class UnitTestReader {

    private static final Set<String> KEYS = Set.of(
            "name", "description", "model", "given", "expect", "overrides", "versions", "config", "tags", "meta");
    private static final Set<String> FORMATS = Set.of("dict", "csv", "sql");

    private final Assembly assembly;
    private final ProjectFile owner;
    private final NodeReader nodes;
    private final YamlRenderer renderer;
    private final Collection<DbtNode> models;

    /** @param models of this package, with those that are switched off */
    UnitTestReader(
            Assembly assembly, ProjectFile owner, NodeReader nodes, YamlRenderer renderer, Collection<DbtNode> models) {
        this.assembly = assembly;
        this.owner = owner;
        this.nodes = nodes;
        this.renderer = renderer;
        this.models = models;
    }

    List<DbtNode> read(UnitTestEntry entry) {
        YamlMapping block = entry.block();
        block.entries().stream()
                .filter(key -> !KEYS.contains(key.name()))
                .forEach(key -> problem(
                        "'" + key.name() + "' is no key of a unit test",
                        key.key().place(),
                        Suggestion.didYouMean(key.name(), KEYS)));
        String name = text(block, "name");
        String model = text(block, "model");
        if (name.isEmpty() || model.isEmpty()) {
            problem("A unit test needs a 'name' and a 'model'", block.place(), null);
            return List.of();
        }
        List<DbtNode> tested = models.stream()
                .filter(node -> node.type() == ResourceType.MODEL && node.name().equals(model))
                .filter(node -> meant(block, node.definition().version()))
                .toList();
        if (tested.isEmpty()) {
            Set<String> known = models.stream()
                    .filter(node -> node.type() == ResourceType.MODEL)
                    .map(DbtNode::name)
                    .collect(Collectors.toSet());
            problem(
                    "The unit test '" + name + "' is about the model '" + model + "', which does not exist",
                    block.find("model").map(YamlNode::place).orElse(block.place()),
                    Suggestion.didYouMean(model, known));
            return List.of();
        }
        UnitTest unit = unit(block, name);
        return tested.stream()
                .filter(node -> node.config().enabled())
                .map(node -> node(entry, name, node, unit))
                .toList();
    }

    private DbtNode node(UnitTestEntry entry, String name, DbtNode model, UnitTest unit) {
        Version version = model.definition().version();
        String suffix = version == null ? "" : "_v" + version.name();
        List<String> fqn = new ArrayList<>(List.of(owner.name()));
        fqn.addAll(PropertyReader.folders(entry.file()));
        fqn.addAll(List.of(model.name(), name));
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        if (entry.block().find("config").orElse(null) instanceof YamlMapping written) {
            ConfigMerge.over(config, renderer.render(written));
        }
        Definition definition = new Definition(
                "unit_test." + owner.name() + "." + model.name() + "." + name + suffix,
                ResourceType.UNIT_TEST,
                name,
                owner.name(),
                entry.file().substring(entry.file().lastIndexOf('/') + 1),
                entry.file(),
                owner.shown(),
                fqn,
                SourceText.generated(owner.shown() + entry.file(), ""),
                Checksums.sha256(unit.toString()),
                null);
        Captured captured = new Captured();
        captured.add(new Ref(owner.name(), model.name(), version == null ? null : version.name()));
        TestInfo info = new TestInfo(
                false,
                "unit",
                null,
                Map.of(),
                null,
                model.uniqueId(),
                null,
                entry.block().place(),
                unit);
        return nodes.node(
                definition,
                "unit_tests",
                nodes.settled("unit_tests", definition, config, Map.of()),
                config,
                captured,
                info);
    }

    /** Whether {@code versions: {include: …, exclude: …}} means this one. */
    private boolean meant(YamlMapping block, @Nullable Version version) {
        if (version == null || !(block.find("versions").orElse(null) instanceof YamlMapping versions)) {
            return true;
        }
        Optional<YamlNode> include = versions.find("include");
        Optional<YamlNode> exclude = versions.find("exclude");
        return include.map(node -> names(node).contains(version.name())).orElse(true)
                && exclude.map(node -> !names(node).contains(version.name())).orElse(true);
    }

    private List<String> names(YamlNode node) {
        return renderer.render(node) instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    private UnitTest unit(YamlMapping block, String name) {
        List<Given> given = new ArrayList<>();
        if (block.find("given").orElse(null) instanceof YamlSequence inputs) {
            for (YamlNode item : inputs.items()) {
                if (item instanceof YamlMapping input) {
                    given(input).ifPresent(given::add);
                } else {
                    problem("An input of a unit test is a block with 'input' and 'rows'", item.place(), null);
                }
            }
        }
        Rows expect = block.find("expect").orElse(null) instanceof YamlMapping expected
                ? rows(expected)
                : new Rows(null, List.of(), block.place());
        if (block.find("expect").isEmpty()) {
            problem(
                    "The unit test '" + name + "' does not say what to expect",
                    block.place(),
                    "Add 'expect: {rows: …}'.");
        }
        return new UnitTest(
                given, expect, overrides(block, "macros"), overrides(block, "vars"), overrides(block, "env_vars"));
    }

    private static Map<String, @Nullable Object> overrides(YamlMapping block, String key) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (block.find("overrides").orElse(null) instanceof YamlMapping overrides
                && overrides.find(key).orElse(null) instanceof YamlMapping given) {
            values.putAll(given.plain());
        }
        return values;
    }

    private Optional<Given> given(YamlMapping input) {
        String written = text(input, "input");
        Rows rows = rows(input);
        if (written.equals("this")) {
            return Optional.of(new Given(written, null, null, rows));
        }
        Captured captured = new Captured();
        Definition here = new Definition(
                "inline",
                ResourceType.MODEL,
                "input",
                owner.name(),
                "",
                "",
                owner.shown(),
                List.of(),
                SourceText.generated("the unit test's input", written),
                "",
                null);
        try {
            assembly.templates().render("input", "{{ " + written + " }}", assembly.reading(here, captured));
        } catch (TemplateException e) {
            assembly.problems().add(TemplateProblems.of(e, here.source()).at(input.place()));
            return Optional.empty();
        }
        Dependencies asked = captured.dependencies();
        if (asked.refs().size() + asked.sources().size() != 1) {
            problem(
                    "'" + written + "' is no input of a unit test",
                    input.find("input").map(YamlNode::place).orElse(input.place()),
                    "Write ref('…'), source('…', '…') or this.");
            return Optional.empty();
        }
        return Optional.of(new Given(
                written,
                asked.refs().isEmpty() ? null : asked.refs().get(0),
                asked.sources().isEmpty() ? null : asked.sources().get(0),
                rows));
    }

    private Rows rows(YamlMapping block) {
        String format = block.find("format").isPresent() ? text(block, "format") : "dict";
        Place place = block.find("rows").map(YamlNode::place).orElse(block.place());
        if (!FORMATS.contains(format)) {
            problem("'" + format + "' is no format of rows", place, Suggestion.didYouMean(format, FORMATS));
            return new Rows(null, List.of(), place);
        }
        YamlNode rows = block.find("rows").orElse(null);
        if (block.find("fixture").isPresent()) {
            return fixture(text(block, "fixture"), format, place);
        }
        if (rows instanceof YamlScalar scalar && !scalar.isNull() && !format.equals("dict")) {
            return textual(SourceText.generated(place.file(), scalar.text()), format, place);
        }
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        if (rows instanceof YamlSequence sequence) {
            for (YamlNode row : sequence.items()) {
                if (row instanceof YamlMapping columns) {
                    values.add(columns.plain());
                } else {
                    problem("A row is a block of columns and values", row.place(), "Write {column: value, …}.");
                }
            }
        } else if (rows != null && !(rows instanceof YamlScalar scalar && scalar.isNull())) {
            problem("The rows must be a list", place, "Write one {column: value, …} a row, or state 'format: csv'.");
        }
        return new Rows(null, values, place);
    }

    private Rows fixture(String name, String format, Place place) {
        String ending = format.equals("sql") ? "sql" : "csv";
        List<SourceFile> files = Sources.find(
                owner.folder(),
                owner.paths("test").stream().map(folder -> folder + "/fixtures").toList(),
                Set.of(ending));
        Optional<SourceFile> found =
                files.stream().filter(file -> file.stem().equals(name)).findFirst();
        if (found.isEmpty()) {
            problem(
                    "There is no fixture '" + name + "." + ending + "' in the folder fixtures of the tests",
                    place,
                    Suggestion.didYouMean(
                            name, files.stream().map(SourceFile::stem).toList()));
            return new Rows(null, List.of(), place);
        }
        String shown = owner.shown() + found.get().original();
        return textual(SourceText.ofFile(shown, Sources.read(found.get().file(), shown)), format, place);
    }

    private Rows textual(SourceText text, String format, Place place) {
        if (format.equals("sql")) {
            return new Rows(text.text(), List.of(), place);
        }
        try {
            CsvText csv = CsvText.parse(text, ',');
            List<Map<String, @Nullable Object>> values = new ArrayList<>();
            for (List<String> row : csv.rows()) {
                Map<String, @Nullable Object> columns = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    columns.put(csv.header().get(i).strip(), row.get(i).isEmpty() ? null : row.get(i));
                }
                values.add(columns);
            }
            return new Rows(null, values, place);
        } catch (IngotException e) {
            e.problems().forEach(found -> assembly.problems().add(found.at(place)));
            return new Rows(null, List.of(), place);
        }
    }

    private String text(YamlMapping block, String key) {
        return block.find(key).map(YamlNode::plain).map(String::valueOf).orElse("");
    }

    private void problem(String what, Place place, @Nullable String fix) {
        assembly.problem(ModelsError.BAD_PROPERTY, what, place, fix);
    }
}
