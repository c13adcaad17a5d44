package dev.ingot.jinja;

import dev.ingot.jinja.TemplateException.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Set;

/** Python's arithmetic on int (unbounded), float, Decimal (28 digits) and bool (an int). */
final class Numbers {

    /** Python's default decimal context. */
    private static final MathContext DECIMAL = new MathContext(28, RoundingMode.HALF_EVEN);

    /** Larger results are refused: a template has no use for them, and they would fill the memory. */
    private static final int MOST_BITS = 1_000_000;

    private static final Set<String> DIVIDING = Set.of("/", "//", "%");

    private Numbers() {}

    static Object arithmetic(String operator, Object left, Object right) {
        if (DIVIDING.contains(operator) && compare(right, 0L) == 0) {
            throw new EvaluationException("division by zero");
        }
        boolean decimal = left instanceof BigDecimal || right instanceof BigDecimal;
        if (left instanceof Double || right instanceof Double) {
            if (decimal) {
                throw Operators.unsupported(operator, left, right);
            }
            return floating(operator, toDouble(left), toDouble(right));
        }
        return decimal
                ? decimal(operator, toDecimal(left), toDecimal(right))
                : big(operator, toBig(left), toBig(right));
    }

    private static Object big(String operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case "+" -> Values.of(a.add(b));
            case "-" -> Values.of(a.subtract(b));
            case "*" -> {
                limit((long) a.bitLength() + b.bitLength());
                yield Values.of(a.multiply(b));
            }
            case "/" -> quotient(a, b);
            case "//" -> Values.of(floor(a, b));
            case "%" -> Values.of(a.subtract(floor(a, b).multiply(b)));
            default -> power(a, b);
        };
    }

    private static BigInteger floor(BigInteger a, BigInteger b) {
        BigInteger[] parts = a.divideAndRemainder(b);
        return parts[1].signum() * b.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** Correctly rounded, as Python's. */
    private static double quotient(BigInteger a, BigInteger b) {
        double quotient = a.bitLength() <= 53 && b.bitLength() <= 53
                ? a.doubleValue() / b.doubleValue()
                : new BigDecimal(a)
                        .divide(new BigDecimal(b), new MathContext(40))
                        .doubleValue();
        if (Double.isInfinite(quotient)) {
            throw new EvaluationException("integer division result too large for a float");
        }
        return quotient;
    }

    private static Object power(BigInteger a, BigInteger b) {
        if (b.signum() < 0) {
            return floating("**", a.doubleValue(), b.doubleValue());
        }
        if (a.abs().bitLength() <= 1) {
            return Values.of(a.pow(b.signum() == 0 ? 0 : b.testBit(0) ? 1 : 2));
        }
        limit(b.bitLength() > 31 ? Long.MAX_VALUE : a.bitLength() * b.longValue());
        return Values.of(a.pow(b.intValue()));
    }

    private static void limit(long bits) {
        if (bits > MOST_BITS) {
            throw new EvaluationException(Kind.LIMIT, "the number is too large", "");
        }
    }

    private static Object floating(String operator, double a, double b) {
        double rest = a % b;
        boolean down = rest != 0 && (rest < 0) != (b < 0);
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> {
                double floor = (a - rest) / b - (down ? 1 : 0);
                yield floor == 0 ? Math.copySign(0.0, a / b) : Math.rint(floor);
            }
            case "%" -> down ? rest + b : rest == 0 ? Math.copySign(0.0, b) : rest;
            default -> power(a, b);
        };
    }

    private static double power(double a, double b) {
        if (a == 0 && b < 0) {
            throw new EvaluationException("0.0 cannot be raised to a negative power");
        }
        double power = a == 1 ? 1 : Math.pow(a, b);
        if (Double.isInfinite(power) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
            throw new EvaluationException("the number is too large for a float");
        }
        return power;
    }

    private static BigDecimal decimal(String operator, BigDecimal a, BigDecimal b) {
        return switch (operator) {
            case "+" -> a.add(b, DECIMAL);
            case "-" -> a.subtract(b, DECIMAL);
            case "*" -> a.multiply(b, DECIMAL);
            case "/" -> quotient(a, b);
            // Unlike int and float, Decimal truncates towards zero.
            case "//" -> a.divideToIntegralValue(b).setScale(0, RoundingMode.DOWN);
            case "%" -> a.remainder(b, DECIMAL);
            default -> a.pow(b.intValueExact(), DECIMAL);
        };
    }

    /** Python keeps as few digits as an exact result needs, but not fewer than the operands' exponents ask for. */
    private static BigDecimal quotient(BigDecimal a, BigDecimal b) {
        BigDecimal result = a.divide(b, DECIMAL);
        int ideal = a.scale() - b.scale();
        BigDecimal shorter = result.stripTrailingZeros();
        boolean exact = shorter.multiply(b).compareTo(a) == 0;
        return exact ? shorter.setScale(Math.max(ideal, shorter.scale())) : result;
    }

    static Object negate(Object value) {
        if (value instanceof Double number) {
            return -number;
        }
        return value instanceof BigDecimal number
                ? number.negate()
                : Values.of(toBig(value).negate());
    }

    static Object absolute(Object value) {
        if (value instanceof Double number) {
            return Math.abs(number);
        }
        return compare(value, 0L) < 0 ? negate(value) : plus(value);
    }

    /** The value itself; a bool becomes an int. */
    static Object plus(Object value) {
        return value instanceof Boolean ? toBig(value).longValue() : value;
    }

    static boolean isNan(Object value) {
        return value instanceof Double number && number.isNaN();
    }

    static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        boolean floats = left instanceof Double && right instanceof Double;
        return floats || !isFinite(left) || !isFinite(right)
                ? Double.compare(toDouble(left) + 0.0, toDouble(right) + 0.0)
                : toDecimal(left).compareTo(toDecimal(right));
    }

    private static boolean isFinite(Object value) {
        return !(value instanceof Double number) || Double.isFinite(number);
    }

    static double toDouble(Object value) {
        return value instanceof Number number
                ? number.doubleValue()
                : toBig(value).doubleValue();
    }

    static BigInteger toBig(Object value) {
        if (value instanceof BigInteger big) {
            return big;
        }
        return BigInteger.valueOf(value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).longValue());
    }

    /** Exact. */
    static BigDecimal toDecimal(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        return value instanceof Double number ? new BigDecimal(number) : new BigDecimal(toBig(value));
    }
}
