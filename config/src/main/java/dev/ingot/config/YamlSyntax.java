package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** The parser's errors in words for people who do not know YAML's grammar. */
final class YamlSyntax {

    private YamlSyntax() {}

    static Problem explain(MarkedYAMLException e, YamlPlaces places) {
        String said = text(e.getProblem());
        String context = text(e.getContext());
        Place place = places.at(e.getProblemMark());
        Place opened = places.at(e.getContextMark());
        if (said.contains("\\t(TAB)") || said.contains("'\t'")) {
            return Problem.of(ConfigError.TAB, "A tab is used for indentation.")
                    .at(place)
                    .because("YAML allows only spaces before the first character of a line.")
                    .fix("Replace the tab by spaces.");
        }
        Problem problem = Problem.of(ConfigError.SYNTAX, sentence(said)).at(place);
        if (context.contains("quoted scalar")) {
            return Problem.of(ConfigError.SYNTAX, "The quote that opens here is not closed.")
                    .at(opened)
                    .fix("Close it; inside single quotes a quote is written twice ('').");
        }
        if (said.startsWith("mapping values are not allowed here")) {
            return Problem.of(ConfigError.SYNTAX, "A key cannot start here.")
                    .at(place)
                    .because("Either the line is indented differently from its neighbours, or the value holds ': '.")
                    .fix("Line the keys up, or put the value in quotes.");
        }
        if (context.contains("flow") && said.startsWith("expected")) {
            return Problem.of(ConfigError.SYNTAX, "The bracket that opens here is not closed.")
                    .at(opened)
                    .because("At line " + place.line() + ": " + said + ".")
                    .fix("Close it, and put commas between its items.");
        }
        if (said.startsWith("expected <block end>")) {
            return Problem.of(ConfigError.SYNTAX, "This line does not line up with the block that it belongs to.")
                    .at(place)
                    .because("The block starts in line " + opened.line() + ", column " + opened.column() + ".")
                    .fix("Indent it like the first line of the block.");
        }
        if (said.contains("could not find expected ':'")) {
            return Problem.of(ConfigError.SYNTAX, "A key without ':' stands here.")
                    .at(opened)
                    .fix("Write 'key: value', with a space after the colon.");
        }
        if (said.contains("that cannot start any token")) {
            return problem.fix("Put the value in quotes.");
        }
        return context.isEmpty() ? problem : problem.because("This happened " + context + ".");
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String sentence(String said) {
        if (said.isEmpty()) {
            return "The YAML is not well-formed.";
        }
        String start = Character.toUpperCase(said.charAt(0)) + said.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }
}
