package dev.ingot.core.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.LoadMode;
import dev.ingot.api.load.LoadPlan.OrderBy;
import dev.ingot.api.load.MissingRows;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.load.Threshold;
import dev.ingot.api.source.SourcePlugin;
import dev.ingot.api.table.TableName;
import dev.ingot.config.Binder;
import dev.ingot.config.BlockSpec;
import dev.ingot.config.Bound;
import dev.ingot.config.Interpolator;
import dev.ingot.config.Problems;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From a pipeline's block, over the defaults, to a checked {@link PipelineSpec}. */
final class PipelineReader {

    private static final String DEFAULT_SCHEMA = "bronze";
    private static final int SHORTEST_SLIP = 5;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.-]*");
    private static final Pattern TABLE_PART = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]*");
    private static final Pattern ORDER =
            Pattern.compile("(\\S+|\"[^\"]+\")(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);

    private final Plugins plugins;
    private final Binder binder;
    private final Interpolator interpolator;
    private final Map<String, ConnectionSpec> connections;
    private final BlockSpec layout;

    PipelineReader(Plugins plugins, Binder binder, Interpolator interpolator, Map<String, ConnectionSpec> connections) {
        this.plugins = plugins;
        this.binder = binder;
        this.interpolator = interpolator;
        this.connections = connections;
        this.layout = PipelineLayout.pipeline(plugins);
    }

    /** A pipeline's values, and those of the defaults where it has none. */
    private record Values(Bound own, Bound defaults) {
        <T> Optional<T> first(String key, Function<Bound, Optional<T>> value) {
            return own.written(key) ? value.apply(own) : value.apply(defaults).or(() -> value.apply(own));
        }
    }

    /** Empty if there is no name or table to speak of; whatever is wrong is collected. */
    Optional<PipelineSpec> read(YamlMapping raw, YamlMapping rawDefaults, Problems problems) {
        Bound own = binder.bind(interpolator.mapping(raw, problems), layout, problems);
        Bound defaults = binder.bind(interpolator.mapping(rawDefaults, problems), PipelineLayout.DEFAULTS, problems);
        Values values = new Values(own, defaults);
        String name = name(own, problems);
        TableName to = to(own, defaults, problems);
        ConnectionSpec connection = connection(own, defaults, problems);
        Map<String, Object> options = options(own, connection, problems);
        String dataSource = dataSource(own, options, problems);
        path(own, options, dataSource, problems);

        List<String> key = own.strings("key");
        LoadMode load = load(values, name, key, problems);
        fits(load, connection, values, problems);
        MissingRows missing = missingRows(own, load, problems);
        List<OrderBy> order = orderBy(own, problems);
        List<String> partitionBy = own.strings("partition_by");
        Contract contract = contract(values, problems);
        checkColumns(own, contract, key, order, partitionBy, problems);
        Threshold quarantine = quarantine(values, problems);
        String schedule =
                values.first("schedule", block -> block.string("schedule")).orElse(null);
        if (schedule != null) {
            checkSchedule(values, schedule, problems);
        }
        Integer retries = values.first("retries", block -> block.integer("retries"))
                .map(Math::toIntExact)
                .orElse(null);
        if (retries != null && retries < 0) {
            problems.add(
                    ProjectError.BAD_VALUE,
                    "'retries' cannot be negative.",
                    own.place("retries"),
                    "Write 0 for never.");
        }
        if (name.isEmpty() || to == null) {
            return Optional.empty();
        }
        return Optional.of(new PipelineSpec(
                name,
                own.string("description").orElse(""),
                own.written("tags") ? own.strings("tags") : defaults.strings("tags"),
                values.first("active", block -> block.bool("active")).orElse(true),
                connection == null ? "" : connection.name(),
                options,
                own.string("source_table").orElse(to.name()),
                dataSource,
                to,
                load,
                key,
                order,
                partitionBy,
                contract,
                quarantine,
                values.first("record_position", block -> block.bool("record_position"))
                        .orElse(false),
                missing,
                schedule,
                retries,
                plain(raw),
                own.place("name"),
                own.place("to")));
    }

    @SuppressWarnings("unchecked") // a mapping is written as a map of texts
    private static Map<String, @Nullable Object> plain(YamlMapping raw) {
        return (Map<String, @Nullable Object>) Objects.requireNonNull(YamlNodes.written(raw));
    }

    private static String name(Bound own, Problems problems) {
        String name = own.string("name").orElse("");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            problems.add(
                    ProjectError.BAD_NAME,
                    "'" + name + "' cannot be the name of a pipeline.",
                    own.place("name"),
                    "Use letters, digits, '_', '-' and '.'.");
        }
        return name;
    }

    private static @Nullable TableName to(Bound own, Bound defaults, Problems problems) {
        String text = own.string("to").orElse(null);
        if (text == null) {
            return null;
        }
        String[] parts = text.split("\\.", -1);
        boolean valid = parts.length <= 2;
        for (String part : parts) {
            valid &= TABLE_PART.matcher(part).matches();
        }
        if (!valid) {
            problems.add(
                    ProjectError.BAD_NAME,
                    "'" + text + "' is not the name of a table.",
                    own.place("to"),
                    "Write schema.table with letters, digits, '_' and '-', for example bronze.orders.");
            return null;
        }
        String schema = defaults.string("schema").orElse(DEFAULT_SCHEMA);
        if (!TABLE_PART.matcher(schema).matches()) {
            problems.add(
                    ProjectError.BAD_NAME,
                    "'" + schema + "' is not the name of a schema.",
                    defaults.place("schema"),
                    "Use letters, digits, '_' and '-'.");
            return null;
        }
        return TableName.parse(text, schema);
    }

    private @Nullable ConnectionSpec connection(Bound own, Bound defaults, Problems problems) {
        Bound from = own.block("from").orElse(null);
        String name = from == null ? null : from.string("connection").orElse(null);
        Place place = from == null ? own.place() : from.place("connection");
        if (name == null) {
            name = defaults.string("connection").orElse(null);
            place = name == null ? place : defaults.place("connection");
        }
        List<String> sources = connections.values().stream()
                .filter(connection -> plugins.source(connection.type()).isPresent())
                .map(ConnectionSpec::name)
                .toList();
        if (name == null && sources.size() == 1) {
            name = sources.get(0);
        }
        if (name == null) {
            if (from != null) {
                problems.add(
                        ProjectError.UNKNOWN_CONNECTION,
                        "The pipeline does not say which connection it reads from.",
                        place,
                        "Add 'connection: name' to 'from'. " + Suggestion.didYouMean("", sources));
            }
            return null;
        }
        ConnectionSpec connection = connections.get(name);
        if (connection == null) {
            problems.add(
                    ProjectError.UNKNOWN_CONNECTION,
                    "There is no connection '" + name + "'.",
                    place,
                    Suggestion.didYouMean(name, connections.keySet()));
        } else if (!connection.type().isEmpty()
                && plugins.source(connection.type()).isEmpty()) {
            problems.add(
                    ProjectError.WRONG_ROLE,
                    "The connection '" + name + "' of type " + connection.type() + " is not a source.",
                    place,
                    Suggestion.didYouMean(name, sources));
        }
        return connection;
    }

    private Map<String, Object> options(Bound own, @Nullable ConnectionSpec connection, Problems problems) {
        Bound from = own.block("from").orElse(null);
        SourcePlugin plugin =
                connection == null ? null : plugins.source(connection.type()).orElse(null);
        if (from == null || plugin == null) {
            return Map.of();
        }
        return binder.bind(from.rest(), plugin.pipelineOptions(), Set.of("connection"), problems);
    }

    private static String dataSource(Bound own, Map<String, Object> options, Problems problems) {
        String inFrom = options.get("data_source") instanceof String text ? text : "";
        String dataSource = own.string("data_source").orElse(inFrom);
        if (!inFrom.isEmpty() && !inFrom.equals(dataSource)) {
            problems.add(
                    ProjectError.CONTRADICTION,
                    "'data_source' is '" + dataSource + "' here and '" + inFrom + "' in 'from'.",
                    own.place("data_source"),
                    "Remove one of the two.");
        }
        return dataSource;
    }

    private static void path(Bound own, Map<String, Object> options, String dataSource, Problems problems) {
        if (!(options.get("path") instanceof String path)) {
            return;
        }
        Place place = own.block("from").map(from -> from.place("path")).orElse(own.place());
        Placeholders.fault(path)
                .ifPresent(fault -> problems.add(ProjectError.UNKNOWN_PLACEHOLDER, fault.what(), place, fault.fix()));
        if (dataSource.isEmpty() && Placeholders.uses(path, "data_source")) {
            problems.add(
                    ProjectError.BAD_VALUE,
                    "The path uses {data_source}, but the pipeline has no data source.",
                    place,
                    "Add 'data_source: name' to the pipeline.");
        }
    }

    private static LoadMode load(Values values, String name, List<String> key, Problems problems) {
        LoadMode load = values.first("load", block -> block.string("load"))
                .flatMap(text -> PipelineSpec.loadMode(text, !key.isEmpty()))
                .orElse(LoadMode.FULL);
        if (key.isEmpty() && !values.own().written("key") && PipelineSpec.needsKey(load)) {
            Place place = values.own().written("load")
                    ? values.own().place("load")
                    : values.own().place("name");
            problems.add(PipelineSpec.keyNeeded(name, load).at(place));
        }
        return load;
    }

    private void fits(LoadMode load, @Nullable ConnectionSpec connection, Values values, Problems problems) {
        Optional<SourcePlugin> plugin = connection == null ? Optional.empty() : plugins.source(connection.type());
        if (plugin.isPresent() && !plugin.get().loads().contains(load)) {
            String possible = plugin.get().loads().stream()
                    .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                    .sorted()
                    .collect(Collectors.joining(" or "));
            problems.add(
                    ProjectError.BAD_VALUE,
                    "What a connection of type " + plugin.get().type() + " reads cannot be loaded by '"
                            + load.name().toLowerCase(Locale.ROOT) + "'.",
                    values.own().written("load")
                            ? values.own().place("load")
                            : values.own().place("name"),
                    "Write 'load: " + possible + "'.");
        }
    }

    private static MissingRows missingRows(Bound own, LoadMode load, Problems problems) {
        MissingRows missing = own.string("missing_rows")
                .map(text -> MissingRows.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(MissingRows.KEEP);
        Problem unfit = PipelineSpec.missingUnfit(missing, load);
        if (unfit != null) {
            problems.add(unfit.at(own.place("missing_rows")));
        }
        return missing;
    }

    private static List<OrderBy> orderBy(Bound own, Problems problems) {
        List<OrderBy> order = new ArrayList<>();
        List<String> terms = own.strings("order_by");
        for (int i = 0; i < terms.size(); i++) {
            Matcher term = ORDER.matcher(terms.get(i).strip());
            if (term.matches()) {
                String column = term.group(1).replace("\"", "");
                order.add(new OrderBy(column, "desc".equalsIgnoreCase(term.group(2))));
            } else {
                problems.add(
                        ProjectError.ORDER_TERM,
                        "'" + terms.get(i) + "' is not a column with asc or desc.",
                        own.itemPlace("order_by", i),
                        "For example 'updated_at desc'.");
            }
        }
        return order;
    }

    private static Contract contract(Values values, Problems problems) {
        Optional<Bound> own = values.own().block("contract");
        Optional<String> written = own.filter(block -> block.written("mode")).flatMap(block -> block.string("mode"));
        String mode = written.or(() -> values.defaults().block("contract").flatMap(block -> block.string("mode")))
                .orElse("evolve");
        return ContractReader.read(
                SchemaMode.valueOf(mode.toUpperCase(Locale.ROOT)),
                own.map(block -> block.blocks("columns")).orElse(List.of()),
                problems);
    }

    /**
     * A contract that must not grow is complete: what is not in it cannot be a key. Another one is not, but a name that is
     * almost a declared one, or that of a declared column in the source, is a slip.
     */
    private static void checkColumns(
            Bound own,
            Contract contract,
            List<String> key,
            List<OrderBy> order,
            List<String> partitionBy,
            Problems problems) {
        if (contract.columns().isEmpty()) {
            return;
        }
        check(own, "key", key, contract, problems);
        check(own, "order_by", order.stream().map(OrderBy::column).toList(), contract, problems);
        check(own, "partition_by", partitionBy, contract, problems);
    }

    /** The declared column that is meant by a name that is none, where that is clear. */
    private static Optional<String> meant(String column, Contract contract) {
        Optional<String> renamed = contract.columns().stream()
                .filter(rule -> rule.from().equalsIgnoreCase(column))
                .map(ColumnRule::name)
                .findFirst();
        // Short names are near each other by chance.
        return renamed.isPresent() || column.length() < SHORTEST_SLIP
                ? renamed
                : Suggestion.nearest(
                        column,
                        contract.columns().stream().map(ColumnRule::name).toList());
    }

    private static void check(Bound own, String key, List<String> used, Contract contract, Problems problems) {
        List<String> names = contract.columns().stream().map(ColumnRule::name).toList();
        for (int i = 0; i < used.size(); i++) {
            String column = used.get(i);
            if (names.stream().anyMatch(column::equalsIgnoreCase)) {
                continue;
            }
            Optional<String> meant = meant(column, contract);
            if (contract.mode() == SchemaMode.EVOLVE) {
                Place place = own.itemPlace(key, i);
                meant.ifPresent(name -> problems.add(Problem.of(
                                ProjectError.NOT_IN_CONTRACT,
                                "The column '" + column + "' of '" + key + "' is not in the contract.")
                        .at(place)
                        .fix("Did you mean '" + name + "'? If not, declare '" + column + "', too.")));
            } else {
                problems.add(Problem.of(
                                ProjectError.NOT_IN_CONTRACT,
                                "The column '" + column + "' of '" + key + "' is not in the contract.")
                        .at(own.itemPlace(key, i))
                        .because("With this contract mode the table has only the declared columns.")
                        .fix(meant.map(name -> "Did you mean '" + name + "'?")
                                .orElseGet(() -> Suggestion.didYouMean(column, names))));
            }
        }
    }

    private static Threshold quarantine(Values values, Problems problems) {
        Bound block =
                values.first("quarantine", bound -> bound.block("quarantine")).orElse(null);
        if (block == null) {
            return Threshold.NONE;
        }
        Long rows = block.integer("max_rows").orElse(null);
        Double percent = block.number("max_percent").orElse(null);
        if (rows != null && rows < 0) {
            problems.add(
                    ProjectError.BAD_VALUE,
                    "'max_rows' cannot be negative.",
                    block.place("max_rows"),
                    "Write 0 for none.");
        }
        if (percent != null && (percent < 0 || percent > 100)) {
            problems.add(
                    ProjectError.BAD_VALUE,
                    "'max_percent' is a share from 0 to 100.",
                    block.place("max_percent"),
                    null);
        }
        return new Threshold(rows, percent);
    }

    private static void checkSchedule(Values values, String schedule, Problems problems) {
        Place place = values.own().written("schedule")
                ? values.own().place("schedule")
                : values.defaults().place("schedule");
        ScheduleReader.check(schedule, place, problems);
    }
}
