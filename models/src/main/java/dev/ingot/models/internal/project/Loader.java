package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import dev.ingot.config.Problems;
import dev.ingot.jinja.Jinja;
import dev.ingot.models.Environment;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Docs;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.context.MacroRegistry;
import dev.ingot.models.internal.context.SharedFunctions;
import dev.ingot.models.internal.context.Templates;
import dev.ingot.models.internal.context.Variables;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Declared;
import dev.ingot.models.internal.node.Documentation;
import dev.ingot.models.internal.node.NodeConfig;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.Version;
import dev.ingot.models.internal.project.Properties.DeclarationEntry;
import dev.ingot.models.internal.project.Properties.Patch;
import dev.ingot.models.internal.project.Properties.SourceEntry;
import dev.ingot.models.internal.project.Properties.TestDeclaration;
import dev.ingot.models.internal.project.Sources.SourceFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a whole project: files, macros, properties, nodes, tests, references. For one thread, used once. */
public final class Loader {

    private static final Pattern DOCS =
            Pattern.compile("\\{%-?\\s*docs\\s+(\\w+)\\s*-?%\\}(.*?)\\{%-?\\s*enddocs\\s*-?%\\}", Pattern.DOTALL);

    private final Environment environment;
    private final @Nullable Path before;
    private final Problems problems = new Problems();
    private final Templates templates = new Templates();
    private final Map<String, DbtNode> nodes = new LinkedHashMap<>();
    private final List<DbtNode> disabled = new ArrayList<>();
    private final Map<String, SourceTable> sources = new LinkedHashMap<>();
    private final List<Map<String, @Nullable Object>> groups = new ArrayList<>();
    private final List<DeclarationEntry> declarations = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Map<List<String>, DbtNode> byName = new HashMap<>();
    private final Map<String, Place> testPlaces = new HashMap<>();

    /** @param before where it is kept what templates asked for; null: nowhere */
    public Loader(Environment environment, @Nullable Path before) {
        this.environment = environment;
        this.before = before;
    }

    /**
     * @throws IngotException with every problem of the project
     */
    public Manifest load(Path folder) {
        List<ProjectFile> projects = new ProjectReader(environment, templates, problems).read(folder);
        ProjectFile root = projects.get(0);
        Docs docs = new Docs(root.name(), docs(projects));
        Map<String, String> versions = new LinkedHashMap<>();
        projects.forEach(project -> versions.put(project.name(), project.version()));
        Map<String, SharedFunctions> shared = new HashMap<>();
        projects.forEach(project -> shared.put(
                project.name(),
                new SharedFunctions(
                        environment,
                        templates,
                        root.name(),
                        project.name(),
                        new Variables(project.name(), environment.variables(), root.vars(), project.vars()),
                        docs,
                        versions)));
        MacroReader macroReader = new MacroReader(templates, problems);
        List<Macro> macros = new ArrayList<>(macroReader.builtIn(environment.ingotProject()));
        projects.forEach(project -> macros.addAll(macroReader.read(project)));
        MacroRegistry registry = new MacroRegistry(root.name(), macros, root.dispatch());
        PartialParse parse = new PartialParse(before, world(projects, registry, versions));
        Assembly assembly = new Assembly(environment, templates, registry, shared, root, parse, problems);
        projects.forEach(project -> readPackage(assembly, project));
        pipelineSources(root);
        requireGroups();
        References references = new References(root.name(), nodes.values(), disabled, sources.values(), testPlaces);
        Map<String, DbtNode> resolved = references.resolve(nodes.values(), problems, disabled, warnings);
        problems.addAll(Cycles.find(resolved));
        References lookup = new References(root.name(), resolved.values(), disabled, sources.values(), testPlaces);
        Map<String, Declared> declared = new Declarations(assembly, lookup).resolve(declarations);
        problems.throwIfAny();
        parse.save();
        resolved.values().forEach(this::warnOfDeprecated);
        return new Manifest(
                environment,
                templates,
                projects,
                registry,
                shared,
                docs,
                resolved,
                sources,
                disabled,
                groups,
                declared,
                warnings,
                lookup);
    }

    /** All that the rendering of a template depends on, besides the template and what {@link Captured#lasting} tells. */
    private String world(List<ProjectFile> projects, MacroRegistry registry, Map<String, String> versions) {
        StringBuilder world = new StringBuilder();
        world.append(SharedFunctions.DBT_VERSION).append(built()).append(environment.target());
        world.append(environment.fullRefresh()).append(environment.ingotProject());
        world.append(environment.variables()).append(versions);
        projects.forEach(project ->
                world.append('\n').append(project.name()).append(project.vars()).append(project.dispatch()));
        registry.all().stream()
                .sorted(Comparator.comparing(Macro::uniqueId))
                .forEach(macro -> world.append('\n').append(macro.uniqueId()).append(macro.source()));
        return world.toString();
    }

    /** When this program was built: another one may read templates otherwise. */
    private static String built() {
        try {
            StringBuilder times = new StringBuilder();
            for (Class<?> part : List.of(Loader.class, Jinja.class)) {
                CodeSource source = part.getProtectionDomain().getCodeSource();
                times.append(
                        Files.getLastModifiedTime(Path.of(source.getLocation().toURI())));
            }
            return times.toString();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the program's own files are there", e);
        }
    }

    /** A model whose time is over still builds, but whoever reads it should know. */
    private void warnOfDeprecated(DbtNode node) {
        OffsetDateTime end = node.documentation().deprecated();
        if (end != null && !end.toInstant().isAfter(environment.started())) {
            warnings.add(Problem.of(
                            ModelsError.DEPRECATED,
                            "The model '" + node.definition().label() + "' is deprecated since " + end.toLocalDate())
                    .at(Place.of(node.definition().source().file()))
                    .fix("Let what reads it read another model, and remove it."));
        }
    }

    private void requireGroups() {
        List<String> known =
                groups.stream().map(group -> String.valueOf(group.get("name"))).toList();
        for (DbtNode node : nodes.values()) {
            String group = node.config().text("group").orElse(null);
            if (group != null && node.test() == null && !known.contains(group)) {
                problems.add(
                        ModelsError.UNKNOWN_GROUP,
                        "The group '" + group + "' of " + node.type() + " '" + node.name() + "' is not declared",
                        node.definition().source().placeOf(List.of("group")),
                        known.isEmpty()
                                ? "Declare it in a property file: groups: [{name: " + group + ", owner: {name: …}}]."
                                : Suggestion.didYouMean(group, known));
            }
        }
    }

    private static List<Docs.Block> docs(List<ProjectFile> projects) {
        List<Docs.Block> docs = new ArrayList<>(List.of(Docs.OVERVIEW));
        for (ProjectFile project : projects) {
            List<String> folders = new ArrayList<>(project.paths("docs"));
            if (folders.isEmpty()) {
                for (String kind : List.of("model", "seed", "snapshot", "macro", "test", "analysis")) {
                    folders.addAll(project.paths(kind));
                }
            }
            for (SourceFile file : Sources.find(project.folder(), folders, Set.of("md"))) {
                Matcher matcher = DOCS.matcher(Sources.read(file.file(), project.shown() + file.original()));
                while (matcher.find()) {
                    docs.add(new Docs.Block(
                            project.name(),
                            matcher.group(1),
                            file.path(),
                            file.original(),
                            matcher.group(2).strip()));
                }
            }
        }
        return docs;
    }

    private void readPackage(Assembly assembly, ProjectFile project) {
        YamlRenderer renderer = new YamlRenderer(templates, assembly.shared(project.name()), problems);
        Properties properties = new PropertyReader(project, renderer, problems, environment).read();
        groups.addAll(properties.groups());
        declarations.addAll(properties.declarations());
        warnings.addAll(properties.warnings());
        Map<String, Patch> patches = patches(properties);
        NodeReader reader = new NodeReader(assembly, project, patches);
        Map<String, DbtNode> bySection = new HashMap<>();
        for (DbtNode node : reader.read(properties.snapshots())) {
            if (node.test() == null) {
                bySection.put(section(node) + "." + node.definition().describedAs(), node);
            }
            keep(node);
        }
        TestReader tests = new TestReader(assembly, project, reader, renderer);
        List<AskedTest> asked = new ArrayList<>();
        patches.forEach((key, patch) -> asked.addAll(testsOfNode(patch, bySection.get(key))));
        properties.sources().forEach(entry -> asked.addAll(readSource(entry)));
        keepTests(tests, asked);
        // A unit test of a model that is switched off is switched off with it.
        List<DbtNode> own = Stream.concat(nodes.values().stream(), disabled.stream())
                .filter(node -> node.packageName().equals(project.name()))
                .toList();
        UnitTestReader units = new UnitTestReader(assembly, project, reader, renderer, own);
        properties
                .unitTests()
                .forEach(entry -> units.read(entry)
                        .forEach(unit -> keepTest(unit, entry.block().place())));
    }

    private Map<String, Patch> patches(Properties properties) {
        Map<String, Patch> patches = new LinkedHashMap<>();
        for (Patch patch : properties.patches()) {
            Patch other = patches.putIfAbsent(patch.key(), patch);
            if (other != null && !patch.section().equals("macros")) {
                problems.add(
                        ModelsError.DUPLICATE_NAME,
                        "'" + patch.describes() + "' is described in " + other.file() + " and in " + patch.file(),
                        patch.place(),
                        "Keep one of the two entries.");
            }
        }
        return patches;
    }

    private static String section(DbtNode node) {
        return node.type().plural();
    }

    private void keep(DbtNode node) {
        if (!node.config().enabled()) {
            disabled.add(node);
            return;
        }
        DbtNode other = byName.putIfAbsent(
                List.of(
                        node.packageName(),
                        node.referable() ? "node" : node.type().toString(),
                        node.definition().label()),
                node);
        if (other != null) {
            problems.add(
                    ModelsError.DUPLICATE_NAME,
                    "'" + node.name() + "' is defined in " + other.definition().originalPath() + " and in "
                            + node.definition().originalPath(),
                    Place.of(node.definition().source().file()),
                    "Rename or remove one of them.");
            return;
        }
        nodes.put(node.uniqueId(), node);
    }

    /** A test as it was asked for, with what it is asked of. */
    private record AskedTest(TestReader.Target target, TestDeclaration declaration) {}

    private List<AskedTest> testsOfNode(Patch patch, @Nullable DbtNode node) {
        if (node == null) {
            describedInVain(patch);
            return List.of();
        }
        if (!node.config().enabled()) {
            return List.of();
        }
        TestReader.Target target = new TestReader.Target(
                patch.section(), node.definition().label(), "", call(node), node.uniqueId(), patch.file());
        return patch.tests().stream()
                .map(declaration -> new AskedTest(target, declaration))
                .toList();
    }

    private static String call(DbtNode node) {
        Version version = node.definition().version();
        return "ref('" + node.name() + "'" + (version == null ? "" : ", version='" + version.name() + "'") + ")";
    }

    private void describedInVain(Patch patch) {
        if (List.of("models", "seeds", "snapshots").contains(patch.section())) {
            List<String> known = byName.values().stream()
                    .filter(DbtNode::referable)
                    .map(node -> node.definition().describedAs())
                    .toList();
            warnings.add(Problem.of(
                            ModelsError.NO_SUCH_NODE_DESCRIBED,
                            patch.file() + " describes '" + patch.describes() + "', but there is no such node under "
                                    + patch.section())
                    .at(patch.place())
                    .fix(Suggestion.nearest(patch.describes(), known)
                            .map(near -> "Did you mean '" + near + "'?")
                            .orElse(null)));
        }
    }

    /** Tests are read all at once, since none needs another, and kept in the order in which they were asked for. */
    private void keepTests(TestReader tests, List<AskedTest> asked) {
        List<Optional<DbtNode>> read = asked.parallelStream()
                .map(each -> tests.read(each.target(), each.declaration()))
                .toList();
        for (int i = 0; i < asked.size(); i++) {
            Place place = asked.get(i).declaration().node().place();
            read.get(i).ifPresent(test -> keepTest(test, place));
        }
    }

    private void keepTest(DbtNode test, Place place) {
        if (!test.config().enabled()) {
            disabled.add(test);
            return;
        }
        DbtNode other = nodes.putIfAbsent(test.uniqueId(), test);
        if (other != null) {
            problems.add(
                    ModelsError.DUPLICATE_NAME,
                    "The test '" + test.name() + "' is asked for twice",
                    place,
                    "Remove one, or give it a name of its own.");
        }
        testPlaces.put(test.uniqueId(), place);
    }

    private List<AskedTest> readSource(SourceEntry entry) {
        SourceTable table = entry.table();
        if (!table.config().enabled()) {
            return List.of();
        }
        SourceTable other = sources.putIfAbsent(table.uniqueId(), table);
        if (other != null) {
            problems.add(
                    ModelsError.DUPLICATE_NAME,
                    "The source '" + table.source() + "." + table.name() + "' is declared in " + other.path()
                            + " and in " + table.path(),
                    table.place(),
                    "Keep one of the two.");
            return List.of();
        }
        TestReader.Target target = new TestReader.Target(
                "sources",
                table.source() + "_" + table.name(),
                "source_",
                "source('" + table.source() + "', '" + table.name() + "')",
                null,
                entry.file());
        return entry.tests().stream()
                .map(declaration -> new AskedTest(target, declaration))
                .toList();
    }

    /** What pipelines fill can be read without being declared. */
    private void pipelineSources(ProjectFile root) {
        for (TableName table : environment.pipelineTables()) {
            boolean declared = sources.values().stream()
                    .anyMatch(source -> source.source().equals(table.schema())
                            && source.name().equals(table.name()));
            if (!declared) {
                String id = "source." + root.name() + "." + table.schema() + "." + table.name();
                sources.put(
                        id,
                        new SourceTable(
                                id,
                                root.name(),
                                table.schema(),
                                table.name(),
                                environment.target().database(),
                                table,
                                "ingot.yml",
                                List.of(root.name(), table.schema(), table.name()),
                                NodeConfig.EMPTY,
                                Documentation.NONE,
                                "",
                                "ingot",
                                Place.of("ingot.yml"),
                                false));
            }
        }
    }
}
