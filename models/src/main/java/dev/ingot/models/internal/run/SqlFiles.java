package dev.ingot.models.internal.run;

import dev.ingot.models.internal.node.DbtNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Where compiled and executed SQL is kept: {@code compiled/<package>/<path of the file>}, as dbt does. Secrets are masked. Thread-safe. */
record SqlFiles(Path targetFolder, UnaryOperator<String> shown) {

    /** Relative to the project: what messages point at. */
    String compiledShown(DbtNode node) {
        return targetFolder.getFileName() + "/compiled/" + node.sqlPath();
    }

    String runShown(DbtNode node) {
        return targetFolder.getFileName() + "/run/" + node.sqlPath();
    }

    void writeCompiled(DbtNode node, String sql) {
        write(targetFolder.resolve("compiled").resolve(node.sqlPath()), sql);
    }

    void writeRun(DbtNode node, String sql) {
        write(targetFolder.resolve("run").resolve(node.sqlPath()), sql);
    }

    private void write(Path file, String sql) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, shown.apply(sql));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
