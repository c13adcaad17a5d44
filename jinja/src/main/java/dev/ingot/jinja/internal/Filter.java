package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;

/** A filter or test: what it makes of a value. */
@FunctionalInterface
public interface Filter {

    Object apply(Activation activation, Object value, Arguments arguments);

    static Filter of(Callable function) {
        return (activation, value, arguments) -> dev.ingot.jinja.Values.of(function.call(arguments.prepend(value)));
    }
}
