package dev.ingot.cli;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.Node;
import dev.ingot.core.store.ControllerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the content of a project that is run for long, by the service or a continuous run, and takes it up where it
 * changes, whole or not at all. A change is news when two looks in a row found the same: what an editor or a checkout is
 * still writing is left alone. For one thread.
 */
final class LiveProject {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Workspace workspace;
    private final ProjectContent first;
    private ProjectContent known;
    private ProjectContent seen;
    private Instant looked = Instant.EPOCH;

    /** @param workspace whose pipelines are in the controller table already */
    LiveProject(Workspace workspace) {
        this.workspace = workspace;
        this.known = ProjectContent.of(workspace, rows());
        this.first = known;
        this.seen = known;
    }

    private List<ControllerRow> rows() {
        return workspace.store().controller().rows();
    }

    /** The content that is neither in force nor refused; null where there is none. */
    private @Nullable ProjectContent news() {
        Instant now = workspace.clock().instant();
        List<ControllerRow> rows = rows();
        if (!looked.plus(LOOK).isAfter(now) || looked.isAfter(now)) {
            looked = now;
            ProjectContent before = seen;
            seen = ProjectContent.of(workspace, rows);
            return seen.files().equals(before.files()) && !seen.equals(known) ? seen : null;
        }
        // Rows are changed whole, so they need no second look.
        boolean rowsOnly = seen.files().equals(known.files()) && !rows.equals(known.rows());
        return rowsOnly ? seen.withRows(rows) : null;
    }

    /**
     * Takes the project up as it is now.
     *
     * @param projects reads the project anew
     * @param serve makes of it what goes on; the project is closed where that fails
     * @param refused hears of a mistake in the project, once
     * @return null where nothing is new, or it cannot be taken up
     */
    <T> @Nullable T follow(
            Supplier<Workspace> projects, Function<Workspace, T> serve, Consumer<IngotException> refused) {
        ProjectContent content = news();
        if (content == null) {
            return null;
        }
        Workspace next = null;
        try {
            next = projects.get();
            requireSameStore(next);
            T successor = serve.apply(next);
            known = content;
            return successor;
        } catch (RuntimeException failure) {
            if (next != null) {
                next.close();
            }
            if (!(failure instanceof IngotException e) || e.kind() == ErrorKind.EXTERNAL) {
                throw failure; // this passes by itself, and is tried again
            }
            known = content;
            refused.accept(e);
            return null;
        }
    }

    private void requireSameStore(Workspace next) {
        if (!next.project().metadata().equals(workspace.project().metadata())) {
            throw Problem.of(CliError.BAD_USAGE, "The metadata store cannot be changed while the project runs.")
                    .fix("Stop it, move the store, and start it again.")
                    .toException();
        }
    }

    /**
     * The nodes that differ between the project as it was and as it is now, and all that is built from them.
     *
     * @param then the nodes that the project before had
     * @return null where something changed that any node may depend on
     */
    @Nullable
    Set<String> changed(LiveProject before, Graph then, Graph now) {
        if (known.differsForAll(before.first)) {
            return null;
        }
        Set<String> changed = new LinkedHashSet<>();
        for (Node node : now.nodes()) {
            if (!then.find(node.uniqueId()).filter(node::equals).isPresent()) {
                changed.add(node.uniqueId());
                changed.addAll(now.descendants(node.uniqueId(), null));
            }
        }
        return changed;
    }

    /** What is said when the project was taken up. */
    static String sentence(@Nullable Set<String> changed, Graph then, Graph now) {
        if (changed == null) {
            return "The project was changed and read anew; everything is built once.";
        }
        long gone = then.nodes().stream()
                .filter(node -> now.find(node.uniqueId()).isEmpty())
                .count();
        return "The project was changed and read anew: " + Text.plural(changed.size(), "step") + " to run, "
                + Text.plural(gone, "step") + " gone.";
    }

    /** What is said when it could not be. */
    static String sentence(IngotException refused) {
        return "The project was changed and has "
                + Text.plural(refused.problems().size(), "problem") + "; it goes on as it was.";
    }
}
