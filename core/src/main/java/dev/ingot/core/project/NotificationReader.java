package dev.ingot.core.project;

import dev.ingot.api.error.Suggestion;
import dev.ingot.config.Bound;
import dev.ingot.config.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the list {@code notifications} of {@code ingot.yml}. */
record NotificationReader(Plugins plugins, Map<String, ConnectionSpec> connections) {

    List<NotificationSpec> read(Bound bound, Problems problems) {
        List<NotificationSpec> notifications = new ArrayList<>();
        for (Bound block : bound.blocks("notifications")) {
            String via = block.string("via").orElse(null);
            List<NotificationSpec.When> on = block.strings("on").stream()
                    .map(text -> NotificationSpec.When.valueOf(text.toUpperCase(Locale.ROOT)))
                    .toList();
            List<String> to = block.strings("to").stream()
                    .flatMap(text -> Stream.of(text.split(",")))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .toList();
            if (via == null) {
                continue;
            }
            ConnectionSpec connection = connections.get(via);
            List<String> notifiers = connections.values().stream()
                    .filter(known -> plugins.notifier(known.type()).isPresent())
                    .map(ConnectionSpec::name)
                    .toList();
            if (connection == null) {
                problems.add(
                        ProjectError.UNKNOWN_CONNECTION,
                        "There is no connection '" + via + "'.",
                        block.place("via"),
                        Suggestion.didYouMean(via, connections.keySet()));
            } else if (!connection.type().isEmpty() && !notifiers.contains(via)) {
                problems.add(
                        ProjectError.WRONG_ROLE,
                        "The connection '" + via + "' of type " + connection.type() + " cannot send notifications.",
                        block.place("via"),
                        Suggestion.didYouMean(via, notifiers));
            }
            notifications.add(new NotificationSpec(via, Set.copyOf(on), to, block.place()));
        }
        return notifications;
    }
}
