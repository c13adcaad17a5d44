package dev.ingot.core.run;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.warehouse.Staged;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a runner is told about this execution of its node.
 *
 * @param attempt from 1
 * @param overlay tables that a gating test must see as built aside
 * @param committed to be told of each change of a table as soon as it is committed, so that a step that fails later can
 *     still be undone
 */
public record StepContext(int attempt, List<Staged> overlay, StepControl control, Consumer<TableChange> committed) {
    public StepContext {
        overlay = List.copyOf(overlay);
    }
}
