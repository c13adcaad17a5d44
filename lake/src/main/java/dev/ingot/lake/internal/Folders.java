package dev.ingot.lake.internal;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.FreeSpace;
import dev.ingot.api.table.TableName;
import dev.ingot.delta.DeltaTable;
import dev.ingot.lake.LakeError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where things lie below the lake's path: {@code <schema>/<table>/_delta_log}, {@code <schema>/_views/<name>.sql},
 * {@code _dropped/<schema>/<name>-<time>-<random>}, and {@code _lake.json} with the lake's identity. Names become folder names letter by letter; what file systems do
 * not like is written as {@code %XX} of its UTF-8 bytes.
 */
final class Folders {

    static final String LOG = "_delta_log";
    static final String VIEWS = "_views";
    static final String DROPPED = "_dropped";

    /** The file that holds the lake's identity. */
    static final String IDENTITY = "_lake.json";

    private static final Set<String> RESERVED = Set.of(LOG, VIEWS, DROPPED, IDENTITY);
    private static final String PLAIN = "_-$ @+=~";

    private Folders() {}

    /** A disk operation; what goes wrong is told with the folder. */
    @FunctionalInterface
    interface DiskWork<T> {
        T run() throws IOException;
    }

    static <T> T disk(Path what, DiskWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw refused(what, e);
        } catch (UncheckedIOException e) {
            throw refused(what, Objects.requireNonNull(e.getCause()));
        }
    }

    private static IngotException refused(Path what, IOException cause) {
        return new IngotException(
                Problem.of(LakeError.DISK, "The lake's " + what + " could not be read or changed.")
                        .because(FreeSpace.added(cause.toString(), what.toString()))
                        .fix("Check free space and permissions, then run again."),
                cause);
    }

    static String encode(String name) {
        if (RESERVED.contains(name)) {
            throw Problem.of(LakeError.BAD_NAME, "'" + name + "' is a name of the lake's own folders.")
                    .fix("Choose another name.")
                    .toException();
        }
        StringBuilder folder = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0 || (c == '.' && folder.length() > 0)) {
                folder.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    folder.append(String.format("%%%02X", b & 0xff));
                }
            }
        });
        return folder.toString();
    }

    static String decode(String folder) {
        if (folder.indexOf('%') < 0) {
            return folder;
        }
        byte[] bytes = folder.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[bytes.length];
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean escaped = bytes[i] == '%'
                    && i + 2 < bytes.length
                    && Character.digit(bytes[i + 1], 16) >= 0
                    && Character.digit(bytes[i + 2], 16) >= 0;
            if (escaped) {
                out[length++] = (byte) (Character.digit(bytes[i + 1], 16) * 16 + Character.digit(bytes[i + 2], 16));
                i += 2;
            } else {
                out[length++] = bytes[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    /** The names in a folder; none where there is no such folder. */
    static List<String> names(Path folder) {
        return disk(folder, () -> {
            List<String> names = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    names.add(entry.getFileName().toString());
                }
            } catch (NoSuchFileException | NotDirectoryException e) {
                return List.of();
            }
            return names;
        });
    }

    /** The newest version of the table in a folder, −1 where there is none. */
    static long newestVersion(Path table) {
        return disk(table, () -> DeltaTable.newestVersion(table));
    }

    static TableName name(String schemaFolder, String tableFolder) {
        return TableName.of(decode(schemaFolder), decode(tableFolder));
    }
}
