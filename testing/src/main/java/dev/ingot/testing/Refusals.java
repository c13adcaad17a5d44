package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refusal must look like. Stateless. */
final class Refusals {

    private Refusals() {}

    /** The first problem of what the action throws; anything but an {@link IngotException} fails the test. */
    static Problem problem(ThrowingCallable action) {
        Throwable thrown = catchThrowable(action);
        assertThat(thrown).as("what was thrown").isInstanceOf(IngotException.class);
        Problem problem = ((IngotException) thrown).first();
        assertThat(problem.what()).as("what happened").isNotBlank();
        return problem;
    }

    /** A feature that is not there is the user's matter, and they are told the reason or the way out. */
    static void assertRefused(ThrowingCallable action) {
        Problem problem = problem(action);
        assertThat(problem.code().kind()).as(problem.render()).isEqualTo(ErrorKind.USER);
        assertThat(problem.why() != null || problem.fix() != null)
                .as("a reason or a way out in: " + problem.render())
                .isTrue();
    }
}
