package dev.ingot.lake.load;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.source.Format.Delimited;
import dev.ingot.api.source.Format.Delimited.BareQuotes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads delimited records the slow and certain way, after RFC 4180: for headers, for files in which the engine's
 * parallel reader is not to be trusted, and for single records that are replayed. A record that is broken ends with its
 * line, so that one lost quote costs one line and not the rest of the file. Blank lines are no records. Not
 * thread-safe.
 *
 * <p>Line ends are LF or CR LF; where the first line ends in a lone CR, a lone CR. Elsewhere a lone CR is data.
 */
final class RecordReader {

    private static final int LIMIT = 16 << 20;
    private static final int LONGEST_LINE = 32 << 20;

    private final InputStream in;
    private final String name;
    private final byte[] delimiter;
    private final int quote;
    private final int escape;
    private final BareQuotes bareQuotes;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    /** Offset in the file of the buffer's first byte. */
    private long base;

    private boolean exhausted;
    private int lineEnd;

    private final List<byte[]> fields = new ArrayList<>();
    private @Nullable String problem;
    private boolean newlineInField;
    private int bareQuote;
    private int bareEnd;
    private int consumedTo;

    /**
     * @param name of the file, as people know it
     * @param format null: a record is a line, and quotes are ordinary
     */
    RecordReader(InputStream in, String name, @Nullable Delimited format) {
        this.in = in;
        this.name = name;
        this.delimiter = format == null ? new byte[0] : format.delimiter().getBytes(StandardCharsets.UTF_8);
        this.quote = format == null || format.quote() == null ? -1 : format.quote();
        this.escape = format == null || format.escape() == null ? this.quote : format.escape();
        this.bareQuotes = format == null ? BareQuotes.KEEP : format.bareQuotes();
    }

    /** Skips lines that are no records, whatever is in them. */
    void skipLines(int count) throws IOException {
        for (int i = 0; i < count && available(start); i++) {
            start = lineAfter(start);
        }
    }

    /** Skips blank lines and says how many there were. */
    int skipBlank() throws IOException {
        start = consumedTo > 0 ? consumedTo : start;
        consumedTo = 0;
        int blank = 0;
        while (available(start)) {
            int length = newlineAt(start);
            if (length == 0) {
                break;
            }
            start += length;
            blank++;
        }
        return blank;
    }

    /** Moves to the next record; false at the end. */
    boolean next() throws IOException {
        skipBlank();
        fields.clear();
        problem = null;
        newlineInField = false;
        bareQuote = 0;
        bareEnd = 0;
        if (!available(start)) {
            return false;
        }
        compact();
        problem = parse();
        if (problem != null) {
            consumedTo = lineAfter(start);
        } else if (isBareQuoteWrong()) {
            problem = "quote" + Names.REASON + "field " + bareQuote + " has a quote but is not quoted"
                    + (bareQuotes == BareQuotes.QUARANTINE
                            ? ""
                            : ", and field " + bareEnd + " ends in one: a delimiter before the quote is lost");
        } else if (!isText(buffer, start, consumedTo)) {
            problem = "encoding" + Names.REASON + "the record is not valid UTF-8";
        }
        return true;
    }

    /** Whether there is another record behind this one. */
    boolean more() throws IOException {
        int at = consumedTo;
        while (available(at)) {
            int newline = newlineAt(at);
            if (newline == 0) {
                return true;
            }
            at += newline;
        }
        return false;
    }

    /** Rule and reason of a broken record; null for a good one. */
    @Nullable
    String problem() {
        return problem;
    }

    List<byte[]> fields() {
        return fields;
    }

    /** Whether the record has a line break inside a field. */
    boolean newlineInField() {
        return newlineInField;
    }

    /** The record as it stands in the file, without its line end; bytes that are no text as {@code \xNN}. */
    String raw() {
        int stop = consumedTo;
        while (stop > start && (buffer[stop - 1] == '\n' || buffer[stop - 1] == '\r')) {
            stop--;
        }
        return text(buffer, start, stop);
    }

    private @Nullable String parse() throws IOException {
        int at = start;
        while (true) {
            int open = at;
            while (quote >= 0 && available(open) && buffer[open] == ' ') {
                open++;
            }
            if (quote >= 0 && available(open) && (buffer[open] & 0xff) == quote) {
                at = quoted(open + 1);
                if (at < 0) {
                    return problem;
                }
            } else {
                at = plain(at);
            }
            if (at - start > LIMIT) {
                return "too_long" + Names.REASON + "the record is longer than 16 MiB";
            }
            if (!available(at)) {
                consumedTo = at;
                return null;
            }
            int newline = newlineAt(at);
            if (newline > 0) {
                consumedTo = at + newline;
                return null;
            }
            at += delimiter.length;
        }
    }

    /** Whether the record is broken by a quote inside an unquoted field. */
    boolean isBareQuoteWrong() {
        return switch (bareQuotes) {
            case KEEP -> false;
            case JUDGE -> bareEnd > 0;
            case QUARANTINE -> bareQuote > 0;
        };
    }

    private int plain(int from) throws IOException {
        int at = from;
        boolean bare = false;
        while (available(at) && newlineAt(at) == 0 && !isDelimiter(at)) {
            bare |= (buffer[at] & 0xff) == quote;
            at++;
            if (at - start > LIMIT) {
                break;
            }
        }
        fields.add(Arrays.copyOfRange(buffer, from, at));
        if (bare && bareQuote == 0) {
            bareQuote = fields.size();
        } else if (bare && bareEnd == 0 && (buffer[at - 1] & 0xff) == quote) {
            bareEnd = fields.size();
        }
        return at;
    }

    /** Reads to behind the closing quote; −1 where there is none that closes. */
    private int quoted(int from) throws IOException {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        int at = from;
        while (true) {
            if (!available(at)) {
                problem = "quote" + Names.REASON + "a field begins with a quote that is never closed";
                return -1;
            }
            if (at - start > LIMIT) {
                problem = "quote" + Names.REASON + "a quote is not closed within 16 MiB";
                return -1;
            }
            int c = buffer[at] & 0xff;
            boolean escapes = c == escape
                    && available(at + 1)
                    && ((buffer[at + 1] & 0xff) == quote || (buffer[at + 1] & 0xff) == escape);
            if (escapes) {
                value.write(buffer[at + 1]);
                at += 2;
            } else if (c == quote) {
                break;
            } else {
                newlineInField |= c == '\n' || c == '\r';
                value.write(c);
                at++;
            }
        }
        at++;
        while (available(at) && buffer[at] == ' ') {
            at++;
        }
        if (available(at) && newlineAt(at) == 0 && !isDelimiter(at)) {
            problem = "quote" + Names.REASON + "text follows a closing quote";
            return -1;
        }
        fields.add(value.toByteArray());
        return at;
    }

    private boolean isDelimiter(int at) throws IOException {
        if (delimiter.length == 0) {
            return false;
        }
        for (int i = 0; i < delimiter.length; i++) {
            if (!available(at + i) || buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes of line end there are at this place; 0 for none. */
    private int newlineAt(int at) throws IOException {
        byte c = buffer[at];
        if (c == '\n') {
            lineEnd = lineEnd == 0 ? '\n' : lineEnd;
            return 1;
        }
        if (c != '\r') {
            return 0;
        }
        int next = at + 1;
        while (available(next) && buffer[next] == '\r' && lineEnd != '\r') {
            next++;
        }
        if (available(next) && buffer[next] == '\n') {
            lineEnd = lineEnd == 0 ? '\n' : lineEnd;
            return next + 1 - at;
        }
        if (lineEnd == 0) {
            lineEnd = '\r';
        }
        return lineEnd == '\r' || !available(next) ? 1 : 0;
    }

    private int lineAfter(int from) throws IOException {
        int at = from;
        while (available(at)) {
            int newline = newlineAt(at);
            if (newline > 0) {
                return at + newline;
            }
            at++;
        }
        return at;
    }

    /** Whether there is a byte at this index; reads on where needed. */
    private boolean available(int at) throws IOException {
        while (at >= end && !exhausted) {
            if (end - start >= LONGEST_LINE) {
                throw new IngotException(Problem.of(
                                LoadError.RECORD_TOO_LONG,
                                "A record of " + name + " is longer than " + (LONGEST_LINE >> 20) + " MiB.")
                        .at(Place.of(name))
                        .because("It begins at byte " + (base + start) + ", counted from 0 in the unpacked file.")
                        .fix("Check that quotes are closed, that lines end, and that the file is text at all."));
            }
            if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                exhausted = true;
            } else {
                end += read;
            }
        }
        return at < end;
    }

    private void compact() {
        if (start > buffer.length / 2) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            base += start;
            start = 0;
        }
    }

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static boolean isText(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                CharBuffer sink = CharBuffer.allocate(to - from);
                CoderResult result = decoder().decode(ByteBuffer.wrap(bytes, from, to - from), sink, true);
                return !result.isError();
            }
        }
        return true;
    }

    /** Bytes as text; those that are no UTF-8 as {@code \xNN}, so that nothing is lost. */
    static String text(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        ByteBuffer rest = ByteBuffer.wrap(bytes, from, to - from);
        CharsetDecoder decoder = decoder();
        CharBuffer sink = CharBuffer.allocate(to - from + 1);
        while (rest.hasRemaining()) {
            CoderResult result = decoder.reset().decode(rest, sink, true);
            text.append(sink.flip());
            sink.clear();
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    text.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(rest.get()));
                }
            }
        }
        return text.toString();
    }
}
