package dev.ingot.lake.load;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.load.SchemaMode;
import dev.ingot.lake.load.Scan.Input;
import dev.ingot.lake.load.Scan.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the source has the columns that were promised. Of files each one is asked: a column that no record of it has
 * would be loaded as null, and a merge would write null over what the table has.
 */
record Promises(Layout layout, Scan scan, Reading reading) {

    private static final int MOST_NAMED = 3;

    List<Problem> broken() {
        List<Problem> problems = oneField();
        if (!problems.isEmpty()) {
            return problems; // the same mistake would be reported again for each declared column
        }
        layout.targets().forEach(target -> problems.addAll(missing(target)));
        List<String> names = layout.targets().stream().map(Target::name).toList();
        for (String column : new LinkedHashSet<>(layout.needed())) {
            boolean known = names.stream().anyMatch(column::equalsIgnoreCase)
                    || key(column).startsWith(Names.PREFIX);
            if (!known) {
                problems.add(Problem.of(
                                LoadError.COLUMN_MISSING,
                                "The pipeline '" + layout.plan().pipeline() + "' names a column '" + column + "' that "
                                        + layout.plan().table() + " has not.")
                        .fix(Suggestion.didYouMean(column, names)));
            }
        }
        return problems;
    }

    private List<Problem> missing(Target target) {
        boolean frozen = layout.existing() != null && layout.plan().contract().mode() == SchemaMode.FREEZE;
        boolean declared =
                target.rule() != null || layout.plan().key().stream().anyMatch(target.name()::equalsIgnoreCase);
        boolean optional = target.from().startsWith(Layout.NOWHERE)
                || (target.rule() != null && target.rule().optional());
        if (optional || (!declared && (!frozen || reading.keysVary()))) {
            return List.of();
        }
        if (!reading.wholeFiles()) {
            boolean there = scan.input(target.from()).isPresent() || reading.keysVary();
            boolean told = frozen || layout.existing() == null;
            return there || !told || scan.columns().isEmpty()
                    ? List.of()
                    : List.of(problem(target, frozen, "The source has")
                            .fix(Suggestion.didYouMean(target.from(), scan.columns())));
        }
        Map<String, Part> lacking = new LinkedHashMap<>();
        for (Part part : scan.parts()) {
            for (String file : part.files()) {
                Set<String> columns = part.columns(file);
                if (!columns.isEmpty() && !columns.contains(key(target.from()))) {
                    lacking.put(file, part);
                }
            }
        }
        if (lacking.isEmpty()) {
            return List.of();
        }
        List<String> files = List.copyOf(lacking.keySet());
        String first = files.get(0);
        String named = String.join(", ", files.subList(0, Math.min(MOST_NAMED, files.size())))
                + (files.size() > MOST_NAMED ? " and " + (files.size() - MOST_NAMED) + " more files" : "")
                + (files.size() > 1 ? " have" : " has");
        return List.of(problem(target, frozen, named)
                .at(Place.of(first))
                .fix(fix(target, Objects.requireNonNull(lacking.get(first)), first)));
    }

    private Problem problem(Target target, boolean frozen, String where) {
        return Problem.of(
                frozen ? LoadError.SCHEMA_FROZEN : LoadError.COLUMN_MISSING,
                where + " no column '" + target.from() + "', which "
                        + (target.rule() != null
                                ? "the contract of " + layout.plan().table() + " declares."
                                : layout.plan().table() + (frozen ? " has." : " has as its key.")));
    }

    private String fix(Target target, Part part, String file) {
        List<String> news = part.columns(file).stream()
                .flatMap(column -> part.input(column).stream())
                .map(Input::name)
                .filter(this::isNew)
                .sorted()
                .toList();
        String allowed = "Where files may lack the column, mark it 'optional: true' in the contract.";
        Optional<String> similar = Suggestion.nearest(target.from(), news);
        if (similar.isPresent()) {
            return "Did you mean '" + similar.get()
                    + "'? The file has it and the contract does not: mend the header, or say " + "'from: "
                    + similar.get() + "'. " + allowed;
        }
        return reading.hint(file)
                .orElseGet(() -> "The file has the columns "
                        + part.columns(file).stream()
                                .flatMap(column -> part.input(column).stream())
                                .map(input -> "'" + input.name() + "'")
                                .sorted()
                                .limit(30)
                                .reduce((a, b) -> a + ", " + b)
                                .orElse("")
                        + ". " + allowed);
    }

    private boolean isNew(String column) {
        return layout.plan().contract().columns().stream()
                        .noneMatch(rule -> rule.from().equalsIgnoreCase(column))
                && (layout.existing() == null
                        || layout.existing().find(Layout.tableName(column)).isEmpty());
    }

    /** A header that is one name, though every line shows another delimiter: it would become a column of whole lines. */
    private List<Problem> oneField() {
        List<Problem> problems = new ArrayList<>();
        for (Part part : scan.parts()) {
            if (part.inputs().size() != 1 || reading.keysVary() || !reading.wholeFiles()) {
                continue;
            }
            String column = part.inputs().values().iterator().next().name();
            if (!isNew(column)) {
                continue;
            }
            for (String file : part.files()) {
                reading.hint(file)
                        .ifPresent(hint -> problems.add(Problem.of(
                                        LoadError.NOTHING_FITS,
                                        "The header of " + file + " is one name, '" + column + "'.")
                                .at(Place.of(file))
                                .fix(hint + " If it is one column, declare it in the contract.")));
            }
        }
        return problems;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
