package dev.ingot.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Temporary copies and links of one reading, in a folder of its own that is made when it is needed. */
final class WorkFolder implements AutoCloseable {

    private final Path parent;
    private @Nullable Path folder;
    private int number;

    WorkFolder(Path parent) {
        this.parent = parent;
    }

    /** Where to write a copy that stands for a file packed so. */
    Path copy(FileFormat kind, Compression original) throws IOException {
        return name(kind, original.packedEnding());
    }

    /** A name for the file by which the engine opens it rightly. */
    Path link(Path file, FileFormat kind, Compression compression) throws IOException {
        Path link = name(kind, compression.ending());
        Path target = file.toRealPath();
        try {
            return Files.createSymbolicLink(link, target);
        } catch (UnsupportedOperationException e) {
            return Files.copy(target, link);
        }
    }

    private Path name(FileFormat kind, String ending) throws IOException {
        number++;
        String format =
                kind.delimited() || kind == FileFormat.PARQUET ? kind.name().toLowerCase(Locale.ROOT) : "json";
        return folder().resolve(number + "." + format + ending);
    }

    private Path folder() throws IOException {
        Path made = folder;
        if (made == null) {
            try {
                Files.createDirectories(parent);
                made = Files.createTempDirectory(parent, "files-");
            } catch (IOException e) {
                throw new TemporaryText.WriteFailed(e);
            }
            folder = made;
        }
        return made;
    }

    /** Deletes what was written for a batch that is committed or given up. */
    void clearExcept(@Nullable String location) {
        Path made = folder;
        if (made == null) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(made)) {
            for (Path entry : entries) {
                if (!entry.toAbsolutePath().toString().equals(location)) {
                    Files.deleteIfExists(entry);
                }
            }
            if (location == null) {
                Files.deleteIfExists(made);
                folder = null;
            }
        } catch (IOException e) {
            System.getLogger(WorkFolder.class.getName())
                    .log(System.Logger.Level.WARNING, "temporary files stay in " + made, e);
        }
    }

    @Override
    public void close() {
        clearExcept(null);
    }
}
