package dev.ingot.files;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/** How a text file is packed. {@link #ending} is what tells the engine. */
enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private final String ending;

    Compression(String ending) {
        this.ending = ending;
    }

    String ending() {
        return ending;
    }

    /** What the bytes say; the first ones of a file are enough. */
    static Compression ofContent(byte[] head) {
        if (starts(head, 0x1f, 0x8b)) {
            return GZIP;
        }
        boolean skippable =
                head.length >= 4 && (head[0] & 0xf0) == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18;
        return skippable || starts(head, 0x28, 0xb5, 0x2f, 0xfd) ? ZSTD : NONE;
    }

    static Compression ofName(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz") || name.endsWith(".gzip")) {
            return GZIP;
        }
        return name.endsWith(".zst") || name.endsWith(".zstd") ? ZSTD : NONE;
    }

    /** A stream that fails on any damage, and on bytes after the end. */
    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new StrictGzipStream(packed);
            case ZSTD -> new ZstdInputStream(packed);
        };
    }

    /** For temporary copies: a file that came packed does not need many times its size on disk. */
    OutputStream pack(OutputStream target) throws IOException {
        return this == NONE ? target : new ZstdOutputStream(target, 1);
    }

    String packedEnding() {
        return this == NONE ? "" : ZSTD.ending;
    }

    private static boolean starts(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
