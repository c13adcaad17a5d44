package dev.ingot.core.graph;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.core.graph.PreviousState.Change;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@code method:value} means. */
final class SelectorMethods {

    private static final List<String> STATES = List.of("new", "old", "modified", "unmodified");

    private final PreviousState previous;

    SelectorMethods(PreviousState previous) {
        this.previous = previous;
    }

    Predicate<Node> matcher(SelectorTerm term) {
        String value = term.value();
        Pattern glob = glob(value);
        return switch (term.method().isEmpty() ? guess(value) : term.method()) {
            case "fqn" -> node -> fqn(node, value, glob);
            case "tag" -> node -> node.tags().stream().anyMatch(tag -> matches(glob, tag));
            case "path" -> node -> path(node.path(), value, glob);
            case "file" -> node -> matches(glob, fileName(node.path())) || matches(glob, stem(fileName(node.path())));
            case "package" -> node -> matches(glob, node.packageName());
            case "group" -> node -> config(node, List.of("group"), glob);
            case "access" -> node -> config(node, List.of("access"), glob);
            case "resource_type" -> {
                ResourceType type = ResourceType.parse(value)
                        .orElseThrow(() -> Problem.of(
                                        GraphError.BAD_SELECTOR, "There is no resource type '" + value + "'")
                                .fix(Suggestion.didYouMean(
                                        value,
                                        List.of(ResourceType.values()).stream()
                                                .map(ResourceType::toString)
                                                .toList()))
                                .toException());
                yield node -> node.type() == type;
            }
            case "config" -> node -> config(node, term.arguments(), glob);
            case "source" -> node -> node.type() == ResourceType.SOURCE && source(node, value);
            case "pipeline" -> node -> node.type() == ResourceType.PIPELINE && named(node, glob);
            case "exposure" -> node -> node.type() == ResourceType.EXPOSURE && named(node, glob);
            case "metric" -> node -> node.type() == ResourceType.METRIC && named(node, glob);
            case "semantic_model" -> node -> node.type() == ResourceType.SEMANTIC_MODEL && named(node, glob);
            case "saved_query" -> node -> node.type() == ResourceType.SAVED_QUERY && named(node, glob);
            case "test_type" ->
                node -> node.test() != null && testType(node.test()).equals(value);
            case "test_name" ->
                node -> node.test() != null && matches(glob, node.test().kind());
            case "unit_test" -> node -> node.type() == ResourceType.UNIT_TEST && named(node, glob);
            case "version" -> node -> matches(glob, version(node));
            case "result" ->
                node -> previous.result(node.uniqueId()).filter(value::equals).isPresent();
            case "source_status" -> {
                if (!value.equals("fresher")) {
                    throw Problem.of(GraphError.BAD_SELECTOR, "'" + term.text() + "': the only status is 'fresher'")
                            .toException();
                }
                yield node -> node.type() == ResourceType.SOURCE && previous.fresher(node.uniqueId());
            }
            case "state" -> state(term);
            default -> throw new IllegalStateException("the grammar let " + term.text() + " pass");
        };
    }

    private static String testType(Node.TestFacts test) {
        if (test.kind().equals("unit")) {
            return "unit";
        }
        return test.generic() ? "generic" : "singular";
    }

    /** dbt's rule for a bare word: with a folder it is a path, with a known ending a file, else a name. */
    private static String guess(String value) {
        if (value.contains("/")) {
            return "path";
        }
        return value.endsWith(".sql") || value.endsWith(".csv") || value.endsWith(".yml") ? "file" : "fqn";
    }

    /** A source is no node that a bare name means, as in dbt: {@code source:} means it. */
    private static boolean fqn(Node node, String value, Pattern glob) {
        if (node.type() == ResourceType.SOURCE) {
            return false;
        }
        if (named(node, glob)
                || (node.table() != null && value.equals(node.table().toString()))) {
            return true;
        }
        return prefix(node.fqn(), value)
                || prefix(node.fqn().subList(1, node.fqn().size()), value);
    }

    /** By its name; a version of a model also by {@code name.v2} and {@code name_v2}. */
    private static boolean named(Node node, Pattern glob) {
        Object version = node.config().get("version");
        return matches(glob, node.name())
                || (version != null
                        && (matches(glob, node.name() + ".v" + version)
                                || matches(glob, node.name() + "_v" + version)));
    }

    /** {@code a.b} matches every name that starts with the parts a and b; each part may have wildcards. */
    private static boolean prefix(List<String> fqn, String value) {
        String[] parts = value.split("\\.");
        if (parts.length > fqn.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!matches(glob(parts[i]), fqn.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@code source}, {@code source.table} or {@code package.source.table}. */
    private static boolean source(Node node, String value) {
        String[] parts = value.split("\\.");
        List<String> id = List.of(node.uniqueId().split("\\.", 4));
        if (id.size() < 4) {
            return false;
        }
        return switch (parts.length) {
            case 1 -> matches(glob(parts[0]), id.get(2));
            case 2 -> matches(glob(parts[0]), id.get(2)) && matches(glob(parts[1]), id.get(3));
            default ->
                matches(glob(parts[0]), id.get(1))
                        && matches(glob(parts[1]), id.get(2))
                        && matches(glob(parts[2]), id.get(3));
        };
    }

    private static boolean path(String path, String value, Pattern glob) {
        String folder = value.endsWith("/") ? value : value + "/";
        return path.equals(value) || path.startsWith(folder) || matches(glob, path);
    }

    private static boolean config(Node node, List<String> keys, Pattern glob) {
        Object value = node.config();
        for (String key : keys) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        if (value instanceof Collection<?> items) {
            return items.stream().anyMatch(item -> matches(glob, String.valueOf(item)));
        }
        return value != null && matches(glob, String.valueOf(value));
    }

    private Predicate<Node> state(SelectorTerm term) {
        if (!previous.comparable()) {
            throw Problem.of(GraphError.BAD_SELECTOR, "'" + term.text() + "' compares with a state, and none was given")
                    .fix("Name the folder of an earlier manifest.json: --state path/to/artefacts.")
                    .toException();
        }
        List<String> parts = List.of(term.value().split("\\.", 2));
        Set<Change> changes = parts.size() == 1 ? Set.of(Change.values()) : Set.of(change(term, parts.get(1)));
        return switch (parts.get(0)) {
            case "new" -> node -> !previous.has(node.uniqueId());
            case "old" -> node -> previous.has(node.uniqueId());
            case "modified" -> node -> !previous.has(node.uniqueId()) || differs(node, changes);
            case "unmodified" -> node -> previous.has(node.uniqueId()) && !differs(node, changes);
            default ->
                throw Problem.of(
                                GraphError.BAD_SELECTOR,
                                "'" + term.text() + "': there is no state '" + parts.get(0) + "'")
                        .fix(Suggestion.didYouMean(parts.get(0), STATES))
                        .toException();
        };
    }

    private boolean differs(Node node, Set<Change> changes) {
        return previous.changes(node.uniqueId()).stream().anyMatch(changes::contains);
    }

    private static Change change(SelectorTerm term, String name) {
        return Stream.of(Change.values())
                .filter(change -> change.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                GraphError.BAD_SELECTOR, "'" + term.text() + "': there is no change '" + name + "'")
                        .fix(Suggestion.didYouMean(
                                name,
                                Stream.of(Change.values())
                                        .map(change -> change.name().toLowerCase(Locale.ROOT))
                                        .toList()))
                        .toException());
    }

    /** Latest, old, prerelease, or none: how dbt parts versions. */
    private static String version(Node node) {
        Object version = node.config().get("version");
        Object latest = node.config().get("latest_version");
        if (version == null || latest == null) {
            return "none";
        }
        int order = String.format("%20s", version).compareTo(String.format("%20s", latest));
        return order == 0 ? "latest" : order < 0 ? "old" : "prerelease";
    }

    private static boolean matches(Pattern glob, @Nullable String text) {
        return text != null && glob.matcher(text).matches();
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }

    /** fnmatch: {@code *}, {@code ?} and {@code [abc]}; everything else is itself. */
    private static Pattern glob(String value) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int close = c == '[' ? value.indexOf(']', i + 1) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                String set = value.substring(i + 1, close).replace("\\", "\\\\");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
