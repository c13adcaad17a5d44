package dev.ingot.notify;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.RunReport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sends reports with a POST. Redirects are not followed. */
final class WebhookNotifier implements Notifier {

    private final String name;
    private final URI url;
    private final boolean slack;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final HttpClient client;

    private WebhookNotifier(String name, URI url, boolean slack, Map<String, String> headers, Duration timeout) {
        this.name = name;
        this.url = url;
        this.slack = slack;
        this.headers = Map.copyOf(headers);
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    static WebhookNotifier of(String name, Map<String, Object> options) {
        List<Problem> problems = new ArrayList<>();
        URI url = url(name, String.valueOf(options.get("url")), problems);
        Map<String, String> headers = new LinkedHashMap<>();
        if (options.get("headers") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> header(name, String.valueOf(key), String.valueOf(value), headers, problems));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        Duration timeout = options.get("timeout") instanceof Duration given ? given : Duration.ofSeconds(30);
        return new WebhookNotifier(name, url, "slack".equals(options.get("body")), headers, timeout);
    }

    /** The text is not repeated in the problem: it may hold a token. */
    private static URI url(String name, String text, List<Problem> problems) {
        try {
            URI url = new URI(text.strip());
            String scheme = String.valueOf(url.getScheme());
            if (url.getHost() != null && (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
                return url;
            }
        } catch (URISyntaxException e) {
            problems.add(badUrl(name).because(e.getReason()));
            return URI.create("http://invalid");
        }
        problems.add(badUrl(name));
        return URI.create("http://invalid");
    }

    private static Problem badUrl(String name) {
        return Problem.of(NotifyError.HOOK_URL, "Connection '" + name + "': the address of the webhook is not valid.")
                .fix("Give the whole URL, beginning with https://.");
    }

    private static void header(
            String name, String key, String value, Map<String, String> headers, List<Problem> problems) {
        try {
            HttpRequest.newBuilder(URI.create("http://localhost")).header(key, value);
            headers.put(key, value);
        } catch (IllegalArgumentException e) {
            // The exception's message has the value in it.
            problems.add(Problem.of(
                            NotifyError.HOOK_OPTIONS,
                            "Connection '" + name + "': the header '" + Summary.oneLine(key, 80) + "' is not allowed.")
                    .fix("Use letters and dashes in the name, one line in the value, and not a header of the"
                            + " connection itself."));
        }
    }

    @Override
    public void send(RunReport report, List<String> recipients) {
        List<Problem> problems = new ArrayList<>();
        List<URI> targets = recipients.isEmpty()
                ? List.of(url)
                : recipients.stream().map(text -> url(name, text, problems)).toList();
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        String body = JsonReport.of(new Summary(report), slack);
        for (URI target : targets) {
            try {
                post(target, body);
            } catch (IngotException e) {
                problems.addAll(e.problems()); // the others should hear of it all the same
            }
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
    }

    private void post(URI target, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(timeout)
                .header("User-Agent", "ingot")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        request.setHeader("Content-Type", "application/json; charset=utf-8");
        headers.forEach(request::setHeader);
        HttpResponse<String> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IngotException(unreachable(target, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IngotException(unreachable(target, new IOException("interrupted")), e);
        }
        if (response.statusCode() / 100 != 2) {
            throw Problem.of(
                            NotifyError.HOOK_REFUSED,
                            "Connection '" + name + "': " + shown(target) + " answered with status "
                                    + response.statusCode() + ".")
                    .because(answer(response))
                    .fix("Check the address and the headers of the connection.")
                    .toException();
        }
    }

    private String answer(HttpResponse<String> response) {
        String text = withoutSecrets(response.body());
        return text.isBlank() ? "the answer is empty" : "it says: " + Summary.oneLine(text.strip(), 200);
    }

    private Problem unreachable(URI target, IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Problem.of(
                        NotifyError.HOOK_UNREACHABLE,
                        "Connection '" + name + "': " + shown(target) + " cannot be reached or broke off.")
                .because(withoutSecrets(message))
                .fix("Check the host, the proxy and the firewall.");
    }

    private String withoutSecrets(String text) {
        String clean = text.replace(url.toString(), shown(url));
        if (url.getRawPath() != null && url.getRawPath().length() > 1) {
            clean = clean.replace(url.getRawPath(), "/***");
        }
        for (String value : headers.values()) {
            clean = value.isBlank() ? clean : clean.replace(value, "***");
        }
        return clean;
    }

    /** Without path, query and user, where tokens are. */
    private static String shown(URI target) {
        String port = target.getPort() < 0 ? "" : ":" + target.getPort();
        return target.getScheme() + "://" + target.getHost() + port;
    }

    /** Only connects: every request to a webhook says something to people. */
    @Override
    public List<Problem> check() {
        boolean tls = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, timeout.toMillis()));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), millis);
            socket.setSoTimeout(millis);
            if (tls) {
                handshake(socket, port);
            }
            return List.of();
        } catch (IOException e) {
            return List.of(unreachable(url, e));
        }
    }

    private void handshake(Socket socket, int port) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket safe = (SSLSocket) factory.createSocket(socket, url.getHost(), port, true)) {
            SSLParameters parameters = safe.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            safe.setSSLParameters(parameters);
            safe.startHandshake();
        }
    }

    @Override
    public void close() {}
}
