package dev.ingot.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of records as a result: a table for people, JSON for programs, CSV for spreadsheets. */
public final class Results {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final List<String> header;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    /** How a result is written. */
    public enum Format {
        TEXT,
        JSON,
        CSV
    }

    public Results(String... header) {
        this.header = List.of(header);
    }

    public Results(List<String> header) {
        this.header = List.copyOf(header);
    }

    public Results row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        rows.add(row);
        return this;
    }

    public Results row(List<@Nullable Object> cells) {
        rows.add(new ArrayList<>(cells));
        return this;
    }

    /** Prints; where there is nothing, a text result is {@code nothing}. */
    public void print(Terminal terminal, Format format, String nothing) {
        switch (format) {
            case TEXT -> {
                if (rows.isEmpty()) {
                    terminal.line(nothing);
                } else {
                    TextTable table = new TextTable(header);
                    rows.forEach(
                            row -> table.row(row.stream().map(Results::text).toArray()));
                    table.print(terminal);
                }
            }
            case JSON -> terminal.line(json(rows.stream().map(this::record).toList()));
            case CSV -> {
                terminal.line(csv(new ArrayList<>(header)));
                rows.forEach(row -> terminal.line(csv(row)));
            }
        }
    }

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    private Map<String, @Nullable Object> record(List<@Nullable Object> row) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        for (int i = 0; i < header.size(); i++) {
            record.put(header.get(i), plain(row.get(i)));
        }
        return record;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof Map<?, ?>) {
            return value;
        }
        if (value instanceof Collection<?> items) {
            List<@Nullable Object> list = new ArrayList<>();
            items.forEach(item -> list.add(plain(item)));
            return list;
        }
        return value.toString();
    }

    private static @Nullable String text(@Nullable Object value) {
        if (value instanceof Long number) {
            return number.toString();
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value == null ? null : value.toString();
    }

    private static String csv(List<@Nullable Object> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = text(row.get(i));
            line.append(i == 0 ? "" : ",");
            if (cell == null) {
                continue;
            }
            boolean quoted = cell.isEmpty()
                    || cell.contains(",")
                    || cell.contains("\"")
                    || cell.contains("\n")
                    || cell.contains("\r");
            line.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.toString();
    }
}
