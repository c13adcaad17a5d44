package dev.ingot.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.warehouse.SqlReader;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.lake.LakeError;
import dev.ingot.lake.LakePlugin;
import dev.ingot.sql.SqlError;
import dev.ingot.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine itself keeps a reader of the lake from, whatever a statement looks like. */
class LakeReaderTest {

    @TempDir
    Path folder;

    private Warehouse lake;
    private SqlReader reader;

    @BeforeEach
    void open() {
        SettableClock clock = SettableClock.at("2026-05-01T12:00:00Z");
        lake = new LakePlugin()
                .open("lake", Map.of("path", "tables", "threads", 1L), folder, folder.resolve("work"), clock);
        reader = lake.reader(null);
    }

    @AfterEach
    void close() {
        reader.close();
        lake.close();
    }

    private Problem problem(String sql) {
        return catchThrowableOfType(IngotException.class, () -> reader.query(sql, 10))
                .first();
    }

    private ErrorCode refused(String sql) {
        return problem(sql).code();
    }

    @Test
    void aFileOutsideOfTheLakeIsRefusedByWhateverReadsIt() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "password\nhunter22\n");

        for (String reading : List.of("read_text", "read_blob", "read_csv", "sniff_csv", "glob", "parquet_metadata")) {
            assertThat(refused("select * from " + reading + "('" + secret + "')"))
                    .as(reading)
                    .isEqualTo(LakeError.SQL_FORBIDDEN);
        }
        assertThat(refused("select * from query('select * from read_text(''" + secret + "'')')"))
                .isEqualTo(LakeError.SQL_FORBIDDEN);
        assertThat(refused("from '" + folder + "/tables/../secret.csv'")).isEqualTo(LakeError.SQL_FORBIDDEN);
    }

    @Test
    void aDataFileOfTheLakeIsNotOverwritten() throws IOException {
        Path file = Files.createDirectories(folder.resolve("tables/bronze")).resolve("data.parquet");
        Files.writeString(file, "as it was");

        assertThat(refused("copy (select 1) to '" + file + "'")).isEqualTo(SqlError.READ_ONLY);
        assertThat(refused("with c as (copy (select 1) to '" + file + "' (use_tmp_file false)) select * from c"))
                .isEqualTo(SqlError.READ_ONLY);
        assertThat(refused("export database '" + folder.resolve("tables") + "'"))
                .isEqualTo(SqlError.READ_ONLY);

        assertThat(file).hasContent("as it was");
    }

    @Test
    void settingsStayAsTheyAre() {
        assertThat(refused("set enable_external_access = true")).isEqualTo(SqlError.READ_ONLY);
        assertThat(refused("pragma enable_external_access = true")).isEqualTo(SqlError.READ_ONLY);
        assertThat(reader.query("select current_setting('lock_configuration')::varchar", 1)
                        .rows())
                .containsExactly(List.of("true"));
    }

    @Test
    void whatOnlyLooksLikeSomethingElseIsAQuery() {
        assertThat(reader.query("select 'copy x to y; drop' as \"insert\" -- ; delete", 5)
                        .rows())
                .containsExactly(List.of("copy x to y; drop"));
        assertThat(reader.query("from range(2)", 5).rows()).containsExactly(List.of(0L), List.of(1L));
        assertThat(reader.query("describe select 1 as a", 5).rows()).hasSize(1);
    }

    @Test
    void aPivotSaysHowItCanBeAsked() {
        assertThat(problem("pivot (select 1 a, 2 b) on a using sum(b)").render())
                .contains("PIVOT … ON column IN (…)");
        assertThat(reader.query("pivot (select 1 a, 2 b) on a in (1) using sum(b)", 5)
                        .rows())
                .hasSize(1);
    }
}
