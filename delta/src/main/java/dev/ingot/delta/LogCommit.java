package dev.ingot.delta;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One version of the log, read. */
record LogCommit(
        long version,
        List<LogFile> adds,
        List<String> removedLocations,
        boolean addsData,
        boolean removesData,
        List<Transaction> transactions,
        @Nullable Metadata metadata,
        @Nullable Protocol protocol,
        @Nullable JsonNode info) {}
