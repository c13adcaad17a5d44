package dev.ingot.cli;

import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.cli.report.Notifications;
import dev.ingot.core.graph.Node;
import dev.ingot.core.project.ConnectionSpec;
import dev.ingot.core.project.NotificationSpec;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import dev.ingot.core.store.RunStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of a run that people get, by mail or webhook.
 *
 * @param command that made the run
 */
record RunNotice(Workspace workspace, String command) {

    /** Stores the report and sends what is due; returns a line for each report that could not be sent. */
    List<String> send(String run, RunResult result, Whole.News news) {
        List<NotificationSpec> specs = workspace.project().notifications().stream()
                .filter(this::hasRecipients)
                .toList();
        if (news == Whole.News.NONE || specs.isEmpty()) {
            return List.of();
        }
        Boolean previous = news == Whole.News.CHANGE
                ? Boolean.valueOf(!result.success())
                : workspace
                        .store()
                        .audit()
                        .previousRun(run)
                        .map(row -> row.status() == RunStatus.SUCCESS)
                        .orElse(null);
        RunReport report = new RunReport(
                workspace.project().name(),
                workspace.project().target().name(),
                run,
                command,
                result.started(),
                result.ended(),
                result.success(),
                previous,
                result.steps().stream().map(RunNotice::step).toList());
        return new Notifications(specs, workspace.store().outbox(), workspace::notifier, workspace.clock())
                .tell(report);
    }

    /** A connection that knows recipients but was given none means: tell nobody. */
    private boolean hasRecipients(NotificationSpec spec) {
        ConnectionSpec connection = workspace.project().connections().get(spec.via());
        if (connection == null) {
            return false; // the reader told the unknown connection already
        }
        boolean takesRecipients = workspace.plugins().notifier(connection.type()).stream()
                .flatMap(plugin -> plugin.connectionOptions().stream())
                .anyMatch(option -> option.name().equals("to"));
        if (!takesRecipients) {
            return true;
        }
        List<Object> recipients = new ArrayList<>(spec.to());
        if (connection.options().get("to") instanceof List<?> given) {
            recipients.addAll(given);
        }
        return recipients.stream().anyMatch(recipient -> !recipient.toString().isBlank());
    }

    private static StepReport step(StepResult step) {
        Node node = step.node();
        return new StepReport(
                node.name(),
                node.type().toString(),
                node.table() == null ? "" : node.table().toString(),
                step.outcome(),
                step.duration(),
                step.end().rejections());
    }
}
