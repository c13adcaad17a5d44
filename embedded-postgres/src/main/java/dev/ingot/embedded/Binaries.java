package dev.ingot.embedded;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The server's programs, unpacked once for this machine.
 *
 * @param folder with {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path folder) {

    /** What the archives on the class path are called, in the words of those who build them. */
    private static String archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String os = system.startsWith("mac") ? "darwin" : system.split(" ")[0];
        return "postgres-" + os + "-" + (machine.equals("aarch64") ? "arm_64" : "x86_64") + ".txz";
    }

    /**
     * @param cache where unpacked servers are kept; each in a folder of its own
     */
    static Binaries in(Path cache) {
        String archive = archive();
        try (InputStream packed = Binaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw Problem.of(EmbeddedError.NO_BINARIES, "This build has no " + archive + ".")
                        .fix("Build Ingot on this machine (Linux or macOS, x86-64 or ARM), or use your own PostgreSQL.")
                        .toException();
            }
            // The size tells one version from another, without reading all of it.
            Path folder = cache.resolve(archive.replace(".txz", "-" + packed.available()));
            if (!Files.isDirectory(folder)) {
                unpack(packed, folder);
            }
            return new Binaries(folder);
        } catch (IOException e) {
            throw new IngotException(
                    Problem.of(EmbeddedError.UNPACKING, "PostgreSQL cannot be unpacked into " + cache + ".")
                            .because(e.getMessage())
                            .fix("Make room, or set XDG_CACHE_HOME to a folder that can be written."),
                    e);
        }
    }

    /** Aside and then in its place at once, so that two processes do not see each other's half. */
    private static void unpack(InputStream packed, Path folder) throws IOException {
        Path cache = Objects.requireNonNull(folder.getParent());
        Files.createDirectories(cache);
        Path aside = cache.resolve(
                folder.getFileName() + "." + ProcessHandle.current().pid());
        try {
            TarXz.unpack(packed, aside);
            Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException another) {
            remove(aside); // another process was faster
        } catch (IOException e) {
            remove(aside);
            throw e;
        }
    }

    /** A folder with all that is in it, where it is there. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }
}
