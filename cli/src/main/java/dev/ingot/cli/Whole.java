package dev.ingot.cli;

import dev.ingot.cli.terminal.Flow;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;

/** What runs are part of that follow each other: a continuous run, or the service. For one thread. */
interface Whole {

    Flow flow();

    Interruption interruption();

    /**
     * A run ended.
     *
     * @return whether people are to be told
     */
    boolean ended(RunResult result);

    /** Whether a failure is no news, so that no word is lost about it. */
    default boolean isOld(StepResult result) {
        return false;
    }

    /** Whether it tries again itself what failed, so that no run waits for it. */
    default boolean triesAgain() {
        return false;
    }
}
