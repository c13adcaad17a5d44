package dev.ingot.core.run;

import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a runner is told about this execution of its node.
 *
 * @param attempt from 1
 * @param builtAside unique ids of nodes that a gating test must see as built, not as published
 * @param committed to be told of each change of a table as soon as it is committed, so that a step that fails later can
 *     still be undone
 */
public record StepContext(int attempt, Set<String> builtAside, StepControl control, Consumer<TableChange> committed) {
    public StepContext {
        builtAside = Set.copyOf(builtAside);
    }
}
