package dev.ingot.cdc;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Parts of a binary log that the server compressed. */
final class Compressed {

    private static final int END = 0;
    private static final int METHOD = 2;
    private static final int SIZE = 3;
    private static final int ZSTD = 0;

    private Compressed() {}

    /** MariaDB's form ({@code log_bin_compress}): a byte that says how long the size is, the size, then zlib. */
    static ByteBuffer zlib(ByteBuffer in) throws IOException {
        int head = in.get() & 0xff;
        byte[] plain = new byte[(int) BinlogEvent.bigEndian(in, head & 7)];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(in);
            int length = 0;
            while (length < plain.length) {
                int more = inflater.inflate(plain, length, plain.length - length);
                if (more == 0) {
                    throw new IOException("a compressed event ends early");
                }
                length += more;
            }
            return ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        } catch (DataFormatException e) {
            throw new IOException("a compressed event cannot be read", e);
        } finally {
            inflater.end();
        }
    }

    /** MySQL's form ({@code binlog_transaction_compression}): fields, then the events of a transaction. */
    static ByteBuffer transaction(ByteBuffer body) throws IOException {
        ByteBuffer in = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int method = ZSTD;
        int size = 0;
        for (int field = BinlogEvent.packed(in); field != END; field = BinlogEvent.packed(in)) {
            int length = BinlogEvent.packed(in);
            int next = in.position() + length;
            switch (field) {
                case METHOD -> method = BinlogEvent.packed(in);
                case SIZE -> size = BinlogEvent.packed(in);
                default -> {}
            }
            in.position(next);
        }
        byte[] stored = BinlogEvent.bytes(in, in.remaining());
        if (method != ZSTD) {
            return ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        }
        byte[] plain = new byte[size];
        long written = Zstd.decompress(plain, stored);
        if (Zstd.isError(written) || written != size) {
            throw new IOException("a compressed transaction cannot be read");
        }
        return ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    }
}
