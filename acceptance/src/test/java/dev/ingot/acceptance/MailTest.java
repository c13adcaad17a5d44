package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ingot.examples.MetadataEtlData;
import dev.ingot.examples.MetadataEtlData.Day;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of the example {@code metadata-etl}, sent to a real SMTP server in this process. */
class MailTest {

    @TempDir
    Path temporary;

    private int port;
    private GreenMail server = new GreenMail();
    private Project project = new Project(Path.of("."));
    private List<Day> days = List.of();

    @BeforeEach
    void project() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        Path landing = Files.createDirectories(temporary.resolve("landing"));
        days = new MetadataEtlData(7).write(landing);
        project = example("team@example.org");
    }

    private Project example(String recipients) {
        return Project.ofExample(
                "metadata-etl",
                temporary.resolve("to-" + recipients.length()),
                Map.of(
                        "LANDING",
                        temporary.resolve("landing").toString(),
                        "LAKE",
                        temporary.resolve("lake-" + recipients.length()).toString(),
                        "EMAIL_HOST",
                        "127.0.0.1",
                        "EMAIL_PORT",
                        String.valueOf(port),
                        "EMAIL_SECURITY",
                        "none",
                        "EMAIL_FROM",
                        "ingot@example.org",
                        "EMAIL_RECIPIENTS",
                        recipients));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private static String part(MimeMessage message, String type) throws Exception {
        return text((Multipart) message.getContent(), type);
    }

    private static String text(Multipart parts, String type) throws Exception {
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.getContent() instanceof Multipart inner) {
                return text(inner, type);
            }
            if (part.isMimeType(type)) {
                return (String) part.getContent();
            }
        }
        throw new AssertionError("no part " + type + " in " + GreenMailUtil.getBody(parts.getBodyPart(0)));
    }

    @Test
    void theReportNamesEveryTableWithItsCountsAndASampleOfTheQuarantine() throws Exception {
        server.start();
        Day day = days.get(0);

        Project.Steps steps = project.run("--date", day.folder());

        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getAllRecipients()).extracting(Object::toString).containsExactly("team@example.org");
        assertThat(message.getSubject()).contains("metadata_etl").contains("26 succeeded");
        String quarantined =
                steps.step("bronze.orders").path("counts").path("quarantined").asText();
        for (String type : List.of("text/plain", "text/html")) {
            assertThat(part(message, type))
                    .contains("bronze.customers", "bronze.orders", "gold.fct_orders_incremental")
                    .contains(quarantined)
                    .contains("price")
                    .contains("20250323/orders.json")
                    .contains("order_id");
        }
    }

    @Test
    void aFailedRunIsReportedWithItsError() throws Exception {
        server.start();

        project.ingot("run", "--date", "20250301").exits(1);

        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(server.getReceivedMessages()[0].getSubject()).contains("failed");
        assertThat(part(server.getReceivedMessages()[0], "text/plain")).contains("20250301");
    }

    @Test
    void aMailServerThatIsDownFailsNoRunAndTheNextRunSendsBothReports() throws Exception {
        Cli.Result first = project.ingot("run", "--date", days.get(0).folder()).succeeded();
        assertThat(first.out()).contains("was not sent by mail").contains("the next run tries again");
        assertThat(project.metadata("SELECT status, attempts FROM notification"))
                .containsExactly("pending|1");
        // What was not sent waits a minute; this test does not.
        project.editMetadata("UPDATE notification SET next_try_at = '2025-01-01T00:00:00.000Z'");
        server.start();

        project.run("--date", days.get(1).folder());

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(project.metadata("SELECT DISTINCT status FROM notification")).containsExactly("sent");
    }

    @Test
    void withoutRecipientsNothingIsSentAndNothingIsSaid() {
        server.start();
        Project quiet = example("");

        Cli.Result run = quiet.ingot("run", "--date", days.get(0).folder()).succeeded();

        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(run.out() + run.err()).doesNotContain("not sent");
        assertThat(quiet.metadata("SELECT count(*) FROM notification WHERE status = 'pending'"))
                .containsExactly("0");
    }
}
