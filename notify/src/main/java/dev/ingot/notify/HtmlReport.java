package dev.ingot.notify;

import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.notify.RunReport;
import dev.ingot.api.notify.RunReport.StepReport;
import dev.ingot.api.run.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * The report as HTML for mail programs: nested tables and inline styles only, nothing that is fetched from elsewhere,
 * every value escaped.
 */
final class HtmlReport {

    private static final String FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
    private static final String MONO = "font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:12px;";
    private static final String CELL = "padding:8px 12px;border-top:1px solid #e6e8eb;vertical-align:top;";
    private static final String MUTED = "color:#667085;font-size:12px;";

    /** Colours: of the words, of the background. */
    private enum Tone {
        GOOD("#176639", "#e9f6ee"),
        BAD("#a3241b", "#fdeeec"),
        QUIET("#5d4a00", "#fbf4dc");

        private final String ink;
        private final String paper;

        Tone(String ink, String paper) {
            this.ink = ink;
            this.paper = paper;
        }
    }

    private final Summary summary;
    private final StringBuilder out = new StringBuilder();

    private HtmlReport(Summary summary) {
        this.summary = summary;
    }

    static String of(Summary summary) {
        return new HtmlReport(summary).draw();
    }

    private String draw() {
        RunReport report = summary.report();
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append("<meta name=\"color-scheme\" content=\"light\"><title>")
                .append(escape(summary.subject()))
                .append("</title></head>\n<body style=\"margin:0;padding:0;background:#f3f4f6;\">\n")
                .append("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"")
                .append(" bgcolor=\"#f3f4f6\"><tr><td align=\"center\" style=\"padding:24px 12px;\">\n")
                .append("<table role=\"presentation\" width=\"720\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"")
                .append(" style=\"width:100%;max-width:720px;background:#ffffff;border:1px solid #e0e3e8;")
                .append("border-radius:8px;")
                .append(FONT)
                .append("font-size:14px;line-height:20px;color:#1f2733;text-align:left;\">\n");
        head(report);
        section("Failed", summary.failed(), Tone.BAD);
        section("Skipped", summary.skipped(), Tone.QUIET);
        section("Succeeded", summary.succeeded(), Tone.GOOD);
        quarantine(report);
        out.append("<tr><td style=\"padding:16px 24px;border-top:1px solid #e6e8eb;")
                .append(MUTED)
                .append("\">Sent by Ingot. See <span style=\"")
                .append(MONO)
                .append("\">ingot audit</span> for every step and <span style=\"")
                .append(MONO)
                .append("\">ingot quarantine list</span> for every row that was set aside.</td></tr>\n")
                .append("</table>\n</td></tr></table>\n</body></html>\n");
        return out.toString();
    }

    private void head(RunReport report) {
        Tone tone = report.success() ? Tone.GOOD : Tone.BAD;
        out.append("<tr><td bgcolor=\"")
                .append(tone.paper)
                .append("\" style=\"padding:20px 24px;border-radius:8px 8px 0 0;background:")
                .append(tone.paper)
                .append(";\"><div style=\"font-size:20px;line-height:28px;font-weight:600;color:")
                .append(tone.ink)
                .append(";\">")
                .append(escape(report.project()))
                .append(": ")
                .append(escape(summary.result()))
                .append("</div><div style=\"color:")
                .append(tone.ink)
                .append(";\">target ")
                .append(escape(report.target()));
        if (!summary.change().isEmpty()) {
            out.append(" &middot; ").append(escape(summary.change()));
        }
        out.append("</div></td></tr>\n<tr><td style=\"padding:16px 24px 4px 24px;\">")
                .append("<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\">");
        fact("Run", report.run());
        fact("Command", report.command());
        fact("Started", Summary.time(report.started()));
        fact("Took", Summary.duration(report.duration()));
        String law = Summary.law(summary.loaded());
        if (!law.isEmpty()) {
            fact("Rows", law);
        }
        out.append("</table></td></tr>\n");
    }

    private void fact(String name, String value) {
        out.append("<tr><td style=\"padding:2px 16px 2px 0;color:#667085;vertical-align:top;\">")
                .append(name)
                .append("</td><td style=\"padding:2px 0;\">")
                .append(escape(value))
                .append("</td></tr>");
    }

    private void section(String title, List<StepReport> steps, Tone tone) {
        if (steps.isEmpty()) {
            return;
        }
        heading(title + " (" + steps.size() + ")", tone);
        table("Step", "Rows", "Took");
        steps.stream().limit(Summary.SHOWN).forEach(this::step);
        out.append("</table>");
        more(steps.size());
        out.append("</td></tr>\n");
    }

    /** How many of all are not shown. */
    private void more(int all) {
        if (all > Summary.SHOWN) {
            out.append("<div style=\"padding:8px 12px;")
                    .append(MUTED)
                    .append("\">and ")
                    .append(all - Summary.SHOWN)
                    .append(" more</div>");
        }
    }

    private void heading(String text, Tone tone) {
        out.append("<tr><td style=\"padding:16px 24px 8px 24px;\"><div style=\"font-weight:600;font-size:15px;")
                .append("padding-bottom:6px;color:")
                .append(tone.ink)
                .append(";\">")
                .append(escape(text))
                .append("</div>");
    }

    private void table(String... columns) {
        out.append("<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;")
                .append(
                        "border:1px solid #e6e8eb;border-top:0;border-radius:6px;font-size:13px;line-height:19px;\"><tr>");
        for (String column : columns) {
            out.append("<th align=\"left\" style=\"padding:6px 12px;border-top:1px solid #e6e8eb;background:#f8f9fb;")
                    .append(MUTED)
                    .append("font-weight:600;\">")
                    .append(column)
                    .append("</th>");
        }
        out.append("</tr>\n");
    }

    private void step(StepReport step) {
        out.append("<tr><td style=\"")
                .append(CELL)
                .append("\"><strong>")
                .append(escape(step.name()))
                .append("</strong> <span style=\"")
                .append(MUTED)
                .append("\">")
                .append(escape(step.kind()));
        if (!step.target().isEmpty() && !step.target().equals(step.name())) {
            out.append(" &rarr; ").append(escape(step.target()));
        }
        out.append("</span>");
        Outcome outcome = step.outcome();
        if (outcome instanceof Outcome.Succeeded done) {
            if (!done.message().isBlank()) {
                out.append("<div>").append(escape(done.message())).append("</div>");
            }
            done.warnings().forEach(warning -> problem(warning, Tone.QUIET));
        } else if (outcome instanceof Outcome.Failed lost) {
            lost.problems().forEach(problem -> problem(problem, Tone.BAD));
        } else if (outcome instanceof Outcome.Skipped skipped) {
            out.append("<div>").append(escape(skipped.why())).append("</div>");
        }
        out.append("</td><td style=\"")
                .append(CELL)
                .append("\">")
                .append(escape(Summary.law(Summary.counts(step))))
                .append("</td><td style=\"")
                .append(CELL)
                .append("white-space:nowrap;\">")
                .append(Summary.duration(step.duration()))
                .append("</td></tr>\n");
    }

    private void problem(Problem problem, Tone tone) {
        out.append("<div style=\"margin-top:6px;padding:8px 10px;background:")
                .append(tone.paper)
                .append(";border-left:3px solid ")
                .append(tone.ink)
                .append(";\"><span style=\"")
                .append(MONO)
                .append("color:")
                .append(tone.ink)
                .append(";\">")
                .append(escape(problem.code().id()))
                .append("</span> ")
                .append(escape(problem.what()));
        if (problem.place() != null) {
            detail("at", problem.place().toString());
        }
        if (problem.why() != null) {
            detail("why", problem.why());
        }
        if (problem.fix() != null) {
            detail("fix", problem.fix());
        }
        out.append("</div>");
    }

    private void detail(String name, String text) {
        out.append("<br><span style=\"")
                .append(MUTED)
                .append("\">")
                .append(name)
                .append(":</span> ")
                .append(escape(text));
    }

    private void quarantine(RunReport report) {
        List<StepReport> steps = report.steps().stream()
                .filter(step -> !step.rejections().isEmpty())
                .toList();
        if (steps.isEmpty()) {
            return;
        }
        heading("Quarantine, one row of each rule", Tone.QUIET);
        table("Step and rule", "Rows", "Sample");
        List<Runnable> all = new ArrayList<>();
        for (StepReport step : steps) {
            step.rejections().forEach(rejection -> all.add(() -> rejection(step, rejection)));
        }
        all.stream().limit(Summary.SHOWN).forEach(Runnable::run);
        out.append("</table>");
        more(all.size());
        out.append("</td></tr>\n");
    }

    private void rejection(StepReport step, Rejection rejection) {
        out.append("<tr><td style=\"")
                .append(CELL)
                .append("\"><strong>")
                .append(escape(step.name()))
                .append("</strong><br>")
                .append(escape(rejection.rule()))
                .append("</td><td style=\"")
                .append(CELL)
                .append("\">")
                .append(Summary.number(rejection.rows()))
                .append("</td><td style=\"")
                .append(CELL)
                .append("word-break:break-word;\">")
                .append(escape(rejection.reason()))
                .append("<br><span style=\"")
                .append(MUTED)
                .append("\">")
                .append(escape(Summary.place(rejection.sample())))
                .append("</span><br><span style=\"")
                .append(MONO)
                .append("\">")
                .append(escape(Summary.oneLine(rejection.sample().raw(), Summary.RAW)))
                .append("</span></td></tr>\n");
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }
}
