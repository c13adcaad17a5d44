package dev.ingot.testing;

import static dev.ingot.testing.Loads.TABLE;
import static dev.ingot.testing.Refusals.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.run.Counts;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.table.Column;
import dev.ingot.api.warehouse.Warehouse;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Warehouse} promises of a batch of several files, whatever their kind: files of one schema, of
 * several, and without rows, in folders in which names come again.
 */
public abstract class FilesContract extends WarehouseUnderTest {

    private static final String SOURCES = "SELECT id, name, _ingot_source FROM bronze.people ORDER BY id";

    private LoadResult load(DataFiles kind, FileRef... files) {
        return loads.load(loads.batch + 1, new FileScan(List.of(files), kind.format()));
    }

    private FileRef file(DataFiles kind, String path, String select) {
        return kind.write(folder.resolve("in"), path, select);
    }

    private List<String> columns() {
        return info(TABLE).schema().columns().stream()
                .map(Column::name)
                .filter(name -> !name.startsWith("_ingot_"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(DataFiles.class)
    void filesOfOneSchemaAreReadTogetherAndEachRowKnowsItsFile(DataFiles kind) {
        FileRef one = file(kind, "day=1/part-0", "SELECT 1 AS id, 'Ada' AS name UNION ALL SELECT 2, NULL");
        FileRef two = file(kind, "day=1/part-1", "SELECT 3 AS id, 'it''s, \"Cy\"' AS name");
        FileRef three = file(kind, "day=2/part-0", "SELECT 4 AS id, 'Dan' AS name");
        FileRef none = file(kind, "day=2/part-1", "SELECT 5 AS id, 'Eve' AS name WHERE false");
        FileRef last = file(kind, "day=3/part-0", "SELECT 6 AS id, 'Flo' AS name");
        List<String> expected = List.of(
                "1|Ada|" + one.path(),
                "2|null|" + one.path(),
                "3|it's, \"Cy\"|" + two.path(),
                "4|Dan|" + three.path(),
                "6|Flo|" + last.path());

        loads.mode(LoadMode.FULL);
        assertThat(load(kind, one, two, three, none, last).counts()).isEqualTo(Counts.inserted(5));
        assertThat(rows(SOURCES)).isEqualTo(expected);

        if (supports(Feature.MERGE_LOADS)) {
            loads.mode(LoadMode.MERGE);
            assertThat(load(kind, one, two, three, none, last).counts().law()).isEqualTo("read 5 = 5 unchanged");
            assertThat(rows(SOURCES)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(DataFiles.class)
    void filesOfSeveralSchemasGiveTheColumnsOfAll(DataFiles kind) {
        LoadResult result = load(
                kind,
                file(kind, "a/1", "SELECT 1 AS id, 'Ada' AS name"),
                file(kind, "a/2", "SELECT 'Bob' AS name, 2 AS id, 'Ulm' AS city"),
                file(kind, "b/1", "SELECT 3 AS id"),
                file(kind, "b/2", "SELECT 4 AS id, 'Dan' AS name, 7.5 AS score"),
                file(kind, "b/3", "SELECT 'x5' AS id, 'Eve' AS name"));

        assertThat(result.counts()).isEqualTo(Counts.inserted(5));
        assertThat(columns()).containsExactly("id", "name", "city", "score");
        assertThat(rows("SELECT id, name, city, score FROM bronze.people ORDER BY id"))
                .containsExactly(
                        "1|Ada|null|null", "2|Bob|Ulm|null", "3|null|null|null", "4|Dan|null|7.5", "x5|Eve|null|null");
    }

    @ParameterizedTest
    @EnumSource(DataFiles.class)
    void filesWithoutRowsAddNothingAndChangeNothing(DataFiles kind) {
        FileRef[] none = {
            file(kind, "a/1", "SELECT 1 AS id, 'Ada' AS name WHERE false"),
            file(kind, "a/2", "SELECT 1 AS id, 'Ada' AS name WHERE false")
        };
        if (kind.namesColumnsWithoutRows()) {
            assertThat(load(kind, none).counts()).isEqualTo(Counts.ZERO);
            assertThat(columns()).containsExactly("id", "name");
        } else {
            assertThat(problem(() -> load(kind, none)).code().kind()).isEqualTo(ErrorKind.USER);
        }

        load(kind, file(kind, "b/1", "SELECT 1 AS id, 'Ada' AS name"));
        List<Column> before = info(TABLE).schema().columns();
        LoadResult result = load(kind, none);

        assertThat(result.counts()).isEqualTo(Counts.ZERO);
        assertThat(result.schemaChanges()).isEmpty();
        assertThat(info(TABLE).schema().columns()).isEqualTo(before);
        assertThat(rows(PEOPLE)).containsExactly("1|Ada");
    }
}
