package dev.ingot.config;

import dev.ingot.api.config.OptionSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How single values of options are written, read and described. Stateless. */
public final class OptionValues {

    static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
    static final Pattern DURATION = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|h|d)");
    static final Pattern SIZE = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?)\\s*(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)?");
    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Map<String, Long> UNITS = Map.of(
            "B", 1L,
            "KB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L,
            "KIB", 1L << 10,
            "MIB", 1L << 20,
            "GIB", 1L << 30,
            "TIB", 1L << 40);

    private OptionValues() {}

    /** {@code 250ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}. */
    public static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /** Bytes: {@code 1024}, {@code 512MB} (decimal), {@code 1.5GiB} (binary). */
    public static Optional<Long> size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(UNITS.getOrDefault(unit, 1L)));
        BigDecimal whole = bytes.setScale(0, RoundingMode.HALF_UP);
        return whole.toBigInteger().bitLength() < 64 ? Optional.of(whole.longValue()) : Optional.empty();
    }

    /** The value of a type that is written as one scalar; empty if the text is not of that type. */
    static Optional<Object> scalar(OptionSpec.Type type, String text) {
        String stripped = text.strip();
        return switch (type) {
            case STRING -> Optional.of(text);
            case INTEGER ->
                INTEGER.matcher(stripped).matches() ? Optional.of(Long.parseLong(stripped)) : Optional.empty();
            case NUMBER ->
                NUMBER.matcher(stripped).matches() ? Optional.of(Double.parseDouble(stripped)) : Optional.empty();
            case BOOLEAN -> truth(stripped);
            case DURATION -> duration(stripped).map(value -> value);
            case SIZE -> size(stripped).map(value -> value);
            case STRINGS -> Optional.of(List.of(text));
            case MAP -> Optional.empty();
        };
    }

    private static Optional<Object> truth(String text) {
        boolean yes = text.equalsIgnoreCase("true");
        return yes || text.equalsIgnoreCase("false") ? Optional.of(yes) : Optional.empty();
    }

    /** For messages and docs: "a whole number". */
    static String described(OptionSpec.Type type) {
        return switch (type) {
            case STRING -> "text";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case DURATION -> "a duration";
            case SIZE -> "a size";
            case STRINGS -> "text or a list of texts";
            case MAP -> "a block of names and texts";
        };
    }

    /** How a value of this option could be written. */
    static String example(OptionSpec spec) {
        if (spec.example() != null) {
            return spec.example();
        }
        if (spec.defaultValue() != null && !spec.defaultValue().isEmpty()) {
            return spec.defaultValue();
        }
        if (!spec.choices().isEmpty()) {
            return spec.choices().get(0);
        }
        return switch (spec.type()) {
            case STRING -> "text";
            case INTEGER -> "10";
            case NUMBER -> "0.5";
            case BOOLEAN -> "true";
            case DURATION -> "30s";
            case SIZE -> "512MB";
            case STRINGS -> "[a, b]";
            case MAP -> "{name: value}";
        };
    }
}
