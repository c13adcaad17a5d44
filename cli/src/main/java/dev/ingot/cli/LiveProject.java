package dev.ingot.cli;

import dev.ingot.core.store.ControllerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches the content of the project that a service runs. A change is news when two looks in a row found the same: what
 * an editor or a checkout is still writing is left alone. For one thread.
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
    @Nullable
    ProjectContent news() {
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

    /** Whether something differs that any node may depend on. */
    boolean differsForAll(LiveProject before) {
        return known.differsForAll(before.first);
    }

    /** It was tried; it is no news any more, whether or not it could be taken up. */
    void tried(ProjectContent content) {
        known = content;
    }
}
