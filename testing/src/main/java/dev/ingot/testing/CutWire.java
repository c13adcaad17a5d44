package dev.ingot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on this machine that breaks: all connections end in the middle of a chosen piece of what either side
 * sends. New ones are let through again. Thread-safe.
 */
public final class CutWire implements AutoCloseable {

    private final int to;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger left = new AtomicInteger();
    private volatile Optional<String> cut = Optional.empty();

    /**
     * @param to the server's port
     */
    public CutWire(int to) {
        this.to = to;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** Where clients connect to. */
    public int port() {
        return entrance.getLocalPort();
    }

    /**
     * @param piece in which it breaks, counted from now on, from 1; 0: in none
     */
    public void cutIn(int piece) {
        left.set(piece);
        cut = Optional.empty();
    }

    /** Who was sending when it broke since {@link #cutIn}. */
    public Optional<String> cut() {
        return cut;
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getByName("localhost"), to);
                open.add(client);
                open.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                thread(() -> carry("client", client, server));
                thread(() -> carry("server", server, client));
            }
        } catch (IOException closed) {
            closeAll();
        }
    }

    private void carry(String who, Socket from, Socket to) {
        byte[] piece = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length > 0; length = in.read(piece)) {
                boolean breaks = left.decrementAndGet() == 0;
                out.write(piece, 0, breaks ? length / 2 : length);
                if (breaks) {
                    cut = Optional.of(who);
                    closeAll();
                }
            }
        } catch (IOException ended) {
            // By either side, or cut: then the other side's end is closed, too.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    /** Those that are open now: whoever notices the first may come again before the last is closed. */
    private void closeAll() {
        for (Socket socket : List.copyOf(open)) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeAll();
    }
}
