package dev.ingot.lake.load;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** How a file's bytes are packed, told by its first bytes and not by its name. */
enum Compression {
    NONE("none"),
    GZIP("gzip"),
    ZSTD("zstd");

    private final String option;

    Compression(String option) {
        this.option = option;
    }

    /** The engine's name for it. */
    String option() {
        return option;
    }

    static Compression of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
                return GZIP;
            }
            if (magic.length == 4
                    && (magic[0] & 0xff) == 0x28
                    && (magic[1] & 0xff) == 0xb5
                    && magic[2] == 0x2f
                    && (magic[3] & 0xff) == 0xfd) {
                return ZSTD;
            }
            return NONE;
        }
    }

    /** The unpacked bytes, without a byte order mark. */
    static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            BufferedInputStream in = new BufferedInputStream(
                    switch (of(file)) {
                        case NONE -> raw;
                        case GZIP -> new GZIPInputStream(raw, 1 << 16);
                        case ZSTD -> new ZstdInputStream(raw);
                    },
                    1 << 16);
            in.mark(3);
            byte[] start = in.readNBytes(3);
            boolean marked = start.length == 3
                    && (start[0] & 0xff) == 0xef
                    && (start[1] & 0xff) == 0xbb
                    && (start[2] & 0xff) == 0xbf;
            if (!marked) {
                in.reset();
            }
            return in;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }
}
