package dev.ingot.models.internal.context;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which macros a text calls, found by their names as dbt finds them: what calls happen depends on values, and a
 * name that is only computed is not seen. Stateless.
 */
public final class MacroCalls {

    private static final Pattern TAG = Pattern.compile("\\{\\{.*?\\}\\}|\\{%.*?%\\}", Pattern.DOTALL);
    private static final Pattern CALL = Pattern.compile("(?<![\\w.])(?:(\\w+)\\.)?(\\w+)\\s*\\(");
    private static final Pattern DISPATCH = Pattern.compile(
            "dispatch\\s*\\(\\s*(?:macro_name\\s*=\\s*)?['\"](\\w+)['\"](?:\\s*,\\s*(?:macro_namespace\\s*=\\s*)?['\"](\\w+)['\"])?");

    private MacroCalls() {}

    /** Unique ids of the macros, without the macro itself. */
    public static Set<String> of(Macro macro, MacroRegistry registry, String adapter) {
        Set<String> called = in(macro.source(), macro.packageName(), registry, adapter);
        called.remove(macro.uniqueId());
        return called;
    }

    /** Unique ids of the macros that a text of a package calls. */
    public static Set<String> in(String text, String packageName, MacroRegistry registry, String adapter) {
        Set<String> called = new TreeSet<>();
        Matcher tags = TAG.matcher(text);
        while (tags.find()) {
            Matcher calls = CALL.matcher(tags.group());
            while (calls.find()) {
                Macro found = calls.group(1) == null
                        ? registry.resolve(calls.group(2), packageName, packageName)
                        : registry.find(calls.group(1), calls.group(2));
                if (found != null) {
                    called.add(found.uniqueId());
                }
            }
            Matcher dispatched = DISPATCH.matcher(tags.group());
            while (dispatched.find()) {
                registry.dispatched(dispatched.group(1), dispatched.group(2), adapter, packageName)
                        .ifPresent(found -> called.add(found.uniqueId()));
            }
        }
        return called;
    }
}
