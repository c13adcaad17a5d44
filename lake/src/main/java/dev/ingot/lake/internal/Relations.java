package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.table.TableName;
import dev.ingot.lake.LakeError;
import dev.ingot.sql.SqlWords;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The lake's relations inside a session, as DuckDB views. A view is made only when a statement names it: first for the
 * names that stand in the statement's text, then, where the engine still misses one (a name without schema, a name
 * made by a function), for that one. For one thread.
 */
final class Relations {

    private final Lake lake;
    private final Listing listing;
    private final Map<TableName, FileSet> overlay;
    private final SqlRunner runner;
    private final Map<TableName, FileSet> read = new HashMap<>();
    private final Set<TableName> made = new HashSet<>();
    private final Set<TableName> open = new LinkedHashSet<>();

    Relations(Lake lake, Listing listing, Map<TableName, FileSet> overlay, SqlRunner runner) {
        this.lake = lake;
        this.listing = listing;
        this.overlay = Map.copyOf(overlay);
        this.runner = runner;
    }

    /** Every schema that has something in it. */
    Set<String> schemas() {
        Set<String> schemas = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        schemas.addAll(listing.schemas());
        overlay.keySet().forEach(name -> schemas.add(name.schema()));
        return schemas;
    }

    /** Runs {@code work} with everything there that {@code sql} names. */
    <T> T with(String sql, Supplier<T> work) {
        make(sql);
        while (true) {
            try {
                return work.get();
            } catch (IngotException e) {
                Optional<String> missing =
                        e.getCause() instanceof SQLException cause ? SqlFailures.missingTable(cause) : Optional.empty();
                if (missing.isEmpty()) {
                    throw DataFiles.explained(e, read.values(), runner);
                }
                if (!makeMissing(missing.get())) {
                    throw suggest(e, missing.get());
                }
            }
        }
    }

    private void make(String sql) {
        if (sql.toLowerCase(Locale.ROOT).contains("information_schema")) {
            // Who asks what there is sees all of it.
            everything().forEach(this::make);
        }
        for (SqlWords.Name name : SqlWords.in(sql)) {
            List<String> parts = name.parts();
            for (int i = 0; i + 1 < parts.size(); i++) {
                find(parts.get(i), parts.get(i + 1)).ifPresent(this::make);
            }
        }
    }

    private Optional<TableName> find(String schema, String name) {
        for (TableName staged : overlay.keySet()) {
            if (staged.schema().equalsIgnoreCase(schema) && staged.name().equalsIgnoreCase(name)) {
                return Optional.of(staged);
            }
        }
        return listing.find(schema, name);
    }

    private boolean makeMissing(String missing) {
        int before = made.size();
        String last = missing.substring(missing.lastIndexOf('.') + 1);
        for (TableName known : everything()) {
            boolean named = known.name().equalsIgnoreCase(missing)
                    || known.name().equalsIgnoreCase(last)
                    || known.toString().equalsIgnoreCase(missing);
            if (named) {
                make(known);
            }
        }
        return made.size() > before;
    }

    private Set<TableName> everything() {
        Set<TableName> all = new TreeSet<>(listing.all());
        all.addAll(overlay.keySet());
        return all;
    }

    private IngotException suggest(IngotException failure, String missing) {
        Map<String, String> known = new TreeMap<>();
        everything().forEach(name -> {
            known.putIfAbsent(name.name(), name.toString());
            known.put(name.toString(), name.toString());
        });
        Problem problem = failure.first();
        // The engine names the schema only where that is missing as well.
        String fix = Suggestion.nearest(missing, known.keySet())
                .map(near -> "Did you mean '" + known.get(near) + "'?")
                .orElseGet(() -> Suggestion.didYouMean(missing, new TreeSet<>(known.values())));
        return new IngotException(problem.fix(fix), failure.getCause());
    }

    private void make(TableName name) {
        if (made.contains(name)) {
            return;
        }
        if (!open.add(name)) {
            List<String> circle = new ArrayList<>();
            open.forEach(view -> circle.add(view.toString()));
            throw Problem.of(
                            LakeError.VIEW_CYCLE,
                            "The views " + String.join(" -> ", circle) + " -> " + name
                                    + " read each other in a circle.")
                    .fix("Change one of them so that it does not read the others.")
                    .toException();
        }
        FileSet staged = overlay.get(name);
        Long version = listing.tables().get(name);
        if (staged != null) {
            create(name, staged.select());
        } else if (version != null) {
            FileSet files = FileSet.of(lake.catalog().at(name, version));
            read.put(name, files);
            create(name, files);
        } else {
            createStored(name);
        }
        open.remove(name);
        made.add(name);
    }

    private void createStored(TableName name) {
        StoredView view = listing.views().get(name);
        if (view == null) {
            throw new IllegalStateException("no such relation: " + name);
        }
        try {
            with(view.select(), () -> {
                create(name, view.select());
                return name;
            });
        } catch (IngotException e) {
            open.remove(name);
            throw e.first().code() == LakeError.VIEW_CYCLE ? e : inView(name, view, e);
        }
    }

    private static IngotException inView(TableName name, StoredView view, IngotException failure) {
        List<Problem> problems = new ArrayList<>();
        for (Problem problem : failure.problems()) {
            problems.add(new Problem(
                    problem.code(),
                    "The view " + name + (view.node().isEmpty() ? "" : " (" + view.node() + ")") + " cannot be read: "
                            + problem.what(),
                    problem.place(),
                    problem.why(),
                    problem.fix()));
        }
        return new IngotException(problems.get(0), failure.getCause());
    }

    private void create(TableName name, FileSet files) {
        try {
            create(name, files.select());
        } catch (IngotException e) {
            throw DataFiles.explained(e, List.of(files), runner);
        }
    }

    private void create(TableName name, String select) {
        String sql = "CREATE OR REPLACE VIEW " + name.quoted() + " AS\n" + select;
        runner.execute(sql, select, dev.ingot.api.run.StepControl.NONE, 0);
    }

    /** The state of a table as this session sees it; empty where there is none or it is a view. */
    Optional<Long> pinned(TableName name) {
        return Optional.ofNullable(listing.tables().get(name));
    }
}
