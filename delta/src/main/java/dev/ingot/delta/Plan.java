package dev.ingot.delta;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A commit, ready to be tried on one newest version after the other.
 *
 * @param metadata the table's metadata after the commit, from that before
 * @param restores the metadata and the files are those of an older version, and so fit each other
 */
record Plan(
        String operation,
        Map<String, String> operationParameters,
        long readVersion,
        UnaryOperator<Metadata> metadata,
        List<LogFile> adds,
        List<LogFile> removes,
        @Nullable Transaction transaction,
        Map<String, String> userMetadata,
        Reads reads,
        boolean dataChange,
        boolean restores) {}
