package dev.ingot.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The raw bytes of a file, hashed as they pass. Its failures are told apart from those of what unpacks them. */
final class HashingStream extends InputStream {

    static final int CHUNK = 1 << 18;

    private final InputStream in;
    private final Progress progress;
    private final MessageDigest digest;
    private boolean ended;

    HashingStream(Path file, Progress progress) throws IOException {
        this.progress = progress;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        this.in = Files.newInputStream(file);
    }

    /** The fingerprint of a file: {@code sha256:…}. */
    static String fingerprint(Path file, Progress progress) throws IOException {
        try (HashingStream stream = new HashingStream(file, progress)) {
            return stream.drain();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n;
        try {
            n = in.read(target, offset, length);
        } catch (IOException e) {
            throw new ReadFailed(e);
        }
        if (n > 0) {
            digest.update(target, offset, n);
            progress.add(n);
        }
        ended |= n < 0;
        return n;
    }

    /** Reads what is left and returns the fingerprint of the whole. */
    String drain() throws IOException {
        byte[] rest = new byte[CHUNK];
        while (!ended) {
            read(rest, 0, rest.length);
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The disk failed, not the content. */
    static final class ReadFailed extends IOException {
        ReadFailed(IOException cause) {
            super(cause);
        }
    }
}
