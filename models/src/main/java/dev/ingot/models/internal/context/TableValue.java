package dev.ingot.models.internal.context;

import dev.ingot.api.table.Column;
import dev.ingot.api.warehouse.Rows;
import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Values;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@code run_query}, shaped like the table of the agate library that projects are written against:
 * {@code columns}, {@code rows}, {@code column_names}, {@code print_table()}. Rows and columns are found by position
 * and by name.
 */
final class TableValue implements HostObject, Iterable<Object> {

    private final List<String> names;
    private final List<List<Object>> rows;

    TableValue(Rows result) {
        this(
                result.columns().stream().map(Column::name).toList(),
                result.rows().stream()
                        .map(row -> row.stream().map(TimeValue::of).toList())
                        .toList());
    }

    private TableValue(List<String> names, List<List<Object>> rows) {
        this.names = names;
        this.rows = rows;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "column_names" -> new PyTuple(names);
            case "column_types" -> new PyTuple(List.of());
            case "columns" -> new Sequence(columns(), names);
            case "rows" ->
                new Sequence(rows.stream().map(row -> (Object) row(row)).toList(), List.of());
            case "print_table" ->
                (Callable) arguments -> {
                    throw new EvaluationException("print_table() is not supported; use log(table.rows)");
                };
            case "where" -> (Callable) this::where;
            case "select" -> (Callable) this::select;
            case "exclude" -> null;
            case "rename" -> (Callable) this::rename;
            default -> null;
        };
    }

    private List<Object> columns() {
        List<Object> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int at = i;
            columns.add(new ColumnOfValues(
                    names.get(i), rows.stream().map(row -> row.get(at)).toList()));
        }
        return columns;
    }

    private Sequence row(List<Object> values) {
        return new Sequence(values, names);
    }

    private Object where(Arguments arguments) {
        Callable test = (Callable) arguments.value(0, "test");
        return new TableValue(
                names,
                rows.stream()
                        .filter(row -> Values.truth(Values.of(test.call(Arguments.of(row(row))))))
                        .toList());
    }

    private Object select(Arguments arguments) {
        List<Integer> at = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        Values.iterate(arguments.value(0, "key")).forEachRemaining(name -> {
            int index = names.indexOf(Values.print(name));
            if (index < 0) {
                throw new EvaluationException("the result has no column '" + Values.print(name) + "'");
            }
            at.add(index);
            kept.add(names.get(index));
        });
        return new TableValue(
                kept,
                rows.stream().map(row -> at.stream().map(row::get).toList()).toList());
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
        return new TableValue(renamed, rows);
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

        private final String name;
        private final List<Object> values;

        ColumnOfValues(String name, List<Object> values) {
            this.name = name;
            this.values = values;
        }

        @Override
        public @Nullable Object attribute(String attribute) {
            return switch (attribute) {
                case "name" -> name;
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
