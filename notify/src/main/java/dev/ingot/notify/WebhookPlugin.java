package dev.ingot.notify;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.NotifierPlugin;
import java.util.List;
import java.util.Map;

/** Reports by HTTP: one POST with JSON. Addresses often hold a token, so they are never printed in full. */
public final class WebhookPlugin implements NotifierPlugin {

    @Override
    public String type() {
        return "webhook";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of(
                OptionSpec.required("url", OptionSpec.Type.STRING, "Where the report is sent to. It may hold a token.")
                        .asSecret()
                        .example("${SLACK_WEBHOOK_URL}"),
                OptionSpec.withDefault(
                                "body",
                                OptionSpec.Type.STRING,
                                "report",
                                "report sends everything as JSON, with a summary in the field text; slack sends the field"
                                        + " text alone, as Slack, Mattermost and others take it.")
                        .choices("report", "slack"),
                OptionSpec.optional("headers", OptionSpec.Type.MAP, "Further headers, for example Authorization.")
                        .asSecret()
                        .example("{Authorization: 'Bearer ${TOKEN}'}"),
                OptionSpec.withDefault(
                        "timeout", OptionSpec.Type.DURATION, "30s", "How long to wait for the whole answer."));
    }

    @Override
    public Notifier open(String name, Map<String, Object> options) {
        return WebhookNotifier.of(name, options);
    }
}
