package dev.ingot.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Where output goes: results to {@code out}, everything about the work to {@code err} when results are machine-readable.
 * Colour only where a person looks: a terminal, no {@code NO_COLOR}, {@code TERM} not dumb, no {@code CI}. Secrets are
 * masked in every line, except in the rows of a table, which are data. Thread-safe as far as single lines go.
 */
public final class Terminal {

    private final PrintStream out;
    private final PrintStream err;
    private final boolean colour;
    private final boolean live;
    private final int width;
    private final UnaryOperator<String> mask;

    /**
     * @param live a person is watching, so a progress line may be redrawn
     */
    public Terminal(PrintStream out, PrintStream err, boolean colour, boolean live, int width) {
        this(out, err, colour, live, width, UnaryOperator.identity());
    }

    private Terminal(
            PrintStream out, PrintStream err, boolean colour, boolean live, int width, UnaryOperator<String> mask) {
        this.out = out;
        this.err = err;
        this.colour = colour;
        this.live = live;
        this.width = width;
        this.mask = mask;
    }

    public static Terminal system(Map<String, String> environment) {
        // The launcher asks the shell: Java's own System.console() answers differently from version to version.
        boolean interactive = Boolean.getBoolean("ingot.tty")
                && !"dumb".equals(environment.get("TERM"))
                && !environment.containsKey("CI");
        boolean colour = interactive && !environment.containsKey("NO_COLOR");
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                colour,
                interactive,
                columns(environment));
    }

    private static int columns(Map<String, String> environment) {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : 100;
    }

    /** The same with colours or without, whoever looks. */
    public Terminal coloured(boolean yes) {
        return new Terminal(out, err, yes, live, width, mask);
    }

    /** The same with something done to each line before it is printed, such as taking secrets out. */
    public Terminal masking(UnaryOperator<String> newMask) {
        return new Terminal(out, err, colour, live, width, newMask);
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public boolean live() {
        return live;
    }

    public int width() {
        return width;
    }

    /** A line of results. */
    public void line(String text) {
        out.println(mask.apply(text));
    }

    /** A line of results that holds values of a table; it is printed as it is. */
    public void data(String text) {
        out.println(text);
    }

    /** A line about the work, never part of a result. */
    public void note(String text) {
        err.println(mask.apply(text));
    }

    public String paint(Style style, String text) {
        return colour ? style.code + text + "\u001b[0m" : text;
    }

    /** The few styles there are. */
    public enum Style {
        BOLD("\u001b[1m"),
        DIM("\u001b[2m"),
        GREEN("\u001b[32m"),
        YELLOW("\u001b[33m"),
        RED("\u001b[31m"),
        CYAN("\u001b[36m");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }
}
