package dev.ingot.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns text of one encoding into UTF-8, strictly: bytes that mean nothing end it. */
final class Transcoder implements Chunks {

    private static final int SIZE = 1 << 16;

    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer in = ByteBuffer.allocate(SIZE);
    private final CharBuffer chars = CharBuffer.allocate(SIZE);
    private final ByteBuffer out = ByteBuffer.allocate(SIZE * 3);
    private final Chunks next;
    /** Offset in the file of the first byte of {@link #in}. */
    private long start;

    Transcoder(Charset charset, long start, Chunks next) {
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.start = start;
        this.next = next;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int n = Math.min(end - at, in.remaining());
            in.put(bytes, at, n);
            at += n;
            decode(false);
        }
    }

    @Override
    public void finish() throws IOException {
        decode(true);
        next.finish();
    }

    private void decode(boolean last) throws IOException {
        in.flip();
        CoderResult result = decoder.decode(in, chars, last);
        if (result.isError()) {
            long bad = start + in.position();
            StringBuilder hex = new StringBuilder();
            for (int i = 0; i < result.length() && i < in.remaining(); i++) {
                hex.append(String.format("%s%02X", i == 0 ? "" : " ", in.get(in.position() + i)));
            }
            throw new BadText(bad, hex.toString());
        }
        start += in.position();
        in.compact();
        if (last) {
            decoder.flush(chars);
        }
        chars.flip();
        // One char is at most three bytes, so the buffer always takes all; the decoder lets no lone surrogate through.
        CoderResult written = encoder.encode(chars, out, last);
        if (written.isError()) {
            written.throwException();
        }
        chars.compact();
        next.accept(out.array(), 0, out.position());
        out.clear();
    }

    /** Bytes that are no text in the encoding. */
    static final class BadText extends CharacterCodingException {
        private final long offset;
        private final String hex;

        BadText(long offset, String hex) {
            this.offset = offset;
            this.hex = hex;
        }

        /** Of the first bad byte, counted from 0 in the unpacked file. */
        long offset() {
            return offset;
        }

        String hex() {
            return hex;
        }
    }
}
