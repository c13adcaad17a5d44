package dev.ingot.jinja;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A macro as written, the body of a call block, or a block of a registered tag.
 *
 * @param kind {@code macro}, {@code call} or the tag
 * @param options what follows the header of a registered tag: {@code default}, {@code adapter='x'}
 * @param used the names that its body uses
 * @param at offset of the tag that opens it
 * @param bodyAt offset after that tag
 * @param bodyEnd offset of the tag that closes it
 * @param end offset after that tag
 */
record Macro(
        String kind,
        String name,
        List<Parameter> parameters,
        Map<String, Object> options,
        Set<String> used,
        List<Statement> body,
        int at,
        int bodyAt,
        int bodyEnd,
        int end) {

    /** A parameter; its default is evaluated at each call that needs it. */
    record Parameter(String name, @Nullable Expression defaultValue) {}

    List<String> parameterNames() {
        return parameters.stream().map(Parameter::name).toList();
    }

    boolean uses(String variable) {
        return used.contains(variable);
    }
}
