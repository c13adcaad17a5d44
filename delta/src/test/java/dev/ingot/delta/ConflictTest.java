package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two writers that read the same version; the other one commits first. */
class ConflictTest {

    @TempDir
    Path folder;

    private DeltaTable ours;
    private DeltaTable theirs;
    private DeltaSnapshot read;

    @BeforeEach
    void twoFilesThatBothHaveRead() {
        ours = Tables.created(folder);
        read = ours.commit(Tables.append(Tables.latest(ours), Tables.file(folder, 1), Tables.file(folder, 2)));
        theirs = Tables.at(folder);
        assertThat(Tables.latest(theirs).version()).isEqualTo(1);
    }

    private DeltaCommit rewrite(Reads reads, DataFile... files) {
        return DeltaCommit.on(read, "MERGE", reads)
                .withRemoves(List.of(files))
                .withAdds(List.of(Tables.file(folder, 5)));
    }

    private void theyAppend() {
        theirs.commit(Tables.append(read, Tables.file(folder, 10)));
    }

    private void theyCompact() {
        theirs.commit(DeltaCommit.on(read, "OPTIMIZE", Reads.FILES)
                .withRemoves(read.files())
                .withAdds(List.of(Tables.file(folder, 3)))
                .withoutDataChange());
    }

    private static void assertFails(ErrorCode code, String why, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        IngotException.class, e -> assertThat(e.first().code()).isEqualTo(code))
                .hasMessageContaining(why);
    }

    @Test
    void aBlindAppendGoesOnTopOfAnAppend() {
        theyAppend();

        DeltaSnapshot after = ours.commit(Tables.append(read, Tables.file(folder, 100)));

        assertThat(after.version()).isEqualTo(3);
        assertThat(after.rows()).isEqualTo(113);
    }

    @Test
    void aBlindAppendGoesOnTopOfACompaction() {
        theyCompact();

        assertThat(ours.commit(Tables.append(read, Tables.file(folder, 100))).rows())
                .isEqualTo(103);
    }

    @Test
    void aRewriteOfFilesGoesOnTopOfAnAppend() {
        theyAppend();

        assertThat(ours.commit(rewrite(Reads.FILES, read.files().get(0))).rows())
                .isEqualTo(17);
    }

    @Test
    void aRewriteConflictsWhenItsFileIsGone() {
        theirs.commit(rewrite(Reads.FILES, read.files().get(0)));

        assertFails(
                DeltaError.CONFLICT,
                "which was to be replaced, is gone",
                () -> ours.commit(rewrite(Reads.FILES, read.files().get(0))));
        assertThat(Tables.latest(ours).version()).isEqualTo(2);
    }

    @Test
    void aMergeConflictsWithAnAppendThatItHasNotSeen() {
        theyAppend();

        assertFails(
                DeltaError.CONFLICT,
                "rows were added that this step has not seen",
                () -> ours.commit(rewrite(Reads.TABLE, read.files().get(0))));
    }

    @Test
    void aMergeConflictsWithADeletionOfRowsItHasRead() {
        theirs.commit(DeltaCommit.on(read, "DELETE", Reads.FILES)
                .withRemoves(List.of(read.files().get(1))));

        assertFails(
                DeltaError.CONFLICT,
                "rows were removed that this step has read",
                () -> ours.commit(rewrite(Reads.TABLE, read.files().get(0))));
    }

    @Test
    void aCompactionGoesOnTopOfAnAppendButNotOfAnotherCompaction() {
        DeltaCommit compaction =
                rewrite(Reads.FILES, read.files().get(0), read.files().get(1)).withoutDataChange();
        theyAppend();
        assertThat(ours.commit(compaction).rows()).isEqualTo(15);

        assertFails(
                DeltaError.CONFLICT,
                "is gone",
                () -> theirs.commit(rewrite(Reads.FILES, read.files().get(0)).withoutDataChange()));
    }

    @Test
    void nothingGoesOnTopOfAChangeOfColumns() {
        List<Column> columns = new ArrayList<>(Tables.SCHEMA.columns());
        columns.add(Column.of("added", Simple.DATE));
        theirs.commit(
                DeltaCommit.on(read, "ADD COLUMNS", Reads.NOTHING).withSchema(new TableSchema(columns), List.of()));

        assertFails(
                DeltaError.CONFLICT,
                "columns or properties were changed",
                () -> ours.commit(Tables.append(read, Tables.file(folder, 1))));
    }

    @Test
    void aBatchIsCommittedOnce() {
        DeltaCommit batch = Tables.append(read, Tables.file(folder, 1)).withTransaction(new Transaction("orders", 7));
        theirs.commit(batch);

        assertFails(
                DeltaError.ALREADY_COMMITTED,
                "'orders' has already committed number 7, so number 7 is not committed again",
                () -> ours.commit(batch));
        assertThat(Tables.latest(ours).rows()).isEqualTo(4);
    }

    @Test
    void aLaterBatchThatDidNotSeeTheEarlierOneConflicts() {
        theirs.commit(Tables.append(read, Tables.file(folder, 1)).withTransaction(new Transaction("orders", 7)));

        assertFails(
                DeltaError.CONFLICT,
                "'orders' committed from somewhere else",
                () -> ours.commit(
                        Tables.append(read, Tables.file(folder, 1)).withTransaction(new Transaction("orders", 8))));
    }

    @Test
    void aTableIsCreatedOnce() {
        assertFails(
                DeltaError.TABLE_EXISTS,
                "already there",
                () -> theirs.commit(DeltaCommit.create(Tables.SCHEMA, List.of())));
    }

    @Test
    void theSameFileIsNotAddedTwice() {
        NewFile file = Tables.file(folder, 1);
        DeltaSnapshot after = ours.commit(Tables.append(read, file));

        assertFails(
                DeltaError.INVALID_COMMIT,
                "already part of the table and would count twice",
                () -> ours.commit(Tables.append(after, file)));
    }

    @Test
    void aFileThatIsNotThereIsNotAdded() {
        NewFile file = new NewFile(folder.resolve("none.parquet"), 1, java.util.Map.of(), FileStats.ofRows(1));

        assertFails(DeltaError.INVALID_COMMIT, "is not there", () -> ours.commit(Tables.append(read, file)));
    }
}
