package dev.ingot.core.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import dev.ingot.config.Binder;
import dev.ingot.config.Bound;
import dev.ingot.config.ConfigError;
import dev.ingot.config.EnvFile;
import dev.ingot.config.Interpolator;
import dev.ingot.config.Problems;
import dev.ingot.config.Secrets;
import dev.ingot.config.Variables;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlDocument;
import dev.ingot.config.YamlFlavor;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlNodes;
import dev.ingot.config.YamlSequence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a project's folder: {@code ingot.yml} with {@code pipelines/**}, or a bare dbt project. All problems are told at
 * once. Only what the chosen target uses must have values for its variables. Immutable, thread-safe.
 *
 * <pre>{@code
 * Project project = new ProjectReader(plugins, System.getenv()).read(folder, null);
 * }</pre>
 */
public final class ProjectReader {

    private static final String PROJECT_FILE = "ingot.yml";
    private static final String DBT_FILE = "dbt_project.yml";
    private static final long FORMAT = 1;
    private static final Duration RETENTION = Duration.ofDays(30);

    private final Plugins plugins;
    private final Map<String, String> environment;

    public ProjectReader(Plugins plugins, Map<String, String> environment) {
        this.plugins = plugins;
        this.environment = Map.copyOf(environment);
    }

    /**
     * @param wantedTarget null: {@code INGOT_TARGET}, else the project's own choice
     * @throws IngotException with every problem, sorted by file and line
     */
    public Project read(Path folder, @Nullable String wantedTarget) {
        Path root = folder.toAbsolutePath().normalize();
        Problems problems = new Problems();
        Variables variables = Variables.of(environment, EnvFile.read(root.resolve(".env"), ".env", problems));
        Reading reading = new Reading(root, variables, new Secrets(), problems, new ArrayList<>());
        Optional<Project> project;
        if (Presence.isThere(root.resolve(PROJECT_FILE))) {
            project = reading.file(root.resolve(PROJECT_FILE), PROJECT_FILE, YamlFlavor.CORE)
                    .flatMap(node -> project(reading, node, wantedTarget));
        } else if (Presence.isThere(root.resolve(DBT_FILE))) {
            project = reading.file(root.resolve(DBT_FILE), DBT_FILE, YamlFlavor.PYYAML)
                    .flatMap(node -> bareProject(reading, node, wantedTarget));
        } else {
            throw Problem.of(
                            ProjectError.NO_PROJECT,
                            "There is neither " + PROJECT_FILE + " nor " + DBT_FILE + " in " + root + ".")
                    .fix("Change to the folder of a project, or make one with 'ingot init NAME'.")
                    .toException();
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems.sorted().stream()
                    .map(problem -> reading.secrets().redact(problem))
                    .toList());
        }
        return project.orElseThrow(() -> new IllegalStateException("no project and no problem"));
    }

    /**
     * A pipeline from a row of the controller, checked like one from a file.
     *
     * @param id of the row, for messages
     * @throws IngotException with every problem of the row
     */
    public PipelineSpec fromFields(Project project, PipelineFields fields, long id) {
        Problems problems = new Problems();
        FieldNodes row = new FieldNodes("controller row " + id + " ('" + fields.name() + "'), column ");
        YamlMapping options = row.options(fields.optionsJson());
        String schema = fields.schemaName().isBlank() ? "" : fields.schemaName() + ".";
        row.put("name", fields.name(), "name");
        row.put("to", schema + fields.destinationTable(), "destination_table");
        row.put("load", fields.loadType(), "load_type");
        row.put("active", fields.active(), "active");
        row.put("description", fields.description(), "description");
        row.put("source_table", fields.sourceTable(), "source_table");
        row.put("data_source", fields.dataSource(), "data_source");
        row.put("from", Map.of(), "connection");
        if (fields.connection() != null && !fields.connection().isBlank()) {
            row.put("from", Map.of("connection", fields.connection()), "connection");
        }
        if (options.find("from").isEmpty() && takesPath(project, fields.connection())) {
            // A row written by hand may say nothing more; its data source is where the files are.
            row.put("from", Map.of("path", fields.dataSource()), "data_source");
        }
        Interpolator interpolator = new Interpolator(project.variables(), project.secrets(), project.folder());
        Optional<PipelineSpec> spec = new PipelineReader(
                        plugins, new Binder(project.secrets()), interpolator, project.connections())
                .read(row.over(options), project.defaults().node(), problems);
        problems.throwIfAny();
        return spec.orElseThrow(() -> new IllegalStateException("no pipeline and no problem"));
    }

    private boolean takesPath(Project project, @Nullable String name) {
        return project.connections().values().stream()
                .filter(connection -> name == null || connection.name().equals(name))
                .flatMap(connection -> plugins.source(connection.type()).stream())
                .flatMap(plugin -> plugin.pipelineOptions().stream())
                .anyMatch(option -> option.name().equals("path"));
    }

    /** What one reading carries along. */
    private record Reading(
            Path folder, Variables variables, Secrets secrets, Problems problems, List<Problem> warnings) {

        Interpolator interpolator() {
            return new Interpolator(variables, secrets, folder);
        }

        Binder binder() {
            return new Binder(secrets);
        }

        Optional<YamlMapping> file(Path file, String shownAs, YamlFlavor flavor) {
            try {
                YamlDocument document = Yaml.read(file, shownAs, flavor);
                warnings.addAll(document.warnings());
                return Optional.of(document.mapping());
            } catch (IngotException e) {
                problems.addAll(e.problems());
                return Optional.empty();
            }
        }
    }

    private Optional<Project> bareProject(Reading reading, YamlMapping node, @Nullable String wantedTarget) {
        String name = YamlNodes.text(node, "name").orElse("");
        if (name.isEmpty()) {
            reading.problems()
                    .add(
                            ConfigError.MISSING_KEY,
                            "The key 'name' is missing.",
                            node.place(),
                            "Add 'name: my_project'.");
        }
        YamlMapping named = YamlNodes.mapping(
                Map.of("name", name.isEmpty() ? "unnamed" : name, "publish", Publication.BUILT.toString()),
                Place.of(DBT_FILE));
        YamlMapping minimal = block(node, "flags")
                .find("publish")
                .map(written -> YamlNodes.merge(named, YamlNodes.wrapped("publish", written)))
                .orElse(named);
        Optional<String> profile = reading.variables().find("DBT_PROFILE").or(() -> YamlNodes.text(node, "profile"));
        Optional<Path> file =
                profile.isEmpty() ? Optional.empty() : ProfileReader.file(reading.folder(), reading.variables());
        if (file.isEmpty()) {
            return project(reading, minimal, wantedTarget);
        }
        return profile(reading, file.get(), node, profile.get(), wantedTarget)
                .flatMap(more -> project(reading, YamlNodes.merge(minimal, more), null));
    }

    /** What the profile says, as {@code ingot.yml} would say it; nothing where it is not there or is not right. */
    private Optional<YamlMapping> profile(
            Reading reading, Path file, YamlMapping project, String name, @Nullable String wantedTarget) {
        String shown = file.startsWith(reading.folder())
                ? reading.folder().relativize(file).toString().replace('\\', '/')
                : file.toString();
        return reading.file(file, shown, YamlFlavor.PYYAML).flatMap(profiles -> {
            if (!(profiles.find(name).orElse(null) instanceof YamlMapping profile)) {
                reading.problems()
                        .add(
                                ProjectError.NO_PROFILE,
                                "There is no profile '" + name + "' in " + shown + ".",
                                project.find("profile").map(YamlNode::place).orElse(project.place()),
                                Suggestion.didYouMean(name, profiles.keys()));
                return Optional.empty();
            }
            String asked = wantedTarget != null
                    ? wantedTarget
                    : reading.variables().find("INGOT_TARGET").orElse(null);
            return new ProfileReader(reading.variables(), reading.secrets(), reading.problems(), reading.warnings())
                    .read(profile, name, asked);
        });
    }

    private Optional<Project> project(Reading reading, YamlMapping raw, @Nullable String wantedTarget) {
        Problems problems = reading.problems();
        List<String> later = List.of("targets", "connections", "pipelines", "defaults");
        YamlMapping early = reading.interpolator().mapping(YamlNodes.without(raw, later), problems);
        Bound bound = reading.binder().bind(YamlNodes.merge(raw, early), ProjectLayout.project(plugins), problems);
        version(bound, problems);

        YamlMapping targets = block(raw, "targets");
        String targetName = targetName(reading, bound, targets, wantedTarget);
        YamlMapping rawTarget = block(targets, targetName);
        YamlMapping targetNode = YamlNodes.merge(
                rawTarget,
                reading.interpolator().mapping(YamlNodes.without(rawTarget, List.of("connections")), problems));
        Bound target = reading.binder().bind(targetNode, ProjectLayout.target(plugins), problems);

        Map<String, ConnectionSpec> connections =
                new LinkedHashMap<>(new ConnectionReader(plugins, reading.binder(), reading.interpolator())
                        .read(block(raw, "connections"), block(rawTarget, "connections"), problems));
        ConnectionSpec warehouse = new WarehouseChoice(plugins, connections).choose(target, raw, problems);
        if (warehouse != null) {
            connections.putIfAbsent(warehouse.name(), warehouse);
        }

        PipelineDefaults defaults = new PipelineDefaults(block(raw, "defaults"));
        List<PipelineSpec> pipelines = pipelines(reading, raw, bound, defaults, connections);
        List<NotificationSpec> notifications = target.bool("notify").orElse(true)
                ? new NotificationReader(plugins, connections).read(bound, problems)
                : List.of();
        used(warehouse, pipelines, notifications, connections).forEach(name -> {
            ConnectionSpec connection = connections.get(name);
            if (connection != null) {
                problems.addAll(connection.unresolved());
            }
        });
        List<Path> models = models(reading, bound);
        int threads = threads(target.integer("threads").isPresent() ? target : bound, problems);
        Map<String, @Nullable Object> vars = new LinkedHashMap<>(bound.values("vars"));
        vars.putAll(target.values("vars"));
        RetryPolicy retry = retry(bound, problems);
        String name = bound.string("name").orElse("");
        if (warehouse == null) {
            return Optional.empty();
        }
        return Optional.of(new Project(
                name,
                reading.folder(),
                new Target(targetName, warehouse.name(), target.string("schema").orElse("main"), rawTarget.place()),
                targets.keys().stream().toList(),
                connections,
                defaults,
                pipelines,
                models,
                notifications,
                ScheduleReader.read(bound, problems),
                publication(bound),
                retention(bound, problems),
                vars,
                threads,
                retry,
                reading.folder().resolve(bound.string("metadata").orElse(".ingot/metadata.db")),
                reading.variables(),
                reading.secrets(),
                reading.warnings()));
    }

    private static Publication publication(Bound bound) {
        return bound.string("publish").orElse("tested").equals("built") ? Publication.BUILT : Publication.TESTED;
    }

    private static Duration retention(Bound bound, Problems problems) {
        Duration retention = bound.duration("retention").orElse(RETENTION);
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            problems.add(
                    ProjectError.BAD_VALUE,
                    "'retention' is at least one day.",
                    bound.place("retention"),
                    "Without what happened lately, nothing can be undone and nobody knows what was read.");
        }
        return retention;
    }

    private static void version(Bound bound, Problems problems) {
        long version = bound.integer("version").orElse(FORMAT);
        if (version != FORMAT) {
            problems.add(
                    ProjectError.UNKNOWN_FORMAT,
                    "The format version " + version + " is not known.",
                    bound.place("version"),
                    "Write 'version: " + FORMAT + "', or use a newer Ingot.");
        }
    }

    private String targetName(Reading reading, Bound bound, YamlMapping targets, @Nullable String wanted) {
        String asked = wanted != null
                ? wanted
                : reading.variables().find("INGOT_TARGET").orElse(null);
        String written = bound.string("target").orElse(null);
        String name = asked != null ? asked : written;
        if (name == null) {
            boolean only = targets.keys().size() == 1;
            name = only ? targets.keys().iterator().next() : "dev";
        }
        if (!targets.keys().contains(name) && !(targets.isEmpty() && written == null)) {
            Place place = asked == null ? bound.place(written == null ? "targets" : "target") : bound.place("targets");
            reading.problems()
                    .add(
                            ProjectError.UNKNOWN_TARGET,
                            "There is no target '" + name + "'.",
                            place,
                            Suggestion.didYouMean(name, targets.keys()));
        }
        return name;
    }

    private List<PipelineSpec> pipelines(
            Reading reading,
            YamlMapping raw,
            Bound bound,
            PipelineDefaults defaults,
            Map<String, ConnectionSpec> connections) {
        PipelineReader reader = new PipelineReader(plugins, reading.binder(), reading.interpolator(), connections);
        List<PipelineSpec> pipelines = new ArrayList<>();
        for (YamlMapping node : blocks(raw, "pipelines")) {
            reader.read(node, defaults.node(), reading.problems()).ifPresent(pipelines::add);
        }
        for (Path file : PipelineFiles.find(reading.folder(), bound, reading.problems())) {
            String shownAs = reading.folder().relativize(file).toString().replace('\\', '/');
            reading.file(file, shownAs, YamlFlavor.CORE).ifPresent(node -> {
                reading.binder().bind(node, PipelineLayout.file(plugins), reading.problems());
                YamlMapping ofFile = block(node, "defaults");
                YamlMapping merged = YamlNodes.merge(defaults.node(), ofFile);
                for (YamlMapping pipeline : blocks(node, "pipelines")) {
                    reader.read(asIfAlone(pipeline, ofFile), merged, reading.problems())
                            .ifPresent(pipelines::add);
                }
            });
        }
        sameTwice(pipelines, reading.problems());
        return pipelines;
    }

    /**
     * The pipeline with the defaults of its file written out. A controller row knows the project's defaults but no
     * file's, so the row must carry them. Schema and connection have columns of their own in it.
     */
    private static YamlMapping asIfAlone(YamlMapping pipeline, YamlMapping defaults) {
        return YamlNodes.mergeDeep(YamlNodes.without(defaults, List.of("schema", "connection")), pipeline);
    }

    private static void sameTwice(List<PipelineSpec> pipelines, Problems problems) {
        Map<String, PipelineSpec> names = new LinkedHashMap<>();
        Map<String, PipelineSpec> tables = new LinkedHashMap<>();
        for (PipelineSpec pipeline : pipelines) {
            PipelineSpec sameName = names.putIfAbsent(pipeline.name().toLowerCase(Locale.ROOT), pipeline);
            if (sameName != null) {
                problems.add(Problem.of(
                                ProjectError.SAME_TWICE,
                                "Two pipelines are named '" + pipeline.name() + "'"
                                        + (sameName.name().equals(pipeline.name())
                                                ? "."
                                                : " (the other '" + sameName.name() + "')."))
                        .at(pipeline.place())
                        .because("The other one is at " + sameName.place() + ".")
                        .fix("Give one of them another name."));
            }
            PipelineSpec sameTable = tables.putIfAbsent(pipeline.to().toString().toLowerCase(Locale.ROOT), pipeline);
            if (sameTable != null) {
                problems.add(Problem.of(
                                ProjectError.SAME_TWICE,
                                "The pipelines '" + sameTable.name() + "' and '" + pipeline.name()
                                        + "' both load the table " + pipeline.to() + ".")
                        .at(pipeline.toPlace())
                        .because("The other one is at " + sameTable.toPlace() + ".")
                        .fix("Give one of them another table."));
            }
        }
    }

    private static List<String> used(
            @Nullable ConnectionSpec warehouse,
            List<PipelineSpec> pipelines,
            List<NotificationSpec> notifications,
            Map<String, ConnectionSpec> connections) {
        List<String> used = new ArrayList<>();
        if (warehouse != null) {
            used.add(warehouse.name());
        }
        pipelines.stream()
                .filter(PipelineSpec::active)
                .map(PipelineSpec::connection)
                .forEach(used::add);
        notifications.stream().map(NotificationSpec::via).forEach(used::add);
        return used.stream().filter(connections::containsKey).distinct().toList();
    }

    private static List<Path> models(Reading reading, Bound bound) {
        List<String> written = bound.strings("models");
        if (written.isEmpty()) {
            Path inside = reading.folder().resolve("models");
            if (Presence.isThere(reading.folder().resolve(DBT_FILE))) {
                return List.of(reading.folder());
            }
            return Presence.isFolder(inside) ? List.of(inside) : List.of();
        }
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Path folder = reading.folder().resolve(written.get(i)).normalize();
            if (!Presence.isFolder(folder)) {
                reading.problems()
                        .add(
                                ProjectError.MISSING_FOLDER,
                                "There is no folder '" + written.get(i) + "'.",
                                bound.itemPlace("models", i),
                                "Paths start at the folder of ingot.yml.");
            }
            folders.add(folder);
        }
        return folders;
    }

    private static int threads(Bound bound, Problems problems) {
        long threads = bound.integer("threads").orElse(4L);
        if (threads < 1 || threads > 1024) {
            problems.add(ProjectError.BAD_VALUE, "'threads' is a number from 1 to 1024.", bound.place("threads"), null);
            return 1;
        }
        return (int) threads;
    }

    private static RetryPolicy retry(Bound bound, Problems problems) {
        Bound block = bound.block("retry").orElseGet(() -> Bound.empty(ProjectLayout.RETRY, bound.place()));
        long retries = block.integer("retries").orElse(2L);
        if (retries < 0 || retries > 1000) {
            problems.add(ProjectError.BAD_VALUE, "'retries' is a number from 0 to 1000.", block.place("retries"), null);
        }
        return new RetryPolicy(
                (int) Math.max(0, Math.min(1000, retries)),
                block.duration("backoff").orElse(Duration.ofSeconds(1)),
                block.duration("max_backoff").orElse(Duration.ofMinutes(1)));
    }

    private static YamlMapping block(YamlMapping parent, String key) {
        YamlNode node = parent.find(key).orElse(null);
        return node instanceof YamlMapping mapping ? mapping : YamlMapping.empty(parent.place());
    }

    /** What is not a block was told already. */
    private static List<YamlMapping> blocks(YamlMapping parent, String key) {
        YamlNode node = parent.find(key).orElse(null);
        List<YamlMapping> blocks = new ArrayList<>();
        if (node instanceof YamlSequence sequence) {
            sequence.items().stream()
                    .filter(YamlMapping.class::isInstance)
                    .map(YamlMapping.class::cast)
                    .forEach(blocks::add);
        }
        return blocks;
    }
}
