package dev.ingot.api.source;

import dev.ingot.api.table.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a batch, in the shape in which they come cheapest to the engine. */
public sealed interface Relation {

    /** Files that the engine scans itself; not empty, all of one format. */
    record FileScan(List<FileRef> files, Format format) implements Relation {
        public FileScan {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new IllegalArgumentException("a file scan needs at least one file");
            }
        }

        public long bytes() {
            return files.stream().mapToLong(FileRef::size).sum();
        }
    }

    /**
     * Rows that were decoded in Java: changes of a database, the result of a query, messages. Read once, in order.
     *
     * @param origin where they come from, as people know it
     * @param columns with the types that the source says; a contract or the table itself may hold them as another
     * @param rows a value for each column: text that stands for a value of its type, {@code byte[]} where the type is
     *     binary, or null
     * @param bytes about how much they are, for progress
     */
    record Rows(String origin, List<Column> columns, Iterable<Object[]> rows, long bytes) implements Relation {
        public Rows {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Rows that are decoded in Java into columns, without an object for each value: a table as it is now, whose rows are
     * in no order. Read once, by one of the engine's threads after the other.
     *
     * @param origin where they come from, as people know it
     * @param rows how many there must be
     * @param bytes about how much they are, for progress
     */
    record Chunks(String origin, List<ChunkColumn> columns, long rows, long bytes, ChunkReader reader)
            implements Relation {
        public Chunks {
            columns = List.copyOf(columns);
        }

        /** How the values of a column come: text is hexadecimal digits where the type is binary. */
        public enum As {
            NUMBER,
            TEXT,
            /** The same text, or null, in all rows; not in the chunks. */
            SAME
        }

        /**
         * @param column with the type that the source says, as in {@link Rows}
         * @param same what all rows have
         */
        public record ChunkColumn(
                Column column, As as, @Nullable String same) {}

        /** Where the rows come from. */
        @FunctionalInterface
        public interface ChunkReader {
            /** Puts the next rows into an empty chunk, and says how many; 0 at the end. */
            int read(ColumnChunk into);
        }
    }

    /**
     * Records that were quarantined before and are tried again, from their raw text as it was kept. The warehouse finds
     * them in its quarantine itself, however many they are: those of the plan's pipeline from these files.
     *
     * @param files as the quarantine has them
     * @param upTo records of later batches are left alone
     */
    record Quarantined(List<String> files, long upTo, Format format) implements Relation {
        public Quarantined {
            files = List.copyOf(files);
        }
    }
}
