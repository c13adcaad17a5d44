package dev.ingot.delta;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON lines of one commit (protocol, "Actions"), as Apache Spark and delta-rs read them. */
final class CommitText {

    private final StringBuilder lines = new StringBuilder();

    byte[] bytes() {
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void line(String action, ObjectNode content) {
        ObjectNode wrapper = Json.MAPPER.createObjectNode();
        wrapper.set(action, content);
        lines.append(wrapper).append('\n');
    }

    CommitText info(Plan plan, long readVersion, Instant time) {
        ObjectNode info = Json.MAPPER.createObjectNode();
        info.put("timestamp", time.toEpochMilli());
        info.put("operation", plan.operation());
        texts(info.putObject("operationParameters"), plan.operationParameters());
        if (readVersion >= 0) {
            info.put("readVersion", readVersion);
        }
        info.put(
                "isolationLevel",
                !plan.dataChange()
                        ? "SnapshotIsolation"
                        : plan.reads() == Reads.TABLE ? "Serializable" : "WriteSerializable");
        info.put(
                "isBlindAppend", plan.reads() == Reads.NOTHING && plan.removes().isEmpty());
        metrics(info.putObject("operationMetrics"), plan);
        info.put("engineInfo", Engine.NAME);
        info.put("txnId", UUID.randomUUID().toString());
        if (!plan.userMetadata().isEmpty()) {
            texts(info.putObject("ingot"), plan.userMetadata());
        }
        line("commitInfo", info);
        return this;
    }

    /** Texts, as every writer has them: readers take the values for strings. */
    private static void metrics(ObjectNode metrics, Plan plan) {
        long rows = 0;
        long bytes = 0;
        for (LogFile file : plan.adds()) {
            rows = rows < 0 || file.rows() < 0 ? -1 : rows + file.rows();
            bytes += file.size;
        }
        metrics.put("numFiles", Integer.toString(plan.adds().size()));
        if (rows >= 0) {
            metrics.put("numOutputRows", Long.toString(rows));
        }
        metrics.put("numOutputBytes", Long.toString(bytes));
        metrics.put("numRemovedFiles", Integer.toString(plan.removes().size()));
        metrics.put(
                "numRemovedBytes",
                Long.toString(
                        plan.removes().stream().mapToLong(file -> file.size).sum()));
    }

    CommitText protocol(Protocol protocol) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("minReaderVersion", protocol.minReader());
        node.put("minWriterVersion", protocol.minWriter());
        if (!protocol.readerFeatures().isEmpty()) {
            protocol.readerFeatures().forEach(node.putArray("readerFeatures")::add);
        }
        if (!protocol.writerFeatures().isEmpty()) {
            protocol.writerFeatures().forEach(node.putArray("writerFeatures")::add);
        }
        line("protocol", node);
        return this;
    }

    CommitText metadata(Metadata metadata) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", metadata.id());
        if (metadata.name() != null) {
            node.put("name", metadata.name());
        }
        if (metadata.description() != null) {
            node.put("description", metadata.description());
        }
        node.putObject("format").put("provider", metadata.provider()).putObject("options");
        node.put("schemaString", metadata.schemaJson());
        ArrayNode partitions = node.putArray("partitionColumns");
        metadata.partitionColumns().forEach(partitions::add);
        texts(node.putObject("configuration"), metadata.configuration());
        if (metadata.createdTime() != null) {
            node.put("createdTime", metadata.createdTime());
        }
        line("metaData", node);
        return this;
    }

    CommitText transaction(Transaction transaction, Instant time) {
        line(
                "txn",
                Json.MAPPER
                        .createObjectNode()
                        .put("appId", transaction.appId())
                        .put("version", transaction.version())
                        .put("lastUpdated", time.toEpochMilli()));
        return this;
    }

    CommitText add(LogFile file, boolean dataChange) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("path", file.path);
        nullableTexts(node.putObject("partitionValues"), file.partitionValues);
        node.put("size", file.size);
        node.put("modificationTime", file.modified);
        node.put("dataChange", dataChange);
        if (file.statsJson != null) {
            node.put("stats", file.statsJson);
        }
        if (file.tags != null) {
            nullableTexts(node.putObject("tags"), file.tags);
        }
        line("add", node);
        return this;
    }

    CommitText remove(LogFile file, boolean dataChange, Instant time) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("path", file.path);
        node.put("deletionTimestamp", time.toEpochMilli());
        node.put("dataChange", dataChange);
        node.put("extendedFileMetadata", true);
        nullableTexts(node.putObject("partitionValues"), file.partitionValues);
        node.put("size", file.size);
        if (file.tags != null) {
            nullableTexts(node.putObject("tags"), file.tags);
        }
        line("remove", node);
        return this;
    }

    private static void texts(ObjectNode node, Map<String, String> texts) {
        texts.forEach(node::put);
    }

    private static void nullableTexts(ObjectNode node, Map<String, @Nullable String> texts) {
        texts.forEach((key, value) -> {
            if (value == null) {
                node.putNull(key);
            } else {
                node.put(key, value);
            }
        });
    }
}
