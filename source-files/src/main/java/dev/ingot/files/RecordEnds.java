package dev.ingot.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Knows which line ends of a delimited text end a record and which are data inside quotes. Counts the former, and
 * writes each of them as LF where a target is given: the engine takes a file only if its records all end alike.
 */
final class RecordEnds implements Chunks {

    private enum State {
        FIELD_START,
        PLAIN,
        QUOTED,
        ESCAPED,
        CLOSED
    }

    private static final int NONE = -1;

    private final int delimiter;
    private final int quote;
    private final int escape;
    private final @Nullable Chunks next;
    private final byte[] out = new byte[1 << 16];
    private int filled;
    private State state = State.FIELD_START;
    private boolean pendingCr;
    private boolean loneLf;
    private boolean loneCr;
    private boolean crLf;

    /**
     * @param delimiter where it takes several bytes in UTF-8, its last one is looked at
     * @param quote null: every line end ends a record
     * @param next null: only count
     */
    RecordEnds(String delimiter, @Nullable Character quote, @Nullable Character escape, @Nullable Chunks next) {
        byte[] utf8 = delimiter.getBytes(StandardCharsets.UTF_8);
        this.delimiter = utf8[utf8.length - 1];
        this.quote = quote == null ? NONE : quote;
        this.escape = escape == null || escape.equals(quote) ? NONE : escape;
        this.next = next;
    }

    boolean mixed() {
        return (loneLf ? 1 : 0) + (loneCr ? 1 : 0) + (crLf ? 1 : 0) > 1;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            one(bytes[i]);
        }
    }

    @Override
    public void finish() throws IOException {
        loneCr |= pendingCr;
        flush();
        if (next != null) {
            next.finish();
        }
    }

    private void one(byte b) throws IOException {
        boolean afterCr = pendingCr;
        pendingCr = false;
        if (state != State.QUOTED && state != State.ESCAPED && (b == '\n' || b == '\r')) {
            state = State.FIELD_START;
            if (b == '\r') {
                loneCr |= afterCr;
                pendingCr = true;
                put((byte) '\n');
            } else if (afterCr) {
                crLf = true; // its LF stands already
            } else {
                loneLf = true;
                put(b);
            }
            return;
        }
        loneCr |= afterCr;
        put(b);
        state = after(b);
    }

    private State after(byte b) {
        return switch (state) {
            case QUOTED -> b == escape ? State.ESCAPED : b == quote ? State.CLOSED : State.QUOTED;
            case ESCAPED -> State.QUOTED;
            case CLOSED -> b == quote ? State.QUOTED : b == delimiter ? State.FIELD_START : State.PLAIN;
            case FIELD_START -> b == quote ? State.QUOTED : b == delimiter ? State.FIELD_START : State.PLAIN;
            case PLAIN -> b == delimiter ? State.FIELD_START : State.PLAIN;
        };
    }

    private void put(byte b) throws IOException {
        if (next == null) {
            return;
        }
        out[filled++] = b;
        if (filled == out.length) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (next != null) {
            next.accept(out, 0, filled);
        }
        filled = 0;
    }
}
