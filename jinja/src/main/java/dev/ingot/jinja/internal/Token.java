package dev.ingot.jinja.internal;

/**
 * A piece of the source. Tokens cover the source without gaps, but for white space inside tags.
 *
 * @param text what the parser sees: trimmed text, unescaped string, name, number or operator
 * @param at offset of the first character
 * @param end offset after the last character
 */
record Token(TokenType type, String text, int at, int end) {

    boolean isOperator(String operator) {
        return type == TokenType.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return type == TokenType.NAME && text.equals(name);
    }

    boolean closes() {
        return type == TokenType.PRINT_END || type == TokenType.TAG_END;
    }

    /** As messages show it. */
    String described() {
        return switch (type) {
            case END -> "end of template";
            case TEXT, COMMENT, RAW_BEGIN, RAW_END -> "text";
            case PRINT_BEGIN -> "'{{'";
            case PRINT_END -> "end of print statement";
            case TAG_BEGIN -> "'{%'";
            case TAG_END -> "end of statement block";
            case STRING -> "string " + Printing.quoted(text);
            default -> "'" + text + "'";
        };
    }
}
