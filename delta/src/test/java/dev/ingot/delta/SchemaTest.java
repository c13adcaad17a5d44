package dev.ingot.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import dev.ingot.api.table.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {

    @TempDir
    Path folder;

    private static TableSchema with(Column... columns) {
        return new TableSchema(List.of(columns));
    }

    private DeltaSnapshot tableOf(TableSchema schema) {
        DeltaTable table = Tables.at(folder);
        return table.commit(DeltaCommit.create(schema, List.of()).withAdds(List.of(Tables.file(folder, 1))));
    }

    private DeltaSnapshot change(DeltaSnapshot before, TableSchema schema) {
        return Tables.at(folder)
                .commit(DeltaCommit.on(before, "CHANGE", Reads.NOTHING).withSchema(schema, List.of()));
    }

    @Test
    void everyTypeComesBackThroughCommitAndCheckpoint() {
        List<Column> columns = new ArrayList<>();
        for (Simple simple : Simple.values()) {
            columns.add(Column.of("c_" + simple, simple));
            columns.add(new Column("n " + simple, simple, false));
        }
        DataType struct = new Struct(List.of(
                new Field("a", new Decimal(38, 18)),
                new Field(
                        "b", new MapOf(Simple.STRING, new ListOf(new Struct(List.of(new Field("x", Simple.DATE))))))));
        columns.add(Column.of("struct", struct));
        columns.add(Column.of("list", new ListOf(new ListOf(Simple.BIGINT))));
        columns.add(Column.of("decimal", new Decimal(1, 0)));
        TableSchema schema = new TableSchema(columns);
        DeltaTable table = Tables.at(folder);
        table.commit(DeltaCommit.create(schema, List.of()).withProperties(Map.of("delta.checkpointInterval", "1")));
        table.commit(DeltaCommit.on(Tables.latest(table), "WRITE", Reads.NOTHING));

        assertThat(Tables.at(folder).at(0).schema()).isEqualTo(schema);
        assertThat(Tables.latest(Tables.at(folder)).schema()).isEqualTo(schema);
        assertThat(folder.resolve("_delta_log/00000000000000000001.checkpoint.parquet"))
                .exists();
    }

    @Test
    void aTableThatHasNoTimesWithoutZoneNeedsNoFeatureAndTheFirstSuchColumnBringsIt() throws IOException {
        DeltaSnapshot before = tableOf(Tables.SCHEMA);
        assertThat(commit(0)).contains("{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}");
        List<Column> columns = new ArrayList<>(Tables.SCHEMA.columns());
        columns.add(Column.of("seen", new ListOf(Simple.TIMESTAMP_NTZ)));

        DeltaSnapshot after = change(before, new TableSchema(columns));
        DeltaSnapshot next = change(after, new TableSchema(columns));

        assertThat(commit(1))
                .contains("{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":"
                        + "[\"timestampNtz\"],\"writerFeatures\":[\"appendOnly\",\"invariants\",\"timestampNtz\"]}}")
                .contains("\"elementType\":\"timestamp_ntz\"");
        assertThat(commit(2)).doesNotContain("protocol");
        assertThat(next.schema().names()).containsExactly("id", "name", "seen");
    }

    @Test
    void whatDeltaHasNoTypeForIsAStringThatSaysWhatItSpells() throws IOException {
        DeltaSnapshot before = tableOf(with(Column.of("at", Simple.TIME), Column.of("doc", Simple.JSON)));

        assertThat(commit(0))
                .contains("{\"name\":\"at\",\"type\":\"string\",\"nullable\":true,"
                        + "\"metadata\":{\"ingot.type\":\"time\"}}")
                .contains("{\"minReaderVersion\":1,\"minWriterVersion\":2}");
        assertThat(Tables.latest(Tables.at(folder)).schema()).isEqualTo(before.schema());
    }

    @Test
    void aStringThatSpellsNothingAnyMoreSaysSo() {
        String spelled = SchemaJson.write("t", with(Column.of("at", Simple.UUID)), null);

        String text = SchemaJson.write("t", with(Column.of("at", Simple.STRING)), spelled);

        assertThat(SchemaJson.read("t", spelled)).isEqualTo(with(Column.of("at", Simple.UUID)));
        assertThat(text).doesNotContain("ingot.type");
    }

    private String commit(int version) throws IOException {
        return Files.readString(folder.resolve("_delta_log/" + "%020d".formatted(version) + ".json"))
                .replace("\\", "");
    }

    @Test
    void aColumnIsAddedAndOlderVersionsKeepTheirs() {
        DeltaSnapshot before = tableOf(Tables.SCHEMA);
        List<Column> columns = new ArrayList<>(Tables.SCHEMA.columns());
        columns.add(Column.of("added", new Decimal(10, 2)));

        DeltaSnapshot after = change(before, new TableSchema(columns));

        assertThat(after.schema().names()).containsExactly("id", "name", "added");
        assertThat(Tables.at(folder).at(0).schema()).isEqualTo(Tables.SCHEMA);
        assertThat(after.properties()).isEqualTo(before.properties());
    }

    @Test
    void typesAreWidened() {
        DeltaSnapshot before = tableOf(
                with(Column.of("a", Simple.INTEGER), Column.of("b", Simple.FLOAT), Column.of("c", new Decimal(9, 2))));
        TableSchema wider =
                with(Column.of("a", Simple.BIGINT), Column.of("b", Simple.DOUBLE), Column.of("c", new Decimal(12, 3)));

        assertThat(change(before, wider).schema()).isEqualTo(wider);
    }

    @Test
    void allThatOlderFilesCannotBeReadAsIsRefusedAtOnce() {
        DeltaSnapshot before = tableOf(with(
                Column.of("a", Simple.BIGINT),
                Column.of("b", Simple.STRING),
                Column.of("c", Simple.DATE),
                Column.of("d", new Decimal(9, 2))));
        TableSchema wrong = with(
                Column.of("a", Simple.INTEGER),
                new Column("b", Simple.STRING, false),
                Column.of("d", new Decimal(9, 3)),
                new Column("e", Simple.DATE, false));

        assertThatThrownBy(() -> change(before, wrong))
                .isInstanceOfSatisfying(
                        IngotException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.what())
                                .containsExactly(
                                        "column 'a' changes from bigint to integer, which older files cannot be read as",
                                        "column 'b' becomes not null, but older files may have nulls",
                                        "column 'c' is dropped, but older files still have it",
                                        "column 'd' changes from decimal(9,2) to decimal(9,3), which older files cannot be"
                                                + " read as",
                                        "column 'e' is new and not null, but older files have no value for it"));
        assertThat(Tables.latest(Tables.at(folder)).version()).isZero();
    }

    @Test
    void aRewriteMayChangeColumnsAndPartitionsFreely() {
        DeltaSnapshot before = tableOf(Tables.SCHEMA);
        TableSchema other = with(Column.of("id", Simple.STRING), Column.of("day", Simple.DATE));
        NewFile file = Tables.file(folder, "day=2024-01-31/x.parquet", 1, Map.of("day", "2024-01-31"));

        DeltaSnapshot after = Tables.at(folder)
                .commit(DeltaCommit.on(before, "OVERWRITE", Reads.TABLE)
                        .withSchema(other, List.of("day"))
                        .withRemoves(before.files())
                        .withAdds(List.of(file)));

        assertThat(after.schema()).isEqualTo(other);
        assertThat(after.partitionColumns()).containsExactly("day");
        DeltaSnapshot restored = Tables.at(folder).restore(0, Map.of());
        assertThat(restored.schema()).isEqualTo(Tables.SCHEMA);
        assertThat(restored.partitionColumns()).isEmpty();
        assertThat(restored.files()).isEqualTo(before.files());
    }

    @Test
    void aFileWithoutItsPartitionValueIsRefused() {
        DeltaTable table = Tables.at(folder);

        assertThatThrownBy(() -> table.commit(
                        DeltaCommit.create(Tables.SCHEMA, List.of("name")).withAdds(List.of(Tables.file(folder, 1)))))
                .hasMessageContaining("has values for the partition columns [], the table has [name]");
    }

    @Test
    void commentsOfOtherWritersSurviveANewColumn() throws IOException {
        tableOf(Tables.SCHEMA);
        Path commit = folder.resolve("_delta_log/00000000000000000000.json");
        Files.writeString(
                commit,
                Files.readString(commit)
                        .replaceFirst(
                                "\\\\\"metadata\\\\\":\\{}",
                                "\\\\\"metadata\\\\\":{\\\\\"comment\\\\\":\\\\\"kept\\\\\"}"));
        DeltaSnapshot before = Tables.latest(Tables.at(folder));
        List<Column> columns = new ArrayList<>(Tables.SCHEMA.columns());
        columns.add(Column.of("added", Simple.DATE));

        change(before, new TableSchema(columns));

        assertThat(folder.resolve("_delta_log/00000000000000000001.json"))
                .content()
                .contains("kept");
    }

    @Test
    void tablesWithWhatAWriterWouldHaveToKnowAreReadButNotWritten() {
        DeltaTable table = Tables.at(folder);
        DeltaSnapshot before = table.commit(DeltaCommit.create(Tables.SCHEMA, List.of())
                .withProperties(Map.of("delta.enableChangeDataFeed", "true", "delta.constraints.positive", "id > 0")));

        assertThatThrownBy(() -> table.commit(Tables.append(before, Tables.file(folder, 1))))
                .hasMessageContaining("'changeDataFeed'")
                .hasMessageContaining("'checkConstraints (positive)'");
        assertThat(Tables.latest(table).version()).isZero();
    }

    @Test
    void anAppendOnlyTableLosesNoRows() {
        DeltaTable table = Tables.at(folder);
        DeltaSnapshot before = table.commit(DeltaCommit.create(Tables.SCHEMA, List.of())
                .withAdds(List.of(Tables.file(folder, 1)))
                .withProperties(Map.of("delta.appendOnly", "true")));

        assertThatThrownBy(() -> table.commit(
                        DeltaCommit.on(before, "DELETE", Reads.FILES).withRemoves(before.files())))
                .hasMessageContaining("delta.appendOnly forbids to remove rows");
    }
}
