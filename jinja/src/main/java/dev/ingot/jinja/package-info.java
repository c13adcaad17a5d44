/** Jinja2 templates for Java: lexer, parser, evaluator, exact positions. */
@NullMarked
package dev.ingot.jinja;

import org.jspecify.annotations.NullMarked;
