package dev.ingot.delta;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One version of a table, as the history shows it.
 *
 * @param operation empty where the writer did not say
 * @param operationParameters values that are no text stand as JSON
 * @param operationMetrics such as {@code numOutputRows}, as the writer counted
 * @param engine who wrote it, empty where it did not say
 * @param readVersion −1 where the writer did not say
 * @param userMetadata what {@link DeltaCommit#userMetadata} said; empty for other writers
 * @param transactions the writers' own numbers that this version brought
 * @param dataChange false where the files that it has hold rows that were there before
 */
public record CommitInfo(
        long version,
        Instant time,
        String operation,
        Map<String, String> operationParameters,
        Map<String, String> operationMetrics,
        String engine,
        long readVersion,
        Map<String, String> userMetadata,
        List<Transaction> transactions,
        int filesAdded,
        int filesRemoved,
        boolean dataChange) {
    public CommitInfo {
        operationParameters = Collections.unmodifiableMap(new LinkedHashMap<>(operationParameters));
        operationMetrics = Collections.unmodifiableMap(new LinkedHashMap<>(operationMetrics));
        userMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(userMetadata));
        transactions = List.copyOf(transactions);
    }
}
