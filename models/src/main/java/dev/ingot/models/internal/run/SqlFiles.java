package dev.ingot.models.internal.run;

import dev.ingot.models.internal.node.DbtNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where compiled and executed SQL is kept: {@code compiled/<package>/<path of the file>}, as dbt does. Thread-safe. */
record SqlFiles(Path targetFolder) {

    /** Relative to the project: what messages point at. */
    String compiledShown(DbtNode node) {
        return targetFolder.getFileName() + "/compiled/" + path(node);
    }

    String runShown(DbtNode node) {
        return targetFolder.getFileName() + "/run/" + path(node);
    }

    void writeCompiled(DbtNode node, String sql) {
        write(targetFolder.resolve("compiled").resolve(path(node)), sql);
    }

    void writeRun(DbtNode node, String sql) {
        write(targetFolder.resolve("run").resolve(path(node)), sql);
    }

    /** A generic test, and each snapshot of a file with several, has a file of its own below the one it stands in. */
    private static String path(DbtNode node) {
        String original = node.packageName() + "/" + node.definition().originalPath();
        if (node.test() != null && node.test().generic()) {
            return original + "/" + node.definition().path();
        }
        return node.definition().source().block() == null ? original : original + "/" + node.name() + ".sql";
    }

    private static void write(Path file, String sql) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, sql);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
