package dev.ingot.models.internal.context;

import dev.ingot.api.table.DataType;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.Values;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The type of a result's column, in the words of the agate library. */
enum AgateType implements HostObject {
    NUMBER("Number"),
    TEXT("Text"),
    BOOLEAN("Boolean"),
    DATE("Date"),
    DATETIME("DateTime");

    /** What agate's tables can do and ours cannot. */
    static final Set<String> METHODS = Set.of(
            "aggregate",
            "bins",
            "compute",
            "denormalize",
            "group_by",
            "homogenize",
            "join",
            "normalize",
            "pivot",
            "print_bars",
            "print_csv",
            "print_html",
            "print_json",
            "print_structure",
            "to_csv",
            "to_json");

    private final String word;

    AgateType(String word) {
        this.word = word;
    }

    static AgateType of(DataType type) {
        if (type instanceof DataType.Decimal) {
            return NUMBER;
        }
        if (!(type instanceof DataType.Simple simple)) {
            return TEXT;
        }
        return switch (simple) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, FLOAT, DOUBLE -> NUMBER;
            case BOOLEAN -> BOOLEAN;
            case DATE -> DATE;
            case TIMESTAMP, TIMESTAMP_NTZ -> DATETIME;
            case STRING, BINARY, TIME, UUID, JSON -> TEXT;
        };
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "jsonify" -> (Callable) arguments -> json(arguments.value(0, "d"));
            case "csvify" ->
                (Callable) arguments -> {
                    Object value = arguments.value(0, "d");
                    return value == None.NONE ? value : Values.print(value);
                };
            default -> null;
        };
    }

    /** What stands for a value in JSON. */
    private static Object json(Object value) {
        if (value instanceof TimeValue time) {
            return String.valueOf(time).replace(' ', 'T');
        }
        return value instanceof Number number && !(value instanceof Long) ? (Object) number.doubleValue() : value;
    }

    @Override
    public String typeName() {
        return word;
    }

    @Override
    public String toString() {
        return "<agate.data_types." + (this == DATETIME ? "date_time" : word.toLowerCase(Locale.ROOT)) + "." + word
                + " object>";
    }
}
