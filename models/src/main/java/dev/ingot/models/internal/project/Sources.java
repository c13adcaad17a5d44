package dev.ingot.models.internal.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.Presence;
import dev.ingot.models.ModelsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a package's folders, in a fixed order. Stateless. */
final class Sources {

    private Sources() {}

    /**
     * A file of a package.
     *
     * @param folder of its kind, {@code models}
     * @param path relative to that folder
     */
    record SourceFile(Path file, String folder, String path) {

        /** Relative to the package: {@code models/staging/x.sql}. */
        String original() {
            return folder + "/" + path;
        }

        String stem() {
            String name = path.substring(path.lastIndexOf('/') + 1);
            int dot = name.lastIndexOf('.');
            return dot < 0 ? name : name.substring(0, dot);
        }
    }

    /** Files under the folders with one of the endings, hidden ones left out, sorted by path. */
    static List<SourceFile> find(Path packageFolder, List<String> folders, Set<String> endings) {
        List<SourceFile> found = new ArrayList<>();
        for (String folder : folders) {
            String clean = folder.replaceAll("^\\./|/$", "");
            Path start = packageFolder.resolve(clean);
            if (!Presence.isFolder(start)) {
                continue;
            }
            try (Stream<Path> walk = Files.walk(start)) {
                walk.filter(Presence::isFile)
                        .filter(file -> endings.contains(ending(file)))
                        .map(file -> new SourceFile(
                                file, clean, start.relativize(file).toString().replace('\\', '/')))
                        .filter(file -> !("/" + file.path()).contains("/."))
                        .sorted(Comparator.comparing(SourceFile::path))
                        .forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    static List<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Presence::isFolder).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file, String shown) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw Problem.of(ModelsError.UNREADABLE, shown + " is not valid UTF-8 text")
                    .at(Place.of(shown))
                    .fix("Save the file as UTF-8.")
                    .toException();
        } catch (IOException e) {
            throw Problem.of(ModelsError.UNREADABLE, "Cannot read " + shown + ": " + e.getMessage())
                    .at(Place.of(shown))
                    .toException();
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(java.util.Locale.ROOT);
    }
}
