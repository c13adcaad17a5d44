package dev.ingot.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.ingot.api.file.OwnerOnly;
import dev.ingot.config.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends the log to a file, and not to the terminal, except for {@link Aloud}: what a person sees is written by the
 * commands. Found by logback as a service; in code, because reading an XML file would cost more than the shortest command takes.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static volatile @Nullable Path file;
    private static final Set<Secrets> MASKED = ConcurrentHashMap.newKeySet();

    /** To be called before the first logger is made; without it nothing is logged. */
    public static void to(Path logFile) {
        file = logFile;
    }

    /** Takes these secrets out of everything that is logged from now on, those that are added to them later too. */
    static void mask(Secrets secrets) {
        MASKED.add(secrets);
    }

    /** Lines in which secrets are masked, also in stack traces. */
    private static final class MaskingLayout extends PatternLayout {
        @Override
        public String doLayout(ILoggingEvent event) {
            String line = super.doLayout(event);
            for (Secrets secrets : MASKED) {
                line = secrets.redact(line);
            }
            return line;
        }
    }

    static Path parent(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Path target = file;
        if (target == null || !Writable.canWrite(parent(target))) {
            root.setLevel(Level.OFF);
            Aloud.install(context);
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        try {
            OwnerOnly.folder(parent(target));
        } catch (IOException e) {
            addError("the folder of the log cannot be made", e);
        }
        PatternLayout layout = new MaskingLayout();
        layout.setContext(context);
        layout.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{30} %msg%n%ex");
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(target.toString());
        appender.setEncoder(encoder);
        appender.start();
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger("dev.ingot").setLevel(Level.INFO);
        Aloud.install(context);
        // Kernel and Hadoop warn about things that are as they should be here (no native Hadoop, old checkpoints).
        context.getLogger("io.delta").setLevel(Level.ERROR);
        context.getLogger("org.apache.hadoop").setLevel(Level.ERROR);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
