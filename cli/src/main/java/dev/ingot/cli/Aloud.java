package dev.ingot.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Warnings about the files of tables, such as a damaged checkpoint: a person has to mend those, so the terminal shows them,
 * each once in a process, beside the log.
 */
final class Aloud extends AppenderBase<ILoggingEvent> {

    private static final String TABLES = "dev.ingot.delta";
    private static volatile @Nullable Consumer<String> listener;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    private Aloud() {}

    /** From now on this hears of them. */
    static void to(Consumer<String> terminal) {
        listener = terminal;
    }

    static void install(LoggerContext context) {
        Aloud aloud = new Aloud();
        aloud.setContext(context);
        aloud.setName("aloud");
        aloud.start();
        context.getLogger(TABLES).addAppender(aloud);
        context.getLogger(TABLES).setLevel(Level.INFO);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Consumer<String> terminal = listener;
        String text = event.getFormattedMessage();
        if (terminal != null && event.getLevel().isGreaterOrEqual(Level.WARN) && said.add(text)) {
            terminal.accept("Warning: " + text);
        }
    }
}
