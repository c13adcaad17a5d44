package dev.ingot.api.source;

import dev.ingot.api.table.Column;
import java.nio.file.Path;
import java.util.List;

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
     * Rows as {@code COPY} of PostgreSQL writes them in its text format, in UTF-8: a line for each, tabs between the values;
     * null is {@code \N}; a backslash, a tab and the characters that break lines are {@code \\}, {@code \t}, {@code \n},
     * {@code \r}, {@code \b}, {@code \f}, {@code \v} in a value; bytes are hexadecimal digits. So a line never ends in a
     * value, and several threads can read the file.
     *
     * @param origin where they come from, as people know it
     * @param columns with the types that the source says, as in {@link Rows}
     * @param rows how many there must be
     * @param longest bytes of the longest line
     */
    record Dump(String origin, List<Column> columns, Path file, long rows, int longest) implements Relation {
        public Dump {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Records that were quarantined before and are tried again: each is the raw text as it was kept, with the place
     * where it came from.
     */
    record RawRecords(List<RawRecord> records, Format format) implements Relation {
        public RawRecords {
            records = List.copyOf(records);
        }
    }

    /**
     * @param file where the record was read from
     * @param position its number in that file, from 1; 0 where unknown
     */
    record RawRecord(String id, String file, long position, String raw) {}
}
