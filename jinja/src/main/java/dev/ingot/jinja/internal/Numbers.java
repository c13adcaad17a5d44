package dev.ingot.jinja.internal;

import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Python's arithmetic on int (unbounded), float, Decimal (28 digits) and bool (an int). */
final class Numbers {

    /** Python's default decimal context. */
    private static final MathContext DECIMAL = new MathContext(28, RoundingMode.HALF_EVEN);

    /** Larger results are refused: a template has no use for them, and they would fill the memory. */
    private static final int MOST_BITS = 1_000_000;

    private Numbers() {}

    static Object arithmetic(String operator, Object left, Object right) {
        Object a = plain(left);
        Object b = plain(right);
        if (a instanceof Long one && b instanceof Long two) {
            return whole(operator, one, two);
        }
        if (a instanceof Double || b instanceof Double) {
            if (a instanceof BigDecimal || b instanceof BigDecimal) {
                throw Operators.unsupported(operator, left, right);
            }
            return floating(operator, toDouble(a), toDouble(b));
        }
        if (a instanceof BigDecimal || b instanceof BigDecimal) {
            return decimal(operator, toDecimal(a), toDecimal(b));
        }
        return big(operator, toBig(a), toBig(b));
    }

    private static Object plain(Object value) {
        return value instanceof Boolean flag ? (Object) (flag ? 1L : 0L) : value;
    }

    private static Object whole(String operator, long a, long b) {
        switch (operator) {
            case "+" -> {
                long sum = a + b;
                return ((a ^ sum) & (b ^ sum)) < 0 ? big(operator, toBig(a), toBig(b)) : (Object) sum;
            }
            case "-" -> {
                long difference = a - b;
                return ((a ^ b) & (a ^ difference)) < 0 ? big(operator, toBig(a), toBig(b)) : (Object) difference;
            }
            case "*" -> {
                long high = Math.multiplyHigh(a, b);
                long low = a * b;
                return (high == 0 && low >= 0) || (high == -1 && low < 0)
                        ? (Object) low
                        : big(operator, toBig(a), toBig(b));
            }
            case "//", "%" -> {
                if (b == 0) {
                    throw new EvaluationException(
                            operator.equals("%") ? "integer modulo by zero" : "integer division or modulo by zero");
                }
                if (operator.equals("%")) {
                    return Math.floorMod(a, b);
                }
                return a == Long.MIN_VALUE && b == -1 ? toBig(a).negate() : (Object) Math.floorDiv(a, b);
            }
            default -> {
                return big(operator, toBig(a), toBig(b));
            }
        }
    }

    private static Object big(String operator, BigInteger a, BigInteger b) {
        switch (operator) {
            case "+" -> {
                return Values.of(a.add(b));
            }
            case "-" -> {
                return Values.of(a.subtract(b));
            }
            case "*" -> {
                limit((long) a.bitLength() + b.bitLength());
                return Values.of(a.multiply(b));
            }
            case "/" -> {
                if (b.signum() == 0) {
                    throw new EvaluationException("division by zero");
                }
                double quotient = divide(a, b);
                if (Double.isInfinite(quotient)) {
                    throw new EvaluationException("integer division result too large for a float");
                }
                return quotient;
            }
            case "//", "%" -> {
                if (b.signum() == 0) {
                    throw new EvaluationException(
                            operator.equals("%") ? "integer modulo by zero" : "integer division or modulo by zero");
                }
                BigInteger[] parts = a.divideAndRemainder(b);
                boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
                if (operator.equals("%")) {
                    return Values.of(down ? parts[1].add(b) : parts[1]);
                }
                return Values.of(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
            }
            default -> {
                if (b.signum() < 0) {
                    return floating(operator, a.doubleValue(), b.doubleValue());
                }
                boolean trivial = a.abs().compareTo(BigInteger.ONE) <= 0;
                if (!trivial) {
                    limit(b.bitLength() > 31 ? Long.MAX_VALUE : a.bitLength() * b.longValue());
                }
                int power = trivial ? (b.signum() == 0 ? 0 : b.testBit(0) ? 1 : 2) : b.intValue();
                return Values.of(a.pow(power));
            }
        }
    }

    /** Correctly rounded, as Python's. */
    private static double divide(BigInteger a, BigInteger b) {
        if (a.bitLength() <= 53 && b.bitLength() <= 53) {
            return a.doubleValue() / b.doubleValue();
        }
        return new BigDecimal(a)
                .divide(new BigDecimal(b), new MathContext(40, RoundingMode.HALF_EVEN))
                .doubleValue();
    }

    private static void limit(long bits) {
        if (bits > MOST_BITS) {
            throw new EvaluationException(TemplateException.Kind.LIMIT, "the number is too large", "");
        }
    }

    private static Object floating(String operator, double a, double b) {
        switch (operator) {
            case "+" -> {
                return a + b;
            }
            case "-" -> {
                return a - b;
            }
            case "*" -> {
                return a * b;
            }
            case "/", "//", "%" -> {
                if (b == 0) {
                    throw new EvaluationException(
                            operator.equals("/")
                                    ? "float division by zero"
                                    : operator.equals("%") ? "float modulo" : "float floor division by zero");
                }
                if (operator.equals("/")) {
                    return a / b;
                }
                double rest = a % b;
                boolean down = rest != 0 && (rest < 0) != (b < 0);
                if (operator.equals("%")) {
                    return down ? rest + b : rest == 0 ? Math.copySign(0.0, b) : rest;
                }
                double floor = (a - rest) / b - (down ? 1 : 0);
                return floor == 0 ? Math.copySign(0.0, a / b) : Math.rint(floor);
            }
            default -> {
                if (a == 0 && b < 0) {
                    throw new EvaluationException("0.0 cannot be raised to a negative power");
                }
                if (a == 1) {
                    return 1.0;
                }
                double power = Math.pow(a, b);
                if (Double.isInfinite(power) && !Double.isInfinite(a) && !Double.isInfinite(b)) {
                    throw new EvaluationException("the number is too large for a float");
                }
                return power;
            }
        }
    }

    private static Object decimal(String operator, BigDecimal a, BigDecimal b) {
        switch (operator) {
            case "+" -> {
                return a.add(b, DECIMAL);
            }
            case "-" -> {
                return a.subtract(b, DECIMAL);
            }
            case "*" -> {
                return a.multiply(b, DECIMAL);
            }
            case "**" -> {
                return a.pow(b.intValueExact(), DECIMAL);
            }
            default -> {
                if (b.signum() == 0) {
                    throw new EvaluationException("decimal division by zero");
                }
                // Unlike int and float, Decimal truncates towards zero.
                return switch (operator) {
                    case "/" -> quotient(a, b);
                    case "//" -> a.divideToIntegralValue(b).setScale(0, RoundingMode.DOWN);
                    default -> a.remainder(b, DECIMAL);
                };
            }
        }
    }

    /** Python keeps as few digits as an exact result needs, but not fewer than the operands' exponents ask for. */
    private static BigDecimal quotient(BigDecimal a, BigDecimal b) {
        BigDecimal result = a.divide(b, DECIMAL);
        int ideal = a.scale() - b.scale();
        BigDecimal shorter = result.stripTrailingZeros();
        boolean exact = shorter.multiply(b).compareTo(a) == 0;
        return exact ? (shorter.scale() < ideal ? shorter.setScale(ideal) : shorter) : result;
    }

    static Object negate(Object value) {
        if (value instanceof Double number) {
            return -number;
        }
        return value instanceof BigDecimal number ? number.negate() : arithmetic("-", 0L, value);
    }

    static Object absolute(Object value) {
        if (value instanceof Double number) {
            return Math.abs(number);
        }
        return compare(value, 0L) < 0 ? negate(value) : plain(value);
    }

    static boolean equal(Object left, Object right) {
        boolean nan = (left instanceof Double a && a.isNaN()) || (right instanceof Double b && b.isNaN());
        return !nan && compare(left, right) == 0;
    }

    static int compare(Object left, Object right) {
        Object a = plain(left);
        Object b = plain(right);
        if (a instanceof Long one && b instanceof Long two) {
            return Long.compare(one, two);
        }
        boolean special = isSpecial(a) || isSpecial(b);
        if (special || (a instanceof Double && b instanceof Double)) {
            return Double.compare(toDouble(a) + 0.0, toDouble(b) + 0.0);
        }
        return toDecimal(a).compareTo(toDecimal(b));
    }

    private static boolean isSpecial(Object value) {
        return value instanceof Double number && (number.isNaN() || number.isInfinite());
    }

    static double toDouble(Object value) {
        return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).doubleValue();
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
