package dev.ingot.lake.internal;

import dev.ingot.api.table.TableName;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the lake held at one moment: each table with its version, each view with its text. Where both a table and a view
 * have the name, the table counts: a view that replaces a table is written before the table goes. Immutable.
 */
final class Listing {

    private final SortedMap<TableName, Long> tables;
    private final SortedMap<TableName, StoredView> views;
    private final Map<String, TableName> byKey = new HashMap<>();

    Listing(Map<TableName, Long> tables, Map<TableName, StoredView> views) {
        this.tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        SortedMap<TableName, StoredView> seen = new TreeMap<>(views);
        seen.keySet().removeAll(tables.keySet());
        this.views = Collections.unmodifiableSortedMap(seen);
        this.views.keySet().forEach(name -> byKey.put(key(name.schema(), name.name()), name));
        this.tables.keySet().forEach(name -> byKey.put(key(name.schema(), name.name()), name));
    }

    /** The same with other views, which count more than what has their names. */
    Listing with(Map<TableName, String> selects) {
        if (selects.isEmpty()) {
            return this;
        }
        Map<TableName, Long> otherTables = new TreeMap<>(tables);
        Map<TableName, StoredView> otherViews = new TreeMap<>(views);
        selects.forEach((name, select) -> {
            otherTables.remove(name);
            otherViews.put(name, new StoredView(name, "", "", Instant.EPOCH, "", select));
        });
        return new Listing(otherTables, otherViews);
    }

    static String key(String schema, String name) {
        return schema.toLowerCase(Locale.ROOT) + '\u0000' + name.toLowerCase(Locale.ROOT);
    }

    SortedMap<TableName, Long> tables() {
        return tables;
    }

    SortedMap<TableName, StoredView> views() {
        return views;
    }

    /** As SQL finds it: ignoring case. */
    Optional<TableName> find(String schema, String name) {
        return Optional.ofNullable(byKey.get(key(schema, name)));
    }

    Collection<TableName> all() {
        return byKey.values();
    }

    Set<String> schemas() {
        Set<String> schemas = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        byKey.values().forEach(name -> schemas.add(name.schema()));
        return schemas;
    }
}
