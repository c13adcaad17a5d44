package dev.ingot.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.RunReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Notifier} promises. An implementation extends this class and brings a real receiver in the process.
 * The tests look for {@link #SECRET} in all that is said: implementations put it wherever their connection has a secret.
 */
public abstract class NotifierContract {

    /** The password or token of every connection that the kit opens, and what refusing receivers repeat. */
    protected static final String SECRET = "s3cret-T0K3N-of-ingot";

    /** The name of every connection that the kit opens. */
    protected static final String CONNECTION = "the-notifier";

    /** Opens a connection to a receiver that takes reports, with one recipient. */
    protected abstract Notifier open();

    /** Opens a connection to a receiver that answers, but takes nothing and repeats the secret in its answer. */
    protected abstract Notifier openRefused();

    /** Opens a connection to a place where nobody listens. */
    protected abstract Notifier openUnreachable();

    /** Another recipient of the receiver that takes reports. */
    protected abstract String otherRecipient();

    /** The reports that were taken so far, as text without markup: by the connection's own recipient, or by the other. */
    protected abstract List<String> received(boolean byOther);

    private void send(RunReport report, String... recipients) {
        try (Notifier notifier = open()) {
            notifier.send(report, List.of(recipients));
        }
    }

    private static IngotException failure(Notifier opened) {
        try (Notifier notifier = opened) {
            Throwable thrown = catchThrowable(() -> notifier.send(Reports.mixed(), List.of()));
            assertThat(thrown).as("what was thrown").isInstanceOf(IngotException.class);
            return (IngotException) thrown;
        }
    }

    /** All that could come into a log: the message, and the causes with theirs. */
    private static String everything(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }

    @Test
    void aReportTellsOfWhatSucceededFailedAndWasSkipped() {
        send(Reports.mixed());

        assertThat(received(false))
                .singleElement()
                .asString()
                .contains("metadata_etl", "dev", "20250323T040000-7f")
                .contains("bronze.customers", "sil_customers", "1 column added", "email is blank in 3 rows.")
                .contains("INGOT-LOAD-004", "29 of 1014 rows of orders were quarantined, 10 are allowed.")
                .contains("sil_orders", "orders failed");
    }

    @Test
    void aReportShowsAQuarantinedRowOfEachReason() {
        send(Reports.mixed());

        assertThat(received(false))
                .singleElement()
                .asString()
                .contains("cast:price", "29", "'12,5' is not a decimal(10,2)", "20250323/orders.json", "17");
    }

    @Test
    void everyReportIsSentOnce() {
        send(Reports.good());
        send(Reports.mixed());

        assertThat(received(false)).hasSize(2);
        assertThat(received(true)).isEmpty();
    }

    @Test
    void aRecipientThatIsNamedGetsTheReportInsteadOfTheConnectionsOwn() {
        send(Reports.good(), otherRecipient());

        assertThat(received(true)).hasSize(1);
        assertThat(received(false)).isEmpty();
    }

    @Test
    void aReceiverThatFailsIsWorthAnotherTryAndNoSecretIsTold() {
        for (Notifier notifier : List.of(openRefused(), openUnreachable())) {
            IngotException failure = failure(notifier);

            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(ErrorKind.EXTERNAL);
            assertThat(failure.first().what()).contains(CONNECTION);
            assertThat(failure.first().fix()).as("what to do").isNotBlank();
            assertThat(everything(failure)).doesNotContain(SECRET);
        }
    }

    @Test
    void checkingSaysNothingWhereAllIsWellAndSendsNothing() {
        try (Notifier notifier = open()) {
            assertThat(notifier.check()).isEmpty();
        }
        assertThat(received(false)).isEmpty();
    }

    @Test
    void checkingNamesAReceiverThatIsNotThere() {
        try (Notifier notifier = openUnreachable()) {
            assertThat(notifier.check()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.what()).contains(CONNECTION);
                assertThat(problem.fix()).as("what to do").isNotBlank();
                assertThat(problem.render()).doesNotContain(SECRET);
            });
            assertThat(notifier.check())
                    .extracting(Problem::code)
                    .contains(failure(openUnreachable()).first().code());
        }
    }
}
