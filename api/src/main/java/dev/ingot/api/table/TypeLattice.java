package dev.ingot.api.table;

import dev.ingot.api.table.DataType.Decimal;
import dev.ingot.api.table.DataType.Field;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Native;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How values of one type fare in another: the one place that says which type holds the values of two exactly. Whatever
 * brings a value into a column of another type asks here: loads, models, seeds, replays. Pure; all pairs of types have
 * an answer.
 */
public final class TypeLattice {

    /**
     * The type of values of which nothing but null is known, as of a column that was empty when its file was written:
     * every type holds them.
     */
    public static final DataType UNKNOWN = new Native("null");

    private static final int DIGITS_OF_A_DOUBLE = 15;
    private static final int DIGITS_OF_A_FLOAT = 6;
    private static final int MOST_DIGITS = 38;

    private TypeLattice() {}

    /** What becomes of the values of a type in another one, from the best to the worst. */
    public enum Fit {
        /**
         * Each is the same value there. A date is the midnight with which it begins; a time without zone is one in UTC.
         */
        EXACT,
        /** Each can be written there in full: a number as text, text as its bytes. */
        WRITTEN,
        /** Some are the same value there; each has to be looked at. */
        SOME,
        /** Text, or bytes, that may spell such a value. */
        SPELLED,
        /** The types are of different kinds. */
        NEVER;

        private Fit or(Fit other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    private enum Kind {
        BOOLEAN,
        INTEGER,
        DECIMAL,
        REAL,
        TEXT,
        BYTES,
        DATE,
        TIME,
        INSTANT,
        LOCAL,
        UUID,
        JSON,
        NESTED,
        NATIVE
    }

    private static Kind kind(DataType type) {
        if (type instanceof Simple simple) {
            return switch (simple) {
                case BOOLEAN -> Kind.BOOLEAN;
                case TINYINT, SMALLINT, INTEGER, BIGINT -> Kind.INTEGER;
                case FLOAT, DOUBLE -> Kind.REAL;
                case STRING -> Kind.TEXT;
                case BINARY -> Kind.BYTES;
                case DATE -> Kind.DATE;
                case TIME -> Kind.TIME;
                case TIMESTAMP -> Kind.INSTANT;
                case TIMESTAMP_NTZ -> Kind.LOCAL;
                case UUID -> Kind.UUID;
                case JSON -> Kind.JSON;
            };
        }
        if (type instanceof Decimal) {
            return Kind.DECIMAL;
        }
        return type instanceof Native ? Kind.NATIVE : Kind.NESTED;
    }

    public static boolean isNested(DataType type) {
        return kind(type) == Kind.NESTED;
    }

    /** What becomes of the values of {@code from} in a column of type {@code to}. */
    public static Fit fit(DataType from, DataType to) {
        if (from.equals(to) || from.equals(UNKNOWN)) {
            return Fit.EXACT;
        }
        Kind target = kind(to);
        return switch (kind(from)) {
            case BOOLEAN, TIME, UUID, JSON -> target == Kind.TEXT ? Fit.WRITTEN : Fit.NEVER;
            case INTEGER, DECIMAL, REAL -> ofNumber(from, to, target);
            case TEXT ->
                target == Kind.BYTES
                        ? Fit.WRITTEN
                        : target == Kind.NESTED || target == Kind.NATIVE ? Fit.NEVER : Fit.SPELLED;
            case BYTES -> target == Kind.TEXT ? Fit.SPELLED : Fit.NEVER;
            case DATE -> ofMoment(target, target == Kind.INSTANT || target == Kind.LOCAL);
            case LOCAL -> ofMoment(target, target == Kind.INSTANT);
            case INSTANT -> ofMoment(target, false);
            case NESTED -> ofNested(from, to);
            case NATIVE -> Fit.NEVER;
        };
    }

    private static Fit ofMoment(Kind target, boolean exact) {
        if (exact) {
            return Fit.EXACT;
        }
        return target == Kind.DATE ? Fit.SOME : target == Kind.TEXT ? Fit.WRITTEN : Fit.NEVER;
    }

    private static Fit ofNumber(DataType from, DataType to, Kind target) {
        return switch (target) {
            case INTEGER, DECIMAL -> isExact(from) && holdsDigits(from, to) ? Fit.EXACT : Fit.SOME;
            case REAL -> realHolds(from, to) ? Fit.EXACT : Fit.SOME;
            case TEXT -> Fit.WRITTEN;
            case BOOLEAN, BYTES, DATE, TIME, INSTANT, LOCAL, UUID, JSON, NESTED, NATIVE -> Fit.NEVER;
        };
    }

    private static boolean holdsDigits(DataType from, DataType to) {
        return (scale(from) <= scale(to) && whole(from) <= (to instanceof Decimal ? whole(to) : whole(to) - 1))
                || (kind(from) == Kind.INTEGER && kind(to) == Kind.INTEGER && whole(from) <= whole(to));
    }

    private static boolean realHolds(DataType from, DataType to) {
        if (kind(from) == Kind.REAL) {
            return to == Simple.DOUBLE;
        }
        int digits = to == Simple.DOUBLE ? DIGITS_OF_A_DOUBLE : DIGITS_OF_A_FLOAT;
        return whole(from) + scale(from) <= digits;
    }

    private static Fit ofNested(DataType from, DataType to) {
        if (from instanceof ListOf list && to instanceof ListOf other) {
            return fit(list.element(), other.element());
        }
        if (from instanceof MapOf map && to instanceof MapOf other) {
            return fit(map.key(), other.key()).or(fit(map.value(), other.value()));
        }
        if (!(from instanceof Struct struct && to instanceof Struct other)) {
            return Fit.NEVER;
        }
        Fit fit = Fit.EXACT;
        boolean common = false;
        for (Field field : struct.fields()) {
            Optional<Field> there = field(other, field.name());
            common |= there.isPresent();
            fit = fit.or(there.map(same -> fit(field.type(), same.type())).orElse(Fit.SOME));
        }
        return common ? fit : Fit.NEVER;
    }

    private static Optional<Field> field(Struct struct, String name) {
        return struct.fields().stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * The type that a column gets which is to hold the values of both: the smallest that holds them exactly, else text.
     * Empty where values that are there would have to be written in another notation: nested values become no text.
     *
     * <p>A bigint and a double mostly meet in a double, though not every bigint is one. {@link #fit} says {@code SOME}
     * then; where a value does not fit, {@link #surely} has a type that holds it.
     */
    public static Optional<DataType> wider(DataType a, DataType b) {
        return wider(a, b, false);
    }

    /** {@link #wider}, but a type that holds every value of both, whatever they are. */
    public static Optional<DataType> surely(DataType a, DataType b) {
        return wider(a, b, true);
    }

    private static Optional<DataType> wider(DataType a, DataType b, boolean surely) {
        if (fit(a, b) == Fit.EXACT) {
            return Optional.of(b);
        }
        if (fit(b, a) == Fit.EXACT) {
            return Optional.of(a);
        }
        Kind one = kind(a);
        Kind other = kind(b);
        if (one == Kind.NESTED && other == Kind.NESTED) {
            return widerNested(a, b, surely);
        }
        if (one == Kind.NESTED || other == Kind.NESTED || one == Kind.NATIVE || other == Kind.NATIVE) {
            return Optional.empty();
        }
        if (one == Kind.BYTES || other == Kind.BYTES) {
            return one == Kind.TEXT || other == Kind.TEXT ? Optional.of(Simple.BINARY) : Optional.empty();
        }
        if (isExact(a) && isExact(b)) {
            return Optional.of(widerExact(a, b));
        }
        return Optional.of(meetInDouble(a, b, surely) ? Simple.DOUBLE : Simple.STRING);
    }

    private static boolean meetInDouble(DataType a, DataType b, boolean surely) {
        boolean real = kind(a) == Kind.REAL || kind(b) == Kind.REAL;
        boolean whole = kind(a) == Kind.INTEGER || kind(b) == Kind.INTEGER;
        boolean held = fit(a, Simple.DOUBLE) == Fit.EXACT && fit(b, Simple.DOUBLE) == Fit.EXACT;
        return real && (held || (whole && !surely));
    }

    private static DataType widerExact(DataType a, DataType b) {
        int scale = Math.max(scale(a), scale(b));
        int digits = Math.max(whole(a), whole(b)) + scale;
        if (digits > MOST_DIGITS) {
            return Simple.STRING;
        }
        return new Decimal(digits <= 18 ? 18 : MOST_DIGITS, scale);
    }

    private static Optional<DataType> widerNested(DataType a, DataType b, boolean surely) {
        if (a instanceof ListOf list && b instanceof ListOf other) {
            return wider(list.element(), other.element(), surely).map(ListOf::new);
        }
        if (a instanceof MapOf map && b instanceof MapOf other) {
            return wider(map.key(), other.key(), surely)
                    .flatMap(key -> wider(map.value(), other.value(), surely).map(value -> new MapOf(key, value)));
        }
        return a instanceof Struct struct && b instanceof Struct other
                ? widerStruct(struct, other, surely)
                : Optional.empty();
    }

    private static Optional<DataType> widerStruct(Struct a, Struct b, boolean surely) {
        List<Field> fields = new ArrayList<>();
        for (Field field : a.fields()) {
            Optional<Field> there = field(b, field.name());
            Optional<DataType> type = there.isEmpty()
                    ? Optional.of(field.type())
                    : wider(field.type(), there.get().type(), surely);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(new Field(field.name(), type.get()));
        }
        b.fields().stream().filter(field -> field(a, field.name()).isEmpty()).forEach(fields::add);
        boolean common = fields.size() < a.fields().size() + b.fields().size();
        return common ? Optional.of(new Struct(fields)) : Optional.empty();
    }

    private static boolean isExact(DataType type) {
        return kind(type) == Kind.INTEGER || kind(type) == Kind.DECIMAL;
    }

    private static int scale(DataType type) {
        return type instanceof Decimal decimal ? decimal.scale() : 0;
    }

    /** How many digits before the point a value can have; not every number of so many digits is one of a whole type. */
    private static int whole(DataType type) {
        if (type instanceof Decimal decimal) {
            return decimal.precision() - decimal.scale();
        }
        return type == Simple.TINYINT ? 3 : type == Simple.SMALLINT ? 5 : type == Simple.INTEGER ? 10 : 19;
    }
}
