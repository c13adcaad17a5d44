package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.api.warehouse.TableInfo;
import dev.ingot.jinja.TemplateException;
import dev.ingot.models.internal.context.Database;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The warehouse as a materialization sees it. What it runs has a model's SQL in it, and a failure there is told at the
 * model's line, not at the statement's. For one thread.
 */
final class BlockDatabase implements Database {

    private final Database database;
    private final Compiled compiled;
    private final String shown;
    private final boolean atOnce;
    private @Nullable IngotException blamed;

    /** @param atOnce whether each statement takes effect by itself, as a test's do, which change nothing */
    BlockDatabase(Database database, Compiled compiled, String shown, boolean atOnce) {
        this.database = database;
        this.atOnce = atOnce;
        this.compiled = compiled;
        this.shown = shown;
    }

    @Override
    public Rows run(String given) {
        // DuckDB does not count the blank lines above a statement.
        String sql = given.strip();
        try {
            return database.run(sql);
        } catch (IngotException failure) {
            int at = sql.indexOf(compiled.sql());
            if (at >= 0) {
                int above =
                        (int) sql.substring(0, at).lines().count() - (at == 0 || sql.charAt(at - 1) == '\n' ? 0 : 1);
                blamed = inModel(failure, above).orElse(null);
            }
            throw blamed == null ? failure : blamed;
        }
    }

    /** @param above how many lines of the statement stand above the model's SQL */
    private Optional<IngotException> inModel(IngotException failure, int above) {
        List<Problem> problems = failure.problems().stream()
                .map(problem -> {
                    Place place = problem.place();
                    return place == null || place.line() <= above
                            ? problem
                            : problem.at(new Place(place.file(), place.line() - above, place.column(), place.text()));
                })
                .toList();
        IngotException moved = SqlProblems.of(new IngotException(problems), compiled, compiled.sql(), shown);
        return moved.problems().equals(problems) ? Optional.empty() : Optional.of(moved);
    }

    /** The failure of the model's own SQL, where that is why the materialization failed. */
    Optional<IngotException> blamed(TemplateException failure) {
        return failure.getCause() == blamed ? Optional.ofNullable(blamed) : Optional.empty();
    }

    @Override
    public long written() {
        return database.written();
    }

    @Override
    public Optional<TableInfo> find(TableName name) {
        return database.find(name);
    }

    @Override
    public List<TableInfo> list() {
        return database.list();
    }

    @Override
    public void drop(TableName name) {
        database.drop(name);
    }

    @Override
    public TableSchema describe(String select) {
        return database.describe(select);
    }

    @Override
    public void print(String line) {
        database.print(line);
    }

    @Override
    public void begin() {
        if (!atOnce) {
            database.begin();
        }
    }

    @Override
    public void commit() {
        if (!atOnce) {
            database.commit();
        }
    }
}
