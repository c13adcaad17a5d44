package dev.ingot.jinja;

import java.util.Map;

/** Python's {@code str.maketrans} and {@code str.translate}. Stateless. */
final class Translation {

    private Translation() {}

    /** Of a dict of characters; or of two strings of one length, and the characters that go. */
    static PyDict table(Arguments arguments) {
        PyDict table = new PyDict();
        if (!arguments.has(1, "y")) {
            Operators.mapping(arguments.value(0, "x"))
                    .forEach((key, value) -> table.put(
                            key instanceof String text ? (Object) (long) text.codePointAt(0) : Values.of(key),
                            Values.of(value)));
            return table;
        }
        int[] from = arguments.text(0, "x").codePoints().toArray();
        int[] to = arguments.text(1, "y").codePoints().toArray();
        if (from.length != to.length) {
            throw new EvaluationException("the first two maketrans arguments must have equal length");
        }
        for (int i = 0; i < from.length; i++) {
            table.put((long) from[i], (long) to[i]);
        }
        if (arguments.has(2, "z")) {
            arguments.text(2, "z").codePoints().forEach(gone -> table.put((long) gone, None.NONE));
        }
        return table;
    }

    static String of(String text, Map<?, ?> table) {
        StringBuilder translated = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            Object to = Members.mapItem(table, (long) point);
            if (to == null) {
                translated.appendCodePoint(point);
            } else if (to instanceof Long other) {
                translated.appendCodePoint(other.intValue());
            } else if (to != None.NONE) {
                translated.append(Values.print(to));
            }
        });
        return translated.toString();
    }
}
