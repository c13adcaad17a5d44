package dev.ingot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Puts STARTTLS (RFC 3207), or TLS from the first byte, in front of a plain mail server. The certificate is for
 * {@code localhost}; {@code localhost.p12} and {@code .pem} were made with {@code keytool -genkeypair -ext
 * SAN=dns:localhost}. Thread-safe.
 */
public final class StartTlsFront implements AutoCloseable {

    private final ServerSocket server;
    private final int behind;
    private final boolean fromTheFirstByte;
    private final SSLContext context;
    private volatile boolean encrypted;

    /**
     * @param behind the port of the plain server on this machine
     * @param fromTheFirstByte whether the client encrypts without asking first
     */
    public StartTlsFront(int behind, boolean fromTheFirstByte) throws IOException, GeneralSecurityException {
        this.behind = behind;
        this.fromTheFirstByte = fromTheFirstByte;
        this.context = context();
        this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Whether a client has encrypted its connection. */
    public boolean encrypted() {
        return encrypted;
    }

    /** Writes the certificate, as a client trusts it, into a folder. */
    public static Path certificate(Path folder) throws IOException {
        Path file = folder.resolve("localhost.pem");
        try (InputStream in = StartTlsFront.class.getResourceAsStream("localhost.pem")) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private static SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = StartTlsFront.class.getResourceAsStream("localhost.p12")) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                return; // the other side hung up, which ends this connection only
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client;
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), behind)) {
            if (!fromTheFirstByte && !offerStartTls(client)) {
                return;
            }
            SSLSocket safe = (SSLSocket) context.getSocketFactory().createSocket(client, null, true);
            safe.setUseClientMode(false);
            safe.startHandshake();
            encrypted = true;
            String greeting = line(plain.getInputStream());
            if (fromTheFirstByte) {
                say(safe.getOutputStream(), greeting);
            }
            start(() -> safe.getInputStream().transferTo(plain.getOutputStream()));
            plain.getInputStream().transferTo(safe.getOutputStream());
        }
    }

    private static boolean offerStartTls(Socket client) throws IOException {
        say(client.getOutputStream(), "220 front");
        while (true) {
            String command = line(client.getInputStream());
            if (command.startsWith("EHLO")) {
                say(client.getOutputStream(), "250-front\r\n250 STARTTLS");
            } else if (command.equals("STARTTLS")) {
                say(client.getOutputStream(), "220 go ahead");
                return true;
            } else {
                say(client.getOutputStream(), "530 Must issue a STARTTLS command first");
                return false;
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("hung up");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
