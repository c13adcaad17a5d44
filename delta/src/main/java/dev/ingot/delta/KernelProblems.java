package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import java.util.Locale;

/** Makes problems of what Delta Kernel throws. */
final class KernelProblems {

    private KernelProblems() {}

    static RuntimeException translate(String root, RuntimeException thrown) {
        if (thrown instanceof IngotException) {
            return thrown;
        }
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedTableFeatureException
                    || cause instanceof UnsupportedProtocolVersionException) {
                return DeltaProblems.unsupported(
                        root,
                        feature(cause),
                        String.valueOf(cause.getMessage()),
                        "Rewrite the table without the feature, with the engine that wrote it.");
            }
        }
        return DeltaProblems.corrupt(root, "the table's log cannot be read", thrown);
    }

    private static String feature(Throwable thrown) {
        if (thrown instanceof UnsupportedTableFeatureException feature
                && feature.getUnsupportedFeatures() != null
                && !feature.getUnsupportedFeatures().isEmpty()) {
            return String.join(", ", feature.getUnsupportedFeatures());
        }
        return "protocol version";
    }

    static boolean isAboutMissingVersion(RuntimeException thrown) {
        String message = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("version") || message.contains("timestamp");
    }
}
