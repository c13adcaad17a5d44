package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.HostObject;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code statement}, {@code load_result} and what else keeps results of SQL by name while one node is built. For one
 * thread.
 */
final class Statements {

    private final Database database;
    private final @Nullable Consumer<String> main;
    private final Map<String, Object> results = new HashMap<>();

    /**
     * @param main takes the SQL that makes a node, and lets statements take effect together; null for templates that
     *     are no materialization, whose statements take effect one by one
     */
    Statements(Database database, @Nullable Consumer<String> main) {
        this.database = database;
        this.main = main;
    }

    /** The results so far, by name. */
    boolean has(String name) {
        return results.containsKey(name);
    }

    void putInto(Map<String, Object> names) {
        names.put("statement", (Callable) this::statement);
        names.put("run_query", (Callable)
                arguments -> new TableValue(database.run(arguments.text(0, "sql")), database::print));
        names.put("load_result", (Callable) arguments -> Values.of(results.get(arguments.text(0, "name"))));
        names.put("store_result", (Callable) this::store);
        names.put("store_raw_result", (Callable) this::storeRaw);
    }

    private Object statement(Arguments arguments) {
        Object name = arguments.value(0, "name", None.NONE);
        boolean fetch = arguments.flag(1, "fetch_result", false);
        if (!(arguments.named().get("caller") instanceof Callable body)) {
            throw new EvaluationException(
                    "statement() needs a body", "Write {% call statement('name') %} ... {% endcall %}.");
        }
        String sql = Values.print(Values.of(body.call(Arguments.NONE)));
        if (main != null) {
            if (name.equals("main")) {
                main.accept(sql);
            }
            if (arguments.flag(2, "auto_begin", true)) {
                database.begin();
            }
        }
        TableValue table = new TableValue(database.run(sql), database::print);
        if (name instanceof String key) {
            Object rows = fetch ? Values.of(table.attribute("rows")) : new PyList();
            keep(key, new Response(database.written()), rows, table);
        }
        return "";
    }

    /** dbt's {@code AdapterResponse}. */
    private record Response(long rows) implements HostObject {

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "rows_affected" -> rows;
                case "code", "_message" -> "OK";
                default -> null;
            };
        }

        @Override
        public String toString() {
            return "OK";
        }
    }

    private Object store(Arguments arguments) {
        Object table = arguments.value(2, "agate_table", None.NONE);
        Object rows = table instanceof TableValue given ? Values.of(given.attribute("rows")) : new PyList();
        keep(
                arguments.text(0, "name"),
                arguments.value(1, "response"),
                rows,
                table == None.NONE
                        ? new TableValue(new dev.ingot.api.warehouse.Rows(List.of(), List.of(), false), database::print)
                        : table);
        return "";
    }

    private Object storeRaw(Arguments arguments) {
        Arguments stored = Arguments.of(
                arguments.text(0, "name"),
                arguments.value(1, "message", None.NONE),
                arguments.value(4, "agate_table", None.NONE));
        return store(stored);
    }

    private void keep(String name, Object response, Object rows, Object table) {
        results.put(name, PyDict.of("response", response, "data", rows, "table", table));
    }
}
