package dev.ingot.acceptance.faults;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Makes each statement of the engine and of the store known to {@link Calls} before it runs. Their drivers' classes are
 * woven for it when the JVM loads them, so that no code of Ingot knows of it.
 */
public final class RefusingDatabases {

    private static final ElementMatcher<MethodDescription> ENGINE =
            named("execute").and(takesArguments(0));
    private static final ElementMatcher<MethodDescription> STORE_PLAIN =
            named("execute").and(takesArguments(String.class));
    private static final ElementMatcher<MethodDescription> STORE_PREPARED =
            named("executeQuery").or(named("executeLargeUpdate")).and(takesArguments(0));

    private RefusingDatabases() {}

    /** The option of a JVM that weaves the drivers; the class path of the tests has the rest. */
    public static String option(Path folder) throws IOException {
        Path jar = folder.resolve("refusing-databases.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", RefusingDatabases.class.getName());
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return "-javaagent:" + jar;
    }

    /** Called by the JVM. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        weave(Engine.class, ENGINE, "org.duckdb.DuckDBPreparedStatement").installOn(instrumentation);
        weave(Store.class, STORE_PLAIN, "org.sqlite.jdbc3.JDBC3Statement").installOn(instrumentation);
        weave(Store.class, STORE_PREPARED, "org.sqlite.jdbc3.JDBC3PreparedStatement")
                .installOn(instrumentation);
    }

    private static AgentBuilder weave(Class<?> advice, ElementMatcher<MethodDescription> methods, String type) {
        return new AgentBuilder.Default()
                .type(named(type))
                .transform((builder, description, loader, module, domain) ->
                        builder.visit(Advice.to(advice).on(methods)));
    }

    /** Stands at the beginning of each statement of DuckDB. */
    static final class Engine {

        private Engine() {}

        @Advice.OnMethodEnter
        static void before() throws SQLException {
            if (Calls.refuses("statement", "of the engine", "a statement")) {
                throw new SQLException("IO Error: Could not write file: No space left on device");
            }
        }
    }

    /** Stands at the beginning of each statement of SQLite. */
    static final class Store {

        private Store() {}

        @Advice.OnMethodEnter
        static void before() throws SQLException {
            if (Calls.refuses("statement", "of the store", "a statement")) {
                throw new SQLiteException(
                        "[SQLITE_FULL] Insertion failed because database is full (database or disk is full)",
                        SQLiteErrorCode.SQLITE_FULL);
            }
        }
    }
}
