package dev.ingot.jinja;

/** A filter or test: what it makes of a value. */
@FunctionalInterface
interface Filter {

    Object apply(Activation activation, Object value, Arguments arguments);

    static Filter of(Callable function) {
        return (activation, value, arguments) -> Values.of(function.call(arguments.prepend(value)));
    }
}
