package dev.ingot.notify;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.ingot.api.notify.Notifier;
import dev.ingot.testing.NotifierContract;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class SmtpNotifierContractTest extends NotifierContract {

    private static final String OWN = "own@example.org";
    private static final String OTHER = "other@example.org";

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private RefusingMailServer refusing;

    @BeforeEach
    void start() throws IOException {
        server.start();
        refusing = new RefusingMailServer("5.7.1 not with " + SECRET);
    }

    @AfterEach
    void stop() throws IOException {
        server.stop();
        refusing.close();
    }

    private static Map<String, Object> options(int port) {
        Map<String, Object> options = new HashMap<>();
        options.put("host", "localhost");
        options.put("port", (long) port);
        options.put("security", "none");
        options.put("from", "ingot@example.org");
        options.put("to", List.of(OWN));
        options.put("timeout", Duration.ofSeconds(10));
        return options;
    }

    private static Notifier withPassword(int port) {
        Map<String, Object> options = options(port);
        options.put("user", "ingot@example.org");
        options.put("password", SECRET);
        return new SmtpPlugin().open(CONNECTION, options);
    }

    /** Without a password: in clear it would be a finding of the check. */
    @Override
    protected Notifier open() {
        return new SmtpPlugin().open(CONNECTION, options(server.getSmtp().getPort()));
    }

    @Override
    protected Notifier openRefused() {
        return withPassword(refusing.port());
    }

    @Override
    protected Notifier openUnreachable() {
        return withPassword(Ports.free());
    }

    @Override
    protected String otherRecipient() {
        return OTHER;
    }

    @Override
    protected List<String> received(boolean byOther) {
        List<String> texts = new ArrayList<>();
        try {
            for (MimeMessage message : server.getReceivedMessages()) {
                if (message.getAllRecipients()[0].toString().equals(byOther ? OTHER : OWN)) {
                    MimeMultipart parts = (MimeMultipart) message.getContent();
                    texts.add(message.getSubject() + "\n"
                            + parts.getBodyPart(0).getContent().toString());
                }
            }
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}
