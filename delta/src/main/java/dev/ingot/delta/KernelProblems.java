package dev.ingot.delta;

import dev.ingot.api.error.IngotException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import java.util.Optional;

/** Makes problems of what Delta Kernel throws. */
final class KernelProblems {

    private KernelProblems() {}

    /** What Kernel refuses on purpose; all else that it throws speaks of a damaged file. */
    static Optional<IngotException> unsupported(String root, Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedTableFeatureException
                    || cause instanceof UnsupportedProtocolVersionException) {
                return Optional.of(DeltaProblems.unsupported(
                        root,
                        feature(cause),
                        String.valueOf(cause.getMessage()),
                        "Rewrite the table without the feature, with the engine that wrote it."));
            }
        }
        return Optional.empty();
    }

    private static String feature(Throwable thrown) {
        if (thrown instanceof UnsupportedTableFeatureException feature
                && feature.getUnsupportedFeatures() != null
                && !feature.getUnsupportedFeatures().isEmpty()) {
            return String.join(", ", feature.getUnsupportedFeatures());
        }
        return "protocol version";
    }
}
