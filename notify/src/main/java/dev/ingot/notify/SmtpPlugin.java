package dev.ingot.notify;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.NotifierPlugin;
import java.util.List;
import java.util.Map;

/** Reports by e-mail, over SMTP. One message goes to all recipients or to none. */
public final class SmtpPlugin implements NotifierPlugin {

    @Override
    public String type() {
        return "smtp";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of(
                OptionSpec.required("host", OptionSpec.Type.STRING, "The mail server.")
                        .example("smtp.example.org"),
                OptionSpec.optional(
                        "port", OptionSpec.Type.INTEGER, "Its port; 587 for starttls, 465 for tls, 25 for none."),
                OptionSpec.optional("user", OptionSpec.Type.STRING, "Who logs in; without it nobody does.")
                        .example("${EMAIL_USER}"),
                OptionSpec.optional("password", OptionSpec.Type.STRING, "The password of the user.")
                        .asSecret()
                        .example("${EMAIL_PASSWORD}"),
                OptionSpec.withDefault(
                                "security",
                                OptionSpec.Type.STRING,
                                "starttls",
                                "starttls (refused if the server does not offer it), tls from the first byte, or none.")
                        .choices("starttls", "tls", "none"),
                OptionSpec.optional(
                        "ca_file",
                        OptionSpec.Type.STRING,
                        "Certificates (PEM) of the authorities to trust, instead of those of Java."),
                OptionSpec.optional(
                                "from", OptionSpec.Type.STRING, "The sender; the user where that is an e-mail address.")
                        .example("Ingot <ingot@example.org>"),
                OptionSpec.optional(
                                "to",
                                OptionSpec.Type.STRINGS,
                                "Who gets the reports: a list, or one text with commas. A notification may name others.")
                        .example("${EMAIL_RECIPIENTS}"),
                OptionSpec.withDefault(
                        "subject_prefix", OptionSpec.Type.STRING, "Ingot", "What each subject begins with."),
                OptionSpec.withDefault(
                        "timeout",
                        OptionSpec.Type.DURATION,
                        "30s",
                        "How long to wait for the server, for each connection, read and write."));
    }

    @Override
    public Notifier open(String name, Map<String, Object> options) {
        return new SmtpNotifier(SmtpSettings.of(name, options));
    }
}
