package dev.ingot.metadata;

import java.sql.SQLException;

/** Carries a {@link SQLException} through lambdas to {@link Database}, which turns it into a problem. */
final class SqlFailure extends RuntimeException {

    private final SQLException sql;

    SqlFailure(SQLException sql) {
        super(sql);
        this.sql = sql;
    }

    SQLException sql() {
        return sql;
    }
}
