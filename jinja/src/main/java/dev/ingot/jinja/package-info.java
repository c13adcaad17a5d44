/**
 * Jinja2 templates for Java: lexer, parser, evaluator, exact positions, Python-like values.
 *
 * <p>Start reading at {@link dev.ingot.jinja.Jinja}.
 */
@NullMarked
package dev.ingot.jinja;

import org.jspecify.annotations.NullMarked;
