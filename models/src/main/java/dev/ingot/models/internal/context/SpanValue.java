package dev.ingot.models.internal.context;

import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Python's timedelta. */
record SpanValue(Duration value) implements HostObject, Comparable<SpanValue> {

    private static final long DAY = 86_400;

    /** Rounded down, as {@code days} is in Python: the rest is never negative. */
    long days() {
        return Math.floorDiv(value.toSeconds(), DAY);
    }

    private BigDecimal micros() {
        return BigDecimal.valueOf(value.toSeconds())
                .movePointRight(6)
                .add(BigDecimal.valueOf(value.toNanosPart() / 1000));
    }

    private static SpanValue ofMicros(BigDecimal micros) {
        return new SpanValue(
                Duration.of(micros.setScale(0, RoundingMode.HALF_EVEN).longValueExact(), ChronoUnit.MICROS));
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "days" -> days();
            case "seconds" -> Math.floorMod(value.toSeconds(), DAY);
            case "microseconds" -> value.toNanosPart() / 1000L;
            case "total_seconds" -> (Callable) none -> micros().doubleValue() / 1e6;
            default -> null;
        };
    }

    @Override
    public @Nullable Object operate(String operator, Object other, boolean reflected) {
        if (other instanceof SpanValue span) {
            BigDecimal divisor = span.micros();
            return switch (operator) {
                case "+" -> new SpanValue(value.plus(span.value));
                case "-" -> new SpanValue(value.minus(span.value));
                case "/" -> micros().doubleValue() / divisor.doubleValue();
                case "//" -> floor(divisor).longValueExact();
                case "%" -> ofMicros(micros().subtract(divisor.multiply(floor(divisor))));
                default -> null;
            };
        }
        if (!(other instanceof Number number) || (reflected && !operator.equals("*"))) {
            return null;
        }
        BigDecimal factor = number instanceof Double d ? new BigDecimal(d) : new BigDecimal(number.toString());
        return switch (operator) {
            case "*" -> ofMicros(micros().multiply(factor));
            case "/" -> ofMicros(micros().divide(factor, 6, RoundingMode.HALF_EVEN));
            case "//" -> ofMicros(floor(factor));
            default -> null;
        };
    }

    private BigDecimal floor(BigDecimal divisor) {
        return micros().divide(divisor, 0, RoundingMode.FLOOR);
    }

    @Override
    public int compareTo(SpanValue other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean truth() {
        return !value.isZero();
    }

    @Override
    public String typeName() {
        return "datetime.timedelta";
    }

    @Override
    public String repr() {
        String parts = Stream.of("days", "seconds", "microseconds")
                .filter(name -> !Long.valueOf(0).equals(attribute(name)))
                .map(name -> name + "=" + attribute(name))
                .collect(Collectors.joining(", "));
        return "datetime.timedelta(" + (parts.isEmpty() ? "0" : parts) + ")";
    }

    @Override
    public String toString() {
        String clock = TimeValue.clock(LocalTime.MIDNIGHT.plus(value), "H:mm:ss");
        return days() == 0 ? clock : days() + (Math.abs(days()) == 1 ? " day, " : " days, ") + clock;
    }

    @Override
    public Object toJava() {
        return value;
    }
}
