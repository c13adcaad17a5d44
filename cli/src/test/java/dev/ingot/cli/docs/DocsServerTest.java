package dev.ingot.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cli.http.ReadingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsServerTest {

    @TempDir
    Path folder;

    private ReadingServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("index.html"), DocsPage.reading());
        Files.writeString(folder.resolve("manifest.json"), "{\"nodes\": {}}");
        Files.writeString(folder.resolve("secret.txt"), "not for you");
        server = DocsServer.start(folder, "127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = server.address().resolve(path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void servesThePageWithItsScriptInside() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.body()).contains("readProject", "--accent").doesNotContain("/*{{");
    }

    @Test
    void servesTheArtefacts() throws Exception {
        assertThat(get("/manifest.json").body()).isEqualTo("{\"nodes\": {}}");
    }

    @Test
    void servesNothingElseOfTheFolder() throws Exception {
        assertThat(get("/secret.txt").statusCode()).isEqualTo(404);
        assertThat(get("/../secret.txt").statusCode()).isEqualTo(404);
        assertThat(get("/catalog.json").statusCode()).isEqualTo(404);
    }

    @Test
    void aPageThatHoldsItsDataCannotBeEndedByIt() {
        String page = DocsPage.holding("{\"description\": \"</script><script>alert(1)</script>\"}", "{}");

        assertThat(page).contains("\\u003c/script>\\u003cscript>alert(1)").doesNotContain("</script><script>alert(1)");
    }
}
