package dev.ingot.acceptance.faults;

import dev.ingot.api.config.OptionSpec;
import dev.ingot.api.error.Problem;
import dev.ingot.api.notify.Notifier;
import dev.ingot.api.notify.NotifierPlugin;
import dev.ingot.api.notify.RunReport;
import java.util.List;
import java.util.Map;

/** Tells nobody, and makes it known to {@link Calls}; where that is refused, it fails as no notifier should. */
public final class RefusingNotifierPlugin implements NotifierPlugin {

    @Override
    public String type() {
        return "refusing";
    }

    @Override
    public List<OptionSpec> connectionOptions() {
        return List.of();
    }

    @Override
    public Notifier open(String name, Map<String, Object> options) {
        return new Notifier() {

            @Override
            public void send(RunReport report, List<String> recipients) {
                if (Calls.refuses("report", "of the run", report.run())) {
                    throw new IllegalStateException("a notifier with a mistake");
                }
            }

            @Override
            public List<Problem> check() {
                return List.of();
            }

            @Override
            public void close() {}
        };
    }
}
