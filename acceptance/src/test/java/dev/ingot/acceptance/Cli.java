package dev.ingot.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.cli.Main;
import dev.ingot.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs command lines: inside this process, or as a process of its own that can be killed. */
final class Cli {

    private static final ObjectMapper JSON = JsonMapper.builder()
            // 12.50 stays 12.50.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Cli() {}

    /** What a command line left behind. */
    record Result(List<String> command, int exit, String out, String err) {

        Result succeeded() {
            return exits(0);
        }

        Result exits(int status) {
            assertThat(exit)
                    .as("%s%n%s%n%s", command, out.startsWith("{") ? failures() : out, err)
                    .isEqualTo(status);
            return this;
        }

        /** The steps of a JSON report that did not succeed. */
        private String failures() {
            StringBuilder text = new StringBuilder();
            json().path("steps").forEach(step -> {
                if (!step.path("status").asText().equals("success")) {
                    text.append(step.toPrettyString()).append('\n');
                }
            });
            return text.toString();
        }

        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new AssertionError(command + " printed no JSON:\n" + out + "\n" + err, e);
            }
        }
    }

    /** Runs one command in this process. */
    static Result run(Path project, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> command = in(project, arguments);
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                120);
        int exit = Main.run(command.toArray(String[]::new), terminal);
        return new Result(command, exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> in(Path project, String... arguments) {
        return List.of(arguments).contains("--project-dir")
                ? List.of(arguments)
                : Stream.concat(Stream.of(arguments), Stream.of("--project-dir", project.toString()))
                        .toList();
    }

    /** Starts one command as a process of its own; what it prints, both streams, goes to a file. */
    static Process start(Path project, Path output, String... arguments) {
        return start(builder(project, arguments).redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())));
    }

    /** Starts one command as a process of its own; what it prints, both streams, can be read from it. */
    static Process startPiped(Path project, String... arguments) {
        return start(builder(project, arguments));
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder builder(Path project, String... arguments) {
        return java(List.of(), Main.class, in(project, arguments)).redirectErrorStream(true);
    }

    /**
     * A JVM with the class path of the tests.
     *
     * @param options of the JVM, beside the usual
     */
    static ProcessBuilder java(List<String> options, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dingot.home=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(options);
        command.add(program.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
