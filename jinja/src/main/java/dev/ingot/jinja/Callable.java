package dev.ingot.jinja;

/**
 * A function that templates may call: a host's function, a method bound to its value, or a macro.
 *
 * <p>Any {@link RuntimeException} thrown is given the place of the call and thrown on as {@link TemplateException} with
 * the original as its cause; {@link EvaluationException} carries a hint as well. "No result" is {@link None#NONE}.
 */
@FunctionalInterface
public interface Callable {

    Object call(Arguments arguments);
}
