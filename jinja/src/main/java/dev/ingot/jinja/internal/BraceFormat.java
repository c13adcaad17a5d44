package dev.ingot.jinja.internal;

final class BraceFormat {
    private BraceFormat() {}

    @SuppressWarnings("DoNotCallSuggester")
    static Object format(String template, dev.ingot.jinja.Arguments values) {
        throw new dev.ingot.jinja.EvaluationException("str.format is not there yet");
    }
}
