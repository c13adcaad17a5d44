package dev.ingot.jinja.internal;

/** What a token is. */
enum TokenType {
    TEXT,
    COMMENT,
    RAW_BEGIN,
    RAW_END,
    PRINT_BEGIN,
    PRINT_END,
    TAG_BEGIN,
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
}
