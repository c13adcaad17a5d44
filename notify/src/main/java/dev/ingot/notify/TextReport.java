package dev.ingot.notify;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.api.run.Outcome;
import java.util.ArrayList;
import java.util.List;

/** The report as plain text: everything that the HTML says, for people and tools that do not show it. */
final class TextReport {

    private final Summary summary;
    private final StringBuilder out = new StringBuilder();

    private TextReport(Summary summary) {
        this.summary = summary;
    }

    static String of(Summary summary) {
        return new TextReport(summary).draw();
    }

    private String draw() {
        RunReport report = summary.report();
        String title = summary.subject();
        line(title);
        line("=".repeat(title.length()));
        if (!summary.change().isEmpty()) {
            line(summary.change());
        }
        line("run      " + report.run() + "  (" + report.command() + ")");
        line("started  " + Summary.time(report.started()));
        line("took     " + Summary.duration(report.duration()));
        String law = Summary.law(summary.loaded());
        if (!law.isEmpty()) {
            line("rows     " + law);
        }
        section("FAILED", summary.failed());
        section("SKIPPED", summary.skipped());
        section("SUCCEEDED", summary.succeeded());
        quarantine();
        return out.toString();
    }

    private void section(String title, List<StepReport> steps) {
        if (steps.isEmpty()) {
            return;
        }
        line("");
        line(title + " (" + steps.size() + ")");
        steps.stream().limit(Summary.SHOWN).forEach(this::step);
        more(steps.size());
    }

    private void step(StepReport step) {
        String target = step.target().isEmpty() || step.target().equals(step.name()) ? "" : " -> " + step.target();
        line("- " + step.kind() + " " + step.name() + target + ", " + Summary.duration(step.duration()));
        String law = Summary.law(Summary.counts(step));
        if (!law.isEmpty()) {
            line("  " + law);
        }
        Outcome outcome = step.outcome();
        if (outcome instanceof Outcome.Succeeded done) {
            if (!done.message().isBlank()) {
                line("  " + done.message());
            }
            done.warnings().forEach(warning -> problem("warning ", warning));
        } else if (outcome instanceof Outcome.Failed lost) {
            lost.problems().forEach(problem -> problem("", problem));
        } else if (outcome instanceof Outcome.Skipped skipped) {
            line("  " + skipped.why());
        }
    }

    private void problem(String prefix, Problem problem) {
        line("  " + prefix + problem.code().id() + ": " + problem.what());
        if (problem.place() != null) {
            line("    at: " + problem.place());
        }
        if (problem.why() != null) {
            line("    why: " + problem.why());
        }
        if (problem.fix() != null) {
            line("    fix: " + problem.fix());
        }
    }

    private void quarantine() {
        List<StepReport> steps = summary.report().steps().stream()
                .filter(step -> !step.rejections().isEmpty())
                .toList();
        if (steps.isEmpty()) {
            return;
        }
        line("");
        line("QUARANTINE (one row of each rule)");
        List<Runnable> all = new ArrayList<>();
        for (StepReport step : steps) {
            step.rejections().forEach(rejection -> all.add(() -> rejection(step, rejection)));
        }
        all.stream().limit(Summary.SHOWN).forEach(Runnable::run);
        more(all.size());
    }

    /** How many of all are not shown. */
    private void more(int all) {
        if (all > Summary.SHOWN) {
            line("- and " + (all - Summary.SHOWN) + " more");
        }
    }

    private void rejection(StepReport step, Rejection rejection) {
        line("- " + step.name() + ", " + rejection.rule() + ": " + Summary.rows(rejection.rows()));
        line("  " + rejection.reason());
        line("  " + Summary.place(rejection.sample()) + "  "
                + Summary.oneLine(rejection.sample().raw(), Summary.RAW));
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append('\n');
    }
}
