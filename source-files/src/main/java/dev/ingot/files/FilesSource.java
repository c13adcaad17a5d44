package dev.ingot.files;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.api.file.Presence;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A folder. A position is the list of the files of one batch ({@link FilesPosition}); what is new is decided by the
 * ledger of all files that were read before. A file with the path, size and time of the ledger is taken for read
 * without opening it; one that differs is hashed, and only other content makes it a changed file.
 *
 * <p>Where the pattern has a {@code {date}} and the run has no date, every date that is there is read, oldest first.
 */
final class FilesSource implements Source {

    private final String name;
    private final Path root;
    private final Path work;

    /** By pipeline: what was there when all of it had been read. */
    private final Map<String, Listing> read = new ConcurrentHashMap<>();

    private record Listing(PathPattern pattern, FileTree.Listing found) {}

    FilesSource(String name, Path root, Path work) {
        this.name = name;
        this.root = root;
        this.work = work;
    }

    @Override
    public Batches read(ReadRequest request, StepControl control) {
        List<Problem> problems = check();
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        FilesOptions options = FilesOptions.of(request.pipeline(), request.options());
        PathPattern pattern = PathPattern.parse(options.path(), request.date(), options.dataSource());
        FileTree.Listing listing = FileTree.list(root, pattern);
        List<FoundFile> found = listing.files();
        read.remove(request.pipeline());
        // What is not read would be missing in a table that is replaced.
        if (!listing.unreadable().isEmpty() && (request.full() || request.whole() || found.isEmpty())) {
            throw new IngotException(listing.unreadable());
        }
        boolean dated =
                PathPattern.parse(options.path(), null, options.dataSource()).hasOpenDate();
        if (found.isEmpty() && options.missingFails()) {
            throw nothingMatches(request, options, pattern, listing);
        }
        List<Problem> notes = new ArrayList<>(listing.unreadable());
        listing.passedOver().ifPresent(notes::add);
        List<FoundFile> fresh = request.full() ? found : unread(found, request.known(), options, control);
        if (request.whole() && dated && !request.full()) {
            fresh = wholeDays(found, fresh, request);
        }
        Comparator<FoundFile> byName = Comparator.comparing(FoundFile::path);
        Comparator<FoundFile> within =
                options.newestLast() ? Comparator.comparing(FoundFile::modified).thenComparing(byName) : byName;
        List<FoundFile> ordered = fresh.stream()
                .sorted(Comparator.comparing(FoundFile::date, Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(within))
                .toList();
        return new FileBatches(
                ordered,
                options,
                request.full() || (request.whole() && dated),
                request.whole() && !dated,
                work,
                control,
                notes,
                () -> {
                    if (listing.unreadable().isEmpty()) {
                        read.put(request.pipeline(), new Listing(pattern, listing));
                    }
                });
    }

    /** A folder that cannot be listed is not quiet: the reading tells why. */
    @Override
    public boolean isQuiet() {
        try {
            return !read.isEmpty()
                    && read.values().stream()
                            .allMatch(listing ->
                                    FileTree.list(root, listing.pattern()).equals(listing.found()));
        } catch (IngotException e) {
            return false;
        }
    }

    /** Records of JSON files are kept one by one, so {@code json} means one object a line here. */
    @Override
    public Format formatOf(ReadRequest request, String file) {
        FilesOptions options = FilesOptions.of(request.pipeline(), request.options());
        FileFormat declared = options.format();
        FileFormat kind = declared == null
                ? FileFormat.ofName(file)
                        .orElseThrow(() -> Problem.of(
                                        FilesError.UNKNOWN_FORMAT,
                                        "The format of '" + file + "' is not known from its name.")
                                .fix("Say it in the pipeline, for example 'format: csv'.")
                                .toException())
                : declared;
        return options.formatOf(kind, true);
    }

    /** All files of each date of which something is new; those of one date are the whole table only together. */
    private List<FoundFile> wholeDays(List<FoundFile> found, List<FoundFile> fresh, ReadRequest request) {
        Function<String, Optional<LocalDate>> dates = dates(request);
        Map<String, FoundFile> there = new HashMap<>();
        found.forEach(file -> there.put(file.path(), file));
        Set<Optional<LocalDate>> days = new HashSet<>();
        fresh.forEach(file -> days.add(dates.apply(file.path())));
        List<Problem> problems = new ArrayList<>();
        for (SourceFile known : request.known()) {
            if (!there.containsKey(known.path()) && days.contains(dates.apply(known.path()))) {
                problems.add(Problem.of(
                                FilesError.FILE_CHANGED,
                                "'" + known.path() + "' was read before and is gone, and there are new files of its"
                                        + " date.")
                        .at(Place.of(known.path()))
                        .because("Pipeline '" + request.pipeline()
                                + "' takes all files of a date for the whole table: without this one, its rows would be"
                                + " missing.")
                        .fix("Put it back, or take the new files of the date away."));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return found.stream()
                .filter(file -> days.contains(dates.apply(file.path())))
                .toList();
    }

    @Override
    public Function<String, Optional<LocalDate>> dates(ReadRequest request) {
        FilesOptions options = FilesOptions.of(request.pipeline(), request.options());
        PathPattern pattern = PathPattern.parse(options.path(), null, options.dataSource());
        return file -> pattern.match(file).map(PathPattern.Match::date);
    }

    private List<FoundFile> unread(
            List<FoundFile> found, List<SourceFile> known, FilesOptions options, StepControl control) {
        Map<String, SourceFile> ledger = new HashMap<>();
        for (SourceFile file : known) {
            ledger.merge(file.path(), file, (a, b) -> a.batch() > b.batch() ? a : b);
        }
        List<FoundFile> fresh = new ArrayList<>();
        List<FoundFile> suspects = new ArrayList<>();
        for (FoundFile file : found) {
            SourceFile before = ledger.get(file.path());
            if (before == null) {
                fresh.add(file);
            } else if (!sameAtAGlance(file, before)) {
                suspects.add(file);
            }
        }
        if (options.onChange() == FilesOptions.OnChange.IGNORE || suspects.isEmpty()) {
            return fresh;
        }
        List<FoundFile> changed = changed(suspects, ledger, control);
        if (options.onChange() == FilesOptions.OnChange.FAIL && !changed.isEmpty()) {
            throw new IngotException(changed.stream()
                    .map(file -> changedFile(file, ledger.get(file.path())))
                    .toList());
        }
        fresh.addAll(changed);
        return fresh;
    }

    /** Stores keep instants in micro- or milliseconds, file systems in nanoseconds. */
    private static boolean sameAtAGlance(FoundFile file, SourceFile before) {
        return file.size() == before.size()
                && file.modified()
                        .truncatedTo(ChronoUnit.MILLIS)
                        .equals(before.modified().truncatedTo(ChronoUnit.MILLIS));
    }

    private static List<FoundFile> changed(
            List<FoundFile> suspects, Map<String, SourceFile> ledger, StepControl control) {
        Progress progress = new Progress(
                control, suspects.stream().mapToLong(FoundFile::size).sum());
        List<FoundFile> changed = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (FoundFile file : suspects) {
            SourceFile before = ledger.get(file.path());
            try {
                boolean sameContent = before != null
                        && file.size() == before.size()
                        && HashingStream.fingerprint(file.file(), progress).equals(before.fingerprint());
                if (!sameContent) {
                    changed.add(file);
                }
            } catch (IOException e) {
                problems.add(Problem.of(FilesError.unreadable(e), "'" + file.path() + "' cannot be read.")
                        .at(Place.of(file.path()))
                        .because(e.toString()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return changed;
    }

    private static Problem changedFile(FoundFile file, @Nullable SourceFile before) {
        String was = before == null
                ? ""
                : "batch " + before.batch() + " of run " + before.run() + " read " + before.size() + " bytes of "
                        + before.modified() + ", now it has " + file.size() + " of " + file.modified();
        return Problem.of(FilesError.FILE_CHANGED, "'" + file.path() + "' was read before and has other content now.")
                .at(Place.of(file.path()))
                .because(was)
                .fix("Set on_changed_file: reload (right for a merge: an append would double rows) or ignore.");
    }

    private IngotException nothingMatches(
            ReadRequest request, FilesOptions options, PathPattern pattern, FileTree.Listing listing) {
        List<String> there =
                FileTree.list(root).files().stream().map(FoundFile::path).toList();
        String why = there.isEmpty()
                ? "the folder " + root + " holds no files"
                : "of the " + there.size() + " files in " + root + " the first is " + there.get(0);
        why += listing.passedOver().map(note -> "; passed over: " + note.why()).orElse("");
        String date = request.date() == null ? "" : " for " + request.date();
        return Problem.of(
                        FilesError.NO_FILE_MATCHES,
                        "Pipeline '" + request.pipeline() + "': no file matches '" + options.path() + "'" + date + ".")
                .at(Place.of(root.resolve(pattern.base()).toString()))
                .because(why)
                .fix(Suggestion.nearest(pattern.toString(), there)
                        .map(near -> "Did you mean '" + near + "'? Set missing: ok if it is normal that none is there.")
                        .orElse("Correct path:, or set missing: ok if it is normal that none is there."))
                .toException();
    }

    @Override
    public List<Discovered> discover() {
        List<Problem> problems = check();
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return Discovery.propose(FileTree.list(root).files());
    }

    @Override
    public List<Discovered> discover(List<ReadRequest> read) {
        List<PathPattern> patterns = read.stream()
                .map(request -> FilesOptions.of(request.pipeline(), request.options()))
                .map(options -> PathPattern.parse(options.path(), null, options.dataSource()))
                .toList();
        return Discovery.propose(FileTree.list(root).files().stream()
                .filter(file -> patterns.stream()
                        .noneMatch(pattern -> pattern.match(file.path()).isPresent()))
                .toList());
    }

    @Override
    public List<Problem> check() {
        String what;
        try {
            if (!Presence.isThere(root)) {
                what = "does not exist";
            } else if (!Presence.isFolder(root)) {
                what = "is a file, not a folder";
            } else if (!Files.isReadable(root) || !Files.isExecutable(root)) {
                what = "may not be read by this user";
            } else {
                return List.of();
            }
        } catch (UncheckedIOException e) {
            what = "gives no answer (" + e.getCause() + ")";
        }
        return List.of(Problem.of(FilesError.ROOT_MISSING, "Connection '" + name + "': " + root + " " + what + ".")
                .at(Place.of(root.toString()))
                .fix("Correct path: in the connection, or make the folder readable."));
    }

    @Override
    public void close() {}
}
