package dev.ingot.files;

import dev.ingot.api.source.Source.Discovered;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Proposes pipelines: files whose paths differ only in dates and numbers belong to one table. {@code
 * 20250323/orders.json} becomes {@code {date}/orders.json}, {@code sales_2024.csv} becomes {@code sales_*.csv}, and
 * the {@code part-…} files of a folder become the folder. How delimited text is written is told by its first lines; types
 * are inferred from all rows when they are loaded.
 */
final class Discovery {

    private static final String YEAR = "(?:19|20)\\d{2}";
    private static final String MONTH = "(?:0[1-9]|1[0-2])";
    private static final String DAY = "(?:0[1-9]|[12]\\d|3[01])";
    private static final Pattern COMPACT = Pattern.compile("(?<!\\d)" + YEAR + MONTH + DAY + "(?!\\d)");
    private static final Pattern DASHED = Pattern.compile("(?<!\\d)" + YEAR + "-" + MONTH + "-" + DAY + "(?!\\d)");
    private static final Pattern FOLDERS = Pattern.compile("(?<![^/])" + YEAR + "/" + MONTH + "/" + DAY + "(?![^/])");
    private static final Pattern PART = Pattern.compile("part-[^/]*");
    // A date that is in place already must stay, so what stands in braces is passed over.
    private static final Pattern NUMBER = Pattern.compile("\\{[^}]*}|\\d+(?=[^/]*$)");

    private Discovery() {}

    static List<Discovered> propose(List<FoundFile> files) {
        Map<String, List<FoundFile>> groups = new LinkedHashMap<>();
        for (FoundFile file : files) {
            if (FileFormat.ofName(file.path()).isPresent()) {
                groups.computeIfAbsent(pattern(file.path()), key -> new ArrayList<>())
                        .add(file);
            }
        }
        Set<String> taken = new TreeSet<>();
        List<Discovered> proposals = new ArrayList<>();
        groups.forEach((found, group) -> {
            // One file is no series: its numbers are part of its name.
            String path =
                    group.size() == 1 ? dates(PathPattern.escape(group.get(0).path())) : found;
            Optional<FileFormat> format = FileFormat.ofName(group.get(0).path());
            Map<String, Object> options = new LinkedHashMap<>();
            options.put("path", path);
            format.ifPresent(known -> options.put("format", known.key()));
            format.filter(FileFormat::delimited).ifPresent(known -> options.putAll(Peek.options(group.get(0), known)));
            proposals.add(new Discovered(
                    unique(name(path), taken),
                    Collections.unmodifiableMap(options),
                    group.stream().mapToLong(FoundFile::size).sum()));
        });
        return List.copyOf(proposals);
    }

    private static String pattern(String path) {
        String dated = dates(PathPattern.escape(path));
        int slash = dated.lastIndexOf('/') + 1;
        String file = dated.substring(slash);
        if (slash > 0 && PART.matcher(file).matches()) {
            String stem = FileFormat.stem(file);
            String packed = file.substring(stem.length());
            return dated.substring(0, slash) + "*" + stem.substring(stem.lastIndexOf('.')) + packed;
        }
        return NUMBER.matcher(dated).replaceAll(match -> match.group().startsWith("{") ? match.group() : "*");
    }

    private static String dates(String path) {
        String dated = FOLDERS.matcher(path).replaceAll("{date:yyyy/MM/dd}");
        dated = DASHED.matcher(dated).replaceAll("{date:yyyy-MM-dd}");
        return COMPACT.matcher(dated).replaceAll("{date}");
    }

    /** The last part of the path that is a word. */
    private static String name(String path) {
        String stem = FileFormat.stem(path);
        String[] parts = stem.replaceAll("\\.[^./]*$", "").split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            String word = parts[i].replaceAll("\\{[^}]*}|date=", "")
                    .replaceAll("[^\\p{Alnum}]+", "_")
                    .replaceAll("^_+|_+$", "")
                    .toLowerCase(Locale.ROOT);
            if (!word.isEmpty()) {
                return Character.isDigit(word.charAt(0)) ? "t_" + word : word;
            }
        }
        return "files";
    }

    private static String unique(String name, Set<String> taken) {
        String candidate = name;
        for (int i = 2; !taken.add(candidate); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }
}
