package dev.ingot.api.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Whether something is on the disk. {@link Files#exists} also says no where the disk gives no answer; then a project would
 * lose its models, or a lake its tables, without a word. Here that is an error. Links are followed.
 *
 * <p>Every method throws {@link UncheckedIOException} where the disk gives no answer.
 */
public final class Presence {

    private Presence() {}

    public static boolean isThere(Path path) {
        return look(path).isPresent();
    }

    public static boolean isFile(Path path) {
        return look(path).filter(BasicFileAttributes::isRegularFile).isPresent();
    }

    public static boolean isFolder(Path path) {
        return look(path).filter(BasicFileAttributes::isDirectory).isPresent();
    }

    private static Optional<BasicFileAttributes> look(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (isBelowFile(path)) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    /** Java has no exception of its own for it. */
    private static boolean isBelowFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            try {
                return !Files.readAttributes(above, BasicFileAttributes.class).isDirectory();
            } catch (NoSuchFileException e) {
                return false;
            } catch (IOException mayBeBelowFileItself) {
                // The next one above knows.
            }
        }
        return false;
    }
}
