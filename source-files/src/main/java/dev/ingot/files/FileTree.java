package dev.ingot.files;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.Presence;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Lists a folder. What is read are regular files that lie in the folder. Passed over are, and told where they match:
 * names that begin with {@code _} or {@code .} or end in {@code .crc}, which are bookkeeping of other programs; pipes,
 * sockets and devices; and symbolic links that lead nowhere, in a circle or out of the folder. Other links are followed,
 * but no folder and no file is met twice: what is reachable without a link keeps its own path.
 */
final class FileTree {

    private static final int MOST_TOLD = 5;
    private static final String DELTA_LOG = "_delta_log";

    private final Path root;
    private final Path realRoot;
    private final Predicate<String> enters;
    private final Set<Path> seen = new HashSet<>();
    private final Deque<Path> links = new ArrayDeque<>();
    private final List<FoundFile> files = new ArrayList<>();
    private final Set<Path> deltaTables = new TreeSet<>();
    private final List<Passed> passed = new ArrayList<>();
    private final List<Problem> unreadable = new ArrayList<>();

    private record Passed(Path path, String why, boolean told) {}

    /**
     * @param files sorted by path
     * @param passedOver one note about all that matches and is not read
     * @param unreadable folders that may not be listed
     */
    record Listing(List<FoundFile> files, Optional<Problem> passedOver, List<Problem> unreadable) {
        Listing {
            files = List.copyOf(files);
            unreadable = List.copyOf(unreadable);
        }
    }

    private FileTree(Path root, Predicate<String> enters) {
        this.root = root;
        this.enters = enters;
        Path real = root;
        try {
            real = root.toRealPath();
        } catch (IOException e) {
            unreadable.add(unreadable(root, e));
        }
        this.realRoot = real;
    }

    /**
     * Every file that the pattern matches.
     *
     * @throws IngotException INGOT-FILE-016 where matching Parquet files are those of a Delta table
     */
    static Listing list(Path root, PathPattern pattern) {
        FileTree tree = new FileTree(root, pattern::mayHold);
        Path base = root.resolve(pattern.base()).toAbsolutePath().normalize();
        for (Path folder = base; folder != null; folder = folder.getParent()) {
            if (Presence.isFolder(folder.resolve(DELTA_LOG))) {
                tree.deltaTables.add(folder);
            }
        }
        tree.start(root.resolve(pattern.base()));
        List<FoundFile> matching = new ArrayList<>();
        for (FoundFile file : tree.files) {
            pattern.match(file.path()).ifPresent(match -> matching.add(file.dated(match.date())));
        }
        tree.refuseDeltaTables(matching);
        return new Listing(matching, tree.passedOver(path -> pattern.match(path).isPresent()), tree.unreadable);
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
    static Listing list(Path root) {
        FileTree tree = new FileTree(root, folder -> true);
        tree.start(root);
        List<FoundFile> files = tree.files.stream()
                .filter(file -> tree.deltaTables.stream().noneMatch(table -> isOf(table, file)))
                .toList();
        return new Listing(files, tree.passedOver(path -> true), tree.unreadable);
    }

    private void start(Path base) {
        visit(base);
        while (!links.isEmpty()) {
            visit(links.poll());
        }
        files.sort(Comparator.comparing(FoundFile::path));
    }

    private void visit(Path path) {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!real.startsWith(realRoot)) {
                passed.add(new Passed(path, "a link that leads out of the folder", true));
                return;
            }
            if (!attributes.isDirectory() && !attributes.isRegularFile()) {
                passed.add(new Passed(path, "a pipe, a socket or a device", true));
                return;
            }
            if (!seen.add(real)) {
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
            // Without a link it is gone since its folder was listed.
            if (Files.isSymbolicLink(path)) {
                passed.add(new Passed(path, "a link that leads nowhere", true));
            }
        } catch (IOException | DirectoryIteratorException e) {
            boolean circle = Files.isSymbolicLink(path)
                    && e instanceof FileSystemException
                    && !(e instanceof AccessDeniedException);
            if (circle) {
                passed.add(new Passed(path, "a link that leads in a circle", true));
            } else {
                unreadable.add(unreadable(path, e));
            }
        }
    }

    private Problem unreadable(Path path, Exception e) {
        return Problem.of(FilesError.unreadable(e), "'" + relative(path) + "' cannot be listed.")
                .at(Place.of(path.toString()))
                .because(e.toString());
    }

    private void children(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                String name = entry.getFileName().toString();
                boolean bookkeeping = name.endsWith(".crc") || name.equals("_SUCCESS");
                if (bookkeeping || name.startsWith("_") || name.startsWith(".")) {
                    if (name.equals(DELTA_LOG)) {
                        deltaTables.add(folder.toAbsolutePath().normalize());
                    }
                    passed.add(new Passed(entry, "its name begins with '" + name.charAt(0) + "'", !bookkeeping));
                } else {
                    entries.add(entry);
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

    /** One note about everything that would be read if its name were all that counts, and about links to folders. */
    private Optional<Problem> passedOver(Predicate<String> matches) {
        List<String> told = new ArrayList<>();
        for (Passed one : passed) {
            String path = relative(one.path());
            if (one.told()
                    && (matches.test(path) || (Files.isSymbolicLink(one.path()) && enters.test(path)))
                    && !Files.isDirectory(one.path(), LinkOption.NOFOLLOW_LINKS)) {
                told.add("'" + path + "': " + one.why());
            }
        }
        if (told.isEmpty()) {
            return Optional.empty();
        }
        told.sort(Comparator.naturalOrder());
        String more = told.size() > MOST_TOLD ? "; and " + (told.size() - MOST_TOLD) + " more" : "";
        return Optional.of(Problem.of(
                        FilesError.PASSED_OVER,
                        told.size() == 1
                                ? "One entry that matches was passed over."
                                : told.size() + " entries that match were passed over.")
                .at(Place.of(root.toString()))
                .because(String.join("; ", told.subList(0, Math.min(MOST_TOLD, told.size()))) + more)
                .fix("Rename or remove what is not meant to be read. Where a link leads to files that are, let the"
                        + " connection's path be their folder."));
    }

    private String relative(Path path) {
        return FileNames.text(root.relativize(path));
    }
}
