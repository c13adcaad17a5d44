package dev.ingot.jinja;

/** A function as its users know it: {@code replace(old, new, count)}; with {@code name(...)} it takes what it is given. */
record Signature(String name, String parameters) {

    static Signature of(String text) {
        int open = text.indexOf('(');
        return new Signature(text.substring(0, open), text.substring(open + 1, text.length() - 1));
    }

    Arguments check(Arguments arguments) {
        if (parameters.equals("...")) {
            return arguments;
        }
        return arguments.expect(name, parameters.isEmpty() ? new String[0] : parameters.split(", "));
    }
}
