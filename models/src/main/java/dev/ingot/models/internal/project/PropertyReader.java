package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import dev.ingot.config.Problems;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlDocument;
import dev.ingot.config.YamlFlavor;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.node.Constraint;
import dev.ingot.models.internal.node.Documentation;
import dev.ingot.models.internal.node.Documentation.ColumnDoc;
import dev.ingot.models.internal.node.Moments;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.Version;
import dev.ingot.models.internal.project.Properties.DeclarationEntry;
import dev.ingot.models.internal.project.Properties.Patch;
import dev.ingot.models.internal.project.Properties.SnapshotEntry;
import dev.ingot.models.internal.project.Properties.SourceEntry;
import dev.ingot.models.internal.project.Properties.TestDeclaration;
import dev.ingot.models.internal.project.Properties.UnitTestEntry;
import dev.ingot.models.internal.project.Sources.SourceFile;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the property files ({@code *.yml}) of one package. For one thread. */
final class PropertyReader {

    private static final Map<String, ResourceType> DECLARED = Map.of(
            "exposures", ResourceType.EXPOSURE,
            "metrics", ResourceType.METRIC,
            "semantic_models", ResourceType.SEMANTIC_MODEL,
            "saved_queries", ResourceType.SAVED_QUERY);

    /** Their templates are MetricFlow's, not dbt's. */
    private static final Set<String> FILTERS = Set.of("filter", "where");

    private final ProjectFile owner;
    private final YamlRenderer renderer;
    private final Problems problems;
    /** Whether every unknown key is a problem, not only one that looks like a slip. */
    private final boolean strict;

    private final Environment.Target target;
    private final List<Patch> patches = new ArrayList<>();
    private final List<SourceEntry> sources = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<SnapshotEntry> snapshots = new ArrayList<>();
    private final List<UnitTestEntry> unitTests = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> groups = new ArrayList<>();
    private final List<DeclarationEntry> declarations = new ArrayList<>();

    PropertyReader(ProjectFile owner, YamlRenderer renderer, Problems problems, Environment environment) {
        this.owner = owner;
        this.renderer = renderer;
        this.problems = problems;
        this.strict = environment.ingotProject();
        this.target = environment.target();
    }

    Properties read() {
        Set<String> folders = new LinkedHashSet<>();
        for (String kind : List.of("model", "seed", "snapshot", "macro", "test", "analysis")) {
            folders.addAll(owner.paths(kind));
        }
        List<SourceFile> files = Sources.find(owner.folder(), List.copyOf(folders), Set.of("yml", "yaml"));
        List<Optional<YamlDocument>> documents =
                files.parallelStream().map(this::document).toList();
        for (int i = 0; i < files.size(); i++) {
            String file = files.get(i).original();
            documents.get(i).ifPresent(document -> {
                warnings.addAll(document.warnings());
                readFile(file, document);
            });
        }
        return new Properties(patches, sources, snapshots, unitTests, groups, declarations, warnings);
    }

    private Optional<YamlDocument> document(SourceFile file) {
        try {
            return Optional.of(Yaml.read(file.file(), owner.shown() + file.original(), YamlFlavor.PYYAML));
        } catch (IngotException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private void readFile(String file, YamlDocument document) {
        YamlMapping root;
        try {
            root = document.mapping();
        } catch (IngotException e) {
            problems.addAll(e.problems());
            return;
        }
        checkKeys(root, PropertyKeys.TOP, "a property file");
        each(root, "unit_tests", block -> unitTests.add(new UnitTestEntry(block, file)));
        for (String section : List.of("models", "seeds", "snapshots", "macros", "tests", "data_tests", "analyses")) {
            each(root, section, block -> readNode(ConfigMerge.key(section), file, block));
        }
        each(root, "sources", block -> readSource(file, block));
        each(root, "groups", block -> {
            Map<String, @Nullable Object> group = new LinkedHashMap<>(renderer.render(block));
            group.put("original_file_path", file);
            group.put("package_name", owner.name());
            groups.add(group);
        });
        DECLARED.forEach((section, type) -> each(
                root,
                section,
                block -> declarations.add(new DeclarationEntry(
                        type,
                        renderer.render(block, FILTERS),
                        owner,
                        file,
                        block.find("name").map(YamlNode::place).orElse(block.place())))));
    }

    private void each(YamlMapping root, String section, Consumer<YamlMapping> read) {
        YamlNode node = root.find(section).orElse(null);
        if (node == null || (node instanceof YamlScalar scalar && scalar.isNull())) {
            return;
        }
        if (!(node instanceof YamlSequence sequence)) {
            wrong(section, "a list", node);
            return;
        }
        for (YamlNode item : sequence.items()) {
            if (item instanceof YamlMapping block) {
                if (section.equals("columns") && block.find("include").isPresent()) {
                    continue; // which columns a version inherits
                }
                if (block.find("name").isPresent()) {
                    read.accept(block);
                } else {
                    problems.add(
                            ModelsError.BAD_PROPERTY, "An entry of '" + section + "' has no name", block.place(), null);
                }
            } else {
                wrong("an entry of " + section, "a block of keys", item);
            }
        }
    }

    private void wrong(String what, String wanted, YamlNode node) {
        problems.add(
                ModelsError.BAD_PROPERTY,
                "'" + what + "' must be " + wanted + ", not " + node.shape(),
                node.place(),
                null);
    }

    /**
     * In a bare dbt project an unknown key is somebody's note, as it is to dbt; one that looks like a slip of the finger is
     * worth a warning.
     */
    private void checkKeys(YamlMapping block, Set<String> known, String what) {
        for (String key : block.keys()) {
            if (!known.contains(key)
                    && (strict || Suggestion.nearest(key, known).isPresent())) {
                Problem problem = Problem.of(ModelsError.UNKNOWN_KEY, "There is no key '" + key + "' in " + what)
                        .at(block.keyPlace(key))
                        .fix(Suggestion.didYouMean(key, known));
                if (strict) {
                    problems.add(problem);
                } else {
                    warnings.add(problem.because("As in dbt, it has no effect."));
                }
            }
        }
    }

    private void readNode(String section, String file, YamlMapping block) {
        String name = name(block);
        if (!section.equals("macros")) {
            checkKeys(block, PropertyKeys.NODE, "an entry of '" + section + "'");
        }
        Map<String, @Nullable Object> config =
                config(block, List.of("meta", "tags", "docs", "access", "group", "enabled"));
        Place place = block.find("name").map(YamlNode::place).orElse(block.place());
        if (section.equals("snapshots") && block.find("relation").isPresent()) {
            snapshots.add(new SnapshotEntry(name, place, owner, file, text(block, "relation"), config));
        }
        List<TestDeclaration> tests = new ArrayList<>();
        Map<String, ColumnDoc> columns = section.equals("macros") ? Map.of() : columns(block, tests);
        if (!section.equals("macros") && !section.equals("tests")) {
            declared(block, null, tests);
        }
        Patch patch = new Patch(
                section,
                name,
                place,
                owner,
                file,
                new Documentation(
                        text(block, "description"),
                        columns,
                        owner.name() + "://" + file,
                        constraints(block),
                        deprecated(block),
                        timeSpine(block)),
                config,
                tests,
                null,
                name);
        if (section.equals("models") && block.find("versions").isPresent()) {
            versions(patch, block);
        } else {
            patches.add(patch);
        }
    }

    /** Each version says only how it differs from the model. */
    private void versions(Patch model, YamlMapping block) {
        Map<String, YamlMapping> byName = new TreeMap<>(Version.ORDER);
        if (!(block.find("versions").orElseThrow() instanceof YamlSequence sequence)) {
            wrong("versions", "a list", block.find("versions").orElseThrow());
            return;
        }
        for (YamlNode item : sequence.items()) {
            if (!(item instanceof YamlMapping entry) || entry.find("v").isEmpty()) {
                problems.add(
                        ModelsError.BAD_PROPERTY,
                        "An entry of 'versions' of '" + model.name() + "' has no 'v'",
                        item.place(),
                        "Write '- v: 1'.");
            } else if (byName.putIfAbsent(text(entry, "v"), entry) != null) {
                problems.add(
                        ModelsError.DUPLICATE_NAME,
                        "Version " + text(entry, "v") + " of '" + model.name() + "' is listed twice",
                        entry.place(),
                        "Keep one of the two.");
            }
        }
        if (byName.isEmpty()) {
            return;
        }
        String latest = block.find("latest_version").isPresent()
                ? text(block, "latest_version")
                : List.copyOf(byName.keySet()).get(byName.size() - 1);
        if (!byName.containsKey(latest)) {
            problems.add(
                    ModelsError.BAD_PROPERTY,
                    "'latest_version' of '" + model.name() + "' is " + latest + ", which is not among its versions "
                            + byName.keySet(),
                    block.find("latest_version").map(YamlNode::place).orElse(block.place()),
                    null);
        }
        byName.forEach((name, entry) -> patches.add(version(model, new Version(name, latest), entry)));
    }

    private Patch version(Patch model, Version version, YamlMapping entry) {
        checkKeys(entry, PropertyKeys.VERSION, "a version");
        Map<String, @Nullable Object> config = new LinkedHashMap<>(model.config());
        ConfigMerge.over(config, config(entry, List.of("meta", "tags", "docs", "access", "group", "enabled")));
        List<TestDeclaration> tests = new ArrayList<>();
        Map<String, ColumnDoc> own = new LinkedHashMap<>();
        Set<String> left = new LinkedHashSet<>(model.documentation().columns().keySet());
        if (entry.find("columns").orElse(null) instanceof YamlSequence sequence) {
            for (YamlNode item : sequence.items()) {
                if (item instanceof YamlMapping rule && rule.find("include").isPresent()) {
                    inherited(rule, left);
                }
            }
            own.putAll(columns(entry, tests));
        }
        left.removeAll(own.keySet());
        Map<String, ColumnDoc> columns =
                new LinkedHashMap<>(model.documentation().columns());
        columns.keySet().retainAll(left);
        columns.putAll(own);
        boolean ownTests =
                entry.find("tests").isPresent() || entry.find("data_tests").isPresent();
        declared(entry, null, tests);
        for (TestDeclaration test : model.tests()) {
            String column = test.column() == null ? null : test.column().replace("\"", "");
            if (column == null ? !ownTests : left.contains(column)) {
                tests.add(test);
            }
        }
        String description = entry.find("description").isPresent()
                ? text(entry, "description")
                : model.documentation().description();
        String file = entry.find("defined_in").isPresent()
                ? text(entry, "defined_in")
                : model.name() + "_" + version.suffix();
        return new Patch(
                model.section(),
                model.name(),
                entry.place(),
                model.owner(),
                model.file(),
                new Documentation(
                        description,
                        columns,
                        model.documentation().patchPath(),
                        entry.find("constraints").isPresent()
                                ? constraints(entry)
                                : model.documentation().constraints(),
                        entry.find("deprecation_date").isPresent()
                                ? deprecated(entry)
                                : model.documentation().deprecated(),
                        model.documentation().timeSpine()),
                config,
                tests,
                version,
                file);
    }

    /** {@code - include: all} with {@code exclude:}, or a list of the columns that are kept. */
    private void inherited(YamlMapping rule, Set<String> columns) {
        Object include = rule.find("include").map(renderer::render).orElse("all");
        if (include instanceof List<?> names) {
            columns.retainAll(ProjectReader.texts(names));
        } else if (!include.equals("all") && !include.equals("*")) {
            columns.clear();
        }
        columns.removeAll(
                ProjectReader.texts(rule.find("exclude").map(renderer::render).orElse(null)));
    }

    private void declared(YamlMapping block, @Nullable String column, List<TestDeclaration> into) {
        for (String key : List.of("tests", "data_tests")) {
            YamlNode node = block.find(key).orElse(null);
            if (node instanceof YamlSequence sequence) {
                sequence.items().forEach(item -> into.add(new TestDeclaration(item, column)));
            } else if (node != null && !(node instanceof YamlScalar scalar && scalar.isNull())) {
                wrong(key, "a list", node);
            }
        }
    }

    private Map<String, ColumnDoc> columns(YamlMapping block, List<TestDeclaration> tests) {
        Map<String, ColumnDoc> columns = new LinkedHashMap<>();
        each(block, "columns", column -> {
            checkKeys(column, PropertyKeys.COLUMN, "a column");
            String name = name(column);
            Map<String, @Nullable Object> config = config(column, List.of("meta", "tags"));
            boolean quoted = Boolean.TRUE.equals(
                    column.find("quote").map(YamlNode::plain).orElse(false));
            columns.put(
                    name,
                    new ColumnDoc(
                            name,
                            text(column, "description"),
                            column.find("data_type").isPresent() ? text(column, "data_type") : null,
                            column.find("granularity").isPresent() ? text(column, "granularity") : null,
                            quoted ? Boolean.TRUE : null,
                            new NodeConfig(config).block("meta"),
                            new NodeConfig(config).texts("tags"),
                            constraints(column)));
            declared(column, quoted ? '"' + name + '"' : name, tests);
        });
        return columns;
    }

    private List<Constraint> constraints(YamlMapping block) {
        List<Constraint> constraints = new ArrayList<>();
        for (YamlNode item : block.find("constraints").orElse(null) instanceof YamlSequence sequence
                ? sequence.items()
                : List.<YamlNode>of()) {
            if (renderer.render(item) instanceof Map<?, ?> map) {
                constraints.add(new Constraint(
                        String.valueOf(map.get("type")),
                        optional(map.get("name")),
                        optional(map.get("expression")),
                        texts(map.get("columns")),
                        optional(map.get("to")),
                        texts(map.get("to_columns"))));
            }
        }
        return constraints;
    }

    private Map<String, @Nullable Object> timeSpine(YamlMapping block) {
        return block.find("time_spine").orElse(null) instanceof YamlMapping spine ? renderer.render(spine) : Map.of();
    }

    private @Nullable OffsetDateTime deprecated(YamlMapping block) {
        String written = text(block, "deprecation_date");
        OffsetDateTime moment = written.isEmpty() ? null : Moments.parse(written);
        if (moment == null && !written.isEmpty()) {
            problems.add(
                    ModelsError.BAD_PROPERTY,
                    "'" + written + "' is no deprecation_date",
                    block.find("deprecation_date").map(YamlNode::place).orElse(block.place()),
                    "Write a date, for example 2026-12-31.");
        }
        return moment;
    }

    private static @Nullable String optional(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The {@code config:} block; keys that older projects write beside it count too, under it. */
    private Map<String, @Nullable Object> config(YamlMapping block, List<String> beside) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        for (String key : beside) {
            block.find(key)
                    .ifPresent(node ->
                            ConfigMerge.over(config, java.util.Collections.singletonMap(key, renderer.render(node))));
        }
        YamlNode node = block.find("config").orElse(null);
        if (node instanceof YamlMapping mapping) {
            Map<String, @Nullable Object> written = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> {
                String key = ConfigMerge.key(entry.name());
                boolean hook = key.equals("pre_hook") || key.equals("post_hook");
                written.put(key, hook ? YamlRenderer.unrendered(entry.value()) : renderer.render(entry.value()));
            });
            ConfigMerge.over(config, written);
        } else if (node != null && !(node instanceof YamlScalar scalar && scalar.isNull())) {
            wrong("config", "a block of keys", node);
        }
        return config;
    }

    private void readSource(String file, YamlMapping block) {
        checkKeys(block, PropertyKeys.SOURCE, "a source");
        String source = name(block);
        String schema = block.find("schema").isPresent() ? text(block, "schema") : source;
        String written = text(block, "database");
        String database = written.isBlank() ? target.database() : written;
        Map<String, @Nullable Object> ofSource = config(block, List.of("meta", "tags"));
        each(block, "tables", table -> {
            checkKeys(table, PropertyKeys.TABLE, "a source's table");
            String name = name(table);
            String identifier = table.find("identifier").isPresent() ? text(table, "identifier") : name;
            List<String> fqn = new ArrayList<>(List.of(owner.name()));
            fqn.addAll(folders(file));
            fqn.add(source);
            fqn.add(name);
            Map<String, @Nullable Object> config = new LinkedHashMap<>();
            owner.configs("sources").apply(fqn.subList(0, fqn.size()), config);
            ConfigMerge.over(config, ofSource);
            ConfigMerge.over(config, config(table, List.of("meta", "tags")));
            for (String key : List.of("freshness", "loaded_at_field", "loaded_at_query")) {
                table.find(key)
                        .or(() -> block.find(key))
                        .ifPresent(node -> config.putIfAbsent(key, renderer.render(node)));
            }
            List<TestDeclaration> tests = new ArrayList<>();
            Map<String, ColumnDoc> columns = columns(table, tests);
            declared(table, null, tests);
            Place place = table.find("name").map(YamlNode::place).orElse(table.place());
            SourceTable read = new SourceTable(
                    "source." + owner.name() + "." + source + "." + name,
                    owner.name(),
                    source,
                    name,
                    database,
                    TableName.of(schema.isBlank() ? target.schema() : schema, identifier),
                    file,
                    fqn,
                    new NodeConfig(config),
                    new Documentation(
                            text(table, "description"),
                            columns,
                            owner.name() + "://" + file,
                            List.of(),
                            null,
                            Map.of()),
                    text(block, "description"),
                    text(block, "loader"),
                    place,
                    true);
            sources.add(new SourceEntry(read, owner, file, tests));
        });
    }

    /** The folders between a resource folder and the file. */
    static List<String> folders(String originalPath) {
        List<String> parts = List.of(originalPath.split("/"));
        return parts.size() < 3 ? List.of() : parts.subList(1, parts.size() - 1);
    }

    private String name(YamlMapping block) {
        return text(block, "name");
    }

    private String text(YamlMapping block, String key) {
        Object value = block.find(key).map(renderer::render).orElse(null);
        return value == null ? "" : PythonText.str(value);
    }
}
