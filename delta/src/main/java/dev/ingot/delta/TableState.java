package dev.ingot.delta;

import dev.ingot.api.table.TableSchema;
import java.util.HashMap;
import java.util.Map;

/** Everything that the log says of one version. Immutable. */
record TableState(
        String root,
        long version,
        Protocol protocol,
        Metadata metadata,
        TableSchema schema,
        LiveFiles files,
        Map<String, Long> transactions,
        CommitStamp stamp) {

    /** The state after one more commit. The schema object stays the same unless it changed: caches hang on it. */
    TableState after(LogCommit commit, CommitStamp newStamp) {
        Metadata newMetadata = commit.metadata() == null ? metadata : commit.metadata();
        Protocol newProtocol = commit.protocol() == null ? protocol : commit.protocol();
        boolean sameSchema = newMetadata.schemaJson().equals(metadata.schemaJson());
        Map<String, Long> numbers = transactions;
        if (!commit.transactions().isEmpty()) {
            numbers = new HashMap<>(transactions);
            for (Transaction transaction : commit.transactions()) {
                numbers.put(transaction.appId(), transaction.version());
            }
        }
        if (!sameSchema || !newProtocol.equals(protocol) || !newMetadata.equals(metadata)) {
            Features.requireReadable(root, newProtocol, newMetadata);
        }
        return new TableState(
                root,
                commit.version(),
                newProtocol,
                newMetadata,
                sameSchema ? schema : SchemaJson.read(root, newMetadata.schemaJson()),
                files.after(commit.removedLocations(), commit.adds()),
                numbers,
                newStamp);
    }
}
