package dev.ingot.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952) with any number of members and checks what others let pass: the engine does not compare the
 * checksum, and the JDK's stream takes anything after the last member for the end.
 */
final class StrictGzipStream extends InputStream {

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] packed = new byte[1 << 16];
    private int packedAt;
    private int packedEnd;
    private long consumed;
    private int members;
    private boolean ended;

    StrictGzipStream(InputStream in) throws IOException {
        this.in = in;
        header(must());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int n = inflate(target, offset, length);
            if (n > 0) {
                crc.update(target, offset, n);
                return n;
            }
            if (inflater.finished()) {
                packedAt = packedEnd - inflater.getRemaining();
                trailer();
            } else if (inflater.needsDictionary()) {
                throw new IOException("the stream needs a dictionary, which gzip does not have");
            } else if (inflater.needsInput()) {
                if (!fill()) {
                    throw new EOFException("it ends in the middle, after " + consumed + " bytes");
                }
                inflater.setInput(packed, packedAt, packedEnd - packedAt);
                packedAt = packedEnd;
            }
        }
        return -1;
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw new IOException("damaged near byte " + consumed + ": " + e.getMessage(), e);
        }
    }

    private void trailer() throws IOException {
        long expected = littleEndian(4);
        if (expected != crc.getValue()) {
            throw new IOException("the checksum is wrong: the content is not what was packed");
        }
        if (littleEndian(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new IOException("the length at the end is wrong");
        }
        int first = next();
        if (first < 0) {
            ended = true;
        } else {
            header(first);
        }
    }

    private void header(int first) throws IOException {
        if (first != 0x1f || must() != 0x8b) {
            throw new IOException(
                    members == 0
                            ? "it does not begin as gzip"
                            : "there are other bytes after the end of the gzip data");
        }
        if (must() != 8) {
            throw new IOException("an unknown compression method");
        }
        int flags = must();
        passOver(6);
        if ((flags & EXTRA) != 0) {
            passOver(littleEndian(2));
        }
        if ((flags & NAME) != 0) {
            passOverText();
        }
        if ((flags & COMMENT) != 0) {
            passOverText();
        }
        if ((flags & HEADER_CRC) != 0) {
            passOver(2);
        }
        members++;
        crc.reset();
        inflater.reset();
        inflater.setInput(packed, packedAt, packedEnd - packedAt);
        packedAt = packedEnd;
    }

    private void passOver(long bytes) throws IOException {
        for (long i = 0; i < bytes; i++) {
            must();
        }
    }

    private void passOverText() throws IOException {
        int c = must();
        while (c != 0) {
            c = must();
        }
    }

    private long littleEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) must() << (8 * i);
        }
        return value;
    }

    private int must() throws IOException {
        int b = next();
        if (b < 0) {
            throw new EOFException("it ends in the middle, after " + consumed + " bytes");
        }
        return b;
    }

    private int next() throws IOException {
        if (packedAt == packedEnd && !fill()) {
            return -1;
        }
        return packed[packedAt++] & 0xff;
    }

    private boolean fill() throws IOException {
        int n = in.read(packed, 0, packed.length);
        packedAt = 0;
        packedEnd = Math.max(0, n);
        consumed += packedEnd;
        return n > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
