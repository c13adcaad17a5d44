package dev.ingot.files;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A file as the listing saw it.
 *
 * @param path relative to the root, with {@code /}
 * @param date what the pattern's date placeholder stood for; null where it has none
 */
record FoundFile(
        String path,
        Path file,
        long size,
        Instant modified,
        @Nullable LocalDate date) {

    FoundFile dated(@Nullable LocalDate newDate) {
        return new FoundFile(path, file, size, modified, newDate);
    }
}
