package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.PipelineFields;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.project.Project;
import dev.ingot.core.project.ProjectReader;
import dev.ingot.core.store.ControllerDiff;
import dev.ingot.core.store.ControllerRow;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.core.store.ControllerStore;
import dev.ingot.core.store.ControllerStore.Prefer;
import dev.ingot.metadata.MetadataError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The pipelines in force: the rows of the table {@code controller}, which is the YAML with whatever people changed in
 * the table since. Immutable.
 *
 * @param specs active pipelines by unique id
 * @param controllerIds ids of their rows, by unique id
 * @param unreadable active rows that make no pipeline: each fails when it is run, and nothing else does
 */
record Pipelines(Map<String, PipelineSpec> specs, Map<String, Long> controllerIds, Map<String, Unreadable> unreadable) {

    /** A row that a person changed to something that cannot be. */
    record Unreadable(ControllerRow row, List<Problem> problems) {
        Unreadable {
            problems = List.copyOf(problems);
        }

        TableName table() {
            return TableName.of(row.spec().schemaName(), row.spec().destinationTable());
        }
    }

    /** Each lost race is a change of somebody else, so only a storm of commands can come near this. */
    private static final int MOST_TRIES = 100;

    Pipelines {
        specs = Map.copyOf(specs);
        controllerIds = Map.copyOf(controllerIds);
        unreadable = Map.copyOf(unreadable);
    }

    /**
     * Brings the YAML's changes into the table and reads the rows.
     *
     * @throws IngotException if YAML and table changed the same field; all problems at once
     */
    static Pipelines sync(Workspace workspace) {
        ControllerStore controller = workspace.store().controller();
        for (int tries = 1; ; tries++) {
            ControllerDiff diff = agreed(controller.plan(desired(workspace.project())));
            try {
                return of(workspace, diff.isEmpty() ? controller.rows() : controller.apply(diff, Prefer.YAML));
            } catch (IngotException e) {
                // Nobody has seen this plan. Most often another command has just done the same.
                if (e.first().code() != MetadataError.CONTROLLER_CHANGED || tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** The rows as they are, for runs that follow the one that brought the YAML in. */
    static Pipelines current(Workspace workspace) {
        return of(workspace, workspace.store().controller().rows());
    }

    /**
     * As {@link #sync}, for commands that only look: the pipelines as a run would have them, and nothing is written.
     *
     * @throws IngotException as there
     */
    static Pipelines preview(Workspace workspace) {
        ControllerStore controller = workspace.store().controller();
        return of(workspace, controller.preview(agreed(controller.plan(desired(workspace.project())))));
    }

    private static ControllerDiff agreed(ControllerDiff diff) {
        if (!diff.conflicts().isEmpty()) {
            throw new IngotException(diff.conflicts().stream()
                    .map(conflict -> Problem.of(
                                    CliError.CONTROLLER_CONFLICT,
                                    "The pipeline '" + conflict.name() + "' has " + conflict.field() + " = '"
                                            + conflict.yaml() + "' in the YAML and '" + conflict.table()
                                            + "' in the controller table.")
                            .because("Both were changed since the last apply, when it was '" + conflict.base() + "'.")
                            .fix("Say which is right: 'ingot apply --prefer yaml' or 'ingot apply --prefer table'."))
                    .toList());
        }
        return diff;
    }

    /** The YAML's pipelines as the table should have them. */
    static List<ControllerSpec> desired(Project project) {
        return project.pipelines().stream()
                .map(PipelineSpec::fields)
                .map(fields -> new ControllerSpec(
                        fields.name(),
                        fields.sourceTable(),
                        fields.destinationTable(),
                        fields.schemaName(),
                        // The table wants to say where data comes from, even where no path asks.
                        fields.dataSource().isBlank() ? fields.sourceTable() : fields.dataSource(),
                        fields.loadType(),
                        fields.active(),
                        fields.description(),
                        fields.connection(),
                        fields.optionsJson()))
                .toList();
    }

    private static Pipelines of(Workspace workspace, List<ControllerRow> rows) {
        ProjectReader reader = new ProjectReader(workspace.plugins(), System.getenv());
        Map<String, PipelineSpec> specs = new LinkedHashMap<>();
        Map<String, Long> ids = new LinkedHashMap<>();
        Map<String, Unreadable> unreadable = new LinkedHashMap<>();
        for (ControllerRow row : rows) {
            if (!row.active()) {
                continue;
            }
            ControllerSpec spec = row.spec();
            String id = "pipeline." + workspace.project().name() + "." + row.name();
            ids.put(id, row.id());
            try {
                specs.put(
                        id,
                        reader.fromFields(
                                workspace.project(),
                                new PipelineFields(
                                        spec.name(),
                                        spec.sourceTable(),
                                        spec.destinationTable(),
                                        spec.schemaName(),
                                        spec.dataSource(),
                                        spec.loadType(),
                                        spec.active(),
                                        spec.description(),
                                        spec.connection(),
                                        spec.optionsJson()),
                                row.id()));
            } catch (IngotException e) {
                unreadable.put(id, new Unreadable(row, e.problems()));
            }
        }
        return new Pipelines(specs, ids, unreadable);
    }

    /** Every table that a pipeline fills, or would fill if its row could be read. */
    Set<TableName> tables() {
        return Stream.concat(
                        specs.values().stream().map(PipelineSpec::to),
                        unreadable.values().stream().map(Unreadable::table))
                .collect(Collectors.toSet());
    }

    /** The pipelines as nodes of the graph. */
    List<Node> nodes(Project project) {
        return Stream.concat(
                        specs.entrySet().stream().map(entry -> node(project, entry.getKey(), entry.getValue())),
                        unreadable.entrySet().stream().map(entry -> node(project, entry.getKey(), entry.getValue())))
                .toList();
    }

    private static Node node(Project project, String id, Unreadable unreadable) {
        ControllerRow row = unreadable.row();
        return new Node(
                id,
                ResourceType.PIPELINE,
                row.name(),
                project.name(),
                List.of(project.name(), "pipelines", row.name()),
                "controller row " + row.id(),
                Set.of(),
                Map.of(),
                unreadable.table(),
                Set.of(),
                null,
                Integer.toHexString(row.spec().hashCode()));
    }

    private static Node node(Project project, String id, PipelineSpec spec) {
        String file = project.pipeline(spec.name())
                .map(written -> written.place().file())
                .orElse(spec.place().file());
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("load", spec.load().name().toLowerCase(java.util.Locale.ROOT));
        config.put("connection", spec.connection());
        return new Node(
                id,
                ResourceType.PIPELINE,
                spec.name(),
                project.name(),
                List.of(project.name(), "pipelines", spec.name()),
                file,
                Set.copyOf(spec.tags()),
                config,
                spec.to(),
                Set.of(),
                null,
                Integer.toHexString(spec.written().hashCode()));
    }
}
