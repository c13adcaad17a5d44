package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan;
import dev.ingot.api.load.LoadResult.SchemaChange;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.table.Column;
import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.TableSchema;
import dev.ingot.api.table.TypeLattice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns the table will have and where each comes from: the contract's, the table's and the source's columns
 * brought together as the schema mode says. Column names of the source that a table cannot have get {@code _} for each
 * character of <code>space , ; { } ( ) =</code> and each control character; an empty name becomes {@code _}.
 *
 * @param unknown columns of the source in which a value is an error (mode quarantine)
 * @param existing the table's schema before; null where there is no table
 */
record Layout(
        List<Target> targets,
        List<String> unknown,
        @Nullable TableSchema existing,
        LoadPlan plan) {

    private static final Set<String> HISTORY = Set.of(
            "dbt_scd_id",
            "dbt_updated_at",
            "dbt_valid_from",
            "dbt_valid_to",
            "dbt_is_deleted",
            "valid_from",
            "valid_to",
            "is_current");

    /** Begins the name of a column that no source has: the table's own no longer comes from there. */
    static final String NOWHERE = "\u0000";

    Layout {
        targets = List.copyOf(targets);
        unknown = List.copyOf(unknown);
    }

    /**
     * @param infer types of source columns that nobody declared
     */
    static Layout of(
            Scan scan,
            LoadPlan plan,
            @Nullable TableSchema existing,
            Reading reading,
            Function<List<String>, Map<String, DataType>> infer) {
        Map<String, ColumnRule> byFrom = new LinkedHashMap<>();
        plan.contract().columns().forEach(rule -> byFrom.put(key(rule.from()), rule));
        Map<String, Target> targets = new LinkedHashMap<>();
        if (existing != null) {
            for (Column column : existing.columns()) {
                ownColumn(column, scan, plan).ifPresent(target -> targets.put(key(target.name()), target));
            }
        }
        boolean closed = existing != null && plan.contract().mode() != SchemaMode.EVOLVE;
        List<String> unknown = new ArrayList<>();
        List<String> toInfer = new ArrayList<>();
        for (String source : scan.columns()) {
            ColumnRule rule = byFrom.get(key(source));
            String name = rule == null ? tableName(source) : rule.name();
            Target there = targets.get(key(name));
            if (there != null && key(there.from()).equals(key(source))) {
                continue;
            }
            if (closed && rule == null) {
                unknown.add(source);
                continue;
            }
            String free = free(name, targets);
            DataType type = rule == null ? null : declared(rule);
            targets.put(key(free), new Target(free, source, type == null ? Simple.STRING : type, type != null, rule));
            if (type == null) {
                toInfer.add(source);
            }
        }
        for (ColumnRule rule : plan.contract().columns()) {
            if (!targets.containsKey(key(rule.name()))) {
                DataType type = declared(rule);
                targets.put(
                        key(rule.name()),
                        new Target(rule.name(), rule.from(), type == null ? Simple.STRING : type, type != null, rule));
            }
        }
        Map<String, DataType> inferred = toInfer.isEmpty() ? Map.of() : infer.apply(toInfer);
        // A column that never had a value in its source becomes one of the table with its first value.
        toInfer.stream()
                .filter(source -> !inferred.containsKey(source))
                .forEach(source -> targets.values()
                        .removeIf(
                                target -> target.from().equals(source) && !target.declared() && target.rule() == null));
        List<Target> typed = targets.values().stream()
                .map(target -> target.declared() || !inferred.containsKey(target.from())
                        ? target
                        : target.as(inferred.get(target.from())))
                .toList();
        boolean frozen = existing != null && plan.contract().mode() == SchemaMode.FREEZE;
        Layout layout = new Layout(typed, frozen ? List.of() : unknown, existing, plan);
        layout.check(scan, reading, frozen ? unknown : List.of());
        return layout;
    }

    private static Optional<Target> ownColumn(Column column, Scan scan, LoadPlan plan) {
        String name = column.name();
        boolean history = plan.mode() == LoadMode.SNAPSHOT
                && HISTORY.contains(key(name))
                && scan.input(name).isEmpty();
        if (key(name).startsWith(Names.PREFIX) || history) {
            return Optional.empty();
        }
        ColumnRule rule = plan.contract().columns().stream()
                .filter(candidate -> candidate.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
        DataType declared = rule == null ? null : declared(rule);
        String from = rule != null
                ? rule.from()
                : scan.columns().stream()
                        .filter(source -> tableName(source).equalsIgnoreCase(name))
                        .findFirst()
                        .map(source -> isDeclaredElsewhere(source, plan) ? NOWHERE + name : source)
                        .orElse(name);
        return Optional.of(new Target(name, from, declared == null ? column.type() : declared, declared != null, rule));
    }

    /** A column of the source that the contract gives another name is not the table's of its own name. */
    private static boolean isDeclaredElsewhere(String source, LoadPlan plan) {
        return plan.contract().columns().stream().anyMatch(rule -> rule.from().equalsIgnoreCase(source));
    }

    private static @Nullable DataType declared(ColumnRule rule) {
        return rule.type() == null && (rule.epoch() != null || rule.format() != null) ? Simple.TIMESTAMP : rule.type();
    }

    private static String free(String name, Map<String, Target> taken) {
        String free = name;
        for (int n = 2; taken.containsKey(key(free)); n++) {
            free = name + "_" + n;
        }
        return free;
    }

    /** A source's name as a table can have it. */
    static String tableName(String source) {
        return source.isEmpty() ? "_" : source.replaceAll("[ ,;{}()=\\p{Cntrl}]", "_");
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private void check(Scan scan, Reading reading, List<String> surplus) {
        List<Problem> problems = new ArrayList<>();
        for (String source : surplus) {
            problems.add(Problem.of(
                            LoadError.SCHEMA_FROZEN,
                            "The source has a column '" + source + "' that " + plan.table() + " has not.")
                    .at(scan.fileWith(source).map(Place::of).orElse(null)));
        }
        problems.addAll(new Promises(this, scan, reading).broken());
        problems.addAll(typeProblems());
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private List<Problem> typeProblems() {
        List<Problem> problems = new ArrayList<>();
        if (existing == null || plan.mode() == LoadMode.FULL) {
            return problems;
        }
        for (Target target : targets) {
            existing.find(target.name())
                    .filter(column -> TypeLattice.wider(column.type(), target.type())
                            .filter(target.type()::equals)
                            .isEmpty())
                    .ifPresent(column ->
                            problems.add(cannotBecome(target, column).because("Values of the table would change.")));
        }
        return problems;
    }

    /** The table's column cannot get the type that was declared. */
    Problem cannotBecome(Target target, Column column) {
        String holding = TypeLattice.surely(column.type(), target.type())
                .map(type -> "State a type that holds both, such as " + type + ", or load the table in full.")
                .orElse("No type holds both: load the table in full.");
        return Problem.of(
                        LoadError.RULE,
                        "The contract says that '" + target.name() + "' is " + target.type() + ", but " + plan.table()
                                + " has " + column.type() + ".")
                .fix(holding);
    }

    Layout with(Map<String, DataType> newTypes) {
        return new Layout(
                targets.stream()
                        .map(target ->
                                newTypes.containsKey(target.name()) ? target.as(newTypes.get(target.name())) : target)
                        .toList(),
                unknown,
                existing,
                plan);
    }

    /**
     * The layout of a batch of which no row was accepted: nothing of it speaks for a new column or type. Where there is
     * no table yet, what was declared makes one.
     */
    Layout withoutNews() {
        List<String> needed = needed();
        List<Target> kept = targets.stream()
                .flatMap(target -> existing == null
                        ? Stream.of(target)
                                .filter(one ->
                                        one.rule() != null || needed.stream().anyMatch(one.name()::equalsIgnoreCase))
                        : existing.find(target.name()).map(Column::type).map(target::as).stream())
                .toList();
        return new Layout(kept, List.of(), existing, plan);
    }

    /** The columns that key, order and partitions name. */
    List<String> needed() {
        List<String> needed = new ArrayList<>(plan.key());
        plan.order().forEach(term -> needed.add(term.column()));
        needed.addAll(plan.partitionBy());
        return needed;
    }

    /** The table's schema after the load, for modes that keep no history. */
    TableSchema schema() {
        List<Column> columns = new ArrayList<>();
        for (Target target : targets) {
            columns.add(new Column(target.name(), target.type(), true));
        }
        columns.add(Column.of(Names.RUN, Simple.STRING));
        columns.add(Column.of(Names.LOADED_AT, Simple.TIMESTAMP));
        columns.add(Column.of(Names.SOURCE, Simple.STRING));
        columns.add(Column.of(Names.BATCH, Simple.BIGINT));
        if (plan.recordPosition()) {
            columns.add(Column.of(Names.POSITION, Simple.BIGINT));
        }
        return new TableSchema(columns);
    }

    /** The columns of staged files, for their statistics. */
    TableSchema staged() {
        List<Column> columns = new ArrayList<>(schema().columns());
        columns.removeIf(column -> column.name().equals(Names.POSITION));
        columns.add(Column.of(Names.ERROR, Simple.STRING));
        columns.add(Column.of(Names.SUSPECT, Simple.BOOLEAN));
        return new TableSchema(columns);
    }

    List<SchemaChange> changes() {
        if (existing == null) {
            return List.of(new SchemaChange("create", "", "", describe(targets)));
        }
        List<SchemaChange> changes = new ArrayList<>();
        for (Target target : targets) {
            Optional<Column> before = existing.find(target.name());
            if (before.isEmpty()) {
                changes.add(
                        new SchemaChange("add", target.name(), "", target.type().toString()));
            } else if (!before.get().type().equals(target.type())) {
                changes.add(new SchemaChange(
                        "widen",
                        target.name(),
                        before.get().type().toString(),
                        target.type().toString()));
            }
        }
        return changes;
    }

    private static String describe(List<Target> targets) {
        return String.join(
                ", ",
                targets.stream()
                        .map(target -> target.name() + " " + target.type())
                        .toList());
    }
}
