package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.Authenticator;
import com.github.shyiko.mysql.binlog.network.ClientCapabilities;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.ServerException;
import com.github.shyiko.mysql.binlog.network.protocol.ErrorPacket;
import com.github.shyiko.mysql.binlog.network.protocol.GreetingPacket;
import com.github.shyiko.mysql.binlog.network.protocol.PacketChannel;
import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import com.github.shyiko.mysql.binlog.network.protocol.command.QueryCommand;
import com.github.shyiko.mysql.binlog.network.protocol.command.SSLRequestCommand;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The events of a binary log from a place on, up to the last that is there. The library logs in; its own client, which
 * leaves out events that it cannot read, is not used. For one thread, but for {@link #close}.
 */
final class BinlogConnection implements AutoCloseable {

    private static final int CONNECT_TIMEOUT = 10_000;
    private static final int SILENCE = 600_000;
    private static final int LARGEST_PACKET = 0xffffff;
    private static final byte DUMP = 0x12;
    private static final short UNTIL_THE_END = 1;
    private static final int CHECKSUM = 4;
    private static final byte CRC32_USED = 1;

    private final PacketChannel channel;
    private final DataInputStream in;
    private boolean checksums;

    private BinlogConnection(PacketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(new BufferedInputStream(channel.getInputStream(), 1 << 16));
    }

    static BinlogConnection open(BinlogServer server, String file, long position) throws IOException {
        Socket socket = new Socket();
        PacketChannel channel;
        try {
            socket.setKeepAlive(true);
            socket.setSoTimeout(SILENCE);
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_TIMEOUT);
            channel = new PacketChannel(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        try {
            GreetingPacket greeting = new GreetingPacket(checked(channel.read()));
            encrypt(channel, greeting, server);
            new Authenticator(greeting, channel, null, server.user(), server.password()).authenticate();
            channel.authenticationComplete();
            // The older name and the newer one.
            run(
                    channel,
                    "SET @master_binlog_checksum = @@global.binlog_checksum,"
                            + " @source_binlog_checksum = @@global.binlog_checksum");
            if (greeting.getServerVersion().contains("MariaDB")) {
                run(channel, "SET @mariadb_slave_capability = 4");
            }
            channel.write(dump(file, position));
            return new BinlogConnection(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void encrypt(PacketChannel channel, GreetingPacket greeting, BinlogServer server)
            throws IOException {
        SSLMode mode = server.encryption();
        boolean able = (greeting.getServerCapabilities() & ClientCapabilities.SSL) != 0;
        if (mode == SSLMode.DISABLED || (mode == SSLMode.PREFERRED && !able)) {
            return;
        }
        if (!able) {
            throw new IOException("The server does not encrypt connections.");
        }
        SSLRequestCommand request = new SSLRequestCommand();
        request.setCollation(greeting.getServerCollation());
        channel.write(request);
        channel.upgradeToSSL(BinlogEncryption.of(mode, server.host()), null);
    }

    private static void run(PacketChannel channel, String sql) throws IOException {
        channel.write(new QueryCommand(sql));
        checked(channel.read());
    }

    /** No server id: the server does not take this for a replica, and ends where its log ends. */
    private static Command dump(String file, long position) {
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(11 + name.length).order(ByteOrder.LITTLE_ENDIAN);
        body.put(DUMP).putInt((int) position).putShort(UNTIL_THE_END).putInt(0).put(name);
        return body::array;
    }

    /** The next event, or null where the log ends for now. */
    @Nullable
    BinlogEvent next() throws IOException {
        byte[] packet = packet();
        if (packet.length == 0) {
            throw new EOFException("an empty packet");
        }
        if (packet[0] == (byte) 0xfe) {
            return null;
        }
        return event(checked(packet));
    }

    /** Checksums are as in the file that is read, whatever was agreed; only the server's first word comes before it. */
    private BinlogEvent event(byte[] packet) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).position(1);
        BinlogEvent event = BinlogEvent.next(in);
        if (event.type() == BinlogEvent.EventType.FORMAT) {
            checksums = event.body().get(event.body().limit() - CHECKSUM - 1) == CRC32_USED;
            return event;
        }
        if (!checksums && event.type() != BinlogEvent.EventType.ROTATE) {
            return event;
        }
        int length = packet.length - CHECKSUM;
        CRC32 crc = new CRC32();
        crc.update(packet, 1, length - 1);
        boolean right = (int) crc.getValue() == in.getInt(length);
        if (!right && checksums) {
            throw new IOException("An event of the binary log has a wrong checksum.");
        }
        return right ? event.shorter(CHECKSUM) : event;
    }

    private byte[] packet() throws IOException {
        byte[] packet = new byte[0];
        int length;
        do {
            length = Integer.reverseBytes(in.readInt()) & LARGEST_PACKET;
            int start = packet.length;
            packet = start == 0 ? new byte[length] : Arrays.copyOf(packet, start + length);
            in.readFully(packet, start, length);
        } while (length == LARGEST_PACKET);
        return packet;
    }

    private static byte[] checked(byte[] packet) throws IOException {
        if (packet[0] == (byte) 0xff) {
            ErrorPacket error = new ErrorPacket(Arrays.copyOfRange(packet, 1, packet.length));
            throw new ServerException(error.getErrorMessage(), error.getErrorCode(), error.getSqlState());
        }
        return packet;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(BinlogConnection.class.getName()).log(System.Logger.Level.DEBUG, "closing", e);
        }
    }
}
