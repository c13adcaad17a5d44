package dev.ingot.cli;

import dev.ingot.core.project.ConnectionSpec;
import dev.ingot.core.project.Project;
import dev.ingot.core.store.ControllerRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that a project is made of, at one moment: its YAML, SQL, macros, seeds and {@code .env}, by size and time, and
 * the rows of the controller table. What a run writes, and the data that sources read, are no part of it. Immutable.
 */
record ProjectContent(Map<Path, Mark> files, List<ControllerRow> rows) {

    private static final Set<String> KINDS = Set.of("yml", "yaml", "sql", "md", "csv", "py");
    private static final Set<String> WHOLE_PROJECT = Set.of(
            "ingot.yml",
            ".env",
            "dbt_project.yml",
            "profiles.yml",
            "packages.yml",
            "dependencies.yml",
            "package-lock.yml");
    private static final Set<String> SHARED_FOLDERS = Set.of("macros", "dbt_packages");

    /** By what a change of a file is seen. */
    record Mark(long size, FileTime modified) {}

    ProjectContent {
        files = Map.copyOf(files);
        rows = List.copyOf(rows);
    }

    /** @param rows of the controller table */
    static ProjectContent of(Workspace workspace, List<ControllerRow> rows) {
        Project project = workspace.project();
        Set<Path> left = new HashSet<>();
        for (ConnectionSpec connection : project.connections().values()) {
            Object path = connection.options().get("path");
            if (path != null) {
                left.add(project.folder().resolve(path.toString()).normalize());
            }
        }
        project.models().forEach(folder -> left.add(workspace.target(folder).normalize()));
        Set<Path> roots = new TreeSet<>(project.models());
        roots.add(project.folder());
        Map<Path, Mark> files = new TreeMap<>();
        try {
            for (Path root : roots) {
                collect(root, left, files);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProjectContent(files, rows);
    }

    private static void collect(Path root, Set<Path> left, Map<Path, Mark> files) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skip = !folder.equals(root)
                        && (left.contains(folder) || name(folder).startsWith("."));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = name(file).toLowerCase(Locale.ROOT);
                if (name.equals(".env")
                        || (!name.startsWith(".") && KINDS.contains(name.substring(name.lastIndexOf('.') + 1)))) {
                    files.put(file, new Mark(attributes.size(), attributes.lastModifiedTime()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // it went away, or may not be read: reading the project reports it
            }
        });
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    ProjectContent withRows(List<ControllerRow> others) {
        return new ProjectContent(files, others);
    }

    /** Whether something differs that any node may depend on, such as a macro or the project's variables. */
    boolean differsForAll(ProjectContent other) {
        Set<Path> changed = new TreeSet<>(files.keySet());
        changed.addAll(other.files.keySet());
        changed.removeIf(file -> Objects.equals(files.get(file), other.files.get(file)));
        return changed.stream().anyMatch(ProjectContent::isForAll);
    }

    private static boolean isForAll(Path file) {
        if (WHOLE_PROJECT.contains(name(file))) {
            return true;
        }
        for (Path folder : file) {
            if (SHARED_FOLDERS.contains(folder.toString())) {
                return true;
            }
        }
        return false;
    }
}
