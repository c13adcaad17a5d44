package dev.ingot.config;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects problems so that all of them are told at once, in the order of their places: those without a place first,
 * then by file, line and column. The same problem at the same place is told once. Thread-safe.
 */
public final class Problems {

    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problems::file)
            .thenComparingInt(
                    problem -> problem.place() == null ? 0 : problem.place().line())
            .thenComparingInt(
                    problem -> problem.place() == null ? 0 : problem.place().column());

    private final List<Problem> all = new ArrayList<>();

    public synchronized void add(Problem problem) {
        if (!all.contains(problem)) {
            all.add(problem);
        }
    }

    /** The short form of {@link #add(Problem)}. */
    public void add(ErrorCode code, String what, @Nullable Place place, @Nullable String fix) {
        add(new Problem(code, what, place, null, fix));
    }

    public void addAll(List<Problem> problems) {
        problems.forEach(this::add);
    }

    public synchronized boolean isEmpty() {
        return all.isEmpty();
    }

    public synchronized int size() {
        return all.size();
    }

    public synchronized List<Problem> sorted() {
        return all.stream().sorted(BY_PLACE).toList();
    }

    /** @throws IngotException with everything that was collected */
    public synchronized void throwIfAny() {
        if (!all.isEmpty()) {
            throw new IngotException(sorted());
        }
    }

    private static String file(Problem problem) {
        Place place = problem.place();
        return place == null ? "" : place.file();
    }
}
