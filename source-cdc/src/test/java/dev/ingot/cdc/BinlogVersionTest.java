package dev.ingot.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinlogVersionTest {

    @ParameterizedTest
    @CsvSource({
        "8.0.15, false, 80015, SHOW MASTER STATUS",
        "8.0.43-0ubuntu0.24.04.1, false, 80043, SHOW MASTER STATUS",
        "8.1.0, false, 80100, SHOW MASTER STATUS",
        "8.2.0, false, 80200, SHOW BINARY LOG STATUS",
        "8.4.6-log, false, 80406, SHOW BINARY LOG STATUS",
        "9.4.0, false, 90400, SHOW BINARY LOG STATUS",
        "10.5.12-MariaDB, true, 100512, SHOW MASTER STATUS",
        "11.4.5-MariaDB-log, true, 110405, SHOW MASTER STATUS",
        "5.5.5-10.11.6-MariaDB-1:10.11.6+maria~ubu2204, true, 101106, SHOW MASTER STATUS",
        "unknown, false, 0, SHOW MASTER STATUS",
    })
    void eachServerIsAskedForTheEndOfItsLogByTheNameThatItKnows(
            String version, boolean mariaDb, int number, String statement) {
        BinlogVersion parsed = BinlogVersion.parse(version);

        assertThat(parsed).isEqualTo(new BinlogVersion(mariaDb, number));
        assertThat(parsed.showEnd()).isEqualTo(statement);
    }
}
