package dev.ingot.cdc;

import java.sql.Connection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which server it is.
 *
 * @param number for example 80_400 for 8.4.0; 0 where it cannot be told
 */
record BinlogVersion(boolean mariaDb, int number) {

    private static final Pattern NUMBERS = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\.(\\d+)");

    /** From here on MySQL knows the newer name, and soon after only that. */
    private static final int MYSQL_BINARY_LOG_STATUS = 80_200;

    private static final int MYSQL_REPLICA = 80_022;

    static BinlogVersion of(Connection sql) {
        return parse(Server.one(sql, "SELECT VERSION()"));
    }

    /**
     * @param text as the server prints it; some MariaDBs put a number of MySQL before their own
     */
    static BinlogVersion parse(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        int number = numbers.lookingAt()
                ? Integer.parseInt(numbers.group(1)) * 10_000
                        + Integer.parseInt(numbers.group(2)) * 100
                        + Integer.parseInt(numbers.group(3))
                : 0;
        return new BinlogVersion(text.contains("MariaDB"), number);
    }

    /** The statement that says whether it replicates from another server, in one row for each. */
    String showReplica() {
        if (mariaDb) {
            return "SHOW ALL SLAVES STATUS";
        }
        return number < MYSQL_REPLICA ? "SHOW SLAVE STATUS" : "SHOW REPLICA STATUS";
    }

    /** The statement that says where the log ends. */
    String showEnd() {
        return mariaDb || number < MYSQL_BINARY_LOG_STATUS ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS";
    }
}
