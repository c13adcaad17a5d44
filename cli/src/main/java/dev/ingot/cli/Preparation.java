package dev.ingot.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Makes every later start faster, once per installation: the native libraries are put beside the jars, where the
 * drivers find them without unpacking. SQLite's is looked for in {@code -Dorg.sqlite.lib.path}. DuckDB's jar carries its native library for four platforms and
 * unpacks 70 MB into the temporary folder at each start. Beside a jar without natives its driver looks for the library
 * in the jar's own folder, so the one for this machine is put there. Started by the launcher.
 */
public final class Preparation {

    private static final String NATIVE = "libduckdb_java.so_";

    private Preparation() {}

    /** The only argument is the folder {@code lib}. */
    public static void main(String[] arguments) throws IOException {
        Path lib = Path.of(arguments[0]);
        try (Stream<Path> files = Files.list(lib)) {
            for (Path jar : files.filter(file -> file.getFileName().toString().matches("duckdb_jdbc-.*\\.jar"))
                    .toList()) {
                unpackNative(jar, lib.resolve(NATIVE + platform()));
            }
        }
        String sqlite = System.mapLibraryName("sqlitejdbc");
        try (InputStream in = Preparation.class.getResourceAsStream(sqliteFolder() + sqlite)) {
            if (in != null) { // otherwise a platform whose library the driver finds by itself
                Files.copy(in, lib.resolve(sqlite), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (Stream<Path> files = Files.list(lib)) {
            files.filter(Files::isRegularFile).forEach(Preparation::readableForAll);
        }
    }

    private static void unpackNative(Path jar, Path library) throws IOException {
        try (JarFile source = new JarFile(jar.toFile())) {
            JarEntry ours = source.getJarEntry(library.getFileName().toString());
            if (ours == null) {
                return; // done before, or a platform that the driver itself does not know
            }
            try (InputStream in = source.getInputStream(ours)) {
                Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
            }
            Path slim = Files.createTempFile(jar.getParent(), "duckdb", ".tmp");
            try (OutputStream file = Files.newOutputStream(slim);
                    JarOutputStream out = new JarOutputStream(file)) {
                for (Enumeration<JarEntry> entries = source.entries(); entries.hasMoreElements(); ) {
                    JarEntry entry = entries.nextElement();
                    if (!entry.getName().startsWith(NATIVE)) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream in = source.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                    }
                }
            }
            Files.move(slim, jar, StandardCopyOption.REPLACE_EXISTING);
            readableForAll(jar);
        }
    }

    /** Whoever builds, often root, is not who starts: a temporary file is its owner's alone, and a umask may say the same. */
    private static void readableForAll(Path file) {
        File plain = file.toFile();
        if (!plain.setReadable(true, false)) {
            System.err.println("Ingot: only its owner can read " + file);
        }
    }

    /** As SQLite's driver names platforms. */
    private static String sqliteFolder() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        String system = os.startsWith("windows") ? "Windows" : os.startsWith("mac") ? "Mac" : "Linux";
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        return "/org/sqlite/native/" + system + (arm ? "/aarch64/" : "/x86_64/");
    }

    /** As DuckDB's driver names platforms. */
    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        String system = os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : "linux";
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        return system + "_" + (arm ? "arm64" : "amd64");
    }
}
