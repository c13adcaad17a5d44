package dev.ingot.notify;

import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report sorted for reading: what failed comes first. The forms that go out differ only in how they draw it. */
final class Summary {

    /** More good steps than this are only counted. */
    static final int SHOWN = 30;
    /** Longer raw records are cut. */
    static final int RAW = 240;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final RunReport report;
    private final List<StepReport> failed = new ArrayList<>();
    private final List<StepReport> succeeded = new ArrayList<>();
    private final List<StepReport> skipped = new ArrayList<>();

    Summary(RunReport report) {
        this.report = report;
        for (StepReport step : report.steps()) {
            Outcome outcome = step.outcome();
            if (outcome instanceof Outcome.Failed) {
                failed.add(step);
            } else if (outcome instanceof Outcome.Skipped) {
                skipped.add(step);
            } else {
                succeeded.add(step);
            }
        }
    }

    RunReport report() {
        return report;
    }

    List<StepReport> failed() {
        return List.copyOf(failed);
    }

    List<StepReport> succeeded() {
        return List.copyOf(succeeded);
    }

    List<StepReport> skipped() {
        return List.copyOf(skipped);
    }

    /** {@code 2 failed, 7 succeeded, 1 skipped}, or {@code all 9 succeeded}. */
    String result() {
        if (report.steps().isEmpty()) {
            return report.success() ? "nothing to do" : "failed before the first step";
        }
        if (failed.isEmpty() && skipped.isEmpty() && report.success()) {
            return succeeded.size() == 1 ? "1 succeeded" : "all " + succeeded.size() + " succeeded";
        }
        List<String> parts = new ArrayList<>();
        if (!failed.isEmpty() || !report.success()) {
            parts.add(failed.isEmpty() ? "failed" : failed.size() + " failed");
        }
        if (!succeeded.isEmpty()) {
            parts.add(succeeded.size() + " succeeded");
        }
        if (!skipped.isEmpty()) {
            parts.add(skipped.size() + " skipped");
        }
        return String.join(", ", parts);
    }

    /** {@code metadata_etl 2 failed, 7 succeeded (dev)}. */
    String subject() {
        return report.project() + " " + result() + " (" + report.target() + ")";
    }

    /** What is different from the run before; empty where nothing is. */
    String change() {
        Boolean previous = report.previous();
        if (previous == null || previous == report.success()) {
            return "";
        }
        return report.success()
                ? "The run before this one failed; it works again."
                : "The run before this one was good.";
    }

    /** The rows that came in from outside; what models do with them again would count them twice. */
    Counts loaded() {
        Counts sum = Counts.ZERO;
        for (StepReport step : report.steps()) {
            if (step.kind().equals("pipeline")) {
                sum = sum.plus(counts(step));
            }
        }
        return sum;
    }

    static Counts counts(StepReport step) {
        Outcome outcome = step.outcome();
        if (outcome instanceof Outcome.Succeeded done) {
            return done.counts();
        }
        return outcome instanceof Outcome.Failed lost ? lost.counts() : Counts.ZERO;
    }

    /** The conservation law in words, with thousands apart; empty where nothing was counted. */
    static String law(Counts counts) {
        if (counts.equals(Counts.ZERO)) {
            return "";
        }
        StringBuilder law = new StringBuilder();
        for (String word : counts.law().split(" ")) {
            boolean figure = !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
            law.append(law.isEmpty() ? "" : " ").append(figure ? number(Long.parseLong(word)) : word);
        }
        return law.toString();
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String rows(long rows) {
        return number(rows) + (rows == 1 ? " row" : " rows");
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String duration(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%d.%d s", millis / 1000, millis % 1000 / 100);
        }
        long seconds = millis / 1000;
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** On one line, without control characters, and not too long to read. */
    static String oneLine(String text, int limit) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < limit; i++) {
            char c = text.charAt(i);
            line.append(
                    switch (c) {
                        case '\n' -> "\\n";
                        case '\r' -> "\\r";
                        case '\t' -> "\\t";
                        default -> Character.isISOControl(c) ? "\ufffd" : String.valueOf(c);
                    });
        }
        boolean cut = text.length() > limit;
        if (cut && Character.isHighSurrogate(line.charAt(line.length() - 1))) {
            line.setLength(line.length() - 1);
        }
        return cut ? line.append('…').toString() : line.toString();
    }

    static String place(dev.ingot.api.load.QuarantinedRow row) {
        return row.position() > 0 ? row.file() + ":" + row.position() : row.file();
    }
}
