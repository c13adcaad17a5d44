package dev.ingot.jinja;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The conformance cases, and what their templates may use. */
final class Corpus {

    /** The parts, each a file under {@code conformance/}. */
    static final List<String> PARTS = List.of(
            "expressions",
            "truth",
            "statements",
            "macros",
            "space",
            "tests",
            "filters",
            "methods",
            "globals",
            "undefined");

    record Case(String part, String name, String template, String expected) {}

    private Corpus() {}

    /**
     * Cases are written {@code ### name}, template, {@code >>>}, expected text, {@code <<<}; a carriage return in a
     * template is shown as ␍, since files are checked out with line feeds.
     */
    static List<Case> cases(String part) {
        String text;
        try (InputStream in = Corpus.class.getResourceAsStream("/conformance/" + part + ".txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Case> cases = new ArrayList<>();
        for (String block : text.split("(?m)^### ")) {
            if (!block.isEmpty()) {
                int name = block.indexOf('\n');
                int middle = block.indexOf("\n>>>\n");
                int end = block.lastIndexOf("\n<<<\n");
                cases.add(new Case(
                        part,
                        block.substring(0, name),
                        block.substring(name + 1, middle).replace('␍', '\r'),
                        block.substring(middle + 5, end)));
            }
        }
        return cases;
    }

    static Jinja jinja() {
        Map<String, String> files = Map.of(
                "lib",
                "{% macro greet(n) %}hi {{ n }}{% endmacro %}{% macro shows_x() %}{{ x }}{% endmacro %}"
                        + "{% set constant = 42 %}",
                "part",
                "part {{ x }}");
        return Jinja.standard().withLoader(name -> Optional.ofNullable(files.get(name)));
    }

    static Map<String, Object> context() {
        PyDict leaf = PyDict.of("v", 4, "c", new PyList());
        PyDict tree = PyDict.of(
                "v", 1, "c", PyList.of(PyDict.of("v", 2, "c", new PyList()), PyDict.of("v", 3, "c", PyList.of(leaf))));
        PyList users = PyList.of(
                PyDict.of("name", "Ann", "age", 31, "city", "Rome", "admin", true),
                PyDict.of("name", "bob", "age", 25, "city", "Oslo", "admin", false),
                PyDict.of("name", "Cid", "age", 40, "city", "Rome", "admin", false));
        return Map.ofEntries(
                Map.entry("x", 5),
                Map.entry("s", "Hello World"),
                Map.entry("l", PyList.of(3, 1, 2)),
                Map.entry("d", PyDict.of("a", 1, "b", PyList.of(1, 2))),
                Map.entry("users", users),
                Map.entry("pair", PyTuple.of(7, 8)),
                Map.entry("dec", new BigDecimal("1.5")),
                Map.entry("tree", PyList.of(tree)),
                Map.entry("adder", (Callable) Corpus::adder),
                Map.entry("join_all", (Callable) Corpus::joinAll),
                Map.entry("wrap", (Callable) Corpus::wrap));
    }

    private static Object adder(Arguments outer) {
        long first = (Long) outer.value(0, "a");
        return (Callable) inner -> first + (Long) inner.value(0, "b");
    }

    private static Object joinAll(Arguments arguments) {
        List<String> parts = new ArrayList<>();
        arguments.positional().forEach(value -> parts.add(Values.print(value)));
        arguments.named().forEach((name, value) -> parts.add(name + "=" + Values.print(value)));
        return String.join(",", parts);
    }

    private static Object wrap(Arguments arguments) {
        String tag = arguments.text(0, "tag");
        Object body = ((Callable) arguments.value(1, "caller")).call(Arguments.NONE);
        return "<" + tag + ">" + Values.print(body) + "</" + tag + ">";
    }
}
