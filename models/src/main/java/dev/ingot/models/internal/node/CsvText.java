package dev.ingot.models.internal.node;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.models.ModelsError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A CSV of a seed or a fixture, as Python's reader takes it: values may be quoted with {@code "}, a quote inside is doubled, quoted
 * values may hold line breaks, which stay as they are, empty lines are left out.
 *
 * @param starts of each value of a row, where it begins in the text
 */
public record CsvText(List<String> header, List<List<String>> rows, List<List<Integer>> starts) {

    public static CsvText parse(SourceText source, char delimiter) {
        List<List<String>> records = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        List<List<Integer>> starts = new ArrayList<>();
        String text = source.whole();
        List<String> record = new ArrayList<>();
        List<Integer> places = new ArrayList<>(List.of(0));
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        int line = 1;
        int start = 1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '\n';
            if (quoted && i < text.length()) {
                if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    value.append(c);
                    i++;
                } else if (c == '"') {
                    quoted = false;
                } else {
                    value.append(c);
                    line += c == '\n' ? 1 : 0;
                }
            } else if (quoted) {
                throw bad(source, start, "a quoted value that starts in this record is never closed");
            } else if (c == '"' && value.isEmpty()) {
                quoted = true;
                any = true;
            } else if (c == delimiter) {
                record.add(value.toString());
                value.setLength(0);
                places.add(i + 1);
                any = true;
            } else if (c == '\n') {
                if (any || !value.isEmpty()) {
                    record.add(value.toString());
                    records.add(List.copyOf(record));
                    lines.add(start);
                    starts.add(List.copyOf(places));
                }
                record.clear();
                places.clear();
                places.add(i + 1);
                value.setLength(0);
                any = false;
                line++;
                start = line;
            } else if (!text.startsWith("\r\n", i)) {
                value.append(c);
            }
        }
        if (records.isEmpty()) {
            throw bad(source, 1, "the file has no header line");
        }
        List<String> header = records.get(0);
        for (int i = 1; i < records.size(); i++) {
            if (records.get(i).size() > header.size()) {
                throw bad(
                        source,
                        lines.get(i),
                        "this record has " + records.get(i).size() + " values, the header has " + header.size());
            }
        }
        if (header.stream()
                                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                                .distinct()
                                .count()
                        < header.size()
                || header.stream().anyMatch(String::isBlank)) {
            throw bad(source, 1, "each column needs a name of its own");
        }
        return new CsvText(
                header,
                records.stream().skip(1).map(row -> padded(row, header.size())).toList(),
                starts.stream().skip(1).toList());
    }

    /** Where a value stands; of one that its record lacks, the record. Both are counted from 0. */
    public Place place(SourceText source, int row, int column) {
        List<Integer> record = starts.get(row);
        return source.placeAt(record.get(column < record.size() ? column : 0));
    }

    /** What a record does not say any more is empty, as dbt has it. */
    private static List<String> padded(List<String> record, int size) {
        List<String> full = new ArrayList<>(record);
        full.addAll(Collections.nCopies(size - record.size(), ""));
        return full;
    }

    private static RuntimeException bad(SourceText source, int line, String why) {
        Place place = source.place(line, 1);
        return Problem.of(ModelsError.SEED, source.file() + " cannot be read as CSV: " + why)
                .at(place)
                .toException();
    }
}
