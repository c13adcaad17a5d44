package dev.ingot.core.graph;

import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One term of a selector, as dbt's grammar has it: {@code @?(n?+)?(method(.arg)*:)?value(+n?)?}.
 *
 * @param text as it was written
 * @param method empty: to be guessed from the value
 * @param arguments of the method: {@code config.materialized:table} has one
 * @param parentDepth null: any
 * @param childDepth null: any
 */
public record SelectorTerm(
        String text,
        String method,
        List<String> arguments,
        String value,
        boolean childrensParents,
        boolean parents,
        @Nullable Integer parentDepth,
        boolean children,
        @Nullable Integer childDepth) {

    private static final Pattern GRAMMAR =
            Pattern.compile("(?<at>@)?(?<up>(?<upn>\\d*)\\+)?((?<method>[a-zA-Z_]+)(?<args>(\\.[\\w-]+)*):)?"
                    + "(?<value>.*?)(?<down>\\+(?<downn>\\d*))?");

    private static final List<String> METHODS = List.of(
            "access",
            "config",
            "exposure",
            "file",
            "fqn",
            "group",
            "metric",
            "package",
            "path",
            "pipeline",
            "resource_type",
            "result",
            "saved_query",
            "semantic_model",
            "source",
            "source_status",
            "state",
            "tag",
            "test_name",
            "test_type",
            "unit_test",
            "version");

    static SelectorTerm parse(String text) {
        Matcher matcher = GRAMMAR.matcher(text);
        if (!matcher.matches() || matcher.group("value").isBlank()) {
            throw Problem.of(GraphError.BAD_SELECTOR, "'" + text + "' is not a selector")
                    .fix("Write a name, +name, name+, @name or method:value, for example tag:nightly or +fct_orders.")
                    .toException();
        }
        if (matcher.group("at") != null && matcher.group("down") != null) {
            throw Problem.of(GraphError.BAD_SELECTOR, "'" + text + "' has both @ and a trailing +")
                    .fix("@name already takes all children and their parents; leave the + out.")
                    .toException();
        }
        String method = matcher.group("method");
        if (method != null && !METHODS.contains(method)) {
            throw Problem.of(GraphError.UNKNOWN_METHOD, "'" + text + "': there is no method '" + method + "'")
                    .fix(Suggestion.didYouMean(method, METHODS))
                    .toException();
        }
        String arguments = matcher.group("args");
        return new SelectorTerm(
                text,
                method == null ? "" : method,
                arguments == null || arguments.isEmpty()
                        ? List.of()
                        : List.of(arguments.substring(1).split("\\.")),
                matcher.group("value"),
                matcher.group("at") != null,
                matcher.group("up") != null,
                depth(matcher.group("upn")),
                matcher.group("down") != null,
                depth(matcher.group("downn")));
    }

    private static @Nullable Integer depth(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? null : Integer.valueOf(digits);
    }
}
