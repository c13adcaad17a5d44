package dev.ingot.jinja;

import java.util.function.Supplier;

/**
 * The value of a name, attribute or item that does not exist.
 *
 * @param policy what it may be used for
 * @param name what was looked for
 * @param hint what the author may do about it
 */
public record Undefined(UndefinedPolicy policy, String name, String message, Supplier<String> hint) {

    /** The failure of a use that no policy allows. */
    public EvaluationException failure() {
        return new EvaluationException(TemplateException.Kind.UNDEFINED, message, hint.get());
    }

    /** For uses that no policy allows. */
    static void refuse(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
    }

    /** For uses that only {@link UndefinedPolicy#STRICT} refuses. */
    void checkSoftUse() {
        if (policy == UndefinedPolicy.STRICT) {
            throw failure();
        }
    }

    /** The value of an attribute, item or call of this. */
    Undefined member(String memberName) {
        if (policy != UndefinedPolicy.LENIENT) {
            throw failure();
        }
        return new Undefined(policy, memberName, message, hint);
    }

    /** All undefined values are equal, as in Jinja2. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return 7;
    }

    @Override
    public String toString() {
        return "";
    }
}
