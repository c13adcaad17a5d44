package dev.ingot.lake.internal;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.file.FreeSpace;
import dev.ingot.lake.LakeError;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells of files and folders that the engine could not write. The file may be gone by then: that is no lost data file. */
final class WriteFailures {

    private static final Pattern REFUSED = Pattern.compile(
            "\"?(/[^\"]*?)\\\\?\": (No space left on device|Disk quota exceeded|Read-only file system|File name too long)");

    /** The folder of a partition, whose name holds the value. */
    private static final Pattern PARTITION = Pattern.compile("([^/=]+)=([^/]*)/?$");

    private static final String SPILL = "failed to offload data block";
    private static final int LONGEST_NAME = 255;

    private WriteFailures() {}

    /**
     * @param message the engine's
     * @return empty where it tells of something else
     */
    static Optional<Problem> in(String message) {
        if (message.contains(SPILL)) {
            return Optional.of(
                    Problem.of(LakeError.SQL_MEMORY, "The query needs more room than the disk of the work folder has.")
                            .because(message.lines().findFirst().orElse(message))
                            .fix(
                                    "Make room on the disk of .ingot/work, raise memory_limit of the lake's connection, or lower its"
                                            + " threads."));
        }
        Matcher refused = REFUSED.matcher(message);
        return refused.find() ? Optional.of(problem(refused.group(1), refused.group(2))) : Optional.empty();
    }

    private static Problem problem(String file, String reason) {
        Matcher partition = PARTITION.matcher(file);
        if (reason.startsWith("File name") && partition.find()) {
            return Problem.of(
                            LakeError.SQL_FILE,
                            "A value of the partition column '" + partition.group(1) + "' is too long for a folder's"
                                    + " name.")
                    .because("A name may have " + LONGEST_NAME + " bytes: '"
                            + partition
                                    .group(2)
                                    .substring(
                                            0, Math.min(40, partition.group(2).length()))
                            + "…' makes one of "
                            + partition.group().length() + ".")
                    .fix("Leave '" + partition.group(1) + "' out of partition_by.");
        }
        Problem problem = Problem.of(LakeError.SQL_FILE, "A file could not be written.")
                .at(Place.of(file))
                .because(FreeSpace.added(reason, file));
        return FreeSpace.maySay(reason)
                ? problem.fix("Make room there, then run again.")
                : problem.fix(
                        reason.startsWith("Read-only")
                                ? "Mount the folder writable, then run again."
                                : "Choose a folder with a shorter path.");
    }
}
