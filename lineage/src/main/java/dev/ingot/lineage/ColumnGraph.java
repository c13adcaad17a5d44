package dev.ingot.lineage;

import dev.ingot.api.table.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of a whole project and what comes from what. Filled table by table, parents before children, so that the
 * columns of a table are known to the selects that read it. Names are compared without case. Not thread-safe while it
 * is filled.
 */
public final class ColumnGraph {

    /** A column of a table, spelled as its table spells it. */
    public record Point(TableName table, String column) {
        @Override
        public String toString() {
            return table + "." + column;
        }

        private String key() {
            return toString().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code to} comes from {@code from}. */
    public record Edge(Point from, Point to, Transformation how) {}

    private final SqlLineage tracer;
    private final Map<String, List<String>> columns = new HashMap<>();
    private final Map<TableName, Lineage> tables = new LinkedHashMap<>();
    private final Map<String, List<Edge>> upstream = new HashMap<>();
    private final Map<String, List<Edge>> downstream = new HashMap<>();

    public ColumnGraph(SqlLineage tracer) {
        this.tracer = tracer;
    }

    /** A table that comes from outside, or whose select cannot be told; without names its columns stay unknown. */
    public void addTable(TableName table, List<String> names) {
        if (!names.isEmpty()) {
            columns.put(key(table), List.copyOf(names));
        }
    }

    /**
     * A table that is made by a select.
     *
     * @param schema where a table stands that the select names without one
     */
    public Lineage addSelect(TableName table, String sql, String schema) {
        Lineage lineage = tracer.of(sql, schema, name -> Optional.ofNullable(columns.get(key(name))));
        tables.put(table, lineage);
        if (lineage instanceof Lineage.Traced traced) {
            addTable(table, traced.columns().stream().map(OutputColumn::name).toList());
            for (OutputColumn column : traced.columns()) {
                Point to = new Point(table, column.name());
                column.from().forEach(origin -> connect(new Point(origin.table(), origin.column()), to, origin.how()));
            }
        }
        return lineage;
    }

    private void connect(Point from, Point to, Transformation how) {
        Edge edge = new Edge(from, to, how);
        upstream.computeIfAbsent(to.key(), any -> new ArrayList<>()).add(edge);
        downstream.computeIfAbsent(from.key(), any -> new ArrayList<>()).add(edge);
    }

    private static String key(TableName table) {
        return table.toString().toLowerCase(Locale.ROOT);
    }

    /** The columns of a table; empty where they are not known. */
    public List<String> columns(TableName table) {
        return columns.getOrDefault(key(table), List.of());
    }

    /** What is known of each select, in the order in which they were added. */
    public Map<TableName, Lineage> selects() {
        return Collections.unmodifiableMap(tables);
    }

    /** The columns from which a column comes, one step away. */
    public List<Edge> upstream(Point point) {
        return List.copyOf(upstream.getOrDefault(point.key(), List.of()));
    }

    /** The columns that come from a column, one step away. */
    public List<Edge> downstream(Point point) {
        return List.copyOf(downstream.getOrDefault(point.key(), List.of()));
    }

    /** The columns at the far end: those from which a column's value comes and that come from nothing here themselves. */
    public Set<Point> roots(Point point) {
        Set<Point> roots = new LinkedHashSet<>();
        collect(point, roots, new LinkedHashSet<>());
        return roots;
    }

    private void collect(Point point, Set<Point> roots, Set<String> seen) {
        if (!seen.add(point.key())) {
            return; // an incremental model reads itself
        }
        List<Edge> direct =
                upstream(point).stream().filter(edge -> edge.how().direct()).toList();
        for (Edge edge : direct) {
            if (upstream(edge.from()).stream().noneMatch(next -> next.how().direct())) {
                roots.add(edge.from());
            }
            collect(edge.from(), roots, seen);
        }
    }
}
