package dev.ingot.api.notify;

import dev.ingot.api.config.OptionSpec;
import java.util.List;
import java.util.Map;

/** Makes {@link Notifier}s of one connection type; found with {@link java.util.ServiceLoader}. Stateless. */
public interface NotifierPlugin {

    /** The connection's {@code type:}, for example {@code smtp}. */
    String type();

    List<OptionSpec> connectionOptions();

    Notifier open(String name, Map<String, Object> options);
}
