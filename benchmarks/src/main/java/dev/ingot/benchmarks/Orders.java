package dev.ingot.benchmarks;

import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.table.DataType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The data of all benchmarks: orders with 12 columns, the same for the same number. */
final class Orders {

    /** One row of this many is bad in each of two ways. */
    private static final long ONE_BAD_OF = 2000;

    private static final String STATUSES = "placed, paid, sent, returned";

    private enum Field {
        ID("id", "bigint", "BIGINT", "i"),
        CUSTOMER_ID("customer_id", "integer", "INTEGER", "CAST(hash(i) % 500000 AS INTEGER)"),
        CUSTOMER(
                "customer",
                "string",
                "VARCHAR",
                "CASE WHEN i % 5 = 0 THEN 'Smith, \"Bob\" ' ELSE 'Customer ' END || CAST(hash(i) % 500000 AS VARCHAR)"),
        EMAIL("email", "string", "VARCHAR", "'user' || CAST(hash(i) % 500000 AS VARCHAR) || '@example.org'"),
        ORDERED_AT(
                "ordered_at",
                "timestamp",
                "TIMESTAMP",
                "TIMESTAMP '2024-01-01 00:00:00' + to_seconds(CAST(hash(i + 1) % 31536000 AS BIGINT))"),
        SHIPPED_ON("shipped_on", "date", "DATE", "DATE '2024-01-01' + CAST(hash(i + 1) % 365 AS INTEGER)"),
        STATUS(
                "status",
                "string",
                "VARCHAR",
                "['placed', 'paid', 'sent', 'returned'][1 + CAST(hash(i + 2) % 4 AS BIGINT)]"),
        QUANTITY("quantity", "integer", "INTEGER", "CAST(1 + hash(i + 3) % 20 AS INTEGER)"),
        PRICE("price", "decimal(12,2)", "DECIMAL(12,2)", "CAST((hash(i + 4) % 1000000) / 100 AS DECIMAL(12,2))"),
        DISCOUNT("discount", "decimal(5,4)", "DECIMAL(5,4)", "CAST((hash(i + 5) % 5000) / 10000 AS DECIMAL(5,4))"),
        COUNTRY("country", "string", "VARCHAR", "['DE', 'FR', 'IT', 'VN', 'US'][1 + CAST(hash(i + 6) % 5 AS BIGINT)]"),
        NOTE(
                "note",
                "string",
                "VARCHAR",
                "CASE WHEN i % 3 = 0 THEN 'leave it at the \"green\" door, please, number ' ELSE 'deliver in the"
                        + " morning, batch ' END || md5(CAST(i AS VARCHAR)) || ' ' || md5(CAST(i + 1 AS VARCHAR))");

        final String column;
        final String type;
        final String duckType;
        final String sql;

        Field(String column, String type, String duckType, String sql) {
            this.column = column;
            this.type = type;
            this.duckType = duckType;
            this.sql = sql;
        }

        boolean required() {
            return this == ID || this == CUSTOMER_ID || this == PRICE;
        }
    }

    private Orders() {}

    /** Typed rows with the numbers {@code from} to {@code to}, without the last, in this order. */
    static String typed(long from, long to) {
        return select("SELECT range AS i FROM range(" + from + ", " + to + ")", false, false);
    }

    /** Rows whose numbers are those of a query {@code i}, different from the typed ones in two columns. */
    static String changed(String numbers) {
        return select(numbers, false, true);
    }

    /** The same as text, some of it bad: a price that is no number, an order without its customer. */
    static String bad(long from, long to) {
        return select("SELECT range AS i FROM range(" + from + ", " + to + ")", true, false);
    }

    private static String select(String numbers, boolean bad, boolean changed) {
        return java.util.Arrays.stream(Field.values())
                .map(field -> expression(field, bad, changed) + " AS " + field.column)
                .collect(Collectors.joining(", ", "SELECT ", " FROM (" + numbers + ")"));
    }

    private static String expression(Field field, boolean bad, boolean changed) {
        if (bad && field == Field.PRICE) {
            return "CASE WHEN i % " + ONE_BAD_OF + " = 7 THEN 'n/a' ELSE CAST(" + field.sql + " AS VARCHAR) END";
        }
        if (bad && field == Field.CUSTOMER_ID) {
            return "CASE WHEN i % " + ONE_BAD_OF + " = 1007 THEN NULL ELSE " + field.sql + " END";
        }
        if (changed && field == Field.STATUS) {
            return "'changed'";
        }
        if (changed && field == Field.PRICE) {
            return "CAST(1 + " + field.sql + " AS DECIMAL(12,2))";
        }
        return field.sql;
    }

    /** How many of the rows 0 to {@code rows} are bad. */
    static long badOf(long rows) {
        return countOf(rows, 7) + countOf(rows, 1007);
    }

    private static long countOf(long rows, long rest) {
        return rows <= rest ? 0 : (rows - rest - 1) / ONE_BAD_OF + 1;
    }

    /** The columns for {@code read_csv(columns = …)}: what a person who knows the file would declare. */
    static String duckColumns() {
        return java.util.Arrays.stream(Field.values())
                .map(field -> "'" + field.column + "': '" + field.duckType + "'")
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** A contract with every column declared and rules of every common kind. */
    static Contract contract() {
        List<ColumnRule> rules =
                java.util.Arrays.stream(Field.values()).map(Orders::rule).toList();
        return new Contract(SchemaMode.FREEZE, rules);
    }

    private static ColumnRule rule(Field field) {
        @Nullable DataType type = DataType.parse(field.type).orElseThrow();
        return new ColumnRule(
                field.column,
                field.column,
                type,
                field.required(),
                null,
                null,
                field == Field.STATUS ? List.of(STATUSES.split(", ")) : List.of(),
                field == Field.PRICE || field == Field.QUANTITY ? "0" : null,
                field == Field.DISCOUNT ? "0.9" : null,
                null);
    }

    /** The same contract as a pipeline's YAML. */
    static String yaml() {
        StringBuilder text = new StringBuilder("    contract:\n      mode: freeze\n      columns:\n");
        for (Field field : Field.values()) {
            text.append("        - {name: ").append(field.column);
            text.append(", type: \"").append(field.type).append('"');
            text.append(field.required() ? ", not_null: true" : "");
            text.append(field == Field.STATUS ? ", accepted: [" + STATUSES + "]" : "");
            text.append(field == Field.PRICE || field == Field.QUANTITY ? ", min: 0" : "");
            text.append(field == Field.DISCOUNT ? ", max: 0.9" : "").append("}\n");
        }
        return text.toString();
    }

    /** One row that says whether two tables are equal: counts, sums and a checksum over the text of each row. */
    static String checksum(String table, Dialect dialect) {
        String row = "md5(concat_ws('|', id, customer_id, customer, email, status, quantity, price, discount, country,"
                + " note))";
        String number = switch (dialect) {
            case DUCKDB -> "CAST('0x' || substr(" + row + ", 1, 8) AS BIGINT)";
            case SPARK -> "CAST(conv(substr(" + row + ", 1, 8), 16, 10) AS BIGINT)";
        };
        String micros = dialect == Dialect.DUCKDB ? "epoch_us(ordered_at)" : "unix_micros(ordered_at)";
        return "SELECT concat_ws(' ', CAST(count(*) AS VARCHAR(20)), CAST(CAST(sum(id) AS DECIMAL(38,0)) AS"
                + " VARCHAR(40)), CAST(CAST(sum(price) AS DECIMAL(38,2)) AS VARCHAR(40)), CAST(sum(CAST(" + micros
                + " AS DECIMAL(20,0))) AS VARCHAR(40)), CAST(CAST(sum(" + number
                + ") AS DECIMAL(38,0)) AS VARCHAR(40))) FROM " + table;
    }

    /** Whose SQL. */
    enum Dialect {
        DUCKDB,
        SPARK
    }
}
