package dev.ingot.models.internal.run;

import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.models.internal.context.Database;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The warehouse as templates see it, over one session. For one thread. */
final class SessionDatabase implements Database {

    /** More rows than this in a template's hand are a mistake, and would only fill the memory. */
    private static final int MOST_ROWS = 1_000_000;

    private static final Pattern QUERY = Pattern.compile(
            "^(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/|\\()*(?:select|with|from|values|show|describe|explain|pragma|table|summarize)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Warehouse warehouse;
    private final Session session;

    SessionDatabase(Warehouse warehouse, Session session) {
        this.warehouse = warehouse;
        this.session = session;
    }

    @Override
    public Rows run(String sql) {
        if (sql.isBlank()) {
            return new Rows(List.of(), List.of(), false);
        }
        if (QUERY.matcher(sql).matches()) {
            return session.query(sql, MOST_ROWS);
        }
        session.execute(sql);
        return new Rows(List.of(), List.of(), false);
    }

    @Override
    public Optional<TableInfo> find(TableName name) {
        return warehouse.find(name);
    }

    @Override
    public List<TableInfo> list() {
        return warehouse.list();
    }

    @Override
    public TableSchema describe(String select) {
        return session.describe(select);
    }
}
