package dev.ingot.cli.terminal;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.cli.terminal.Terminal.Style;
import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.core.run.RunListener;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A run on a terminal, line by line as dbt writes it, with the conservation law of each load; on a live terminal a last
 * line shows how far the largest running load is.
 */
public final class RunPrinter implements RunListener {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int DOTS_TO = 78;
    private static final long REDRAW_NANOS = 200_000_000L;

    private final Terminal terminal;
    private final InstantSource clock;
    private final Volume volume;
    private Instant loadStarted = Instant.EPOCH;
    private String loading = "";
    private long lastDrawn;
    private boolean drawn;
    private final boolean json;
    private final Runnable clear;
    private final Predicate<StepResult> old;

    /** How much is said. */
    public enum Volume {
        ALL,
        /** Only what ended, without tests that passed. */
        QUIET,
        /** Only what changed something, or failed. */
        CHANGES,
        /** Only what failed or warns. */
        FAILURES,
        /** Nothing: the result goes out as JSON. */
        SILENT
    }

    /**
     * @param json lines are objects, as dbt's {@code --log-format json} writes them
     * @param clear takes away what else is drawn, before a line is written
     * @param old what did not succeed and is no news: nothing is said of it
     */
    public RunPrinter(
            Terminal terminal,
            InstantSource clock,
            Volume volume,
            boolean json,
            Runnable clear,
            Predicate<StepResult> old) {
        this.old = old;
        this.json = json;
        this.clear = clear;
        this.terminal = terminal;
        this.clock = clock;
        this.volume = volume;
    }

    /** A line that a quiet run can do without. */
    public void aside(String text) {
        if (volume == Volume.ALL) {
            line(text);
        }
    }

    public synchronized void line(String text) {
        if (volume == Volume.SILENT) {
            return;
        }
        erase();
        if (json) {
            Map<String, Object> info = new LinkedHashMap<>();
            info.put("name", "RunLine");
            info.put("level", "info");
            info.put("msg", text.stripTrailing());
            info.put("ts", clock.instant().toString());
            terminal.line(Results.jsonLine(Map.of("info", info, "data", Map.of())));
            return;
        }
        LocalTime now = LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault());
        terminal.line((terminal.paint(Style.DIM, TIME.format(now)) + "  " + text).stripTrailing());
    }

    @Override
    public void started(Node node, int index, int total, int attempt, Instant at) {
        if (node.type().isTest() || node.type().isUse()) {
            return; // its end follows at once; two lines a test would drown the rest
        }
        String again = attempt > 1 ? " (try " + attempt + ")" : "";
        aside(dotted(index + " of " + total + " START " + describe(node) + again) + " [RUN]");
    }

    @Override
    public void waiting(Node node, Problem locked) {
        line(terminal.paint(Style.YELLOW, "WAIT  " + describe(node)) + ": " + locked.what());
    }

    @Override
    public void retrying(StepResult attempt, long delayMillis) {
        line(terminal.paint(Style.YELLOW, "RETRY " + describe(attempt.node())) + " in "
                + Text.duration(Duration.ofMillis(delayMillis)));
        if (attempt.outcome() instanceof Outcome.Failed failed) {
            failed.problems().forEach(problem -> line("  " + problem.code().id() + ": " + problem.what()));
        }
    }

    @Override
    public void ended(StepResult result, int index, int total) {
        Node node = result.node();
        String took = Text.duration(result.duration());
        String position = index + " of " + total + " ";
        Outcome outcome = result.outcome();
        if (!(outcome instanceof Outcome.Succeeded) && old.test(result)) {
            return;
        }
        if (outcome instanceof Outcome.Succeeded succeeded) {
            boolean warned = !succeeded.warnings().isEmpty();
            boolean silent = volume == Volume.QUIET
                    ? node.type().isTest()
                    : volume == Volume.FAILURES
                            || (volume == Volume.CHANGES && succeeded.changes().isEmpty());
            if (silent && !warned) {
                return;
            }
            String word = word(node, warned, result.end().failures());
            Style style = warned ? Style.YELLOW : Style.GREEN;
            String detail = detail(node, succeeded);
            line(dotted(position + word + " " + describe(node)) + " ["
                    + terminal.paint(style, (detail.isEmpty() ? word : detail) + " in " + took) + "]");
            quarantine(result.end().rejections());
        } else if (outcome instanceof Outcome.Skipped skipped) {
            line(dotted(position + "SKIP " + describe(node)) + " [" + terminal.paint(Style.YELLOW, "SKIP") + ": "
                    + skipped.why() + "]");
        } else {
            String word = node.type().isTest() && result.end().failures() > 0
                    ? "FAIL " + result.end().failures()
                    : "ERROR";
            line(dotted(position + word + " " + describe(node)) + " [" + terminal.paint(Style.RED, word + " in " + took)
                    + "]");
        }
    }

    private static String word(Node node, boolean warned, long failures) {
        if (node.type().isTest()) {
            return warned ? "WARN " + failures : "PASS";
        }
        if (node.type().isUse()) {
            return "NO-OP";
        }
        return warned ? "WARN" : "OK";
    }

    private static String detail(Node node, Outcome.Succeeded succeeded) {
        if (node.type().isTest() || node.type().isUse()) {
            return "";
        }
        if (!succeeded.message().isEmpty()) {
            return succeeded.message();
        }
        Counts counts = succeeded.counts();
        if (counts.equals(Counts.ZERO)) {
            return "OK";
        }
        return node.type() == ResourceType.PIPELINE ? counts.law() : written(counts);
    }

    private static String written(Counts counts) {
        List<String> parts = new ArrayList<>();
        if (counts.inserted() > 0 || counts.written() == 0) {
            parts.add(Text.number(counts.inserted()) + " inserted");
        }
        if (counts.updated() > 0) {
            parts.add(Text.number(counts.updated()) + " updated");
        }
        if (counts.deleted() > 0) {
            parts.add(Text.number(counts.deleted()) + " deleted");
        }
        if (counts.unchanged() > 0) {
            parts.add(Text.number(counts.unchanged()) + " unchanged");
        }
        return String.join(", ", parts);
    }

    private void quarantine(List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            line("        " + terminal.paint(Style.YELLOW, "quarantined ") + Text.plural(rejection.rows(), "row") + ": "
                    + rejection.reason());
        }
    }

    private static String describe(Node node) {
        String kind = switch (node.type()) {
            case MODEL -> node.config().getOrDefault("materialized", "view") + " model";
            case SEED -> "seed file";
            case OPERATION -> "hook:";
            default -> node.type().toString();
        };
        if (node.type() == ResourceType.UNIT_TEST) {
            List<String> fqn = node.fqn();
            return kind + " " + fqn.get(fqn.size() - 2) + "::" + node.name();
        }
        return kind + " " + (node.table() == null ? node.name() : node.table().toString());
    }

    private static String dotted(String text) {
        int dots = DOTS_TO - text.length() - 1;
        return dots > 0 ? text + " " + ".".repeat(dots) : text;
    }

    @Override
    public synchronized void progressed(Node node, long rows, long bytes, long totalBytes) {
        long now = System.nanoTime();
        if (volume == Volume.SILENT
                || volume == Volume.FAILURES
                || !terminal.live()
                || now - lastDrawn < REDRAW_NANOS) {
            return;
        }
        lastDrawn = now;
        if (!node.uniqueId().equals(loading)) {
            loading = node.uniqueId();
            loadStarted = clock.instant();
        }
        double seconds =
                Math.max(0.001, Duration.between(loadStarted, clock.instant()).toMillis() / 1000.0);
        StringBuilder text =
                new StringBuilder("          ").append(describe(node)).append("  ");
        if (rows > 0) {
            text.append(Text.plural(rows, "row")).append("  ");
        }
        text.append(Text.bytes(bytes));
        if (totalBytes > 0) {
            text.append(" of ")
                    .append(Text.bytes(totalBytes))
                    .append(String.format(Locale.ROOT, " (%d%%)", Math.min(100, bytes * 100 / totalBytes)));
        }
        text.append("  ").append(Text.bytes((long) (bytes / seconds))).append("/s");
        if (totalBytes > bytes && bytes > 0) {
            long left = (long) ((totalBytes - bytes) / (bytes / seconds));
            text.append("  ").append(Text.duration(Duration.ofSeconds(left))).append(" left");
        }
        String line = text.length() > terminal.width() ? text.substring(0, terminal.width()) : text.toString();
        terminal.err().print("\r\u001b[K" + terminal.paint(Style.DIM, line));
        terminal.err().flush();
        drawn = true;
    }

    private void erase() {
        clear.run();
        if (drawn) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            drawn = false;
        }
    }

    /** The end of a run: totals, then every error in full. */
    public void summary(RunResult result) {
        if (isPart()) {
            failures(result);
            warnings(result);
            return;
        }
        aside("");
        aside("Finished running " + kinds(result) + " in "
                + Text.duration(Duration.between(result.started(), result.ended())) + ".");
        aside("");
        List<StepResult> failed =
                result.steps().stream().filter(StepResult::failed).toList();
        if (result.interrupted()) {
            line(terminal.paint(Style.YELLOW, "Interrupted")
                    + ": what was running was stopped, nothing half-done was published.");
        } else if (failed.isEmpty()) {
            aside(terminal.paint(Style.GREEN, "Completed successfully"));
        } else {
            line(terminal.paint(Style.RED, "Completed with " + Text.plural(failed.size(), "error")));
        }
        failures(result);
        warnings(result);
        aside("");
        line(totals(result));
    }

    /** Whether other runs follow, so that their lines go on. */
    private boolean isPart() {
        return volume == Volume.CHANGES || volume == Volume.FAILURES;
    }

    private void gap() {
        if (!isPart()) {
            line("");
        }
    }

    private void failures(RunResult result) {
        for (StepResult step : result.steps()) {
            if (step.outcome() instanceof Outcome.Failed failed && !old.test(step)) {
                gap();
                line(terminal.paint(Style.RED, "Failure in " + describe(step.node())) + " ("
                        + step.node().path() + ")");
                failed.problems().forEach(problem -> problem.render().lines().forEach(text -> line("  " + text)));
            }
        }
    }

    private void warnings(RunResult result) {
        for (StepResult step : result.steps()) {
            if (step.outcome() instanceof Outcome.Succeeded succeeded) {
                for (Problem problem : succeeded.warnings()) {
                    gap();
                    line(terminal.paint(Style.YELLOW, "Warning in " + describe(step.node())));
                    problem.render().lines().forEach(text -> line("  " + text));
                }
            }
        }
    }

    private static String kinds(RunResult result) {
        Map<ResourceType, Long> byType = result.steps().stream()
                .collect(Collectors.groupingBy(
                        step -> step.node().type(), () -> new EnumMap<>(ResourceType.class), Collectors.counting()));
        return byType.isEmpty()
                ? "nothing"
                : byType.entrySet().stream()
                        .map(entry ->
                                Text.plural(entry.getValue(), entry.getKey().toString()))
                        .collect(Collectors.joining(", "));
    }

    private static String totals(RunResult result) {
        int pass = 0;
        int warn = 0;
        int error = 0;
        int skip = 0;
        int nothing = 0;
        for (StepResult step : result.steps()) {
            Outcome outcome = step.outcome();
            if (outcome instanceof Outcome.Succeeded succeeded) {
                if (step.node().type().isUse()) {
                    nothing++;
                } else if (succeeded.warnings().isEmpty()) {
                    pass++;
                } else {
                    warn++;
                }
            } else if (outcome instanceof Outcome.Skipped) {
                skip++;
            } else {
                error++;
            }
        }
        return "Done. PASS=" + pass + " WARN=" + warn + " ERROR=" + error + " SKIP=" + skip + " NO-OP=" + nothing
                + " TOTAL=" + result.steps().size();
    }
}
