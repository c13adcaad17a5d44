package dev.ingot.api.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes folders and files that nobody but their owner can read, for what may hold raw rows or secrets. What is there
 * already keeps its rights: somebody may share it on purpose. Where a file system knows no such rights, it decides.
 */
public final class OwnerOnly {

    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private OwnerOnly() {}

    /** Makes a folder, with those above it, where it is not there. */
    public static Path folder(Path folder) throws IOException {
        return Files.isDirectory(folder)
                ? folder
                : isPosix(folder) ? Files.createDirectories(folder, FOLDER) : Files.createDirectories(folder);
    }

    /** Makes an empty file where there is none. */
    public static Path file(Path file) throws IOException {
        if (!isPosix(file) || Files.exists(file)) {
            return file;
        }
        try {
            return Files.createFile(file, FILE);
        } catch (FileAlreadyExistsException madeMeanwhile) {
            return file;
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
