package dev.ingot.files;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Lists a folder. What {@code _} or {@code .} begins, and {@code .crc} files, are bookkeeping of other programs and
 * are passed over. A symbolic link is followed, but no folder and no file is met twice: what is reachable without a
 * link keeps its own path, and a link that leads in a circle ends there.
 */
final class FileTree {

    private static final String DELTA_LOG = "_delta_log";

    private final Path root;
    private final Predicate<String> enters;
    private final Set<Path> seen = new HashSet<>();
    private final Deque<Path> links = new ArrayDeque<>();
    private final List<FoundFile> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<Path> deltaTables = new TreeSet<>();

    private FileTree(Path root, Predicate<String> enters) {
        this.root = root;
        this.enters = enters;
    }

    /**
     * Every file that the pattern matches, sorted by path.
     *
     * @throws IngotException INGOT-FILE-006 with every folder that could not be listed; INGOT-FILE-016 where matching
     *     Parquet files are those of a Delta table
     */
    static List<FoundFile> list(Path root, PathPattern pattern) {
        FileTree tree = new FileTree(root, pattern::mayHold);
        Path base = root.resolve(pattern.base()).toAbsolutePath().normalize();
        for (Path folder = base; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(DELTA_LOG))) {
                tree.deltaTables.add(folder);
            }
        }
        tree.start(root.resolve(pattern.base()));
        List<FoundFile> matching = new ArrayList<>();
        for (FoundFile file : tree.files) {
            pattern.match(file.path()).ifPresent(match -> matching.add(file.dated(match.date())));
        }
        tree.refuseDeltaTables(matching);
        return matching;
    }

    private void refuseDeltaTables(List<FoundFile> matching) {
        List<Problem> refused = deltaTables.stream()
                .filter(table -> matching.stream().anyMatch(file -> isOf(table, file)))
                .map(table -> Problem.of(
                                FilesError.DELTA_TABLE,
                                "'" + table + "' is a Delta table, and the pattern matches its Parquet files.")
                        .at(Place.of(table.toString()))
                        .because("Its folder also holds files whose rows are no longer in the table.")
                        .fix("Copy the folder into the lake as <schema>/<table>, and let models read that table; or let"
                                + " the pattern leave it out."))
                .toList();
        if (!refused.isEmpty()) {
            throw new IngotException(refused);
        }
    }

    private static boolean isOf(Path deltaTable, FoundFile file) {
        return file.file().toAbsolutePath().normalize().startsWith(deltaTable)
                && file.path().endsWith(".parquet");
    }

    /** Every file below the root, without those of Delta tables. */
    static List<FoundFile> list(Path root) {
        FileTree tree = new FileTree(root, folder -> true);
        tree.start(root);
        return tree.files.stream()
                .filter(file -> tree.deltaTables.stream().noneMatch(table -> isOf(table, file)))
                .toList();
    }

    private void start(Path base) {
        visit(base);
        while (!links.isEmpty()) {
            visit(links.poll());
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        files.sort(Comparator.comparing(FoundFile::path));
    }

    private void visit(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isDirectory() && !attributes.isRegularFile()) {
                return; // a pipe or a device has no end
            }
            if (!seen.add(path.toRealPath())) {
                return;
            }
            if (attributes.isRegularFile()) {
                files.add(new FoundFile(
                        relative(path),
                        path,
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant(),
                        null));
            } else if (path.equals(root) || enters.test(relative(path))) {
                children(path);
            }
        } catch (NoSuchFileException e) {
            return; // gone since its folder was listed, or a link to nowhere
        } catch (IOException | DirectoryIteratorException e) {
            problems.add(Problem.of(FilesError.UNREADABLE, "'" + relative(path) + "' cannot be listed.")
                    .at(Place.of(path.toString()))
                    .because(e.toString()));
        }
    }

    private void children(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (!ignored(entry)) {
                    entries.add(entry);
                } else if (entry.endsWith(DELTA_LOG)) {
                    deltaTables.add(folder.toAbsolutePath().normalize());
                }
            }
        }
        entries.sort(Comparator.naturalOrder());
        for (Path entry : entries) {
            if (Files.isSymbolicLink(entry)) {
                links.add(entry);
            } else {
                visit(entry);
            }
        }
    }

    private static boolean ignored(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith("_") || name.startsWith(".") || name.endsWith(".crc");
    }

    private String relative(Path path) {
        return root.relativize(path).toString().replace('\\', '/');
    }
}
