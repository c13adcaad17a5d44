package dev.ingot.models.internal.context;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directives of Python's {@code strftime}, in the C locale. */
final class Strftime {

    private static final Pattern DIRECTIVE = Pattern.compile("%(-(?=.))?(.)", Pattern.DOTALL);

    /** Directives that java.time knows, with its pattern. */
    private static final Map<String, String> PATTERNS = pairs(
            "Y=u y=uu m=MM d=dd e=ppd H=HH I=hh M=mm S=ss f=SSSSSS p=a "
                    + "j=DDD a=EEE A=EEEE b=MMM h=MMM B=MMMM D=MM/dd/uu x=MM/dd/uu F=u-MM-dd T=HH:mm:ss X=HH:mm:ss R=HH:mm");

    private Strftime() {}

    private static Map<String, String> pairs(String text) {
        return Stream.of(text.split(" "))
                .map(pair -> pair.split("="))
                .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
    }

    static String format(TimeValue value, String format) {
        return DIRECTIVE.matcher(format).replaceAll(match -> Matcher.quoteReplacement(replaced(value, match)));
    }

    private static String replaced(TimeValue value, MatchResult match) {
        String text = directive(value, match.group(2));
        return match.group(1) == null ? text : text.replaceFirst("^0+(?=\\d)", "");
    }

    private static String directive(TimeValue value, String directive) {
        ZonedDateTime time = value.zoned();
        int weekday = time.getDayOfWeek().getValue();
        return switch (directive) {
            case "C" -> two(time.getYear() / 100);
            case "w" -> String.valueOf(weekday % 7);
            case "u" -> String.valueOf(weekday);
            case "U" -> two((time.getDayOfYear() + 6 - weekday % 7) / 7);
            case "W" -> two((time.getDayOfYear() + 6 - (weekday - 1)) / 7);
            case "G" -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
            case "V" -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case "s" -> String.valueOf(time.toEpochSecond());
            case "z" -> value.isAware() ? value.shown("xx") : "";
            case "Z" ->
                !value.isAware() ? "" : time.getZone() instanceof ZoneOffset ? value.zoneName() : value.shown("zzz");
            case "c" -> format(value, "%a %b %e %H:%M:%S %Y");
            case "n" -> "\n";
            case "t" -> "\t";
            case "%" -> "%";
            default -> {
                String pattern = PATTERNS.get(directive);
                yield pattern == null ? "%" + directive : value.shown(pattern);
            }
        };
    }

    private static String two(int number) {
        return String.format("%02d", number);
    }
}
