package dev.ingot.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the JSON actions of one commit file (protocol, "Actions"). Actions that are not known are passed over. */
final class CommitReader {

    private final String root;

    CommitReader(String root) {
        this.root = root;
    }

    LogCommit read(long version, String file, byte[] content) {
        List<LogFile> adds = new ArrayList<>();
        List<String> removes = new ArrayList<>();
        List<Transaction> transactions = new ArrayList<>();
        boolean addsData = false;
        boolean removesData = false;
        Metadata metadata = null;
        Protocol protocol = null;
        JsonNode info = null;
        int number = 0;
        int blank = 0;
        for (String line : (Iterable<String>) new String(content, StandardCharsets.UTF_8).lines()::iterator) {
            number++;
            if (line.isBlank()) {
                blank++;
                continue;
            }
            JsonNode action = parse(file, number, line);
            JsonNode add = action.path("add");
            JsonNode remove = action.path("remove");
            JsonNode txn = action.path("txn");
            if (add.isObject()) {
                adds.add(add(add));
                addsData |= add.path("dataChange").asBoolean(true);
            } else if (remove.isObject()) {
                removes.add(LogPaths.location(root, remove.path("path").asText()));
                removesData |= remove.path("dataChange").asBoolean(true);
            } else if (txn.isObject()) {
                transactions.add(new Transaction(
                        txn.path("appId").asText(), txn.path("version").asLong()));
            } else if (action.path("metaData").isObject()) {
                metadata = metadata(file, action.path("metaData"));
            } else if (action.path("protocol").isObject()) {
                protocol = protocol(action.path("protocol"));
            } else if (action.path("commitInfo").isObject()) {
                info = action.path("commitInfo");
            }
        }
        if (number == 0 || blank == number) {
            throw DeltaProblems.corrupt(file, "a commit of the log is empty");
        }
        requireWhole(file, info, adds, removes);
        return new LogCommit(version, adds, removes, addsData, removesData, transactions, metadata, protocol, info);
    }

    /** A commit of ours says first what it brings. A file that was cut between two lines brings less. */
    private static void requireWhole(String file, @Nullable JsonNode info, List<LogFile> adds, List<String> removes) {
        if (info == null || !info.path("engineInfo").asText().equals(Engine.NAME)) {
            return;
        }
        JsonNode metrics = info.path("operationMetrics");
        long rows = adds.stream().mapToLong(LogFile::rows).sum();
        if (metrics.path("numFiles").asLong(adds.size()) != adds.size()
                || metrics.path("numRemovedFiles").asLong(removes.size()) != removes.size()
                || metrics.path("numOutputRows").asLong(rows) != rows) {
            throw DeltaProblems.corrupt(
                    file,
                    "the commit says that it adds " + metrics.path("numFiles").asText() + " files with "
                            + metrics.path("numOutputRows").asText("unknown") + " rows and removes "
                            + metrics.path("numRemovedFiles").asText() + ", but it has " + adds.size() + " with "
                            + rows + ", and " + removes.size());
        }
    }

    private static JsonNode parse(String file, int line, String text) {
        try {
            JsonNode action = Json.MAPPER.readTree(text);
            if (!action.isObject()) {
                throw DeltaProblems.corrupt(file + ":" + line, "a line of the log is no JSON object");
            }
            return action;
        } catch (JsonProcessingException e) {
            throw DeltaProblems.corrupt(file + ":" + line, "a line of the log is no valid JSON", e);
        }
    }

    private LogFile add(JsonNode add) {
        String path = add.path("path").asText();
        JsonNode tags = add.path("tags");
        return new LogFile(
                path,
                LogPaths.location(root, path),
                add.path("size").asLong(),
                add.path("modificationTime").asLong(),
                Json.nullableTexts(add.path("partitionValues")),
                add.path("deletionVector").isObject(),
                Json.textOrNull(add.path("stats")),
                tags.isObject() ? Json.nullableTexts(tags) : null);
    }

    private static Metadata metadata(String file, JsonNode node) {
        String schema = Json.textOrNull(node.path("schemaString"));
        if (schema == null) {
            throw DeltaProblems.corrupt(file, "the table's metadata has no schema");
        }
        List<String> partitions = new ArrayList<>();
        node.path("partitionColumns").forEach(name -> partitions.add(name.asText()));
        Map<String, String> configuration = new LinkedHashMap<>(Json.texts(node.path("configuration")));
        JsonNode created = node.path("createdTime");
        return new Metadata(
                node.path("id").asText(),
                Json.textOrNull(node.path("name")),
                Json.textOrNull(node.path("description")),
                node.path("format").path("provider").asText("parquet"),
                schema,
                partitions,
                configuration,
                created.isIntegralNumber() ? Long.valueOf(created.asLong()) : null);
    }

    private static Protocol protocol(JsonNode node) {
        return new Protocol(
                node.path("minReaderVersion").asInt(),
                node.path("minWriterVersion").asInt(),
                features(node.path("readerFeatures")),
                features(node.path("writerFeatures")));
    }

    private static Set<String> features(@Nullable JsonNode names) {
        Set<String> features = new TreeSet<>();
        if (names != null) {
            names.forEach(name -> features.add(name.asText()));
        }
        return features;
    }
}
