package dev.ingot.notify;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A mail connection, checked. Never printed: it holds the password. */
final class SmtpSettings {

    private enum Security {
        STARTTLS(587),
        TLS(465),
        NONE(25);

        private final int port;

        Security(int port) {
            this.port = port;
        }
    }

    private final String name;
    private final String host;
    private final int port;
    private final @Nullable String user;
    private final @Nullable String password;
    private final Security security;
    private final @Nullable SSLContext trust;
    private final InternetAddress from;
    private final List<InternetAddress> to;
    private final String prefix;
    private final Duration timeout;

    private SmtpSettings(String name, Map<String, Object> options, List<Problem> problems) {
        this.name = name;
        this.host = text(options, "host", "");
        this.user = options.get("user") instanceof String text && !text.isEmpty() ? text : null;
        this.password = options.get("password") instanceof String text && !text.isEmpty() ? text : null;
        this.security = switch (text(options, "security", "starttls")) {
            case "tls" -> Security.TLS;
            case "none" -> Security.NONE;
            default -> Security.STARTTLS;
        };
        this.port = options.get("port") instanceof Number number ? number.intValue() : security.port;
        if (port < 1 || port > 65535) {
            problems.add(problem(NotifyError.MAIL_OPTIONS, "port cannot be " + port + "."));
        }
        if (host.isBlank()) {
            problems.add(problem(NotifyError.MAIL_OPTIONS, "host is empty."));
        }
        if (user != null && password == null) {
            problems.add(problem(NotifyError.MAIL_OPTIONS, "user is given, but no password."));
        }
        this.prefix = text(options, "subject_prefix", "Ingot");
        this.timeout = options.get("timeout") instanceof Duration given ? given : Duration.ofSeconds(30);
        this.from = sender(options, problems);
        List<String> recipients = options.get("to") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
        this.to = addresses(name, recipients, problems);
        String caFile = options.get("ca_file") instanceof String text ? text : null;
        this.trust = caFile == null ? null : trust(caFile, problems);
    }

    /**
     * @throws IngotException INGOT-MAIL-001 or 002 with everything that is wrong
     */
    static SmtpSettings of(String name, Map<String, Object> options) {
        List<Problem> problems = new ArrayList<>();
        SmtpSettings settings = new SmtpSettings(name, options, problems);
        if (!problems.isEmpty()) {
            throw new IngotException(problems);
        }
        return settings;
    }

    private InternetAddress sender(Map<String, Object> options, List<Problem> problems) {
        String written = text(options, "from", user != null && user.contains("@") ? user : "");
        List<InternetAddress> parsed = addresses(name, List.of(written), problems);
        if (written.isBlank()) {
            problems.add(problem(NotifyError.MAIL_OPTIONS, "from is missing, and user is not an e-mail address."));
        }
        return parsed.isEmpty() ? new InternetAddress() : parsed.get(0);
    }

    /** Every entry may itself be a list with commas. */
    static List<InternetAddress> addresses(String name, List<String> written, List<Problem> problems) {
        List<InternetAddress> addresses = new ArrayList<>();
        for (String entry : written) {
            try {
                for (InternetAddress address : InternetAddress.parse(entry, true)) {
                    address.validate();
                    // Parsed, a name goes out as it was written; set, it is encoded as a header must be (RFC 2047).
                    address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
                    addresses.add(address);
                }
            } catch (AddressException | UnsupportedEncodingException e) {
                problems.add(Problem.of(
                                NotifyError.MAIL_ADDRESS,
                                "Connection '" + name + "': '" + Summary.oneLine(entry, 200)
                                        + "' is not a list of addresses.")
                        .because(String.valueOf(e.getMessage()))
                        .fix("Write name@example.org, and commas between several."));
            }
        }
        return List.copyOf(addresses);
    }

    private @Nullable SSLContext trust(String caFile, List<Problem> problems) {
        try (InputStream in = Files.newInputStream(Path.of(caFile))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                number++;
                store.setCertificateEntry("ca-" + number, certificate);
            }
            if (number == 0) {
                throw new GeneralSecurityException("it holds no certificate");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            problems.add(problem(NotifyError.MAIL_OPTIONS, "ca_file cannot be read as certificates (PEM).")
                    .at(Place.of(caFile))
                    .because(e.toString()));
            return null;
        }
    }

    private Problem problem(NotifyError error, String what) {
        return Problem.of(error, "Connection '" + name + "': " + what);
    }

    private static String text(Map<String, Object> options, String key, String otherwise) {
        return options.get(key) instanceof String text ? text : otherwise;
    }

    Properties properties() {
        String millis = Long.toString(Math.max(1, timeout.toMillis()));
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.connectiontimeout", millis);
        properties.setProperty("mail.smtp.timeout", millis);
        properties.setProperty("mail.smtp.writetimeout", millis);
        properties.setProperty("mail.smtp.auth", Boolean.toString(user != null));
        properties.setProperty("mail.smtp.sendpartial", "false");
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(security == Security.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(security == Security.STARTTLS));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(security == Security.TLS));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        properties.setProperty("mail.mime.allowutf8", "false");
        if (trust != null) {
            properties.put("mail.smtp.ssl.socketFactory", trust.getSocketFactory());
        }
        return properties;
    }

    boolean passwordInClear() {
        return security == Security.NONE && user != null;
    }

    /** Takes the password out of a text that came from elsewhere. */
    String withoutSecret(String text) {
        return password == null ? text : text.replace(password, "***");
    }

    String name() {
        return name;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    @Nullable
    String user() {
        return user;
    }

    @Nullable
    String password() {
        return password;
    }

    InternetAddress from() {
        return from;
    }

    List<InternetAddress> to() {
        return to;
    }

    String prefix() {
        return prefix;
    }
}
