package dev.ingot.core.project;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.ColumnRule;
import dev.ingot.api.load.ColumnRule.EpochUnit;
import dev.ingot.api.load.Contract;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.api.table.DataType;
import dev.ingot.config.Bound;
import dev.ingot.config.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the block {@code contract} of a pipeline. */
final class ContractReader {

    private static final List<String> TYPES = List.of(
            "boolean",
            "tinyint",
            "smallint",
            "integer",
            "int",
            "bigint",
            "long",
            "float",
            "double",
            "decimal",
            "decimal(18,2)",
            "numeric",
            "string",
            "text",
            "varchar",
            "binary",
            "date",
            "time",
            "timestamp",
            "timestamp_ntz",
            "datetime",
            "uuid",
            "json");

    /** {@code %z} or {@code %Z}, but not behind the sign for a percent sign. */
    private static final Pattern ZONE = Pattern.compile("(?<!%)(%%)*%[zZ]");

    private ContractReader() {}

    static Contract read(SchemaMode mode, List<Bound> columns, Problems problems) {
        List<ColumnRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Bound column : columns) {
            ColumnRule rule = column(column, problems);
            if (rule.name().isEmpty()) {
                continue;
            }
            if (!names.add(rule.name().toLowerCase(Locale.ROOT))) {
                problems.add(
                        ProjectError.SAME_TWICE,
                        "The column '" + rule.name() + "' is declared twice.",
                        column.place("name"),
                        "Remove one; names are compared ignoring case.");
            }
            rules.add(rule);
        }
        return new Contract(mode, rules);
    }

    private static ColumnRule column(Bound column, Problems problems) {
        String name = column.string("name").orElse("");
        DataType type = type(column, problems);
        EpochUnit epoch = column.string("epoch")
                .map(unit -> EpochUnit.valueOf(unit.toUpperCase(Locale.ROOT)))
                .orElse(null);
        String format = column.string("format").orElse(null);
        boolean isInstant = type == null || type == DataType.Simple.TIMESTAMP || type == DataType.Simple.DATE;
        boolean isLocal = type == DataType.Simple.TIMESTAMP_NTZ || type == DataType.Simple.TIME;
        if (epoch != null && !isInstant) {
            contradiction(
                    column,
                    "epoch",
                    "'epoch' makes a timestamp, but the type of '" + name + "' is " + type + ".",
                    problems);
        }
        if (format != null && !isInstant && !isLocal) {
            contradiction(
                    column,
                    "format",
                    "'format' is for dates and times, but the type of '" + name + "' is " + type + ".",
                    problems);
        }
        if (format != null && isLocal && ZONE.matcher(format).find()) {
            contradiction(
                    column,
                    "format",
                    "The format has a time zone, but the type of '" + name + "' is " + type + ", which has none.",
                    problems);
        }
        if (epoch != null && format != null) {
            contradiction(
                    column,
                    "format",
                    "A number has an 'epoch', a text has a 'format'; '" + name + "' has both.",
                    problems);
        }
        pattern(column, problems);
        range(column, problems);
        return new ColumnRule(
                name,
                column.string("from").orElse(name),
                type,
                column.bool("not_null").orElse(false),
                epoch,
                format,
                column.strings("accepted"),
                column.string("min").orElse(null),
                column.string("max").orElse(null),
                column.string("pattern").orElse(null),
                column.bool("optional").orElse(false));
    }

    private static @Nullable DataType type(Bound column, Problems problems) {
        String text = column.string("type").orElse(null);
        if (text == null) {
            return null;
        }
        Optional<DataType> type = DataType.parse(text);
        if (type.isEmpty()) {
            problems.add(
                    ProjectError.UNKNOWN_COLUMN_TYPE,
                    "'" + text + "' is not a type.",
                    column.place("type"),
                    Suggestion.didYouMean(text, TYPES));
        }
        return type.orElse(null);
    }

    private static void pattern(Bound column, Problems problems) {
        column.string("pattern").ifPresent(text -> {
            try {
                Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                problems.add(Problem.of(ProjectError.BAD_VALUE, "'pattern' is not a regular expression.")
                        .at(column.place("pattern"))
                        .because(e.getDescription() + "."));
            }
        });
    }

    private static void range(Bound column, Problems problems) {
        Optional<BigDecimal> min = column.string("min").flatMap(ContractReader::number);
        Optional<BigDecimal> max = column.string("max").flatMap(ContractReader::number);
        if (min.isPresent() && max.isPresent() && min.get().compareTo(max.get()) > 0) {
            contradiction(column, "min", "'min' is larger than 'max', so that no value is allowed.", problems);
        }
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void contradiction(Bound column, String key, String what, Problems problems) {
        problems.add(ProjectError.CONTRADICTION, what, column.place(key), "Remove one of the two.");
    }
}
