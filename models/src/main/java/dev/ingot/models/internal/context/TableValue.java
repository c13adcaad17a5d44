package dev.ingot.models.internal.context;

import dev.ingot.api.table.Column;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.Json;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Suggestions;
import dev.ingot.jinja.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code run_query}, shaped like the table of the agate library that projects are written against:
 * {@code columns}, {@code rows}, {@code column_names}, {@code print_table()}. Rows and columns are found by position
 * and by name.
 */
final class TableValue implements HostObject, Iterable<Object> {

    private final List<String> names;
    private final List<AgateType> types;
    private final List<List<Object>> rows;
    private final Consumer<String> printer;

    /** @param printer takes the lines of {@code print_table()} */
    TableValue(Rows result, Consumer<String> printer) {
        this(
                result.columns().stream().map(Column::name).toList(),
                result.columns().stream().map(Column::type).map(AgateType::of).toList(),
                result.rows().stream()
                        .map(row -> row.stream().map(TableValue::cell).toList())
                        .toList(),
                printer);
    }

    /** As dbt hands a value to templates: what has parts is JSON. */
    private static Object cell(@Nullable Object value) {
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return Json.write(parts(value), false);
        }
        return value instanceof byte[] bytes ? bytes(bytes) : TimeValue.of(value);
    }

    private static Object parts(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            PyDict dict = new PyDict();
            map.forEach((key, part) -> dict.put(Values.print(cell(key)), parts(part)));
            return dict;
        }
        if (value instanceof Collection<?> items) {
            PyList list = new PyList();
            items.forEach(item -> list.add(parts(item)));
            return list;
        }
        Object cell = cell(value);
        return cell instanceof TimeValue time ? time.toString() : cell;
    }

    /** As Python prints bytes. */
    private static String bytes(byte[] bytes) {
        StringBuilder text = new StringBuilder("b'");
        for (byte b : bytes) {
            boolean plain = b >= ' ' && b <= '~' && b != '\'' && b != '\\';
            text.append(plain ? String.valueOf((char) b) : String.format("\\x%02x", b));
        }
        return text.append('\'').toString();
    }

    private TableValue(List<String> names, List<AgateType> types, List<List<Object>> rows, Consumer<String> printer) {
        this.names = names;
        this.types = types;
        this.rows = rows;
        this.printer = printer;
    }

    private TableValue with(List<List<Object>> otherRows) {
        return new TableValue(names, types, otherRows, printer);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "column_names" -> new PyTuple(names);
            case "column_types" -> new PyTuple(types);
            case "columns" -> new Sequence(columns(), names);
            case "rows" ->
                new Sequence(rows.stream().map(row -> (Object) row(row)).toList(), List.of());
            case "print_table" ->
                (Callable) arguments -> {
                    new TablePrint(names, types, rows).lines(arguments).forEach(printer);
                    return None.NONE;
                };
            case "where" -> (Callable) this::where;
            case "find" -> (Callable) arguments -> Values.of(first(where(arguments)));
            case "select" -> (Callable) arguments -> select(keys(arguments), true);
            case "exclude" -> (Callable) arguments -> select(keys(arguments), false);
            case "order_by" -> (Callable) this::orderBy;
            case "limit" -> (Callable) this::limit;
            case "distinct" ->
                (Callable) arguments -> with(rows.stream().distinct().toList());
            case "rename" -> (Callable) this::rename;
            default -> {
                if (AgateType.METHODS.contains(name)) {
                    throw new EvaluationException(
                            "a table's " + name + "() is not supported", "Loop over its rows, or let the query do it.");
                }
                yield null;
            }
        };
    }

    private List<Object> columns() {
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int at = i;
            columns.add(new ColumnOfValues(
                    i,
                    names.get(i),
                    types.get(i),
                    rows.stream().map(row -> row.get(at)).toList()));
        }
        return columns;
    }

    private Sequence row(List<Object> values) {
        return new Sequence(values, names);
    }

    private TableValue where(Arguments arguments) {
        Callable test = (Callable) arguments.value(0, "test");
        return with(rows.stream()
                .filter(row -> Values.truth(Values.of(test.call(Arguments.of(row(row))))))
                .toList());
    }

    private static Object first(TableValue found) {
        return found.rows.isEmpty() ? None.NONE : found.row(found.rows.get(0));
    }

    /** Positions of the columns that an argument names, one or several. */
    private List<Integer> keys(Arguments arguments) {
        Object key = arguments.value(0, "key");
        List<Integer> at = new ArrayList<>();
        if (key instanceof String name) {
            at.add(index(name));
        } else {
            Values.iterate(key).forEachRemaining(name -> at.add(index(Values.print(name))));
        }
        return at;
    }

    private int index(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new EvaluationException(
                    "the result has no column '" + name + "'", Suggestions.didYouMean(name, names));
        }
        return index;
    }

    private TableValue select(List<Integer> named, boolean wanted) {
        List<Integer> at = wanted
                ? named
                : IntStream.range(0, names.size())
                        .boxed()
                        .filter(index -> !named.contains(index))
                        .toList();
        return new TableValue(
                at.stream().map(names::get).toList(),
                at.stream().map(types::get).toList(),
                rows.stream().map(row -> at.stream().map(row::get).toList()).toList(),
                printer);
    }

    /** By a column, several, or what a function makes of a row; nulls come last, as in agate. */
    private Object orderBy(Arguments arguments) {
        Object key = arguments.value(0, "key");
        List<Integer> at = key instanceof Callable ? List.of() : keys(arguments);
        Function<List<Object>, List<Object>> values = key instanceof Callable function
                ? row -> List.of(Values.of(function.call(Arguments.of(row(row)))))
                : row -> at.stream().map(row::get).toList();
        List<List<Object>> sorted = new ArrayList<>(rows);
        sorted.sort((left, right) -> compare(values.apply(left), values.apply(right)));
        if (arguments.flag(1, "reverse", false)) {
            Collections.reverse(sorted);
        }
        return with(sorted);
    }

    private static int compare(List<Object> left, List<Object> right) {
        for (int i = 0; i < left.size(); i++) {
            boolean none = left.get(i) == None.NONE;
            boolean otherNone = right.get(i) == None.NONE;
            int order =
                    none || otherNone ? Boolean.compare(none, otherNone) : Values.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private Object limit(Arguments arguments) {
        int first = ((Number) arguments.value(0, "start_or_stop")).intValue();
        Object stop = arguments.value(1, "stop", None.NONE);
        int from = stop == None.NONE ? 0 : first;
        int until = stop == None.NONE ? first : ((Number) stop).intValue();
        int end = Math.min(until, rows.size());
        return with(rows.subList(Math.min(from, end), end));
    }

    private Object rename(Arguments arguments) {
        Object wanted = arguments.value(0, "column_names", None.NONE);
        List<String> renamed = new ArrayList<>(names);
        if (wanted instanceof Map<?, ?> map) {
            renamed.replaceAll(name -> map.containsKey(name) ? Values.print(Values.of(map.get(name))) : name);
        } else if (wanted instanceof List<?> list) {
            for (int i = 0; i < Math.min(list.size(), renamed.size()); i++) {
                renamed.set(i, Values.print(Values.of(list.get(i))));
            }
        }
        return new TableValue(renamed, types, rows, printer);
    }

    @Override
    public Iterator<Object> iterator() {
        return rows.stream().map(row -> (Object) row(row)).iterator();
    }

    @Override
    public @Nullable Object item(Object key) {
        return key instanceof Long index
                ? at(rows.stream().map(row -> (Object) row(row)).toList(), index)
                : null;
    }

    @Override
    public boolean truth() {
        return !rows.isEmpty();
    }

    @Override
    public String typeName() {
        return "Table";
    }

    @Override
    public String toString() {
        return "<Table " + names + ", " + rows.size() + " rows>";
    }

    private static @Nullable Object at(List<Object> items, long index) {
        long position = index < 0 ? items.size() + index : index;
        return position >= 0 && position < items.size() ? items.get((int) position) : null;
    }

    /** agate's mapped sequence: a row, the rows or the columns, by position and by name. */
    private static final class Sequence extends java.util.AbstractCollection<Object> implements HostObject {

        private final List<Object> items;
        private final List<String> keys;

        Sequence(List<Object> items, List<String> keys) {
            this.items = items;
            this.keys = keys;
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "values" -> (Callable) arguments -> new PyTuple(items);
                case "keys" -> (Callable) arguments -> new PyTuple(keys);
                case "items" ->
                    (Callable) arguments -> {
                        PyList pairs = new PyList();
                        asMap().forEach((key, value) -> pairs.add(PyTuple.of(key, value)));
                        return pairs;
                    };
                case "dict" -> (Callable) arguments -> new PyDict(asMap());
                case "get" ->
                    (Callable) arguments -> {
                        Object found = item(arguments.value(0, "key"));
                        return found == null ? arguments.value(1, "default", None.NONE) : found;
                    };
                default -> item(name);
            };
        }

        private Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(keys.size(), items.size()); i++) {
                map.put(keys.get(i), items.get(i));
            }
            return map;
        }

        /** By position, by name, and by name in another case: engines differ in how they fold names. */
        @Override
        public @Nullable Object item(Object key) {
            if (key instanceof Long index) {
                return at(items, index);
            }
            if (key instanceof String name) {
                for (int i = 0; i < keys.size(); i++) {
                    if (keys.get(i).equals(name)
                            || keys.get(i).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                        return items.get(i);
                    }
                }
            }
            return null;
        }

        @Override
        public Iterator<Object> iterator() {
            return items.iterator();
        }

        @Override
        public int size() {
            return items.size();
        }

        @Override
        public boolean truth() {
            return !items.isEmpty();
        }

        @Override
        public String typeName() {
            return "MappedSequence";
        }

        @Override
        public String toString() {
            return Values.print(new PyTuple(items));
        }
    }

    /** One column of the result. */
    private static final class ColumnOfValues extends java.util.AbstractCollection<Object> implements HostObject {

        private final int index;
        private final String name;
        private final AgateType type;
        private final List<Object> values;

        ColumnOfValues(int index, String name, AgateType type, List<Object> values) {
            this.index = index;
            this.name = name;
            this.type = type;
            this.values = values;
        }

        @Override
        public @Nullable Object attribute(String attribute) {
            return switch (attribute) {
                case "name" -> name;
                case "index" -> (long) index;
                case "data_type" -> type;
                case "values" -> (Callable) arguments -> new PyTuple(values);
                case "values_distinct" ->
                    (Callable)
                            arguments -> new PyTuple(values.stream().distinct().toList());
                case "values_without_nulls" ->
                    (Callable) arguments -> new PyTuple(
                            values.stream().filter(value -> value != None.NONE).toList());
                default -> null;
            };
        }

        @Override
        public @Nullable Object item(Object key) {
            return key instanceof Long index ? at(values, index) : null;
        }

        @Override
        public Iterator<Object> iterator() {
            return values.iterator();
        }

        @Override
        public int size() {
            return values.size();
        }

        @Override
        public String typeName() {
            return "Column";
        }

        @Override
        public String toString() {
            return Values.print(new PyTuple(values));
        }
    }
}
