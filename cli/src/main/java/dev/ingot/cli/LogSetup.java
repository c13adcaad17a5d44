package dev.ingot.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sends the log to a file, never to the terminal: what a person sees is written by the commands. Found by logback as a
 * service; in code, because reading an XML file would cost more than the shortest command takes.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static volatile @Nullable Path file;

    /** To be called before the first logger is made; without it nothing is logged. */
    public static void to(Path logFile) {
        file = logFile;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Path target = file;
        if (target == null) {
            root.setLevel(Level.OFF);
            return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{30} %msg%n%ex");
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
        // Kernel and Hadoop warn about things that are as they should be here (no native Hadoop, old checkpoints).
        context.getLogger("io.delta").setLevel(Level.ERROR);
        context.getLogger("org.apache.hadoop").setLevel(Level.ERROR);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
