package dev.ingot.models.internal.context;

/** What a project's own code raises with {@code exceptions.raise_compiler_error}. */
final class RaisedByProject extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RaisedByProject(String message) {
        super(message, null, false, false);
    }
}
