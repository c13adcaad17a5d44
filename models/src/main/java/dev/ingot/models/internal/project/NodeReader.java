package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.jinja.MacroDefinition;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.context.Scope;
import dev.ingot.models.internal.context.TemplateProblems;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Documentation;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceText;
import dev.ingot.models.internal.node.TestInfo;
import dev.ingot.models.internal.node.Version;
import dev.ingot.models.internal.project.Properties.Patch;
import dev.ingot.models.internal.project.Properties.SnapshotEntry;
import dev.ingot.models.internal.project.Sources.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads models, seeds, snapshots, singular tests and analyses of one package. Thread-safe. */
final class NodeReader {

    private static final Set<String> STRATEGIES =
            Set.of("append", "delete+insert", "merge", "insert_overwrite", "microbatch", "default");
    private static final Set<String> SCHEMA_CHANGES =
            Set.of("ignore", "fail", "append_new_columns", "sync_all_columns");

    private final Assembly assembly;
    private final ProjectFile owner;
    private final Map<String, Patch> patches;

    /**
     * @param patches by section and name: {@code models.orders}
     */
    NodeReader(Assembly assembly, ProjectFile owner, Map<String, Patch> patches) {
        this.assembly = assembly;
        this.owner = owner;
        this.patches = patches;
    }

    List<DbtNode> read(List<SnapshotEntry> yamlSnapshots) {
        List<DbtNode> nodes = new ArrayList<>(models());
        for (SourceFile file : Sources.find(owner.folder(), owner.paths("seed"), Set.of("csv"))) {
            guarded(() -> nodes.add(seed(file)));
        }
        for (SourceFile file : Sources.find(owner.folder(), owner.paths("snapshot"), Set.of("sql"))) {
            guarded(() -> nodes.addAll(snapshots(file)));
        }
        for (SnapshotEntry entry : yamlSnapshots) {
            guarded(() -> nodes.add(snapshot(entry)));
        }
        for (SourceFile file : Sources.find(owner.folder(), owner.paths("test"), Set.of("sql"))) {
            // Definitions of tests and the rows of unit tests are no tests.
            if (!file.path().startsWith("generic/") && !file.path().startsWith("fixtures/")) {
                guarded(() -> nodes.add(singularTest(file)));
            }
        }
        for (SourceFile file : Sources.find(owner.folder(), owner.paths("analysis"), Set.of("sql"))) {
            guarded(() -> nodes.add(templated(
                    definition(
                            ResourceType.ANALYSIS,
                            file.stem(),
                            "analysis/" + file.path(),
                            file.original(),
                            source(file)),
                    "analyses",
                    Map.of(),
                    null)));
        }
        return nodes;
    }

    /** All at once, since none needs another; in the order of their files. */
    private List<DbtNode> models() {
        return Sources.find(owner.folder(), owner.paths("model"), Set.of("sql", "py")).parallelStream()
                .<DbtNode>mapMulti((file, found) -> guarded(() -> found.accept(model(file))))
                .toList();
    }

    private void guarded(Runnable read) {
        try {
            read.run();
        } catch (IngotException e) {
            assembly.problems().addAll(e.problems());
        }
    }

    private SourceText source(SourceFile file) {
        String shown = owner.shown() + file.original();
        return SourceText.ofFile(shown, Sources.read(file.file(), shown));
    }

    private DbtNode model(SourceFile file) {
        Definition definition =
                versioned(definition(ResourceType.MODEL, file.stem(), file.path(), file.original(), source(file)));
        if (file.path().endsWith(".py")) {
            Map<String, @Nullable Object> config = settled("models", definition, Map.of(), Map.of());
            config.put("language", "python");
            return node(definition, "models", config, config, new Captured(), null);
        }
        return templated(definition, "models", Map.of(), null);
    }

    /** A file that holds a version goes by the model's name. */
    private Definition versioned(Definition file) {
        Patch patch = patches.get("models." + file.name());
        if (patch == null || patch.version() == null) {
            return file;
        }
        Version version = patch.version();
        List<String> fqn = new ArrayList<>(file.fqn().subList(0, file.fqn().size() - 1));
        fqn.add(patch.name());
        fqn.add(version.suffix());
        return new Definition(
                ResourceType.MODEL + "." + owner.name() + "." + patch.name() + "." + version.suffix(),
                ResourceType.MODEL,
                patch.name(),
                owner.name(),
                file.path(),
                file.originalPath(),
                file.folder(),
                fqn,
                file.source(),
                file.checksum(),
                version);
    }

    private DbtNode seed(SourceFile file) {
        String shown = owner.shown() + file.original();
        SourceText text = SourceText.ofData(shown, Sources.read(file.file(), shown));
        Definition definition = definition(ResourceType.SEED, file.stem(), file.path(), file.original(), text);
        return node(
                definition, "seeds", settled("seeds", definition, Map.of(), Map.of()), Map.of(), new Captured(), null);
    }

    private List<DbtNode> snapshots(SourceFile file) {
        SourceText whole = source(file);
        List<DbtNode> nodes = new ArrayList<>();
        try {
            for (MacroDefinition block : assembly.templates().blocks(whole.file(), whole.whole())) {
                if (block.kind().equals("snapshot")) {
                    SourceText source = new SourceText(
                            whole.file(),
                            whole.whole(),
                            block.name(),
                            block.contents().strip());
                    nodes.add(templated(
                            definition(ResourceType.SNAPSHOT, block.name(), file.path(), file.original(), source),
                            "snapshots",
                            Map.of(),
                            null));
                }
            }
        } catch (TemplateException e) {
            assembly.problems().add(TemplateProblems.of(e, whole));
        }
        return nodes;
    }

    private DbtNode snapshot(SnapshotEntry entry) {
        String code = "select * from {{ " + entry.relation() + " }}";
        String path = entry.file().substring(entry.file().indexOf('/') + 1);
        Definition definition = definition(
                ResourceType.SNAPSHOT,
                entry.name(),
                path,
                entry.file(),
                SourceText.generated(owner.shown() + entry.file(), code));
        return templated(definition, "snapshots", Map.of(), null);
    }

    private DbtNode singularTest(SourceFile file) {
        Definition definition = definition(ResourceType.TEST, file.stem(), file.path(), file.original(), source(file));
        return templated(
                definition,
                "tests",
                Map.of(),
                new TestInfo(false, "singular", null, Map.of(), null, null, null, null, null));
    }

    private Definition definition(ResourceType type, String name, String path, String original, SourceText source) {
        List<String> fqn = new ArrayList<>(List.of(owner.name()));
        fqn.addAll(List.of(path.split("/")));
        fqn.remove(fqn.size() - 1);
        if (type == ResourceType.SNAPSHOT) {
            fqn.add(path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", ""));
        }
        fqn.add(name);
        return new Definition(
                type + "." + owner.name() + "." + name,
                type,
                name,
                owner.name(),
                path,
                original,
                owner.shown(),
                fqn,
                source,
                Checksums.sha256(source.text()),
                null);
    }

    /** Renders the template once to learn its configuration and what it depends on. */
    DbtNode templated(Definition definition, String section, Map<String, ?> names, @Nullable TestInfo test) {
        Captured captured = assembly.before().find(definition).orElse(null);
        if (captured == null) {
            captured = rendered(definition, section, names);
        }
        Map<String, @Nullable Object> written = new LinkedHashMap<>(captured.config());
        return node(definition, section, settled(section, definition, written, Map.of()), written, captured, test);
    }

    private Captured rendered(Definition definition, String section, Map<String, ?> names) {
        Captured captured = new Captured();
        Scope scope = assembly.reading(definition, captured);
        try {
            assembly.templates()
                    .reading(definition.source())
                    .render(dev.ingot.jinja.Names.of(names).or(scope));
            assembly.before().keep(definition, captured);
        } catch (TemplateException e) {
            Problem problem = TemplateProblems.of(e, definition.source());
            Map<String, @Nullable Object> config = settled(section, definition, captured.config(), Map.of());
            // Who switches a model off does not set the variables that only it needs.
            if (problem.code() != ModelsError.MISSING_VARIABLE || new NodeConfig(config).enabled()) {
                assembly.problems().add(problem);
            }
        }
        return captured;
    }

    /** Folder configurations, then the property file, then the node's own file. */
    Map<String, @Nullable Object> settled(
            String section,
            Definition definition,
            Map<String, @Nullable Object> inFile,
            Map<String, @Nullable Object> more) {
        Map<String, @Nullable Object> config = assembly.folderConfig(section, owner, definition);
        Patch patch = patches.get(section + "." + definition.describedAs());
        if (patch != null) {
            ConfigMerge.over(config, patch.config());
        }
        ConfigMerge.over(config, more);
        ConfigMerge.over(config, inFile);
        return config;
    }

    DbtNode node(
            Definition definition,
            String section,
            Map<String, @Nullable Object> settled,
            Map<String, @Nullable Object> written,
            Captured captured,
            @Nullable TestInfo test) {
        NodeConfig config = new NodeConfig(settled);
        captureHooks(config, definition, captured);
        Patch patch = patches.get(section + "." + definition.describedAs());
        if (definition.type() == ResourceType.MODEL) {
            check(config, definition);
            assembly.materialization(config.materialized()).ifPresent(captured::used);
        }
        return new DbtNode(
                definition,
                config,
                new NodeConfig(written),
                relation(definition, config),
                captured.dependencies(),
                patch == null ? Documentation.NONE : patch.documentation(),
                test);
    }

    /** Failures of tests go to a schema of their own; a snapshot's older {@code target_schema} is used as it stands. */
    private TableName relation(Definition definition, NodeConfig config) {
        if (definition.type().isTest() && config.text("schema").isEmpty()) {
            return TableName.of(
                    assembly.environment().target().schema() + "_dbt_test__audit",
                    config.text("alias").orElse(definition.name()));
        }
        if (definition.type() == ResourceType.SNAPSHOT
                && config.text("target_schema").isPresent()) {
            return TableName.of(
                    config.text("target_schema").orElseThrow(),
                    config.text("alias").orElse(definition.name()));
        }
        // Naming macros are no dependency of the node.
        return assembly.relation(definition, config, assembly.reading(definition, new Captured()));
    }

    private void captureHooks(NodeConfig config, Definition definition, Captured captured) {
        for (String key : List.of("pre_hook", "post_hook")) {
            if (config.value(key) instanceof List<?> hooks) {
                for (Object hook : hooks) {
                    String sql = hook instanceof Map<?, ?> map ? String.valueOf(map.get("sql")) : String.valueOf(hook);
                    try {
                        assembly.templates()
                                .render(definition.source().file(), sql, assembly.reading(definition, captured));
                    } catch (TemplateException e) {
                        assembly.problem(
                                ModelsError.TEMPLATE,
                                "The " + key + " of '" + definition.name() + "' cannot be rendered: " + e.problem(),
                                definition.source().placeOf(List.of(key, key.replace('_', '-'))),
                                e.hint().isEmpty() ? null : e.hint());
                    }
                }
            }
        }
    }

    private void check(NodeConfig config, Definition definition) {
        oneOf(config, definition, "incremental_strategy", STRATEGIES);
        oneOf(config, definition, "on_schema_change", SCHEMA_CHANGES);
        String materialized = config.materialized();
        if (assembly.materialization(materialized).isEmpty()) {
            oneOf(config, definition, "materialized", NodeConfig.MATERIALIZATIONS);
        }
    }

    private void oneOf(NodeConfig config, Definition definition, String key, Set<String> allowed) {
        String value = config.text(key).orElse(null);
        if (value != null && !allowed.contains(value)) {
            Place place = definition.source().placeOf(List.of("'" + value + "'", '"' + value + '"', key));
            assembly.problem(
                    ModelsError.BAD_CONFIG,
                    "'" + value + "' is not a value of '" + key + "' in " + definition.type() + " '" + definition.name()
                            + "'",
                    place,
                    Suggestion.didYouMean(value, allowed));
        }
    }
}
