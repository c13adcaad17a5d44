package dev.ingot.lineage.internal;

import dev.ingot.lineage.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What names mean inside one select: the relations of its FROM, then the aliases of its own columns, then whatever the
 * select around it knows. Common tables are seen from inside, too. Filled while the statement is walked.
 */
final class Scope {

    /** Names that DuckDB takes for functions without parentheses where no column is called so. */
    private static final Set<String> FUNCTIONS = Set.of(
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "current_user",
            "session_user",
            "user",
            "current_role",
            "current_catalog",
            "current_schema",
            "rowid");

    /**
     * @param hidden columns that a join by USING gives only once, on its other side
     */
    record Relation(String alias, @Nullable String schema, Rowset rows, Set<String> hidden) {

        List<Field> shown() {
            if (rows.unknown() != null && rows.fields().isEmpty()) {
                throw new Untraceable("the columns of '" + alias + "' are not known, and a star takes all of them");
            }
            return rows.fields().stream()
                    .filter(field -> !hidden.contains(lower(field.name())))
                    .toList();
        }

        Relation hiding(Set<String> names) {
            Set<String> all = new HashSet<>(hidden);
            names.forEach(name -> all.add(lower(name)));
            return new Relation(alias, schema, rows, all);
        }
    }

    private final @Nullable Scope outer;
    private final List<Relation> relations = new ArrayList<>();
    private final Map<String, Rowset> commonTables = new HashMap<>();
    private final Map<String, Field> aliases = new HashMap<>();
    private final Set<String> parameters;
    private @Nullable Field star;

    private Scope(@Nullable Scope outer, Set<String> parameters) {
        this.outer = outer;
        this.parameters = parameters;
    }

    static Scope root() {
        return new Scope(null, Set.of());
    }

    Scope nested() {
        return new Scope(this, Set.of());
    }

    /** Inside a lambda: its parameters are values of the list that stands beside it, and no columns. */
    Scope lambda(Set<String> names) {
        return new Scope(this, names);
    }

    /** Inside an expression over {@code COLUMNS(...)}, for one of the columns. */
    Scope forStar(Field field) {
        Scope scope = nested();
        scope.star = field;
        return scope;
    }

    Optional<Field> star() {
        return star != null || outer == null ? Optional.ofNullable(star) : outer.star();
    }

    void add(Relation relation) {
        relations.add(relation);
    }

    List<Relation> relations() {
        return relations.isEmpty() && outer != null && star != null ? outer.relations() : relations;
    }

    void replace(int from, List<Relation> others) {
        relations.subList(from, relations.size()).clear();
        relations.addAll(others);
    }

    void define(String commonTable, Rowset rows) {
        commonTables.put(lower(commonTable), rows);
    }

    void alias(Field field) {
        aliases.putIfAbsent(lower(field.name()), field);
    }

    Optional<Rowset> commonTable(String name) {
        Rowset rows = commonTables.get(lower(name));
        return rows != null || outer == null ? Optional.ofNullable(rows) : outer.commonTable(name);
    }

    /** What a column reference with one to four parts stands for. */
    Set<Origin> resolve(List<String> parts) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Optional<Set<Origin>> found = scope.find(parts);
            if (found.isPresent()) {
                return found.get();
            }
        }
        if (parts.size() == 1 && FUNCTIONS.contains(lower(parts.get(0)))) {
            return Set.of();
        }
        throw new Untraceable("no relation here has the column '" + String.join(".", parts) + "'");
    }

    private Optional<Set<Origin>> find(List<String> parts) {
        String first = parts.get(0);
        if (parameters.contains(lower(first))) {
            return Optional.of(Set.of());
        }
        // As a table's column first, as a column's field then: more parts are always fields.
        for (int qualifiers = Math.min(parts.size() - 1, 2); qualifiers > 0; qualifiers--) {
            for (Relation relation : relations) {
                if (isQualifiedBy(relation, parts.subList(0, qualifiers))) {
                    Optional<Set<Origin>> found = column(relation, parts.get(qualifiers), true);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return column(first).or(() -> wholeRow(first));
    }

    private static boolean isQualifiedBy(Relation relation, List<String> qualifiers) {
        String table = qualifiers.get(qualifiers.size() - 1);
        return relation.alias().equalsIgnoreCase(table)
                && (qualifiers.size() == 1 || qualifiers.get(0).equalsIgnoreCase(relation.schema()));
    }

    private Optional<Set<Origin>> column(String name) {
        for (boolean asKnown : new boolean[] {true, false}) {
            for (Relation relation : relations) {
                if (!relation.hidden().contains(lower(name))
                        && asKnown == relation.rows().find(name).isPresent()) {
                    Optional<Set<Origin>> found = column(relation, name, !asKnown);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.ofNullable(aliases.get(lower(name))).map(Field::from);
    }

    private static Optional<Set<Origin>> column(Relation relation, String name, boolean orUnknown) {
        Optional<Field> known = relation.rows().find(name);
        if (known.isEmpty() && orUnknown && relation.rows().unknown() != null) {
            known = Optional.of(relation.rows().unknown().apply(name));
        }
        return known.map(Field::from);
    }

    /** {@code select t from t}: a struct of all its columns. */
    private Optional<Set<Origin>> wholeRow(String name) {
        return relations.stream()
                .filter(relation -> relation.alias().equalsIgnoreCase(name))
                .findFirst()
                .map(relation -> {
                    Set<Origin> all = new LinkedHashSet<>();
                    relation.shown().forEach(field -> all.addAll(field.from()));
                    return all;
                });
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
