package dev.ingot.jinja;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;

/** The value of a name, attribute or item that does not exist. What it may be used for is its {@link UndefinedPolicy}. */
public final class Undefined {

    private final UndefinedPolicy policy;
    private final String name;
    private final String message;
    private final Supplier<String> hint;

    public Undefined(UndefinedPolicy policy, String name, String message, Supplier<String> hint) {
        this.policy = policy;
        this.name = name;
        this.message = message;
        this.hint = hint;
    }

    /** The name that was looked for. */
    public String name() {
        return name;
    }

    public UndefinedPolicy policy() {
        return policy;
    }

    /** The failure of a use that no policy allows. */
    public EvaluationException failure() {
        return new EvaluationException(TemplateException.Kind.UNDEFINED, message, hint.get());
    }

    /** For uses that no policy allows. */
    public static void refuse(Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
    }

    /** For uses that only {@link UndefinedPolicy#STRICT} refuses. */
    public void checkSoftUse() {
        if (policy == UndefinedPolicy.STRICT) {
            throw failure();
        }
    }

    /** The value of an attribute, item or call of this. */
    public Object member(String memberName) {
        if (policy != UndefinedPolicy.LENIENT) {
            throw failure();
        }
        return new Undefined(policy, memberName, message, hint);
    }

    public Iterator<Object> iterator() {
        checkSoftUse();
        return Collections.emptyIterator();
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
