package dev.ingot.models.internal.context;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.None;
import dev.ingot.jinja.Values;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A result as agate's {@code print_table()} shows it: 20 rows, 6 columns, cells of 20 characters and 3 decimals, unless
 * arguments say otherwise. For one call.
 */
record TablePrint(List<String> names, List<AgateType> types, List<List<Object>> rows) {

    private static final String CUT = "...";

    List<String> lines(Arguments arguments) {
        int mostRows = most(arguments, 0, "max_rows", 20);
        int mostColumns = most(arguments, 1, "max_columns", 6);
        // agate's signature has 'output' and 'locale' around these two.
        int width = most(arguments, 3, "max_column_width", 20);
        int precision = most(arguments, 5, "max_precision", 3);
        int shown = Math.min(mostColumns, names.size());
        boolean wider = shown < names.size();
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < shown; i++) {
            cells.add(column(i, Math.min(mostRows, rows.size()), width, precision));
        }
        if (wider) {
            List<String> more = new ArrayList<>(Collections.nCopies(Math.min(mostRows, rows.size()) + 1, CUT));
            cells.add(more);
        }
        List<Integer> widths = cells.stream()
                .map(column -> column.stream().mapToInt(String::length).max().orElse(0))
                .toList();
        List<String> lines = new ArrayList<>();
        for (int row = 0; row <= Math.min(mostRows, rows.size()); row++) {
            int at = row;
            lines.add(line(cells.stream().map(column -> column.get(at)).toList(), widths));
            if (row == 0) {
                lines.add("| "
                        + String.join(" | ", widths.stream().map("-"::repeat).toList()) + " |");
            }
        }
        if (mostRows < rows.size()) {
            lines.add(line(Collections.nCopies(cells.size(), CUT), widths));
        }
        return lines;
    }

    private static int most(Arguments arguments, int position, String name, int otherwise) {
        Object value = arguments.value(position, name, (long) otherwise);
        return value instanceof Number number ? number.intValue() : Integer.MAX_VALUE;
    }

    /** The name, then the values. */
    private List<String> column(int index, int count, int width, int precision) {
        List<Object> values =
                rows.stream().limit(count).map(row -> row.get(index)).toList();
        boolean number = types.get(index) == AgateType.NUMBER;
        int places = number ? values.stream().mapToInt(TablePrint::places).max().orElse(0) : 0;
        DecimalFormat format = new DecimalFormat(
                "#,##0" + (places == 0 ? "" : "." + "0".repeat(Math.min(places, precision))),
                DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setRoundingMode(RoundingMode.HALF_EVEN);
        List<String> cells = new ArrayList<>();
        cells.add(cut(names.get(index), width));
        for (Object value : values) {
            String text = value == None.NONE
                    ? ""
                    : number && value instanceof Number figure && isFinite(figure)
                            ? format.format(figure) + (places > precision ? "\u2026" : "")
                            : Values.print(value);
            cells.add(cut(text, width));
        }
        return cells;
    }

    private static boolean isFinite(Number number) {
        return !(number instanceof Double real) || Double.isFinite(real);
    }

    private static int places(Object value) {
        return value instanceof Number number && isFinite(number)
                ? Math.max(
                        0,
                        new BigDecimal(number.toString()).stripTrailingZeros().scale())
                : 0;
    }

    private static String cut(String text, int width) {
        return text.length() > width ? text.substring(0, Math.max(0, width - CUT.length())) + CUT : text;
    }

    private String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder("|");
        for (int i = 0; i < cells.size(); i++) {
            String pad = " ".repeat(Math.max(0, widths.get(i) - cells.get(i).length()));
            boolean left = types.get(i) == AgateType.TEXT;
            line.append(' ')
                    .append(left ? cells.get(i) + pad : pad + cells.get(i))
                    .append(" |");
        }
        return line.toString();
    }
}
