package dev.ingot.metadata;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.core.store.ControllerDiff;
import dev.ingot.core.store.ControllerRow;
import dev.ingot.core.store.ControllerRow.Origin;
import dev.ingot.core.store.ControllerSpec;
import dev.ingot.core.store.ControllerStore;
import dev.ingot.metadata.ControllerMerge.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table {@code controller}. */
final class SqliteController implements ControllerStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteController.class);

    private final Database database;

    SqliteController(Database database) {
        this.database = database;
    }

    @Override
    public List<ControllerRow> rows() {
        return database.read(SqliteController::stored).stream().map(Stored::row).toList();
    }

    @Override
    public Optional<ControllerRow> find(String name) {
        return database.read(handle -> handle.sql("""
                                SELECT * FROM controller WHERE name = :name COLLATE NOCASE
                                 ORDER BY origin = 'removed', id DESC
                                """).bind("name", name).first(SqliteController::row))
                .map(Stored::row);
    }

    @Override
    public ControllerDiff plan(List<ControllerSpec> desired) {
        check(desired);
        return new ControllerMerge(database.read(SqliteController::stored), desired).diff();
    }

    @Override
    public List<ControllerRow> apply(ControllerDiff diff, Prefer prefer) {
        return explained("The controller cannot take the project's pipelines.", handle -> {
            ControllerMerge merge = new ControllerMerge(stored(handle), diff.desired());
            if (!merge.diff().equals(diff)) {
                throw Problem.of(MetadataError.CONTROLLER_CHANGED, "The controller was changed since the plan.")
                        .fix("Plan again, then apply.")
                        .toException();
            }
            write(handle, merge, prefer);
            return stored(handle).stream().map(Stored::row).toList();
        });
    }

    @Override
    public List<ControllerRow> preview(ControllerDiff diff) {
        List<Stored> table = database.read(SqliteController::stored);
        Map<Stored, ControllerSpec> results = new ControllerMerge(table, diff.desired()).results(Prefer.YAML);
        List<ControllerRow> rows = new ArrayList<>();
        for (Stored stored : table) {
            ControllerRow row = stored.row();
            if (results.containsKey(stored)) {
                rows.add(with(row, Objects.requireNonNull(results.get(stored)), Origin.YAML));
            } else if (diff.removed().contains(row)) {
                rows.add(with(row, row.spec().withActive(false), Origin.REMOVED));
            } else {
                rows.add(row);
            }
        }
        diff.added().forEach(spec -> rows.add(new ControllerRow(0, spec, Origin.YAML)));
        return rows;
    }

    private static ControllerRow with(ControllerRow row, ControllerSpec spec, Origin origin) {
        return new ControllerRow(row.id(), spec, origin);
    }

    private void write(Handle handle, ControllerMerge merge, Prefer prefer) {
        ControllerDiff diff = merge.diff();
        Map<Stored, ControllerSpec> results = merge.results(prefer);
        results.forEach((stored, spec) -> stepAside(handle, stored.row(), spec));
        diff.removed().forEach(row -> switchOff(handle, row));
        results.forEach((stored, spec) -> {
            ControllerSpec yaml = Objects.requireNonNull(merge.matched().get(stored));
            if (!SpecFields.of(spec).equals(SpecFields.of(stored.row().spec()))) {
                update(handle, stored.row().id(), spec);
            }
            rebase(handle, stored.row().id(), Origin.YAML, yaml);
        });
        diff.added().forEach(spec -> {
            long id = insert(handle, spec);
            rebase(handle, id, Origin.YAML, spec);
        });
    }

    /** Two rows may swap names or destinations; so whoever moves first frees its place. */
    private static void stepAside(Handle handle, ControllerRow row, ControllerSpec next) {
        ControllerSpec now = row.spec();
        boolean moves = !now.name().equals(next.name())
                || !now.schemaName().equals(next.schemaName())
                || !now.destinationTable().equals(next.destinationTable());
        if (moves) {
            handle.sql("UPDATE controller SET name = '~' || id, destination_table = '~' || id WHERE id = :id")
                    .bind("id", row.id())
                    .execute();
        }
    }

    /** The base says "inactive" as well, so that the row comes back with its next appearance in the YAML. */
    private void switchOff(Handle handle, ControllerRow row) {
        ControllerSpec off = row.spec().withActive(false);
        update(handle, row.id(), off);
        rebase(handle, row.id(), Origin.REMOVED, off);
    }

    @Override
    public ControllerRow add(ControllerSpec spec) {
        check(List.of(spec));
        return explained("The pipeline '" + spec.name() + "' cannot be added.", handle -> {
            long id = insert(handle, spec);
            return byId(handle, id);
        });
    }

    @Override
    public ControllerRow edit(long id, ControllerSpec spec) {
        check(List.of(spec));
        return explained("The pipeline '" + spec.name() + "' cannot be changed.", handle -> {
            update(handle, id, spec);
            return byId(handle, id);
        });
    }

    private static void check(List<ControllerSpec> specs) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        Map<String, String> destinations = new HashMap<>();
        for (ControllerSpec spec : specs) {
            problems.addAll(SpecFields.problems(spec));
            String destination = spec.schemaName() + "." + spec.destinationTable();
            if (names.put(spec.name().toLowerCase(Locale.ROOT), spec.name()) != null) {
                problems.add(Problem.of(
                        MetadataError.CONTROLLER_INVALID, "Two pipelines have the name '" + spec.name() + "'."));
            }
            String other = destinations.put(destination.toLowerCase(Locale.ROOT), spec.name());
            if (other != null) {
                problems.add(Problem.of(
                                MetadataError.CONTROLLER_INVALID,
                                "The pipelines '" + other + "' and '" + spec.name() + "' both write " + destination
                                        + ".")
                        .fix("Give one of them another table."));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    /** A broken constraint is the user's mistake, so it gets the user's words. */
    private <T> T explained(String what, Function<Handle, T> work) {
        Supplier<T> attempt = () -> database.write(work);
        try {
            return attempt.get();
        } catch (IngotException e) {
            String constraint = Database.brokenConstraint(e).orElseThrow(() -> e);
            throw new IngotException(
                    Problem.of(MetadataError.CONTROLLER_INVALID, what)
                            .because(constraint)
                            .fix("Names and destinations must be unique; look at them with"
                                    + " `SELECT id, name, schema_name, destination_table, origin FROM controller`."),
                    e);
        }
    }

    private static List<Stored> stored(Handle handle) {
        return handle.sql("SELECT * FROM controller ORDER BY id").list(SqliteController::row);
    }

    private static ControllerRow byId(Handle handle, long id) {
        return handle.sql("SELECT * FROM controller WHERE id = :id")
                .bind("id", id)
                .first(SqliteController::row)
                .map(Stored::row)
                .orElseThrow(() -> unknown(id));
    }

    private static IngotException unknown(long id) {
        return Problem.of(MetadataError.UNKNOWN, "The controller has no row with the id " + id + ".")
                .toException();
    }

    private long insert(Handle handle, ControllerSpec spec) {
        String now = Times.text(database.now());
        return bind(handle.sql("""
                                INSERT INTO controller (name, source_table, destination_table, schema_name, data_source,
                                    load_type, active, description, connection, options, created_at, updated_at)
                                VALUES (:name, :source_table, :destination_table, :schema_name, :data_source,
                                    :load_type, :active, :description, :connection, :options, :now, :now)
                                RETURNING id
                                """), spec).bind("now", now).one(row -> row.getLong(1));
    }

    private void update(Handle handle, long id, ControllerSpec spec) {
        int rows = bind(handle.sql("""
                                UPDATE controller
                                   SET name = :name, source_table = :source_table,
                                       destination_table = :destination_table, schema_name = :schema_name,
                                       data_source = :data_source, load_type = :load_type, active = :active,
                                       description = :description, connection = :connection, options = :options
                                 WHERE id = :id
                                """), spec).bind("id", id).execute();
        if (rows == 0) {
            throw unknown(id);
        }
        // Alone, because together with other columns the trigger for edits by hand would put in SQLite's own time.
        handle.sql("UPDATE controller SET updated_at = :now WHERE id = :id")
                .bind("now", Times.text(database.now()))
                .bind("id", id)
                .execute();
    }

    private static void rebase(Handle handle, long id, Origin origin, ControllerSpec yaml) {
        handle.sql("UPDATE controller SET origin = :origin, applied = :applied WHERE id = :id")
                .bind("origin", origin.name().toLowerCase(Locale.ROOT))
                .bind("applied", Json.write(SpecFields.of(yaml)))
                .bind("id", id)
                .execute();
    }

    private static NamedStatement bind(NamedStatement statement, ControllerSpec spec) {
        return statement
                .bind("name", spec.name())
                .bind("source_table", spec.sourceTable())
                .bind("destination_table", spec.destinationTable())
                .bind("schema_name", spec.schemaName())
                .bind("data_source", spec.dataSource())
                .bind("load_type", spec.loadType())
                .bind("active", spec.active() ? 1 : 0)
                .bind("description", spec.description())
                .bind("connection", spec.connection())
                .bind("options", spec.optionsJson());
    }

    private static Stored row(ResultSet row) throws SQLException {
        String description = row.getString("description");
        ControllerSpec spec = new ControllerSpec(
                row.getString("name"),
                row.getString("source_table"),
                row.getString("destination_table"),
                row.getString("schema_name"),
                row.getString("data_source"),
                row.getString("load_type"),
                row.getInt("active") == 1,
                description == null ? "" : description,
                row.getString("connection"),
                row.getString("options"));
        @Nullable String applied = row.getString("applied");
        return new Stored(
                new ControllerRow(
                        row.getLong("id"),
                        spec,
                        Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT))),
                base(applied));
    }

    /** Whoever edits what is Ingot's own gets what a row has that the YAML never had: differences are conflicts. */
    private static @Nullable Map<String, String> base(@Nullable String applied) {
        try {
            return applied == null ? null : Json.map(applied);
        } catch (IngotException e) {
            LOG.warn("the column 'applied' of a controller row cannot be read and counts as empty", e);
            return null;
        }
    }
}
