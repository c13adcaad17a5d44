package dev.ingot.cli;

import dev.ingot.cli.terminal.Flow;
import dev.ingot.core.run.Freshness;
import dev.ingot.core.run.RunResult;
import dev.ingot.core.run.StepResult;
import org.jspecify.annotations.Nullable;

/** What runs are part of that follow each other: a continuous run, the service, or one of its schedules. For one thread. */
interface Whole {

    Flow flow();

    /** What was loaded and is still to be shown downstream. */
    default Freshness freshness() {
        return flow().freshness();
    }

    Interruption interruption();

    /** The models as they were last read without a problem, for while the files have one; null to fail instead. */
    default @Nullable Models models() {
        return null;
    }

    /** A run ended; says what people are to hear of it. */
    News ended(RunResult result);

    /** What people are to hear of a run. */
    enum News {
        NONE,
        /** That it ended otherwise than before. */
        CHANGE,
        /** What they hear of any run. */
        RUN
    }

    /** Whether a failure is no news, so that no word is lost about it. */
    default boolean isOld(StepResult result) {
        return false;
    }

    /** Whether it tries again itself what failed, so that no run waits for it. */
    default boolean triesAgain() {
        return false;
    }
}
