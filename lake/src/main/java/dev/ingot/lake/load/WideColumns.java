package dev.ingot.lake.load;

import dev.ingot.api.table.DataType;
import dev.ingot.lake.internal.Cast;
import java.util.List;

/**
 * Many columns of one inferred type, cast and checked as one list. The engine plans each expression of a select by itself
 * and keeps a vector for each of its terms; said column by column, a file of thousands of columns takes seconds and
 * gigabytes, however few its rows.
 *
 * @param number tells the groups of a select apart
 * @param names of the table's columns
 * @param fields SQL text: their values in the source
 */
record WideColumns(int number, DataType type, List<String> names, List<String> fields) {

    /** From so many on a list is cheaper. */
    static final int MANY = 100;

    WideColumns {
        names = List.copyOf(names);
        fields = List.copyOf(fields);
    }

    /** The values as they stand in the source. */
    String texts() {
        return Text.array(fields) + " AS s_texts" + number;
    }

    /** Over a select with {@link #texts}. */
    String values() {
        return "list_transform(s_texts" + number + ", lambda f: " + cast().value() + ") AS s_values" + number;
    }

    /** Over a select with {@link #values}: one of them. */
    String value(int index) {
        return "s_values" + number + "[" + (index + 1) + "]";
    }

    /** Over a select with {@link #texts}: of each value, whether it is not of the type. */
    String failures() {
        return "list_transform(s_texts" + number + ", lambda f: " + cast().failed() + ") AS s_failures" + number;
    }

    /** Over a select with {@link #failures}: whether a value is not of the type. */
    String failed() {
        return "list_contains(s_failures" + number + ", true)";
    }

    /** Over a select with {@link #failures}: rules and reasons of the failed values, as {@link Names} separates them. */
    String errors() {
        String name = Text.list(names) + "[i]";
        return "CASE WHEN " + failed() + " THEN array_to_string(list_transform(list_filter(range(1, "
                + (names.size() + 1) + "), lambda i: s_failures" + number + "[i]), lambda i: 'cast:' || " + name
                + " || chr(31) || " + Text.shown("s_texts" + number + "[i]") + " || ' in column ''' || " + name
                + " || ''' is not " + type + "'), chr(30)) END";
    }

    private Cast cast() {
        return Cast.ofText("f", type, false, null);
    }
}
