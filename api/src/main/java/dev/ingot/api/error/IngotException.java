package dev.ingot.api.error;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Carries one or more {@link Problem}s. The only exception that crosses a module's border on purpose. */
public final class IngotException extends RuntimeException {

    private final transient List<Problem> problems;

    public IngotException(Problem problem) {
        this(List.of(problem), null);
    }

    public IngotException(Problem problem, @Nullable Throwable cause) {
        this(List.of(problem), cause);
    }

    public IngotException(List<Problem> problems) {
        this(problems, null);
    }

    public IngotException(List<Problem> problems, @Nullable Throwable cause) {
        super(problems.stream().map(Problem::render).collect(Collectors.joining("\n")), cause);
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an IngotException needs at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    /** The first problem: its kind decides on retry, its code on the exit code. */
    public Problem first() {
        return problems.get(0);
    }

    public ErrorKind kind() {
        return first().code().kind();
    }
}
