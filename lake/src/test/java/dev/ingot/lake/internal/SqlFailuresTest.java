package dev.ingot.lake.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.api.error.ErrorKind;
import java.sql.SQLException;
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
}
