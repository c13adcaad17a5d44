package dev.ingot.jinja.internal;

final class PercentFormat {
    private PercentFormat() {}

    @SuppressWarnings("DoNotCallSuggester")
    static String format(String template, Object values) {
        throw new dev.ingot.jinja.EvaluationException("unsupported operand type(s) for %");
    }
}
