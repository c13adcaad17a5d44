package dev.ingot.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Speaks as much SMTP (RFC 5321) as it takes to be asked for a message, and refuses it with a text of its own. */
final class RefusingMailServer implements AutoCloseable {

    private final ServerSocket server;
    private final String text;

    RefusingMailServer(String text) throws IOException {
        this.server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        this.text = text;
        Thread thread = new Thread(this::accept);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    serve(client);
                }
            }
        } catch (IOException e) {
            return; // the test is over
        }
    }

    private void serve(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        say(out, "220 localhost");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            say(
                    out,
                    switch (line.split(" ")[0].toUpperCase(Locale.ROOT)) {
                        case "EHLO" -> "250-localhost\r\n250 AUTH PLAIN";
                        case "AUTH" -> "235 welcome";
                        case "MAIL" -> "550 " + text;
                        case "QUIT" -> "221 bye";
                        default -> "250 ok";
                    });
        }
    }

    private static void say(OutputStream out, String answer) throws IOException {
        out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
