package dev.ingot.core.run;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.warehouse.Staged;
import java.util.List;

/**
 * What a runner is told about this execution of its node.
 *
 * @param attempt from 1
 * @param overlay tables that a gating test must see as built aside
 */
public record StepContext(int attempt, List<Staged> overlay, StepControl control) {
    public StepContext {
        overlay = List.copyOf(overlay);
    }
}
