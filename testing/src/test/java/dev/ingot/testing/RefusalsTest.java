package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import org.junit.jupiter.api.Test;

/** What a kit takes for a clear refusal decides whether its tests can fail. */
class RefusalsTest {

    private static Problem problem(ErrorKind kind) {
        return Problem.of(
                new ErrorCode.Entry("INGOT-TEST-001", kind, ExitCode.USAGE, "A test", "It is one."),
                "This warehouse has no views.");
    }

    private static void refuseWith(Problem problem) {
        Refusals.assertRefused(() -> {
            throw problem.toException();
        });
    }

    @Test
    void aRefusalWithAWayOutIsClear() {
        assertThatCode(() -> refuseWith(problem(ErrorKind.USER).fix("Materialise it as a table.")))
                .doesNotThrowAnyException();
    }

    @Test
    void aRefusalWithoutReasonAndWayOutIsNot() {
        assertThatThrownBy(() -> refuseWith(problem(ErrorKind.USER)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a reason or a way out");
    }

    @Test
    void aRefusalThatWouldBeTriedAgainIsNot() {
        assertThatThrownBy(() -> refuseWith(problem(ErrorKind.EXTERNAL).fix("Wait.")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whatIsDoneInSilenceOrFailsWithAnotherExceptionIsNot() {
        assertThatThrownBy(() -> Refusals.assertRefused(() -> {})).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Refusals.assertRefused(() -> {
                    throw new UnsupportedOperationException("views");
                }))
                .isInstanceOf(AssertionError.class);
    }
}
