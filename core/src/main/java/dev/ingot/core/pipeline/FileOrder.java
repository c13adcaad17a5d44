package dev.ingot.core.pipeline;

import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Relation.FileScan;
import dev.ingot.api.source.SourceFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the files of a pipeline count, whenever they came: by date where its path has dates, then as they
 * were read. For one thread.
 */
final class FileOrder {

    /** Files that came together, with the date that they are of. */
    private record Group(@Nullable LocalDate date, long batch, List<String> files) {

        /** Files without a date come before all others. */
        LocalDate day() {
            return date == null ? LocalDate.MIN : date;
        }
    }

    private final Collection<SourceFile> known;
    private final Function<String, Optional<LocalDate>> dates;
    private @Nullable List<Group> groups;

    /**
     * @param known the files that were read, in their order
     * @param dates the date that a file is of
     */
    FileOrder(Collection<SourceFile> known, Function<String, Optional<LocalDate>> dates) {
        this.known = known;
        this.dates = dates;
    }

    /** Worked out when first asked for: most batches are the newest of a table that only grows. */
    private List<Group> groups() {
        if (groups == null) {
            Map<List<?>, Group> byPlace = new LinkedHashMap<>();
            for (SourceFile file : known) {
                LocalDate date = dates.apply(file.path()).orElse(null);
                byPlace.computeIfAbsent(
                                date == null ? List.of(file.batch()) : List.of(date, file.batch()),
                                place -> new Group(date, file.batch(), new ArrayList<>()))
                        .files()
                        .add(file.path());
            }
            groups = byPlace.values().stream()
                    .sorted(Comparator.comparing(Group::day).thenComparing(Group::batch))
                    .toList();
        }
        return groups;
    }

    /** All of them, oldest first. */
    List<List<String>> all() {
        return groups().stream().map(Group::files).toList();
    }

    /** The date that the files of a batch are of. */
    Optional<LocalDate> date(Relation relation) {
        return relation instanceof FileScan scan
                ? dates.apply(scan.files().get(0).path())
                : Optional.empty();
    }

    /** The date of the batch that was read last. */
    Optional<LocalDate> last() {
        return groups().stream()
                .max(Comparator.comparing(Group::batch))
                .flatMap(group -> Optional.ofNullable(group.date()));
    }

    /** The files of a batch and those of later dates that were read before it; empty where there are none of these. */
    List<List<String>> from(Relation relation) {
        Optional<LocalDate> date = date(relation);
        if (date.isEmpty()) {
            return List.of();
        }
        Set<String> mine = new LinkedHashSet<>();
        ((FileScan) relation).files().forEach(file -> mine.add(file.path()));
        List<List<String>> sequence = new ArrayList<>();
        sequence.add(List.copyOf(mine));
        for (Group group : groups()) {
            if (group.day().isAfter(date.get())) {
                sequence.add(group.files());
            }
        }
        return sequence.size() == 1 ? List.of() : sequence;
    }
}
