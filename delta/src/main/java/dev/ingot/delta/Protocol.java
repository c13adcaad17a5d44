package dev.ingot.delta;

import dev.ingot.api.table.DataType;
import dev.ingot.api.table.DataType.ListOf;
import dev.ingot.api.table.DataType.MapOf;
import dev.ingot.api.table.DataType.Simple;
import dev.ingot.api.table.DataType.Struct;
import dev.ingot.api.table.TableSchema;
import java.util.Set;
import java.util.TreeSet;

/** Delta's {@code protocol} action. */
record Protocol(int minReader, int minWriter, Set<String> readerFeatures, Set<String> writerFeatures) {

    /** Tables without table features: the one protocol that every reader knows. */
    static final Protocol PLAIN = new Protocol(1, 2, Set.of(), Set.of());

    /** Times without a time zone: the one feature that a table gets here, with its first column that needs it. */
    static final String TIMESTAMP_NTZ = "timestampNtz";

    private static final int FEATURES_READER = 3;
    private static final int FEATURES_WRITER = 7;

    Protocol {
        readerFeatures = new TreeSet<>(readerFeatures);
        writerFeatures = new TreeSet<>(writerFeatures);
    }

    /**
     * The protocol that a table of these columns needs: this one, or this one with features. What a version asked of
     * writers becomes a feature of the same meaning then (protocol, "Table Features").
     */
    Protocol forColumns(TableSchema schema) {
        boolean needed = schema.columns().stream().anyMatch(column -> holdsNtz(column.type()));
        if (!needed || (readerFeatures.contains(TIMESTAMP_NTZ) && writerFeatures.contains(TIMESTAMP_NTZ))) {
            return this;
        }
        Set<String> readers = new TreeSet<>(readerFeatures);
        Set<String> writers = new TreeSet<>(writerFeatures);
        readers.add(TIMESTAMP_NTZ);
        writers.add(TIMESTAMP_NTZ);
        if (minWriter < FEATURES_WRITER) {
            writers.addAll(Set.of("appendOnly", "invariants"));
            if (minWriter >= 3) {
                writers.add("checkConstraints");
            }
            if (minWriter >= 4) {
                writers.addAll(Set.of("changeDataFeed", "generatedColumns"));
            }
        }
        return new Protocol(FEATURES_READER, FEATURES_WRITER, readers, writers);
    }

    private static boolean holdsNtz(DataType type) {
        if (type instanceof ListOf list) {
            return holdsNtz(list.element());
        }
        if (type instanceof MapOf map) {
            return holdsNtz(map.key()) || holdsNtz(map.value());
        }
        return type instanceof Struct struct
                ? struct.fields().stream().anyMatch(field -> holdsNtz(field.type()))
                : type == Simple.TIMESTAMP_NTZ;
    }
}
