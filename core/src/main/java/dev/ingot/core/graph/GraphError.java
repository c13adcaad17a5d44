package dev.ingot.core.graph;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can be wrong with the graph or with a selection of it. */
public enum GraphError implements ErrorCode {
    DUPLICATE_NODE(
            "INGOT-GRAPH-001",
            "Two nodes have the same unique id",
            "A name may be used once per package and kind. Rename one of the two, or give it an alias if both tables"
                    + " must have the same name in different schemas."),
    UNKNOWN_PARENT(
            "INGOT-GRAPH-002",
            "A node depends on something that does not exist",
            "The parent was removed, renamed or disabled. Correct the ref() or source() that names it."),
    CYCLE(
            "INGOT-GRAPH-003",
            "Nodes depend on each other in a circle",
            "A table can't be built before itself. The message shows the circle; break it by letting one of the nodes"
                    + " read from something upstream instead."),
    BAD_SELECTOR(
            "INGOT-GRAPH-004",
            "A selector cannot be understood",
            "Selectors follow dbt: names, +parents, children+, @name, method:value, comma for both, space for either."),
    UNKNOWN_METHOD(
            "INGOT-GRAPH-005",
            "A selector method does not exist",
            "The methods are those of dbt: tag, path, file, fqn, package, config, source, resource_type, test_type,"
                    + " test_name, exposure, group, access, version, unit_test, state, result and source_status."),
    TWO_WRITERS(
            "INGOT-GRAPH-006",
            "Two nodes fill the same table",
            "Each table has one writer. Give one of the nodes another schema, name or alias.");

    private final Entry entry;

    GraphError(String id, String title, String explanation) {
        this.entry = new Entry(id, ErrorKind.USER, ExitCode.USAGE, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
