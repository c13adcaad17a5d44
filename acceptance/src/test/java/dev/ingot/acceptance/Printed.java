package dev.ingot.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lines that a command printed, without what differs from run to run: times, durations, ids, the width of columns. A line
 * {@code ...} in what is expected stands for any lines, and {@code …} at a line's end for any text. Steps run side by side,
 * so the order of lines counts for nothing.
 */
record Printed(List<String> lines) {

    static Printed of(List<String> lines) {
        return new Printed(lines.stream()
                .map(Printed::lasting)
                .filter(line -> !line.isBlank())
                .toList());
    }

    private static String lasting(String line) {
        return line.replaceFirst("^\\d\\d:\\d\\d:\\d\\d(  |$)", "")
                .replaceAll("\\d{8}-\\d{6}-[0-9a-f]{6}", "<run>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<time>")
                .replaceAll("\\b[0-9a-f]{32}\\b", "<id>")
                .replaceAll("\\b(\\d+\\.\\d+ ?s|\\d+ ms)\\b", "<time>")
                .replaceAll("(?<=\"seconds_since_good\" : )\\d+\\.\\d+", "<time>")
                .replaceAll("  \\d+\\.\\d{3}(?=  )", "  <time>")
                .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(Z| UTC)", "<time>")
                .replaceAll("\\b\\d+ threads?\\b", "<threads>")
                .replaceAll("\\bprocess \\d+ on \\S+,", "process <id>,")
                .replaceAll("\\b(process|kill) \\d+\\b", "$1 <id>")
                .replaceAll("-{3,}", "---")
                .replaceAll("\\.{4,}", "....")
                .replaceAll(" {2,}", "  ")
                .strip();
    }

    /**
     * What is missing, or too much.
     *
     * @param whole whether there may be nothing else, where no line stands for others
     */
    Optional<String> difference(Printed actual, boolean whole) {
        List<String> left = new ArrayList<>(actual.lines());
        List<String> missing = new ArrayList<>();
        for (String line : lines) {
            if (!line.equals("...") && !takeFrom(left, line)) {
                missing.add(line);
            }
        }
        boolean open = !whole || lines.contains("...");
        return missing.isEmpty() && (open || left.isEmpty())
                ? Optional.empty()
                : Optional.of("\nmissing:\n  " + String.join("\n  ", missing) + "\nprinted and not in the page:\n  "
                        + String.join("\n  ", left));
    }

    private static boolean takeFrom(List<String> left, String line) {
        if (!line.endsWith("…")) {
            return left.remove(line);
        }
        String begin = line.substring(0, line.length() - 1).strip();
        Optional<String> found =
                left.stream().filter(one -> one.startsWith(begin)).findFirst();
        found.ifPresent(left::remove);
        return found.isPresent();
    }
}
