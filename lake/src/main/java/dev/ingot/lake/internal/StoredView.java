package dev.ingot.lake.internal;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.lake.LakeError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A view as it lies in the lake: a text file that starts with lines {@code -- ingot <key> <value>}, the last of which is
 * {@code -- ingot select}; what follows is the select as it was written.
 *
 * @param node the unique id of the model
 */
record StoredView(TableName name, String node, String run, Instant written, String comment, String select) {

    private static final String MARK = "-- ingot ";
    private static final String FIRST = MARK + "view 1";
    private static final String LAST = MARK + "select";

    String text() {
        return FIRST
                + '\n'
                + line("name", name.toString())
                + line("node", node)
                + line("run", run)
                + line("written", written.toString())
                + line("comment", comment)
                + LAST
                + '\n'
                + select
                + '\n';
    }

    private static String line(String key, String value) {
        return MARK + key + ' ' + value.replace('\n', ' ').replace('\r', ' ') + '\n';
    }

    static StoredView parse(TableName name, String text, String file) {
        int end = text.indexOf(LAST + '\n');
        if (!text.startsWith(FIRST + '\n') || end < 0) {
            throw bad(name, file, "It does not start with '" + FIRST + "' and '" + LAST + "'.");
        }
        Map<String, String> header = new LinkedHashMap<>();
        text.substring(0, end).lines().filter(line -> line.startsWith(MARK)).forEach(line -> {
            String entry = line.substring(MARK.length());
            int space = entry.indexOf(' ');
            header.put(space < 0 ? entry : entry.substring(0, space), space < 0 ? "" : entry.substring(space + 1));
        });
        String select = text.substring(end + LAST.length() + 1);
        try {
            return new StoredView(
                    name,
                    header.getOrDefault("node", ""),
                    header.getOrDefault("run", ""),
                    Instant.parse(header.getOrDefault("written", "")),
                    header.getOrDefault("comment", ""),
                    select.endsWith("\n") ? select.substring(0, select.length() - 1) : select);
        } catch (DateTimeParseException e) {
            throw bad(name, file, "Its time of writing is not an instant: " + e.getParsedString());
        }
    }

    private static RuntimeException bad(TableName name, String file, String why) {
        return Problem.of(LakeError.BAD_VIEW_FILE, "The view " + name + " cannot be read.")
                .at(Place.of(file))
                .because(why)
                .fix("Build the view's model again.")
                .toException();
    }
}
