package dev.ingot.benchmarks;

import dev.ingot.embedded.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A project as a user would write it, with one pipeline. */
final class Projects {

    private Projects() {}

    static Path write(Settings settings, Path project, Path landing, TextForm form) {
        return write(settings, project, """
                landing:
                  type: files
                  path: %s
                """.formatted(landing), """
                pipelines:
                  - name: orders
                    from:
                      connection: landing
                      path: '*.%s'
                      %s
                    to: bronze.orders
                    load: append
                """.formatted(form.ending, form.yaml) + Orders.yaml());
    }

    /** One that follows the table {@code orders} of a server. */
    static Path following(Settings settings, LocalPostgres server) {
        return write(
                settings,
                settings.work().resolve("project"),
                """
                shop:
                  type: postgres-cdc
                  host: localhost
                  port: %d
                  database: postgres
                  user: %s
                  password: %s
                """.formatted(server.port(), LocalPostgres.USER, server.password()),
                """
                pipelines:
                  - name: orders
                    from: {connection: shop, table: public.orders}
                    to: bronze.orders
                    load: append
                """);
    }

    /**
     * @param connection the YAML of the source
     * @param pipeline the YAML of the pipeline's file
     */
    static Path write(Settings settings, Path project, String connection, String pipeline) {
        Benchmarks.empty(project);
        try {
            Files.writeString(
                    project.resolve("ingot.yml"),
                    """
                    name: bench
                    target: dev
                    targets:
                      dev:
                        warehouse: lake
                    connections:
                      lake:
                        type: lake
                        path: lake
                        threads: %d
                        memory_limit: %dMB
                    """.formatted(settings.threads(), settings.memoryMb()) + connection.indent(2));
            Files.createDirectories(project.resolve("pipelines"));
            Files.writeString(project.resolve("pipelines/orders.yml"), pipeline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return project;
    }

    /** Fails unless the run says that it read so many rows and that all of them arrived. */
    static void requireRead(Measured run, long rows) {
        if (!run.output().contains("read " + rows + " = " + rows + " inserted")
                && !run.output().contains("%,d".formatted(rows))) {
            throw new IllegalStateException("the run did not load " + rows + " rows:\n" + run.output());
        }
    }
}
