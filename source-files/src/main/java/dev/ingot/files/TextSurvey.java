package dev.ingot.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What the preparation must know about a UTF-8 text, learnt while it streams by: whether it has content, how its lines
 * end, and how it begins. A file whose lines end in LF costs little more than reading it.
 */
final class TextSurvey implements Chunks {

    private static final int HEAD = 1 << 16;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long CARRIAGE_RETURNS = 0x0d0d0d0d0d0d0d0dL;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final Chunks next;
    private boolean loneLf;
    private boolean loneCr;
    private boolean crLf;
    private boolean pendingCr;
    private boolean empty = true;

    TextSurvey(Chunks next) {
        this.next = next;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        empty = false;
        if (head.size() < HEAD) {
            head.write(bytes, offset, Math.min(length, HEAD - head.size()));
        }
        lineEnds(bytes, offset, offset + length);
        next.accept(bytes, offset, length);
    }

    @Override
    public void finish() throws IOException {
        loneCr |= pendingCr;
        next.finish();
    }

    private void lineEnds(byte[] bytes, int start, int end) {
        if (loneLf && (crLf || loneCr)) {
            return; // already known to be mixed
        }
        int at = start;
        if (loneLf && !pendingCr) {
            at = firstCarriageReturn(bytes, start, end);
        }
        for (; at < end; at++) {
            byte b = bytes[at];
            if (b == '\n') {
                if (pendingCr) {
                    crLf = true;
                } else {
                    loneLf = true;
                }
                pendingCr = false;
            } else {
                loneCr |= pendingCr;
                pendingCr = b == '\r';
            }
        }
    }

    /** Eight bytes at a time: a byte of the exclusive-or is zero exactly where there is a CR. */
    private static int firstCarriageReturn(byte[] bytes, int start, int end) {
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = (long) LONGS.get(bytes, at) ^ CARRIAGE_RETURNS;
            if (((word - 0x0101010101010101L) & ~word & 0x8080808080808080L) != 0) {
                break;
            }
        }
        while (at < end && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    boolean empty() {
        return empty;
    }

    /** More than one kind of line end, inside or outside of quotes. */
    boolean mixed() {
        return (loneLf ? 1 : 0) + (loneCr ? 1 : 0) + (crLf ? 1 : 0) > 1;
    }

    boolean hasLoneCr() {
        return loneCr;
    }

    /**
     * Whether JSON text is one object a line ({@code true}) or one document, an array or an object over several lines.
     * Decided by how it begins: a record whose line does not close it is still a line if the next line opens one.
     */
    boolean jsonLines() {
        String text = head.toString(StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("[")) {
            return false;
        }
        int line = lineEnd(text);
        if (line < 0 || closes(text.substring(0, line))) {
            return true;
        }
        return text.startsWith("{", line + 1) || text.startsWith("\n{", line + 1);
    }

    private static int lineEnd(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                return i;
            }
        }
        return -1;
    }

    private static boolean closes(String line) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return depth <= 0;
    }
}
