package dev.ingot.cdc;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Simple;

/**
 * The types of MariaDB and MySQL by their numbers in the protocol, and what they are in a table. What no table can hold
 * exactly (times, which may be longer than a day or negative; bits, enums, sets, long decimals) is its text.
 */
final class BinlogType {

    /** Not in the protocol: MariaDB logs it as bytes. */
    static final int UUID = -2;

    static final int UNKNOWN = -1;
    static final int TINY = 1;
    static final int SHORT = 2;
    static final int LONG = 3;
    static final int FLOAT = 4;
    static final int DOUBLE = 5;
    static final int LONGLONG = 8;
    static final int INT24 = 9;
    static final int DATE = 10;
    static final int YEAR = 13;
    static final int NEWDATE = 14;
    static final int VARCHAR = 15;
    static final int BIT = 16;
    static final int TIMESTAMP2 = 17;
    static final int DATETIME2 = 18;
    static final int TIME2 = 19;
    static final int JSON = 245;
    static final int NEWDECIMAL = 246;
    static final int ENUM = 247;
    static final int SET = 248;
    static final int BLOB = 252;
    static final int VAR_STRING = 253;
    static final int STRING = 254;
    static final int GEOMETRY = 255;

    private BinlogType() {}

    /**
     * @param binary for strings: whether they are bytes
     * @param precision for decimals
     */
    static DataType of(int code, boolean unsigned, boolean binary, int precision, int scale) {
        return switch (code) {
            case TINY -> unsigned ? Simple.SMALLINT : Simple.TINYINT;
            case SHORT -> unsigned ? Simple.INTEGER : Simple.SMALLINT;
            case INT24 -> Simple.INTEGER;
            case LONG -> unsigned ? Simple.BIGINT : Simple.INTEGER;
            case LONGLONG -> unsigned ? new Decimal(20, 0) : Simple.BIGINT;
            case FLOAT -> Simple.FLOAT;
            case DOUBLE -> Simple.DOUBLE;
            case NEWDECIMAL -> precision <= 38 ? new Decimal(precision, scale) : Simple.STRING;
            case DATE, NEWDATE -> Simple.DATE;
            case TIMESTAMP2 -> Simple.TIMESTAMP;
            case DATETIME2 -> Simple.TIMESTAMP_NTZ;
            case UUID -> Simple.UUID;
            case JSON -> Simple.JSON;
            case YEAR -> Simple.SMALLINT;
            case VARCHAR, VAR_STRING, STRING, BLOB -> binary ? Simple.BINARY : Simple.STRING;
            case GEOMETRY -> Simple.BINARY;
            default -> Simple.STRING;
        };
    }
}
