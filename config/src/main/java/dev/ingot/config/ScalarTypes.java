package dev.ingot.config;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means. The core schema is that of yaml.org/spec/1.2.2 (10.3.2); the PyYAML rules are the implicit
 * resolvers of YAML 1.1 (yaml.org/type) in the subset that PyYAML's safe loader has.
 */
final class ScalarTypes {

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Set<String> TRUE_1_1 = Set.of("yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE_1_1 = Set.of("no", "No", "NO", "off", "Off", "OFF");

    private static final Pattern CORE_INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern CORE_FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern INTEGER_1_1 = Pattern.compile(
            "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    private static final Pattern FLOAT_1_1 = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*");
    private static final Pattern INFINITY = Pattern.compile("([-+]?)\\.(?:inf|Inf|INF)");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(?:nan|NaN|NAN)");
    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[Tt]|[ \\t]+)(\\d{1,2}):(\\d{2}):(\\d{2})(?:\\.(\\d*))?"
                    + "(?:[ \\t]*(Z|([-+])(\\d{1,2})(?::(\\d{2}))?))?");

    private ScalarTypes() {}

    static @Nullable Object resolve(String text, YamlFlavor flavor) {
        if (NULLS.contains(text)) {
            return null;
        }
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        if (flavor == YamlFlavor.PYYAML && TRUE_1_1.contains(text)) {
            return true;
        }
        if (flavor == YamlFlavor.PYYAML && FALSE_1_1.contains(text)) {
            return false;
        }
        if ("+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return text; // most scalars are words, and only a number or a date has one of these in front
        }
        Matcher infinity = INFINITY.matcher(text);
        if (infinity.matches()) {
            return infinity.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (NOT_A_NUMBER.matcher(text).matches()) {
            return Double.NaN;
        }
        return flavor == YamlFlavor.CORE ? core(text) : pyYaml(text);
    }

    private static Object core(String text) {
        if (CORE_INTEGER.matcher(text).matches()) {
            if (text.startsWith("0o")) {
                return whole(new BigInteger(text.substring(2), 8));
            }
            return whole(text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text));
        }
        return CORE_FLOAT.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
    }

    private static Object pyYaml(String text) {
        if (INTEGER_1_1.matcher(text).matches()) {
            return integer11(text);
        }
        if (FLOAT_1_1.matcher(text).matches()) {
            return float11(text);
        }
        return timestamp(text);
    }

    private static Object integer11(String text) {
        boolean negative = text.startsWith("-");
        String digits = text.replace("_", "").replaceFirst("^[-+]", "");
        BigInteger value;
        if (digits.equals("0")) {
            value = BigInteger.ZERO;
        } else if (digits.startsWith("0b")) {
            value = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0x")) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (digits.contains(":")) {
            value = BigInteger.ZERO;
            for (String part : digits.split(":")) {
                value = value.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
            }
        } else {
            value = digits.startsWith("0") ? new BigInteger(digits, 8) : new BigInteger(digits);
        }
        return whole(negative ? value.negate() : value);
    }

    private static Object float11(String text) {
        boolean negative = text.startsWith("-");
        String digits = text.replace("_", "").replaceFirst("^[-+]", "");
        double value = 0;
        for (String part : digits.split(":")) {
            value = value * 60 + Double.parseDouble(part);
        }
        return negative ? -value : value;
    }

    /** A date that the calendar does not have stays text; PyYAML stops there, which helps nobody. */
    private static Object timestamp(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
            Matcher m = DATE_TIME.matcher(text);
            if (!m.matches()) {
                return text;
            }
            String fraction = m.group(7) == null ? "" : m.group(7);
            int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
            LocalDateTime local = LocalDateTime.of(
                    number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6), micros * 1000);
            if (m.group(8) == null) {
                return local;
            }
            if (m.group(9) == null) {
                return local.atOffset(ZoneOffset.UTC);
            }
            int minutes = number(m, 10) * 60 + (m.group(11) == null ? 0 : number(m, 11));
            int sign = m.group(9).equals("-") ? -1 : 1;
            return local.atOffset(ZoneOffset.ofTotalSeconds(sign * minutes * 60));
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static Object whole(BigInteger value) {
        return value.bitLength() < 64 ? (Object) value.longValue() : value;
    }
}
