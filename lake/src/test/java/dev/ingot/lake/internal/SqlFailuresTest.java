package dev.ingot.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailuresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IO Error: Cannot open file \"/in/a.csv\": Permission denied | RESOURCE",
                "IO Error: No files found that match the pattern \"/in/a.csv\" | RESOURCE",
                "IO Error: Could not write file \"/out/a.parquet\": No space left on device | RESOURCE",
                "IO Error: Could not set lock on file \"/w.duckdb\": Conflicting lock is held | EXTERNAL",
                "IO Error: Connection error for HTTP HEAD to 'https://host/a.parquet' | EXTERNAL",
                "HTTP Error: HTTP GET error on 'https://host/a.parquet' (HTTP 503) | EXTERNAL"
            })
    void onlyWhatMayPassByItselfIsTriedAgain(String message, ErrorKind kind) {
        assertThat(SqlFailures.translate(new SQLException(message), "select 1", "select 1")
                        .kind())
                .isEqualTo(kind);
    }

    private static String told(String message) {
        return SqlFailures.translate(new SQLException(message), "select 1", "select 1")
                .first()
                .render();
    }

    /** The engine's own words, of a table whose folder is there and whose file it removed again. */
    @Test
    void aDataFileThatCouldNotBeWrittenIsNotAMissingOne(@TempDir Path table) throws IOException {
        Files.createDirectory(table.resolve("_delta_log"));
        Path file = table.resolve("part-1.parquet");

        assertThat(told("IO Error: Async write failed for range [offset=29, size=4005771]: {\"exception_type\":\"IO\","
                        + "\"exception_message\":\"Could not write file \\\"" + file
                        + "\\\": No space left on device\",\"errno\":\"28\"}"))
                .contains("INGOT-SQL-012: A file could not be written.", "--> " + file)
                .containsPattern("why: No space left on device; " + table + " has [0-9.]+ [kMGT]?B free")
                .contains("fix: Make room there, then run again.");
        assertThat(told("IO Error: Cannot open file \"" + file + "\": Read-only file system"))
                .contains("INGOT-SQL-012", "fix: Mount the folder writable, then run again.");
        assertThat(told("IO Error: Cannot open file \"" + file + "\": No such file or directory"))
                .contains("INGOT-DELTA-012: a data file of the table is missing");
    }

    @Test
    void aValueThatIsTooLongForAFolderNamesItsColumn() {
        assertThat(told("IO Error: Failed to create directory \"/lake/t/p=" + "x".repeat(300)
                        + "\": File name too long"))
                .contains("A value of the partition column 'p' is too long for a folder's name.")
                .contains("makes one of 302.", "fix: Leave 'p' out of partition_by.")
                .doesNotContain("x".repeat(50));
    }

    @Test
    void aFullWorkFolderIsNoMatterOfMemoryAlone() {
        assertThat(told(
                        "Out of Memory Error: failed to offload data block of size 256.0 KiB (704.0 KiB/921.5 KiB used)."
                                + "\nThis limit was set by the 'max_temp_directory_size' setting."))
                .contains("INGOT-SQL-005: The query needs more room than the disk of the work folder has.")
                .contains("fix: Make room on the disk of .ingot/work");
    }
}
