package dev.ingot.testing;

import static dev.ingot.testing.Refusals.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.Source.Discovered;
import dev.ingot.api.source.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link Source} promises. An implementation extends this class and makes records in its system; the kit
 * keeps position and ledger as the engine does, from what batches say and nothing else.
 */
public abstract class SourceContract {

    private static final String CONNECTION = "the-source";

    @TempDir
    private Path project;

    private final List<SourceFile> known = new ArrayList<>();
    private @Nullable String position;
    private long batches;

    /** Makes an empty system in, or reached from, the project's folder. */
    protected abstract void create(Path project);

    /** Opens a connection of this name to that system; it need not be there. */
    protected abstract Source open(String name, Path project, Path work);

    /** Adds records that a later reading brings as a batch of its own. */
    protected abstract void add(String... records);

    /** A {@code from:} block that reads all that was added, oldest first, one batch for each {@link #add}. */
    protected abstract Map<String, Object> options();

    /** The records of a batch as they were added. */
    protected abstract List<String> records(Batch batch);

    /** The lines of the ledger that this position stands for; none where the source has no files. */
    protected abstract List<SourceFile> ledger(String position, long batch, String run);

    @BeforeEach
    void createSystem() {
        create(project);
    }

    private Source open() {
        return open(CONNECTION, project, project.resolve("work"));
    }

    private ReadRequest request(boolean full) {
        return new ReadRequest("orders", options(), null, full, known, position);
    }

    /** As the engine does after a commit. */
    private void commit(Batch batch) {
        batches++;
        position = batch.position();
        known.addAll(ledger(batch.position(), batches, "run-1"));
    }

    /** Reads and commits all that is new: the records of each batch. */
    private List<List<String>> run() {
        return run(request(false));
    }

    private List<List<String>> run(ReadRequest request) {
        List<List<String>> read = new ArrayList<>();
        try (Source source = open();
                Source.Batches found = source.read(request, StepControl.NONE)) {
            for (Batch batch = found.next(); batch != null; batch = found.next()) {
                read.add(records(batch));
                commit(batch);
            }
            assertThat(found.next()).as("after the end").isNull();
        }
        return read;
    }

    private static Batch next(Source.Batches batches) {
        Batch batch = batches.next();
        if (batch == null) {
            throw new AssertionError("there is no batch");
        }
        return batch;
    }

    @Test
    void whatWasCommittedIsNotReadAgain() {
        add("1", "2");
        assertThat(run()).containsExactly(List.of("1", "2"));
        assertThat(run()).isEmpty();
        add("3");
        assertThat(run()).containsExactly(List.of("3"));
        assertThat(run()).isEmpty();
    }

    @Test
    void whatWasReadAndNotCommittedComesAgainAsItWas() {
        add("1", "2");
        String lost;
        try (Source source = open();
                Source.Batches found = source.read(request(false), StepControl.NONE)) {
            lost = next(found).position();
        }
        try (Source source = open();
                Source.Batches found = source.read(request(false), StepControl.NONE)) {
            Batch again = next(found);

            assertThat(again.position()).isEqualTo(lost);
            assertThat(records(again)).containsExactly("1", "2");
        }
    }

    @Test
    void batchesComeInTheOrderInWhichTheyMustBeCommitted() {
        add("1");
        add("2");
        add("3");

        assertThat(run()).containsExactly(List.of("1"), List.of("2"), List.of("3"));
    }

    @Test
    void aRunThatBreaksOffGoesOnBehindItsLastCommittedBatch() {
        add("1");
        add("2");
        add("3");
        try (Source source = open();
                Source.Batches found = source.read(request(false), StepControl.NONE)) {
            commit(next(found));
            next(found);
        }

        assertThat(run()).containsExactly(List.of("2"), List.of("3"));
    }

    @Test
    void thePositionOfABatchRebuildsTheLedgerOfItsFiles() {
        add("1");
        try (Source source = open();
                Source.Batches found = source.read(request(false), StepControl.NONE)) {
            Batch batch = next(found);
            if (!(batch.relation() instanceof FileScan scan)) {
                assertThat(ledger(batch.position(), 7, "run-9")).isEmpty();
                return;
            }
            assertThat(ledger(batch.position(), 7, "run-9"))
                    .isEqualTo(scan.files().stream().map(SourceContract::line).toList());
        }
    }

    private static SourceFile line(FileRef file) {
        return new SourceFile(file.path(), file.size(), file.fingerprint(), file.modified(), 7, "run-9");
    }

    @Test
    void aFullReadingGivesEverythingAgain() {
        add("1");
        add("2");
        run();

        assertThat(run(request(true)).stream().flatMap(List::stream)).containsExactly("1", "2");
    }

    @Test
    void aQuarantinedRecordCanBeReadInTheFormatOfItsFile() {
        add("1");
        try (Source source = open();
                Source.Batches found = source.read(request(false), StepControl.NONE)) {
            if (next(found).relation() instanceof FileScan scan) {
                String file = scan.files().get(0).path();
                assertThat(source.formatOf(request(false), file)).isEqualTo(scan.format());
            }
        }
    }

    @Test
    void cancellingStopsBeforeTheNextBatch() {
        add("1");
        add("2");
        Cancelled control = new Cancelled();
        try (Source source = open();
                Source.Batches found = source.read(request(false), control)) {
            commit(next(found));
            control.cancel();

            assertThat(problem(found::next).code().exit()).isEqualTo(ExitCode.INTERRUPTED);
        }
        assertThat(run()).containsExactly(List.of("2"));
    }

    @Test
    void checkingSaysNothingWhereAllIsWell() {
        add("1");
        try (Source source = open()) {
            assertThat(source.check()).isEmpty();
        }
    }

    @Test
    void aSystemThatIsNotThereIsNamedByCheckingAndReading() {
        try (Source source = open(CONNECTION, project.resolve("elsewhere"), project.resolve("work"))) {
            List<Problem> problems = source.check();

            assertThat(problems).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.code().kind()).isNotEqualTo(ErrorKind.INTERNAL);
                assertThat(problem.what()).contains(CONNECTION);
                assertThat(problem.fix()).as("what to do").isNotBlank();
            });
            assertThat(problem(() -> {
                                try (Source.Batches found = source.read(request(false), StepControl.NONE)) {
                                    found.next();
                                }
                            })
                            .code())
                    .isEqualTo(problems.get(0).code());
            assertThat(problem(source::discover).code())
                    .isEqualTo(problems.get(0).code());
        }
    }

    @Test
    void whatIsDiscoveredCanBeReadAsItIsProposed() {
        add("1");
        add("2", "3");
        List<Discovered> proposals;
        try (Source source = open()) {
            proposals = source.discover();
        }

        assertThat(proposals)
                .extracting(Discovered::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z_][a-z0-9_]*"));
        assertThat(proposals.stream()
                        .flatMap(proposal ->
                                run(new ReadRequest(proposal.name(), proposal.options(), null, false, List.of(), null))
                                        .stream())
                        .flatMap(List::stream))
                .containsExactlyInAnyOrder("1", "2", "3");
    }
}
