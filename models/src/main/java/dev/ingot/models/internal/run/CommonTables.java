package dev.ingot.models.internal.run;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts common table expressions in front of a select, into its own {@code with} where it has one. Stateless. */
final class CommonTables {

    private static final Pattern WITH = Pattern.compile(
            "^((?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*)(with(?:\\s+recursive)?)(\\s)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private CommonTables() {}

    /**
     * @param tables names with their selects, in the order in which they build on each other
     */
    static String inject(String select, Map<String, String> tables) {
        if (tables.isEmpty()) {
            return select;
        }
        String list = tables.entrySet().stream()
                .map(table -> " " + table.getKey() + " as (\n" + table.getValue() + "\n)")
                .collect(Collectors.joining(", "));
        Matcher matcher = WITH.matcher(select);
        if (matcher.find()) {
            return matcher.group(1) + matcher.group(2) + " " + list + "," + matcher.group(3)
                    + select.substring(matcher.end());
        }
        return "with " + list + " " + select;
    }
}
