package dev.ingot.jinja.internal;

import dev.ingot.jinja.Names;
import java.util.List;
import java.util.Optional;

/** Expressions that are literals through and through, as Python's {@code ast.literal_eval} takes them. */
public final class Constants {

    private Constants() {}

    public static Optional<Object> of(Expression expression) {
        if (!isConstant(expression)) {
            return Optional.empty();
        }
        Activation none = new Activation(new Source("", ""), Settings.STANDARD, Names.EMPTY);
        return Optional.of(expression.evaluate(new Frame(none, null)));
    }

    private static boolean isConstant(Expression expression) {
        if (expression instanceof Expression.Sign sign) {
            return sign.operand() instanceof Expression.Literal literal && Types.isNumber(literal.value());
        }
        if (expression instanceof Expression.ListOf list) {
            return all(list.items());
        }
        if (expression instanceof Expression.TupleOf tuple) {
            return all(tuple.items());
        }
        if (expression instanceof Expression.DictOf dict) {
            return all(dict.keys()) && all(dict.items());
        }
        return expression instanceof Expression.Literal;
    }

    private static boolean all(List<Expression> items) {
        return items.stream().allMatch(Constants::isConstant);
    }
}
