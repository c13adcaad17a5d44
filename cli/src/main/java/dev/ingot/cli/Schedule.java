package dev.ingot.cli;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.project.Cron;
import dev.ingot.core.project.PipelineSpec;
import dev.ingot.core.project.ScheduleSpec;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the service runs at certain times: what a schedule of the project selects, or a pipeline that has a schedule, with
 * all that lies downstream of it. Immutable.
 *
 * @param nodes without pipelines that are read from a log of changes: those are read all the time
 */
record Schedule(String name, Cron cron, ZoneId zone, Set<String> nodes) {

    Schedule {
        nodes = Set.copyOf(nodes);
    }

    /** When it is due next. What was never run, or not since its last time came, is due now. */
    Optional<Instant> due(@Nullable Instant last, Instant now) {
        return last == null ? Optional.of(now) : cron.next(last, zone);
    }

    /**
     * All of the project, in its order, then those of pipelines.
     *
     * @throws dev.ingot.api.error.IngotException where a pipeline has a schedule that cannot have one
     */
    static List<Schedule> of(Workspace workspace, Models models, Pipelines pipelines, Graph graph) {
        List<Schedule> schedules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Set<String> logs = new HashSet<>();
        for (Node node : graph.nodes()) {
            PipelineSpec spec = pipelines.specs().get(node.uniqueId());
            if (spec != null && isLog(workspace, spec)) {
                logs.add(node.uniqueId());
            }
        }
        for (ScheduleSpec spec : workspace.project().schedules()) {
            SelectionOptions selection = new SelectionOptions();
            selection.select = spec.select();
            selection.exclude = spec.exclude();
            Set<String> nodes = new LinkedHashSet<>(selection.choose(workspace, models, graph, ResourceType::runnable));
            nodes.removeAll(logs);
            schedules.add(new Schedule(spec.name(), spec.cron(), spec.zone(), nodes));
        }
        pipelines.specs().forEach((id, spec) -> {
            String cron = spec.schedule();
            if (cron != null && logs.contains(id)) {
                problems.add(Problem.of(
                                CliError.LOG_HAS_NO_TIMES,
                                "The pipeline '" + spec.name() + "' has a schedule, and is read from a log of changes.")
                        .at(workspace
                                .project()
                                .pipeline(spec.name())
                                .orElse(spec)
                                .place())
                        .because("The log of a connection is read once for all its tables, all the time.")
                        .fix("Take its schedule away."));
            } else if (cron != null) {
                Set<String> nodes = new LinkedHashSet<>(List.of(id));
                graph.descendants(id, null).stream()
                        .filter(below -> graph.node(below).type().runnable())
                        .forEach(nodes::add);
                schedules.add(new Schedule("pipeline " + spec.name(), Cron.parse(cron), ZoneOffset.UTC, nodes));
            }
        });
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return List.copyOf(schedules);
    }

    private static boolean isLog(Workspace workspace, PipelineSpec spec) {
        return Optional.ofNullable(workspace.project().connections().get(spec.connection()))
                .flatMap(connection -> workspace.plugins().source(connection.type()))
                .map(plugin -> plugin.isLog())
                .orElse(false);
    }
}
