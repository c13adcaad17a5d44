package dev.ingot.notify;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.RunReport;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends reports over SMTP: a connection for each, so nothing is shared between threads. */
final class SmtpNotifier implements Notifier {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final SmtpSettings settings;

    SmtpNotifier(SmtpSettings settings) {
        this.settings = settings;
    }

    @Override
    public void send(RunReport report, List<String> recipients) {
        List<InternetAddress> to = recipients(recipients);
        Session session = Session.getInstance(settings.properties());
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(session, report, to);
            connect(transport);
            transport.sendMessage(message, to.toArray(Address[]::new));
        } catch (MessagingException e) {
            // Without the cause: it repeats what the server said to the letter, a password included.
            throw new IngotException(problem(e));
        }
    }

    private List<InternetAddress> recipients(List<String> recipients) {
        List<Problem> problems = new ArrayList<>();
        List<InternetAddress> to =
                recipients.isEmpty() ? settings.to() : SmtpSettings.addresses(settings.name(), recipients, problems);
        if (to.isEmpty() && problems.isEmpty()) {
            problems.add(Problem.of(
                            NotifyError.MAIL_OPTIONS,
                            "Connection '" + settings.name() + "': nobody is to get the report.")
                    .fix("Set to: in the connection or in the notification."));
        }
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return to;
    }

    private MimeMessage message(Session session, RunReport report, List<InternetAddress> to) throws MessagingException {
        Summary summary = new Summary(report);
        MimeBodyPart text = new MimeBodyPart();
        text.setText(TextReport.of(summary), UTF_8, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(HtmlReport.of(summary), UTF_8, "html");
        MimeMessage message = new MimeMessage(session);
        message.setFrom(settings.from());
        message.setRecipients(Message.RecipientType.TO, to.toArray(Address[]::new));
        message.setSubject(subject(summary), UTF_8);
        message.setSentDate(Date.from(report.ended()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(new MimeMultipart("alternative", text, html));
        message.saveChanges();
        return message;
    }

    /** One line whatever the names hold, so that nobody can add headers through them. */
    private String subject(Summary summary) {
        String prefix = settings.prefix().isBlank() ? "" : settings.prefix() + ": ";
        String subject = prefix + summary.subject();
        StringBuilder line = new StringBuilder();
        subject.codePoints()
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? ' ' : c)
                .forEach(line::appendCodePoint);
        return Summary.oneLine(line.toString(), 200);
    }

    private void connect(Transport transport) throws MessagingException {
        transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
    }

    @Override
    public List<Problem> check() {
        List<Problem> problems = new ArrayList<>();
        if (settings.passwordInClear()) {
            problems.add(Problem.of(
                            NotifyError.MAIL_PLAIN_PASSWORD,
                            "Connection '" + settings.name() + "': the password is sent without encryption.")
                    .fix("Set security: starttls or tls."));
        }
        try (Transport transport = Session.getInstance(settings.properties()).getTransport("smtp")) {
            connect(transport);
        } catch (MessagingException e) {
            problems.add(problem(e));
        }
        return List.copyOf(problems);
    }

    private Problem problem(MessagingException e) {
        String server = settings.host() + ":" + settings.port();
        String start = "Connection '" + settings.name() + "': ";
        Problem problem;
        if (e instanceof AuthenticationFailedException) {
            problem = Problem.of(
                            NotifyError.MAIL_LOGIN, start + server + " refused the login of '" + settings.user() + "'.")
                    .fix("Correct user and password; some providers want an app password.");
        } else if (e instanceof SendFailedException refused) {
            problem = Problem.of(
                            NotifyError.MAIL_REFUSED,
                            start + server + " did not take the message" + refused(refused) + ".")
                    .fix("Correct from and to, or ask whoever runs the server.");
        } else if (tls(e)) {
            problem = Problem.of(NotifyError.MAIL_TLS, start + "no safe connection to " + server + ".")
                    .fix("Check security: and port:, or name the authority's certificate with ca_file.");
        } else {
            problem = Problem.of(NotifyError.MAIL_UNREACHABLE, start + server + " cannot be reached or broke off.")
                    .fix("Check host, port and firewall.");
        }
        return problem.because(why(e));
    }

    private static String refused(SendFailedException e) {
        Address[] invalid = e.getInvalidAddresses();
        if (invalid == null || invalid.length == 0) {
            return "";
        }
        return " for " + InternetAddress.toString(invalid);
    }

    private static boolean tls(MessagingException e) {
        for (Throwable cause = e; cause != null; cause = next(cause)) {
            String message = cause.getMessage();
            if (cause instanceof SSLException
                    || (message != null && (message.contains("STARTTLS") || message.contains("server identity")))) {
                return true;
            }
        }
        return false;
    }

    /** Mail exceptions have a chain of their own beside that of causes. */
    private static @Nullable Throwable next(Throwable e) {
        return e instanceof MessagingException mail ? mail.getNextException() : e.getCause();
    }

    /** What the server and the library say; a secret goes before the text is shortened, so that no half of it stays. */
    private String why(MessagingException e) {
        Set<String> parts = new LinkedHashSet<>();
        for (Throwable cause = e; cause != null; cause = next(cause)) {
            String message = cause.getMessage();
            String said = message == null ? cause.getClass().getSimpleName() : message.strip();
            parts.add(Summary.oneLine(settings.withoutSecret(said), 300));
        }
        return String.join("; ", parts);
    }

    @Override
    public void close() {}
}
