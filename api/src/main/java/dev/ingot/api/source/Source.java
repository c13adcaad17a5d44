package dev.ingot.api.source;

import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A connection to a system that data comes from. Implementations say in their Javadoc what a position is. Opened once and
 * used by all steps of a run, in a continuous run by all readings; thread-safe, the batches that it gives are not.
 */
public interface Source extends AutoCloseable {

    /**
     * A run begins. A source whose tables come out of one log reads it once for all that the run reads, and keeps what the
     * others still need. Called before the first {@link #read}; reaches nothing outside.
     *
     * @param outlook what the run will read; finding out costs a look at each table, so it is only asked by who needs it
     */
    default void begin(Supplier<Outlook> outlook) {}

    /** Whether it is sure that there is nothing new since the last reading; cheap, for continuous runs. */
    default boolean isQuiet() {
        return false;
    }

    /** The batches that are new for this request, in the order in which they must be committed. */
    Batches read(ReadRequest request, StepControl control);

    /**
     * The rows of a pipeline's table as they are now, to compare with what was made of its changes; empty where the source
     * is no log of changes. Takes nothing away from what {@link #read} will find, also in another process.
     */
    default Optional<Current> current(ReadRequest request, StepControl control) {
        return Optional.empty();
    }

    /**
     * How the records of one of its files are written: what the replay of quarantined records needs.
     *
     * @param file as the quarantine has it
     */
    Format formatOf(ReadRequest request, String file);

    /** The date that a file of a pipeline is of, by its name as the ledger has it; empty where files have no dates. */
    default Function<String, Optional<LocalDate>> dates(ReadRequest request) {
        return file -> Optional.empty();
    }

    /** What is there to be read: one proposal a table, for {@code ingot discover}. */
    List<Discovered> discover();

    /**
     * The same without what is read already.
     *
     * @param read what the pipelines of this source read
     */
    default List<Discovered> discover(List<ReadRequest> read) {
        return discover().stream()
                .filter(one -> read.stream()
                        .noneMatch(request -> request.options()
                                .entrySet()
                                .containsAll(one.options().entrySet())))
                .toList();
    }

    /** What {@code ingot doctor} should know; empty when all is well. */
    List<Problem> check();

    /**
     * What {@code ingot doctor} should know of what a pipeline reads; changes nothing, and keeps nobody from reading.
     * Asked where the system can be reached, whatever else {@link #check()} found.
     */
    default List<Problem> check(ReadRequest request) {
        return List.of();
    }

    /** What lies on the way from the source to its tables; cheap, and empty where it does not know without a question. */
    default Optional<Held> held() {
        return Optional.empty();
    }

    /**
     * @param logBytes what the server keeps of its log for this connection
     * @param waitingBytes what was read and waits in files for its table
     */
    record Held(long logBytes, long waitingBytes) {}

    @Override
    void close();

    /**
     * What reads from a connection.
     *
     * @param reading the pipelines of this run
     * @param others the project's other pipelines on the connection
     */
    record Outlook(List<ReadRequest> reading, List<ReadRequest> others) {
        public Outlook {
            reading = List.copyOf(reading);
            others = List.copyOf(others);
        }
    }

    /**
     * A table at one place of its log.
     *
     * @param rows to be closed by who asked
     * @param place changes whose {@code _ingot_lsn} is this or more are not in it, all others are
     */
    record Current(Batches rows, long place) {}

    /** Batches one after the other; the next one is read only after the last one was committed. */
    interface Batches extends AutoCloseable {
        /** The next batch, or null at the end. */
        @org.jspecify.annotations.Nullable
        Batch next();

        /**
         * What people should hear although nothing failed, so far: a file that is still being written and was left for
         * the next run. Complete once {@link #next} gave null.
         */
        default List<Problem> notes() {
            return List.of();
        }

        @Override
        void close();
    }

    /**
     * @param options a proposal for the pipeline's {@code from:} block
     */
    record Discovered(String name, java.util.Map<String, Object> options, long bytes) {}
}
