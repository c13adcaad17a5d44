package dev.ingot.models.internal.run;

import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.models.Environment;
import dev.ingot.models.internal.context.Alias;
import dev.ingot.models.internal.context.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The warehouse as templates see it, over one session. For one thread. */
final class SessionDatabase implements Database {

    /** More rows than this in a template's hand are a mistake, and would only fill the memory. */
    private static final int MOST_ROWS = 1_000_000;

    private static final Pattern QUERY = Pattern.compile(
            "^(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/|\\()*(?:select|with|from|values|show|describe|explain|pragma|table|summarize)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Session session;
    private final Environment environment;
    private final Set<TableName> aside;
    private long written = -1;

    /** @param aside what the session sees otherwise than it is published */
    SessionDatabase(Session session, Environment environment, Set<TableName> aside) {
        this.environment = environment;
        this.aside = Set.copyOf(aside);
        this.session = session;
    }

    @Override
    public Rows run(String given) {
        String sql = Alias.settled(SystemTables.found(given, environment.target()));
        if (sql.isBlank()) {
            return new Rows(List.of(), List.of(), false);
        }
        if (QUERY.matcher(sql).matches()) {
            written = -1;
            return session.query(sql, MOST_ROWS);
        }
        written = session.execute(sql);
        return new Rows(List.of(), List.of(), false);
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public Optional<TableInfo> find(TableName name) {
        return aside.contains(name) ? Optional.of(seen(name)) : session.find(name);
    }

    private TableInfo seen(TableName name) {
        TableSchema schema = session.describe("select * from " + name.quoted());
        return new TableInfo(name, TableInfo.Kind.TABLE, schema, -1, -1, 0, 0, Instant.EPOCH, null);
    }

    @Override
    public List<TableInfo> list() {
        return session.list();
    }

    @Override
    public void drop(TableName name) {
        session.drop(name);
    }

    @Override
    public void begin() {
        session.begin();
    }

    @Override
    public void commit() {
        session.commit();
    }

    @Override
    public TableSchema describe(String select) {
        return session.describe(Alias.settled(select));
    }

    @Override
    public void print(String line) {
        environment.messages().accept(line);
    }
}
