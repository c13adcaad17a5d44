package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import dev.ingot.config.Yaml;
import dev.ingot.config.YamlFlavor;
import dev.ingot.models.Environment;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which part of the data models see, and how strictly what comes of it is judged: dbt's flags. */
public final class DataOptions {

    private static final Pattern SAMPLE = Pattern.compile("(\\d{1,6})\\s*(hour|day|month|year)s?");

    @Option(names = "--empty", description = "References give no rows: tables get their columns, nothing is read.")
    boolean empty;

    @Option(
            names = "--sample",
            paramLabel = "PERIOD",
            description = "References to nodes with an event_time give the last part only: '3 days', '6 hours'.")
    @Nullable
    String sample;

    @Option(
            names = "--event-time-start",
            paramLabel = "TIME",
            description = "Microbatch models build from this moment, for example 2025-03-23.",
            converter = Moment.class)
    @Nullable
    Instant eventsFrom;

    @Option(
            names = "--event-time-end",
            paramLabel = "TIME",
            description = "Microbatch models build up to this moment.",
            converter = Moment.class)
    @Nullable
    Instant eventsUntil;

    @Option(
            names = "--store-failures",
            negatable = true,
            fallbackValue = "true",
            description = "Tests keep the rows that fail in tables.")
    boolean storeFailures;

    @Option(
            names = "--warn-error",
            negatable = true,
            fallbackValue = "true",
            description = "What would be a warning is an error.")
    boolean warnError;

    @Option(
            names = "--warn-error-options",
            paramLabel = "YAML",
            description = "Which warnings are errors: '{error: all}', or some of dbt's names of events.")
    @Nullable
    String warnErrorOptions;

    static final class Moment implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            String iso = text.strip().replace(' ', 'T').replaceFirst("Z$", "");
            try {
                return iso.length() <= 10
                        ? LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC)
                        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
            } catch (java.time.format.DateTimeParseException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no date or time: write 2025-03-23 or" + " 2025-03-23T10:00:00");
            }
        }
    }

    /** Whether warnings of this kind are errors; {@code LogTestResult} is a test that warns. */
    boolean isError(String event) {
        if (warnError || warnErrorOptions == null) {
            return warnError;
        }
        Map<String, @Nullable Object> options = Yaml.parse(warnErrorOptions, "--warn-error-options", YamlFlavor.PYYAML)
                .mapping()
                .plain();
        Object errors = options.getOrDefault("error", options.get("include"));
        Object others = options.getOrDefault("warn", options.get("exclude"));
        if (others instanceof List<?> names && names.contains(event)) {
            return false;
        }
        return "all".equals(errors) || "*".equals(errors) || (errors instanceof List<?> names && names.contains(event));
    }

    Environment.Flags flags(Instant now) {
        return new Environment.Flags(
                empty, storeFailures, isError("LogTestResult"), eventsFrom, eventsUntil, sampleFrom(now));
    }

    private @Nullable Instant sampleFrom(Instant now) {
        if (sample == null) {
            return null;
        }
        Matcher matcher = SAMPLE.matcher(sample.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw Problem.of(CliError.BAD_USAGE, "'" + sample + "' is no period.")
                    .fix("Write a number of hours, days, months or years: --sample '3 days'.")
                    .toException();
        }
        ChronoUnit unit = ChronoUnit.valueOf(matcher.group(2).toUpperCase(Locale.ROOT) + "S");
        return now.atOffset(ZoneOffset.UTC)
                .minus(Long.parseLong(matcher.group(1)), unit)
                .toInstant();
    }
}
