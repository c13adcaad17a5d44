package dev.ingot.jinja;

/**
 * A piece of the source. Tokens cover the source without gaps, but for white space inside tags and what {@code -%}} takes away.
 *
 * @param text what the parser sees: trimmed text, unescaped string, name, number or operator
 * @param at offset of the first character
 * @param end offset after the last character
 */
record Token(Kind kind, String text, int at, int end) {

    enum Kind {
        TEXT("text"),
        /** A comment, or the tags around raw text. */
        SILENT("text"),
        PRINT_BEGIN("'{{'"),
        PRINT_END("end of print statement"),
        TAG_BEGIN("'{%'"),
        TAG_END("end of statement block"),
        NAME(""),
        STRING("string "),
        INTEGER(""),
        FLOAT(""),
        OPERATOR(""),
        END("end of template");

        final String described;

        Kind(String described) {
            this.described = described;
        }
    }

    /** Whether it is that name or operator. */
    boolean is(String symbol) {
        return (kind == Kind.NAME || kind == Kind.OPERATOR) && text.equals(symbol);
    }

    /** As messages show it. */
    String described() {
        return switch (kind) {
            case NAME, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
            case STRING -> kind.described + Printing.quoted(text);
            default -> kind.described;
        };
    }
}
