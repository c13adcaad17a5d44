package dev.ingot.delta;

import dev.ingot.api.table.TableSchema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One change of a table, all or nothing. Immutable; start from {@link #create} or {@link #on} and add with the
 * {@code with…} methods.
 *
 * @param operation shown in the history: {@code WRITE}, {@code MERGE}, {@code OPTIMIZE}, …
 * @param operationParameters shown in the history
 * @param readVersion the version that the change was worked out from; −1 creates the table
 * @param newSchema the table's columns from now on; null leaves them as they are
 * @param partitionColumns of a new table or together with {@code newSchema}; ignored where {@code newSchema} is null
 * @param removes files of the snapshot at {@code readVersion}
 * @param userMetadata goes into the log's {@code commitInfo} as the object {@code ingot}
 * @param dataChange false where the rows stay the same (compaction)
 * @param newProperties table properties to be set; a key that is not named stays as it is
 */
public record DeltaCommit(
        String operation,
        Map<String, String> operationParameters,
        long readVersion,
        @Nullable TableSchema newSchema,
        List<String> partitionColumns,
        List<NewFile> adds,
        List<DataFile> removes,
        @Nullable Transaction transaction,
        Map<String, String> userMetadata,
        Reads reads,
        boolean dataChange,
        Map<String, String> newProperties) {

    public DeltaCommit {
        operationParameters = Collections.unmodifiableMap(new LinkedHashMap<>(operationParameters));
        partitionColumns = List.copyOf(partitionColumns);
        adds = List.copyOf(adds);
        removes = List.copyOf(removes);
        userMetadata = Collections.unmodifiableMap(new LinkedHashMap<>(userMetadata));
        newProperties = Collections.unmodifiableMap(new LinkedHashMap<>(newProperties));
    }

    public DeltaCommit(
            String operation,
            Map<String, String> operationParameters,
            long readVersion,
            @Nullable TableSchema newSchema,
            List<String> partitionColumns,
            List<NewFile> adds,
            List<DataFile> removes,
            @Nullable Transaction transaction,
            Map<String, String> userMetadata,
            Reads reads,
            boolean dataChange) {
        this(
                operation,
                operationParameters,
                readVersion,
                newSchema,
                partitionColumns,
                adds,
                removes,
                transaction,
                userMetadata,
                reads,
                dataChange,
                Map.of());
    }

    /** The first commit of a table. */
    public static DeltaCommit create(TableSchema schema, List<String> partitionColumns) {
        return new DeltaCommit(
                "CREATE TABLE",
                Map.of(),
                -1,
                schema,
                partitionColumns,
                List.of(),
                List.of(),
                null,
                Map.of(),
                Reads.NOTHING,
                true);
    }

    /** A change worked out from {@code snapshot}; nothing in it yet. */
    public static DeltaCommit on(DeltaSnapshot snapshot, String operation, Reads reads) {
        return new DeltaCommit(
                operation,
                Map.of(),
                snapshot.version(),
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                Map.of(),
                reads,
                true);
    }

    public DeltaCommit withAdds(List<NewFile> files) {
        return new DeltaCommit(
                operation,
                operationParameters,
                readVersion,
                newSchema,
                partitionColumns,
                files,
                removes,
                transaction,
                userMetadata,
                reads,
                dataChange,
                newProperties);
    }

    public DeltaCommit withRemoves(List<DataFile> files) {
        return new DeltaCommit(
                operation,
                operationParameters,
                readVersion,
                newSchema,
                partitionColumns,
                adds,
                files,
                transaction,
                userMetadata,
                reads,
                dataChange,
                newProperties);
    }

    public DeltaCommit withSchema(TableSchema schema, List<String> partitions) {
        return new DeltaCommit(
                operation,
                operationParameters,
                readVersion,
                schema,
                partitions,
                adds,
                removes,
                transaction,
                userMetadata,
                reads,
                dataChange,
                newProperties);
    }

    public DeltaCommit withTransaction(Transaction newTransaction) {
        return new DeltaCommit(
                operation,
                operationParameters,
                readVersion,
                newSchema,
                partitionColumns,
                adds,
                removes,
                newTransaction,
                userMetadata,
                reads,
                dataChange,
                newProperties);
    }

    /** What the history will show beside the operation. */
    public DeltaCommit withNote(Map<String, String> parameters, Map<String, String> note) {
        return new DeltaCommit(
                operation,
                parameters,
                readVersion,
                newSchema,
                partitionColumns,
                adds,
                removes,
                transaction,
                note,
                reads,
                dataChange,
                newProperties);
    }

    public DeltaCommit withProperties(Map<String, String> properties) {
        return new DeltaCommit(
                operation,
                operationParameters,
                readVersion,
                newSchema,
                partitionColumns,
                adds,
                removes,
                transaction,
                userMetadata,
                reads,
                dataChange,
                properties);
    }

    /** The same rows in other files. */
    public DeltaCommit withoutDataChange() {
        return new DeltaCommit(
                operation,
                operationParameters,
                readVersion,
                newSchema,
                partitionColumns,
                adds,
                removes,
                transaction,
                userMetadata,
                reads,
                false,
                newProperties);
    }
}
