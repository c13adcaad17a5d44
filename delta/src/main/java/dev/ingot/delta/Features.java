package dev.ingot.delta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tables may be read as plain Parquet files, and which may be written without breaking what their other writers
 * promised. Everything not known to be harmless is refused.
 */
final class Features {

    /**
     * Reader features that change nothing for a reader of the live files, as long as what is checked elsewhere holds:
     * no live file with a deletion vector, no column of a type of the feature, no changed type.
     */
    private static final Set<String> HARMLESS_TO_READ = Set.of(
            "deletionVectors",
            "columnMapping",
            "timestampNtz",
            "typeWidening",
            "typeWidening-preview",
            "variantType",
            "variantType-preview",
            "variantShredding",
            "variantShredding-preview",
            "v2Checkpoint",
            "vacuumProtocolCheck");

    /** Writer features that ask nothing of a writer while the table does not make use of them. */
    private static final Set<String> HARMLESS_TO_WRITE = Set.of(
            "appendOnly",
            "invariants",
            "checkConstraints",
            "changeDataFeed",
            "generatedColumns",
            Protocol.TIMESTAMP_NTZ,
            "vacuumProtocolCheck");

    private Features() {}

    static void requireReadable(String table, Protocol protocol, Metadata metadata) {
        List<Problem> problems = new ArrayList<>();
        if (protocol.minReader() > 3 || protocol.minReader() < 1) {
            problems.add(problem("reader version " + protocol.minReader(), "Ingot knows versions 1 to 3."));
        }
        if (protocol.minReader() >= 3) {
            for (String feature : protocol.readerFeatures()) {
                if (!HARMLESS_TO_READ.contains(feature)) {
                    problems.add(problem(feature, "The feature says that a reader has to know it."));
                }
            }
        }
        String mapping = metadata.configuration().getOrDefault("delta.columnMapping.mode", "none");
        if (protocol.minReader() >= 2 && !mapping.toLowerCase(Locale.ROOT).equals("none")) {
            problems.add(problem(
                    "columnMapping (mode " + mapping + ")",
                    "The columns have other names in the Parquet files than in the table."));
        }
        if (!metadata.provider().equals("parquet")) {
            problems.add(problem("format " + metadata.provider(), "Data files are expected to be Parquet."));
        }
        String widened = columnWith(SchemaJson.tree(table, metadata.schemaJson()), "", "delta.typeChanges");
        if (widened != null) {
            problems.add(problem(
                    "typeWidening",
                    "The type of column '" + widened + "' was changed, so files hold it in different types."));
        }
        if (!problems.isEmpty()) {
            throw at(table, problems);
        }
    }

    static void requireWritable(String table, Protocol protocol, Metadata metadata) {
        List<Problem> problems = new ArrayList<>();
        if (protocol.minWriter() > 7) {
            problems.add(problem("writer version " + protocol.minWriter(), "Ingot knows versions 1 to 7."));
        }
        if (protocol.minWriter() == 7) {
            for (String feature : protocol.writerFeatures()) {
                if (!HARMLESS_TO_WRITE.contains(feature)) {
                    problems.add(problem(feature, "The feature asks something of every writer."));
                }
            }
        }
        boolean plain = protocol.minReader() == 1
                || (protocol.minReader() == 3 && Set.of(Protocol.TIMESTAMP_NTZ).containsAll(protocol.readerFeatures()));
        if (!plain) {
            problems.add(problem(
                    "reader version " + protocol.minReader(),
                    "Of tables with reader features only those with " + Protocol.TIMESTAMP_NTZ + " are written."));
        }
        Map<String, String> properties = metadata.configuration();
        if (Boolean.parseBoolean(properties.get("delta.enableChangeDataFeed"))) {
            problems.add(problem("changeDataFeed", "Changes would be missing from the table's change feed."));
        }
        properties.keySet().stream()
                .filter(key -> key.startsWith("delta.constraints."))
                .forEach(key -> problems.add(problem(
                        "checkConstraints (" + key.substring("delta.constraints.".length()) + ")",
                        "The constraint would not be checked.")));
        JsonNode schema = SchemaJson.tree(table, metadata.schemaJson());
        for (String key : List.of("delta.invariants", "delta.generationExpression", "delta.identity.start")) {
            String column = columnWith(schema, "", key);
            if (column != null) {
                problems.add(problem(key.substring("delta.".length()), "Column '" + column + "' asks for it."));
            }
        }
        if (!problems.isEmpty()) {
            throw at(table, problems);
        }
    }

    private static IngotException at(String table, List<Problem> problems) {
        return new IngotException(
                problems.stream().map(one -> one.at(Place.of(table))).toList());
    }

    static boolean appendOnly(Metadata metadata) {
        return Boolean.parseBoolean(metadata.configuration().get("delta.appendOnly"));
    }

    private static Problem problem(String feature, String why) {
        return Problem.of(DeltaError.UNSUPPORTED_FEATURE, "the table uses '" + feature + "', which is not supported")
                .because(why)
                .fix("Rewrite the table without the feature, with the engine that wrote it.");
    }

    private static @Nullable String columnWith(JsonNode struct, String prefix, String metadataKey) {
        for (JsonNode field : struct.path("fields")) {
            String name = prefix + field.path("name").asText();
            if (field.path("metadata").has(metadataKey)) {
                return name;
            }
            String inside = insideType(field.path("type"), name, metadataKey);
            if (inside != null) {
                return inside;
            }
        }
        return null;
    }

    private static @Nullable String insideType(JsonNode type, String name, String metadataKey) {
        for (String part : List.of("elementType", "keyType", "valueType")) {
            String inside = type.has(part) ? insideType(type.path(part), name, metadataKey) : null;
            if (inside != null) {
                return inside;
            }
        }
        return type.has("fields") ? columnWith(type, name + ".", metadataKey) : null;
    }
}
