package dev.ingot.cli.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadingServerTest {

    private ReadingServer server;

    @BeforeEach
    void start() throws IOException {
        server = ReadingServer.start("127.0.0.1", 0, path -> new Answer(200, Answer.TEXT, "here is " + path));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket connected(String sent) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private String asked(String host, String method) throws IOException {
        try (Socket socket =
                connected(method + " /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void clientsThatAskSlowlyKeepNobodyElseWaitingAndAreCutOff() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            slow.add(connected("GET /health HTTP/1.1\r\nHost: local"));
        }

        assertThat(asked("localhost", "GET")).startsWith("HTTP/1.1 200").endsWith("here is /health");

        for (Socket socket : slow) {
            // The end of the stream, or a reset, and no answer.
            assertThat(endOf(socket)).isEmpty();
            socket.close();
        }
    }

    private static String endOf(Socket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException reset) {
            return "";
        }
    }

    @Test
    void moreClientsThanThereAreThreadsForAreTurnedAwayAndTheServerGoesOn() throws Exception {
        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            flood.add(connected("GET /"));
        }
        for (Socket socket : flood) {
            socket.close();
        }

        assertThat(asked("localhost", "GET")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aPageOfAnotherSiteIsNotAnsweredUnderItsOwnName() throws Exception {
        assertThat(asked("evil.example", "GET")).startsWith("HTTP/1.1 421");
        assertThat(asked("127.0.0.1.evil.example", "GET")).startsWith("HTTP/1.1 421");
        assertThat(asked("localhost:" + server.address().getPort(), "GET")).startsWith("HTTP/1.1 200");
        assertThat(asked("[::1]:8642", "GET")).startsWith("HTTP/1.1 200");
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        assertThat(asked("localhost", "POST")).startsWith("HTTP/1.1 405").contains("Allow: GET, HEAD");
        assertThat(asked("localhost", "HEAD")).startsWith("HTTP/1.1 200").doesNotContain("here is");
    }

    @Test
    void aPageMayAskNobodyElseAndIsFramedByNobody() throws Exception {
        assertThat(asked("localhost", "GET"))
                .contains("Content-security-policy: default-src 'none'", "frame-ancestors 'none'")
                .contains("X-content-type-options: nosniff", "Cache-control: no-store");
    }
}
