package dev.ingot.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.NotifierPlugin;
import dev.ingot.testing.Reports;
import dev.ingot.testing.StartTlsFront;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpNotifierTest {

    private static final String PASSWORD = "s3cret-of-ingot";

    @TempDir
    Path folder;

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Map<String, Object> options = new HashMap<>();

    @BeforeEach
    void start() {
        server.start();
        server.setUser("ingot@example.org", "ingot@example.org", PASSWORD);
        options.put("host", "localhost");
        options.put("port", (long) server.getSmtp().getPort());
        options.put("security", "none");
        options.put("from", "Ingot <ingot@example.org>");
        options.put("to", List.of("a@example.org, b@example.org", "Zoë <c@example.org>"));
        options.put("timeout", Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Notifier open() {
        return new SmtpPlugin().open("mail", options);
    }

    private Problem failure() {
        IngotException e = catchThrowableOfType(IngotException.class, () -> open().send(Reports.good(), List.of()));
        assertThat(e).as("the report was sent").isNotNull();
        assertThat(e.getMessage()).doesNotContain(PASSWORD);
        return e.first();
    }

    @Test
    void bothPluginsAreFoundByTheirType() {
        assertThat(ServiceLoader.load(NotifierPlugin.class))
                .extracting(NotifierPlugin::type)
                .containsExactlyInAnyOrder("smtp", "webhook");
    }

    /** RFC 2047: a header is ASCII, whatever a name is. */
    @Test
    void namesWithOtherLettersAreEncodedInTheHeaders() throws Exception {
        options.put("from", "Küche <ingot@example.org>");
        open().send(Reports.good(), List.of());

        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getHeader("From")).containsExactly("=?UTF-8?Q?K=C3=BCche?= <ingot@example.org>");
        assertThat(message.getHeader("To", ",")).contains("=?UTF-8?Q?Zo=C3=AB?= <c@example.org>");
    }

    @Test
    void sendsOneMessageWithTextAndHtmlToEverybody() throws Exception {
        open().send(Reports.mixed(), List.of());

        assertThat(server.getReceivedMessages()).hasSize(3);
        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("Ingot: metadata_etl 1 failed, 2 succeeded, 1 skipped (dev)");
        assertThat(message.getFrom()).extracting(Object::toString).containsExactly("Ingot <ingot@example.org>");
        assertThat(message.getRecipients(Message.RecipientType.TO)).hasSize(3);
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(TextReport.of(new Summary(Reports.mixed())));
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(HtmlReport.of(new Summary(Reports.mixed())));
    }

    @Test
    void aNotificationMayNameItsOwnRecipients() throws Exception {
        open().send(Reports.good(), List.of("x@example.org,y@example.org"));

        assertThat(server.getReceivedMessages()).hasSize(2);
        assertThat(server.getReceivedMessages()[0].getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("x@example.org", "y@example.org");
    }

    @Test
    void namesCannotAddHeaders() throws Exception {
        open().send(Reports.of("p\r\nBcc: evil@example.org\u2028ü", true, null, "s"), List.of("x@example.org"));

        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(message.getSubject()).isEqualTo("Ingot: p  Bcc: evil@example.org ü 1 succeeded (dev)");
        assertThat(message.getHeader("Bcc")).isNull();
    }

    @Test
    void logsInThroughStartTls() throws Exception {
        try (StartTlsFront front = new StartTlsFront(server.getSmtp().getPort(), false)) {
            login(front, "starttls");
            open().send(Reports.good(), List.of("x@example.org"));

            assertThat(front.encrypted()).isTrue();
            assertThat(open().check()).isEmpty();
        }
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void logsInThroughTlsFromTheFirstByte() throws Exception {
        try (StartTlsFront front = new StartTlsFront(server.getSmtp().getPort(), true)) {
            login(front, "tls");
            open().send(Reports.good(), List.of("x@example.org"));

            assertThat(front.encrypted()).isTrue();
        }
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
        try (StartTlsFront front = new StartTlsFront(server.getSmtp().getPort(), false)) {
            login(front, "starttls");
            options.remove("ca_file");

            Problem problem = failure();
            assertThat(problem.code()).isEqualTo(NotifyError.MAIL_TLS);
            assertThat(problem.fix()).contains("ca_file");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        try (StartTlsFront front = new StartTlsFront(server.getSmtp().getPort(), false)) {
            login(front, "starttls");
            options.put("host", "127.0.0.1");

            assertThat(failure().code()).isEqualTo(NotifyError.MAIL_TLS);
        }
    }

    @Test
    void aServerWithoutStartTlsIsRefusedBeforeThePasswordIsSent() {
        options.put("security", "starttls");
        options.put("user", "ingot@example.org");
        options.put("password", PASSWORD);

        assertThat(failure().code()).isEqualTo(NotifyError.MAIL_TLS);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    private void login(StartTlsFront front, String security) throws IOException {
        options.put("port", (long) front.port());
        options.put("security", security);
        options.put("user", "ingot@example.org");
        options.put("password", PASSWORD);
        options.put("ca_file", StartTlsFront.certificate(folder).toString());
    }

    @Test
    void aWrongPasswordIsSaidWithoutSayingIt() {
        server.getUserManager().setAuthRequired(true);
        options.put("user", "ingot@example.org");
        options.put("password", PASSWORD + "x");

        Problem problem = failure();
        assertThat(problem.code()).isEqualTo(NotifyError.MAIL_LOGIN);
        assertThat(problem.what()).contains("refused the login of 'ingot@example.org'");
        assertThat(open().check())
                .extracting(Problem::code)
                .containsExactly(NotifyError.MAIL_PLAIN_PASSWORD, NotifyError.MAIL_LOGIN);
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            options.put("port", (long) free.getLocalPort());
        }
        Problem problem = failure();

        assertThat(problem.code()).isEqualTo(NotifyError.MAIL_UNREACHABLE);
        assertThat(problem.what()).contains("Connection 'mail': localhost:");
        assertThat(open().check()).extracting(Problem::code).containsExactly(NotifyError.MAIL_UNREACHABLE);
    }

    @Test
    void aServerThatIsSilentIsGivenUpAfterTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            options.put("port", (long) silent.getLocalPort());
            options.put("timeout", Duration.ofMillis(200));

            assertThat(failure().code()).isEqualTo(NotifyError.MAIL_UNREACHABLE);
        }
    }

    @Test
    void allMistakesInTheOptionsAreToldAtOnce() {
        options.putAll(Map.of("host", "", "port", 99999L, "user", "bob", "to", List.of("not an address", "a@b@c")));
        options.remove("from");

        assertThatThrownBy(this::open)
                .hasMessageContaining("host is empty")
                .hasMessageContaining("port cannot be 99999")
                .hasMessageContaining("user is given, but no password")
                .hasMessageContaining("from is missing")
                .hasMessageContaining("'not an address' is not a list of addresses")
                .hasMessageContaining("'a@b@c' is not a list of addresses");
    }

    @Test
    void theUserIsTheSenderWhereItIsAnAddress() throws Exception {
        options.remove("from");
        options.put("user", "ingot@example.org");
        options.put("password", PASSWORD);
        open().send(Reports.good(), List.of("x@example.org"));

        assertThat(server.getReceivedMessages()[0].getFrom())
                .extracting(Object::toString)
                .containsExactly("ingot@example.org");
    }

    @Test
    void aReportForNobodyIsAnError() {
        options.remove("to");

        assertThat(failure().what()).isEqualTo("Connection 'mail': nobody is to get the report.");
    }
}
