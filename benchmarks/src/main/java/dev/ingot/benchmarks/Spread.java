package dev.ingot.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Repeated measurements of one thing: the middle one, and how far they lie apart. */
record Spread(double median, double min, double max) {

    static <T> Spread of(List<T> measured, ToDoubleFunction<T> figure) {
        double[] values = measured.stream().mapToDouble(figure).sorted().toArray();
        return new Spread(percentile(values, 50), values[0], values[values.length - 1]);
    }

    /** The value below which a share of the sorted values lies; between two of them, in proportion. */
    static double percentile(double[] values, double percent) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** {@code 4.52 (4.40..5.20)}. */
    String text(int digits) {
        return number(median, digits) + " (" + number(min, digits) + ".." + number(max, digits) + ")";
    }

    static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
