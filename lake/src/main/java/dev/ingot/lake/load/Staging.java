package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import dev.ingot.delta.DeltaSnapshot;
import dev.ingot.lake.internal.SqlRunner;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.sql.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a batch into a {@link Stage}, again where the first reading shows that it was read wrongly or that the types
 * are too narrow.
 */
final class Staging {

    private static final long SAMPLE = 20_000;
    private static final int MOST_ATTEMPTS = 20;

    private final SqlRunner runner;
    private final Reading reading;
    private final LoadPlan plan;
    private final Optional<DeltaSnapshot> base;
    private final Path folder;
    private final StepControl control;
    private final Widening widening;
    private final Set<String> widened = new HashSet<>();
    private final Map<String, DataType> types = new HashMap<>();

    Staging(
            SqlRunner runner,
            Reading reading,
            LoadPlan plan,
            Optional<DeltaSnapshot> base,
            Path folder,
            StepControl control) {
        this.runner = runner;
        this.reading = reading;
        this.plan = plan;
        this.base = base;
        this.folder = folder;
        this.control = control;
        this.widening = new Widening(runner, plan, base, control);
    }

    record Result(Layout layout, Stage stage) {

        /**
         * What the load may make of the table's columns.
         *
         * @param broken records that are in no stage
         */
        Layout layoutAfter(long broken) {
            boolean accepted = stage.having(Names.ERROR) < stage.rows();
            boolean empty = stage.rows() + broken == 0;
            return accepted || (empty && layout.existing() == null) ? layout : layout.withoutNews();
        }
    }

    Result run() {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Result result;
            Scan scan;
            try {
                scan = reading.scan(runner);
                result = stage(scan);
            } catch (IngotException e) {
                if (reading.recover(e)) {
                    continue;
                }
                throw e;
            }
            try {
                if (!reading.doubtful(runner, result.stage()) && !tooNarrow(result, scan)) {
                    return result;
                }
            } catch (IngotException e) {
                result.stage().delete();
                throw e;
            }
            result.stage().delete();
        }
        throw Problem.of(
                        LoadError.ENGINE,
                        "The batch of " + plan.table() + " could not be read in " + MOST_ATTEMPTS + " attempts.")
                .toException();
    }

    private Result stage(Scan scan) {
        TableSchema existing = base.map(DeltaSnapshot::schema).orElse(null);
        Inference inference = new Inference(runner, scan, control);
        long rows = reading.inferFromAll() ? -1 : SAMPLE;
        Layout layout = Layout.of(scan, plan, existing, reading, names -> types(names, inference, rows))
                .with(types);
        if (layout.targets().isEmpty()) {
            throw noColumns(scan);
        }
        requireHeld(layout);
        String select = new ContractSql(scan, layout.targets(), layout.unknown(), plan).select();
        Stage stage = Stage.write(
                runner,
                folder,
                select,
                layout.targets().stream().map(Target::name).toList(),
                layout.staged(),
                reading.ordered(),
                reading.bytes(),
                control);
        return new Result(layout, stage);
    }

    /** What the table has must be the same in the types that were declared. */
    private void requireHeld(Layout layout) {
        List<Problem> problems = new ArrayList<>();
        for (Target target : layout.targets()) {
            Optional<Column> column = target.declared() ? there(target.name()) : Optional.empty();
            column.flatMap(held -> widening.example(held.name(), target.type()))
                    .ifPresent(value -> problems.add(layout.cannotBecome(target, column.orElseThrow())
                            .because("Values of the table would change, for example " + value + ".")));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    /** The types of columns of the source that nobody declared. */
    private Map<String, DataType> types(List<String> names, Inference inference, long rows) {
        if (!reading.keepsTypes()) {
            return inference.types(names, rows);
        }
        Map<String, DataType> all = new HashMap<>();
        List<String> others = new ArrayList<>();
        for (String name : names) {
            there(Layout.tableName(name))
                    .ifPresentOrElse(column -> all.put(name, column.type()), () -> others.add(name));
        }
        if (!others.isEmpty()) {
            all.putAll(inference.types(others, rows));
        }
        return all;
    }

    private Optional<Column> there(String name) {
        return base.flatMap(table -> table.schema().find(name));
    }

    private IngotException noColumns(Scan scan) {
        List<String> files =
                scan.parts().stream().flatMap(part -> part.files().stream()).toList();
        String named = files.stream().limit(3).collect(Collectors.joining(", ")) + (files.size() > 3 ? ", …" : "");
        return Problem.of(
                        LoadError.HEADER,
                        "No column of " + plan.table() + " is known: nothing that was read has one"
                                + (named.isEmpty() ? "." : " (" + named + ")."))
                .because(refused(scan)
                        .map(reason -> "No record can be read: " + reason + ".")
                        .orElse("Columns come from a header line, or, in JSON, from the keys of objects: {\"key\":"
                                + " value}."))
                .fix("Look whether these are the right files, or state the columns in the contract.")
                .toException();
    }

    /** Why the first record that is refused is. */
    private Optional<String> refused(Scan scan) {
        return scan.parts().stream()
                .flatMap(part -> part.checks().stream()
                        .flatMap(check -> runner
                                .rows(
                                        "SELECT " + check.reason() + " FROM " + part.from() + " WHERE " + check.failed()
                                                + " LIMIT 1",
                                        row -> row.getString(1))
                                .stream()))
                .findFirst();
    }

    /** Whether a value does not fit a type that nobody declared; then the type becomes wider. */
    private boolean tooNarrow(Result result, Scan scan) {
        boolean closed = plan.contract().mode() != SchemaMode.EVOLVE && base.isPresent();
        if (closed || result.stage().having(Names.ERROR) == 0) {
            return false;
        }
        Set<String> failed = new HashSet<>(runner.rows(
                "SELECT DISTINCT split_part(e, chr(31), 1) FROM (SELECT unnest(string_split(" + Names.ERROR
                        + ", chr(30))) AS e FROM " + result.stage().relation() + " WHERE " + Names.ERROR
                        + " IS NOT NULL)",
                row -> row.getString(1)));
        List<Target> narrow = result.layout().targets().stream()
                .filter(target -> !target.declared()
                        && !(reading.keepsTypes() && there(target.name()).isPresent())
                        && failed.contains("cast:" + target.name())
                        && scan.input(target.from()).isPresent()
                        && canWiden(target, scan))
                .toList();
        if (narrow.isEmpty()) {
            return false;
        }
        Map<String, DataType> found = new Inference(runner, scan, control)
                .types(narrow.stream().map(Target::from).toList(), -1);
        boolean wider = false;
        List<Problem> problems = new ArrayList<>();
        for (Target target : narrow) {
            try {
                DataType type = wider(target, found.getOrDefault(target.from(), Simple.STRING));
                types.put(target.name(), type);
                wider |= !type.equals(target.type());
            } catch (IngotException apart) {
                problems.add(apart.first()
                        .at(scan.fileWith(target.from()).map(Place::of).orElse(null)));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return wider;
    }

    private DataType wider(Target target, DataType given) {
        DataType type = widened.add(target.name())
                ? widening.of(target.name(), target.type(), given)
                : widening.surely(target.name(), target.type(), given);
        return type.equals(target.type()) ? widening.surely(target.name(), target.type(), given) : type;
    }

    /** Text holds everything but bytes that are none, and JSON that is no value of a nested column is a bad value. */
    private static boolean canWiden(Target target, Scan scan) {
        return target.type() != Simple.STRING
                && (!TypeLattice.isNested(target.type())
                        || scan.input(target.from()).filter(Input::typed).isPresent());
    }

    /** The records that are broken as a whole, as a relation; empty where there are none. */
    Optional<String> broken() {
        List<String> parts = new ArrayList<>();
        for (Rejects rejects : reading.broken()) {
            if (rejects.records() > 0) {
                parts.add("SELECT * FROM read_csv(" + Sql.text(rejects.file().toString())
                        + ", delim=',', quote='\"', escape='\"', header=false, auto_detect=false, parallel=false,"
                        + " nullstr=chr(1) || 'null', max_line_size=268435456, columns={'file': 'VARCHAR',"
                        + " 'position': 'BIGINT', 'rule': 'VARCHAR', 'reason': 'VARCHAR', 'raw': 'VARCHAR', 'header':"
                        + " 'VARCHAR'})");
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("(" + String.join(" UNION ALL ", parts) + ")");
    }

    long brokenRecords() {
        return reading.broken().stream().mapToLong(Rejects::records).sum();
    }
}
