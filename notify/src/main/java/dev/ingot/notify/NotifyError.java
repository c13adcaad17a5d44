package dev.ingot.notify;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.ErrorKind;
import dev.ingot.api.error.ExitCode;

/** What can go wrong while people are told. None of it ever fails a run. */
public enum NotifyError implements ErrorCode {
    MAIL_OPTIONS(
            "INGOT-MAIL-001",
            ErrorKind.USER,
            ExitCode.USAGE,
            "An option of a mail connection is not valid",
            "The keys of the connection contradict each other, or one of them is missing."),
    MAIL_ADDRESS(
            "INGOT-MAIL-002",
            ErrorKind.USER,
            ExitCode.USAGE,
            "An address is not an e-mail address",
            "An address is written name@example.org or Name <name@example.org>. Several of them are a list, or one text"
                    + " with commas."),
    MAIL_LOGIN(
            "INGOT-MAIL-003",
            ErrorKind.USER,
            ExitCode.UNREACHABLE,
            "The mail server refused the login",
            "The user or the password is wrong, or the account needs an app password. It is not tried again until the"
                    + " connection is corrected."),
    MAIL_UNREACHABLE(
            "INGOT-MAIL-004",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The mail server cannot be reached",
            "Host or port are wrong, a firewall is in between, or the server does not answer in time."),
    MAIL_TLS(
            "INGOT-MAIL-005",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The connection to the mail server cannot be made safe",
            "The server does not offer STARTTLS, or its certificate is not of a known authority or not of this host. Name"
                    + " the authority's certificate with ca_file. Verification cannot be turned off."),
    MAIL_REFUSED(
            "INGOT-MAIL-006",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "The mail server refused the message",
            "The server did not take the sender, a recipient, or the message. Nobody got it: a message goes to all"
                    + " recipients or to none, so that trying again sends it to nobody twice."),
    MAIL_PLAIN_PASSWORD(
            "INGOT-MAIL-007",
            ErrorKind.USER,
            ExitCode.USAGE,
            "A password travels without encryption",
            "With security: none everybody on the way can read the password. Use starttls or tls."),
    HOOK_URL(
            "INGOT-HOOK-001",
            ErrorKind.USER,
            ExitCode.USAGE,
            "A webhook's address is not valid",
            "The address is a full URL that begins with https:// or http://."),
    HOOK_REFUSED(
            "INGOT-HOOK-002",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "A webhook refused the report",
            "The server answered with another status than 2xx. Redirects are not followed, because the report would go to"
                    + " a place that nobody named."),
    HOOK_UNREACHABLE(
            "INGOT-HOOK-003",
            ErrorKind.EXTERNAL,
            ExitCode.UNREACHABLE,
            "A webhook cannot be reached",
            "The host is wrong, a firewall is in between, its certificate is not valid, or it does not answer in time."),
    HOOK_OPTIONS(
            "INGOT-HOOK-004",
            ErrorKind.USER,
            ExitCode.USAGE,
            "An option of a webhook is not valid",
            "A header has a name or a value that HTTP does not allow, or one that Ingot sets by itself.");

    private final Entry entry;

    NotifyError(String id, ErrorKind kind, ExitCode exit, String title, String explanation) {
        this.entry = new Entry(id, kind, exit, title, explanation);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
