package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.models.ModelsError;
import java.util.List;
import java.util.Optional;

/** Moves the place of a failed statement from the compiled SQL to the file that a person wrote. Stateless. */
final class SqlProblems {

    /** What a session calls the statement that it was given. */
    private static final String STATEMENT = "sql";

    private SqlProblems() {}

    /**
     * @param executed the SQL that the session was given
     * @param shown where the compiled SQL can be read
     */
    static IngotException of(IngotException failure, Compiled compiled, String executed, String shown) {
        List<Problem> problems = failure.problems().stream()
                .map(problem -> moved(problem, compiled, executed, shown))
                .toList();
        IngotException moved = new IngotException(problems);
        moved.addSuppressed(failure);
        return moved;
    }

    private static Problem moved(Problem problem, Compiled compiled, String executed, String shown) {
        Place place = problem.place();
        if (place == null || !place.file().equals(STATEMENT) || !stands(place, executed)) {
            return problem;
        }
        String name = compiled.node().type() + " '" + compiled.node().name() + "'";
        Optional<Place> own = place.line() > 0 && !generic(compiled)
                ? TemplateLines.find(compiled.node().definition().source(), executed, place.line(), place.column())
                : Optional.empty();
        String line = place.text() == null
                ? ""
                : " (line " + place.line() + " of " + shown + ": "
                        + place.text().strip() + ")";
        String why = problem.why() == null ? "" : problem.why().strip().replaceFirst("[.]?$", ". ");
        return new Problem(
                problem.code().kind() == dev.ingot.api.error.ErrorKind.USER ? ModelsError.SQL : problem.code(),
                name + ": " + problem.what(),
                own.orElseGet(() -> fallback(compiled)),
                (why + "The warehouse refused the compiled SQL" + line + ".").strip(),
                problem.fix());
    }

    /** Whether the place is in what was given, and not in a statement that the warehouse made itself. */
    private static boolean stands(Place place, String executed) {
        return place.text() == null
                || executed.lines()
                        .skip(place.line() - 1L)
                        .findFirst()
                        .filter(place.text()::equals)
                        .isPresent();
    }

    private static boolean generic(Compiled compiled) {
        return compiled.node().test() != null && compiled.node().test().generic();
    }

    private static Place fallback(Compiled compiled) {
        Place declared =
                compiled.node().test() == null ? null : compiled.node().test().declared();
        return declared == null ? Place.of(compiled.node().definition().source().file()) : declared;
    }
}
