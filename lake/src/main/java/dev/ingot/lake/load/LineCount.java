package dev.ingot.lake.load;

import dev.ingot.api.source.Format.Delimited;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A second opinion on a file of which the engine rejected records: how many it has, and which have a wrong number of
 * fields. It is only given where each line is a record for sure: a quote that opens also closes within its line. At a
 * few bytes a nanosecond it costs a fraction of what {@link Careful} does.
 *
 * @param records in the file, without header and blank lines
 * @param wrong those with too few or too many fields, in their order
 */
record LineCount(long records, List<Wrong> wrong) {

    /** More would be kept in memory for too little: such a file is read with care. */
    private static final int MOST_WRONG = 100_000;

    private static final int LONGEST = 16 << 20;

    LineCount {
        wrong = List.copyOf(wrong);
    }

    /**
     * @param offset of its first byte in the unpacked file, without a byte order mark
     * @param number of the record, from 1
     * @param problem as {@link Rejects#problem} says it
     */
    record Wrong(long offset, long number, String problem, String raw) {}

    /** Empty where lines cannot be told to be records. */
    static Optional<LineCount> of(InputStream in, Head head, Delimited format) throws IOException {
        boolean oddEscape = format.escape() != null && !format.escape().equals(format.quote());
        boolean wide = format.delimiter().length() > 1
                || format.delimiter().charAt(0) > 127
                || (format.quote() != null && format.quote() > 127);
        return oddEscape || wide ? Optional.empty() : Optional.ofNullable(new Pass(in, head, format).run());
    }

    private static final class Pass {
        private final InputStream in;
        private final Head head;
        private final Delimited format;
        private final int expected;
        private final List<Wrong> wrong = new ArrayList<>();
        private byte[] buffer = new byte[1 << 18];
        private int end;
        private long lines;
        private long records;
        private boolean headed;

        Pass(InputStream in, Head head, Delimited format) {
            this.in = in;
            this.head = head;
            this.format = format;
            this.expected = head.columns().size();
            this.headed = !format.header();
        }

        @Nullable
        LineCount run() throws IOException {
            byte delimiter = (byte) format.delimiter().charAt(0);
            byte quote = (byte) (format.quote() == null ? '\n' : format.quote().charValue());
            long base = 0;
            int start = 0;
            int at = 0;
            int fields = 1;
            int returns = 0;
            boolean open = false;
            boolean more = true;
            while (true) {
                while (at < end) {
                    byte c = buffer[at++];
                    if (c == '\n') {
                        if (open || !line(start, at - 1, base + start, fields, returns)) {
                            return null;
                        }
                        start = at;
                        fields = 1;
                        returns = 0;
                    } else if (c == quote) {
                        open = !open;
                    } else if (c == delimiter && !open) {
                        fields++;
                    } else if (c == '\r') {
                        returns++;
                    }
                }
                if (!more) {
                    boolean last = start == end || (!open && line(start, end, base + start, fields, returns));
                    return last ? new LineCount(records, wrong) : null;
                }
                base += start;
                at -= start;
                more = fill(start);
                start = 0;
                if (end > LONGEST) {
                    return null;
                }
            }
        }

        /** Moves what is left to the front and reads on; false at the end of the file. */
        private boolean fill(int start) throws IOException {
            end -= start;
            System.arraycopy(buffer, start, buffer, 0, end);
            if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int read = in.read(buffer, end, buffer.length - end);
            end += Math.max(read, 0);
            return read >= 0;
        }

        /** Takes a line in which all quotes are closed; false where it could be something else than a record. */
        private boolean line(int from, int lineEnd, long offset, int fields, int returns) throws IOException {
            int to = lineEnd > from && lineEnd < end && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
            if (returns != lineEnd - to) {
                return false;
            }
            if (lines++ < head.skip() || to == from) {
                return true;
            }
            if (!headed) {
                headed = true;
                return true;
            }
            records++;
            boolean ended = format.trailingDelimiter()
                    && fields == expected + 1
                    && buffer[to - 1] == format.delimiter().charAt(0);
            return fields == expected || ended || (wrong.size() < MOST_WRONG && wrong(from, to, offset));
        }

        private boolean wrong(int from, int to, long offset) throws IOException {
            RecordReader reader = new RecordReader(
                    new ByteArrayInputStream(buffer, from, to - from),
                    head.file().path(),
                    format);
            boolean fieldsOnly = reader.next() && reader.problem() == null && !reader.more();
            String problem = fieldsOnly ? Rejects.problem(reader, expected, format.trailingDelimiter()) : null;
            return problem != null && wrong.add(new Wrong(offset, records, problem, reader.raw()));
        }
    }
}
