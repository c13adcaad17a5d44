package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult;
import dev.ingot.api.load.LoadResult.Rejection;
import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.run.TableChange;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.delta.NewFile;
import dev.ingot.lake.internal.Arrival;
import dev.ingot.lake.internal.CommitNote;
import dev.ingot.lake.internal.DuckTypes;
import dev.ingot.lake.internal.History;
import dev.ingot.lake.internal.PendingWrite;
import dev.ingot.lake.internal.Precedence;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.internal.TableWriter;
import dev.ingot.sql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What follows staging: split, threshold, deduplicate, write, count, commit. For one load. */
final class Step {

    private static final String BAD = "ingot_bad";
    private static final String PRESENT = "ingot_present";

    private static final int MOST_MISFITS = 20;

    /** A larger file is written again in several: what merges into the table later writes whole files. */
    private static final long MOST_ADOPTED = 512L << 20;

    /**
     * Where a key says that a record counts once, a bad record that comes again to the letter is a duplicate, too. (Two
     * terms in the order: with one over a file's row number the engine fails.)
     */
    private static final String ONE_OF_EACH =
            " QUALIFY row_number() OVER (PARTITION BY raw ORDER BY file, \"position\") = 1";

    private final TableWriter writer;
    private final SqlRunner runner;
    private final LoadPlan plan;
    private final Optional<DeltaSnapshot> base;
    private final Layout layout;
    private final Stage stage;
    private final @Nullable String replayed;
    private final StepControl control;

    /** The stage's file is the write's from then on, which knows whether the table has it. */
    private boolean adopted;

    Step(
            TableWriter writer,
            SqlRunner runner,
            LoadPlan plan,
            Optional<DeltaSnapshot> base,
            Layout layout,
            Stage stage,
            @Nullable String replayed,
            StepControl control) {
        this.writer = writer;
        this.runner = runner;
        this.plan = plan;
        this.base = base;
        this.layout = layout;
        this.stage = stage;
        this.replayed = replayed;
        this.control = control;
    }

    /**
     * @param broken relation of records that are in no stage
     */
    LoadResult finish(
            Quarantine quarantine, Optional<String> broken, long brokenRecords, Reading reading, String position) {
        long read = stage.rows() + brokenRecords;
        long badRows = stage.having(Names.ERROR);
        long bad = badRows + brokenRecords;
        long repeated = 0;
        List<Rejection> rejections = List.of();
        if (bad > 0) {
            String select =
                    bad(broken, badRows > 0, reading.headers()) + (plan.key().isEmpty() ? "" : ONE_OF_EACH);
            runner.execute("CREATE OR REPLACE TEMP TABLE " + BAD + " AS " + select);
            repeated = bad - runner.number("SELECT count(*) FROM " + BAD, control);
            bad -= repeated;
            rejections = Quarantine.rejections(runner, BAD);
        }
        if (plan.threshold().exceeded(bad, read)) {
            quarantine.keep(runner, plan, BAD, true, false, control);
            throw tooMany(bad, read, rejections);
        }
        List<Problem> misfits = bad == 0 || !reading.wholeFiles() ? List.of() : misfits(reading);
        if (!misfits.isEmpty()) {
            quarantine.keep(runner, plan, BAD, true, false, control);
            throw new IngotException(misfits);
        }
        Rivals rivals = Rivals.of(runner, plan, stage, replayed != null, control);
        long losing = rivals.losing();
        PendingWrite write = write(badRows, rivals, broken);
        try {
            Quarantine.Kept kept = quarantine.keep(runner, plan, BAD, bad > 0, replayed != null, control);
            Counts written = write.counts();
            Counts counts = new Counts(
                    read + write.gone(),
                    written.inserted(),
                    written.updated(),
                    written.deleted() + write.gone(),
                    written.unchanged(),
                    losing + repeated + written.deduplicated(),
                    0,
                    kept.rows());
            if (!counts.balanced()) {
                throw Problem.of(
                                LoadError.NOT_CONSERVED,
                                "The load of " + plan.table() + " was stopped: " + counts.law() + ".")
                        .toException();
            }
            String operation = plan.mode() == LoadMode.MERGE || plan.mode() == LoadMode.SNAPSHOT ? "MERGE" : "WRITE";
            TableChange change = write.commit(new CommitNote(
                    operation, plan.pipeline(), plan.run(), plan.pipeline(), plan.batch(), position, replayed));
            return new LoadResult(
                    counts,
                    change,
                    write.rowsBefore(),
                    write.rowsAfter(),
                    write.removed(),
                    layout.changes(),
                    rejections,
                    kept.again(),
                    false);
        } finally {
            write.discard();
        }
    }

    void cleanUp() {
        if (!adopted) {
            stage.delete();
        }
    }

    private String bad(Optional<String> broken, boolean staged, Map<String, String> headers) {
        List<String> selects = new ArrayList<>();
        if (staged) {
            String errors = "string_split(" + Names.ERROR + ", chr(30))";
            selects.add("SELECT " + Names.SOURCE
                    + " AS file, s_position AS \"position\", list_aggregate(list_transform("
                    + errors + ", lambda e: split_part(e, chr(31), 1)), 'string_agg', ', ') AS rule,"
                    + " list_aggregate(list_transform(" + errors
                    + ", lambda e: split_part(e, chr(31), 2)), 'string_agg', '; ') AS reason, " + Names.RAW
                    + " AS raw, '' AS header FROM " + stage.positioned(broken) + " WHERE " + Names.ERROR
                    + " IS NOT NULL");
        }
        broken.ifPresent(relation -> selects.add("SELECT * FROM " + relation));
        String header = "header";
        if (!headers.isEmpty()) {
            List<String> files = List.copyOf(headers.keySet());
            String list = Text.list(files);
            String values = Text.list(files.stream().map(headers::get).toList());
            header = "CASE WHEN header <> '' THEN header ELSE coalesce(" + values + "[list_position(" + list
                    + ", file)], '') END";
        }
        return "SELECT md5(concat_ws(chr(31), " + Sql.text(plan.pipeline()) + ", file, \"position\", raw)) AS id, "
                + Sql.text(plan.pipeline()) + " AS pipeline, " + Sql.text(plan.run()) + " AS run, CAST("
                + plan.batch() + " AS BIGINT) AS batch, TIMESTAMPTZ "
                + Sql.text(plan.loadedAt().toString())
                + " AS \"at\", rule, reason, file, \"position\", raw, " + header + " AS header FROM ("
                + String.join(" UNION ALL ", selects) + ")";
    }

    /**
     * Files of which no record is good. One bad record alone says nothing about its file, unless the load would put
     * nothing in the place of the table's rows.
     */
    private List<Problem> misfits(Reading reading) {
        Double percent = plan.threshold().percent();
        if (percent != null && percent >= 100) {
            return List.of();
        }
        int least = plan.mode() == LoadMode.FULL ? 1 : 2;
        return runner.rows(
                "SELECT file, count(*), first(reason ORDER BY \"position\") FROM " + BAD
                        + " WHERE file NOT IN (SELECT DISTINCT " + Names.SOURCE + " FROM " + stage.relation()
                        + " WHERE " + Names.ERROR + " IS NULL) GROUP BY file HAVING count(*) >= " + least
                        + " ORDER BY file LIMIT " + MOST_MISFITS,
                row -> Problem.of(
                                LoadError.NOTHING_FITS,
                                "Not one of the " + row.getLong(2) + " records of " + row.getString(1) + " fits "
                                        + plan.table() + ".")
                        .at(Place.of(row.getString(1)))
                        .because(row.getString(3))
                        .fix(reading.hint(row.getString(1))
                                .orElse("Look at them with 'ingot quarantine list " + plan.table()
                                        + "', mend the file or the contract, and run again. Where a file may be bad as"
                                        + " a whole, set 'quarantine: {max_percent: 100}'.")));
    }

    private IngotException tooMany(long bad, long read, List<Rejection> rejections) {
        String limit = plan.threshold().rows() != null
                ? plan.threshold().rows() + " rows"
                : plan.threshold().percent() + " %";
        String reasons = rejections.stream()
                .limit(10)
                .map(rejection -> rejection.rule() + ": " + rejection.rows() + ", for example "
                        + rejection.sample().reason() + " ("
                        + rejection.sample().file() + ", record "
                        + rejection.sample().position() + ")")
                .collect(Collectors.joining("; "));
        return Problem.of(
                        LoadError.THRESHOLD,
                        bad + " of " + read + " rows for " + plan.table() + " are bad, " + limit + " are allowed.")
                .because(reasons)
                .fix("Look at them with 'ingot quarantine list " + plan.table()
                        + "', mend the source or the contract, and run again.")
                .toException();
    }

    private boolean adopts(long badRows, long losing) {
        boolean plain = plan.mode() == LoadMode.FULL || plan.mode() == LoadMode.APPEND;
        boolean partitioned = !plan.partitionBy().isEmpty()
                || base.map(table -> !table.partitionColumns().isEmpty()).orElse(false);
        return plain
                && badRows == 0
                && losing == 0
                && !partitioned
                && !plan.recordPosition()
                && stage.file().size() <= MOST_ADOPTED
                && (plan.mode() == LoadMode.FULL || !widens());
    }

    private boolean widens() {
        return layout.changes().stream().map(SchemaChange::kind).anyMatch("widen"::equals);
    }

    private PendingWrite write(long badRows, Rivals rivals, Optional<String> broken) {
        TableSchema schema = layout.schema();
        BuildMode mode = switch (plan.mode()) {
            case FULL -> new BuildMode.Replace(plan.partitionBy());
            case APPEND ->
                base.isEmpty() && !plan.partitionBy().isEmpty()
                        ? new BuildMode.Replace(plan.partitionBy())
                        : new BuildMode.Append();
            case MERGE, SNAPSHOT -> new BuildMode.Merge(plan.key(), null);
        };
        if (adopts(badRows, rivals.losing())) {
            List<NewFile> files = stage.rows() > 0 ? List.of(stage.file()) : List.of();
            PendingWrite write = writer.adopt(plan.table(), files, adoptedSchema(schema), mode);
            adopted = !files.isEmpty();
            return write;
        }
        String select =
                rivals.good(columns(schema), plan.recordPosition() ? stage.positioned(broken) : stage.relation());
        if (plan.mode() == LoadMode.SNAPSHOT) {
            List<String> business = layout.targets().stream()
                    .map(Target::name)
                    .filter(name -> plan.key().stream().noneMatch(name::equalsIgnoreCase))
                    .toList();
            Arrival arrival = arrival(rivals, badRows, broken);
            History history = new History(
                    plan.key(),
                    null,
                    business,
                    arrival.whole() ? History.HardDeletes.INVALIDATE : History.HardDeletes.IGNORE,
                    History.Names.pipeline(),
                    null,
                    plan.loadedAt(),
                    true,
                    arrival);
            return writer.history(
                    runner.connection(), plan.table(), select, schema, history, plan.partitionBy(), control);
        }
        if (plan.mode() == LoadMode.MERGE) {
            return writer.merge(
                    runner.connection(),
                    plan.table(),
                    select,
                    schema,
                    plan.key(),
                    plan.partitionBy(),
                    arrival(rivals, badRows, broken),
                    control);
        }
        return writer.load(runner.connection(), plan.table(), select, schema, mode, control);
    }

    /** New columns stand behind those that the table has. */
    private TableSchema adoptedSchema(TableSchema loaded) {
        @Nullable TableSchema existing = layout.existing();
        if (existing == null || plan.mode() == LoadMode.FULL) {
            return loaded;
        }
        List<Column> columns = new ArrayList<>(existing.columns());
        loaded.columns().stream()
                .filter(column -> existing.find(column.name()).isEmpty())
                .forEach(columns::add);
        return new TableSchema(columns);
    }

    private static String columns(TableSchema schema) {
        return schema.columns().stream()
                .map(column -> column.name().equals(Names.POSITION)
                        ? "s_position AS " + Names.POSITION
                        : "CAST(" + Sql.id(column.name()) + " AS " + DuckTypes.sql(column.type()) + ") AS "
                                + Sql.id(column.name()))
                .collect(Collectors.joining(", "));
    }

    /**
     * How the batch stands to the table. Where a bad record does not say its key, it may be of any row: then none is
     * taken for missing.
     */
    private Arrival arrival(Rivals rivals, long badRows, Optional<String> broken) {
        Precedence precedence = new Precedence(plan.order(), rivals.places(), replayed != null);
        boolean whole = plan.missing() != MissingRows.KEEP
                && replayed == null
                && plan.sequence().isEmpty()
                && broken.isEmpty();
        if (!whole || badRows == 0) {
            return new Arrival(precedence, whole, Optional.empty());
        }
        String bad = " FROM " + stage.relation() + " WHERE " + Names.ERROR + " IS NOT NULL";
        String unsaid = plan.key().stream().map(Sql::id).collect(Collectors.joining(" IS NULL OR ", "(", " IS NULL)"));
        if (runner.number("SELECT count(*)" + bad + " AND " + unsaid, control) > 0) {
            return new Arrival(precedence, false, Optional.empty());
        }
        runner.execute("CREATE OR REPLACE TEMP TABLE " + PRESENT + " AS SELECT DISTINCT " + Sql.ids(plan.key()) + bad);
        return new Arrival(precedence, true, Optional.of(PRESENT));
    }
}
