package dev.ingot.api.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a failure says of a disk that has no room: the folder, and how much is free there. Stateless. */
public final class FreeSpace {

    private static final Pattern FULL = Pattern.compile(
            "no space left|disk is full|disk full|disk I/O error|quota exceeded|not enough space",
            Pattern.CASE_INSENSITIVE);
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private FreeSpace() {}

    /** Whether a failure may have come from a disk without room. */
    public static boolean maySay(@Nullable String reason) {
        return reason != null && FULL.matcher(reason).find();
    }

    /**
     * @param reason of a failure
     * @param file that could not be written
     * @return the reason, and where it is about room, how much is free where the file is or was to be
     */
    public static String added(String reason, String file) {
        return maySay(reason) ? reason + "; " + in(file) : reason;
    }

    /** For example {@code /data/lake has 12.0 kB free}. */
    public static String in(String file) {
        try {
            Path folder = Path.of(file).toAbsolutePath();
            while (!Files.isDirectory(folder) && folder.getParent() != null) {
                folder = folder.getParent();
            }
            return folder + " has " + amount(Files.getFileStore(folder).getUsableSpace()) + " free";
        } catch (IOException | InvalidPathException e) {
            return "how much is free in " + file + " is not known";
        }
    }

    private static String amount(long bytes) {
        double amount = bytes;
        int unit = 0;
        for (; amount >= 1000 && unit < UNITS.length - 1; unit++) {
            amount /= 1000;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}
