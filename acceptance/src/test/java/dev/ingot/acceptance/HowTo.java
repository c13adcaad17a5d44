package dev.ingot.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The acts of a how-to's reader, in order. Blocks mean something by the words after their fence: {@code sh} holds
 * commands; {@code console} holds lines {@code $ command}, each followed by all that it prints; {@code crontab} holds lines
 * of that file; {@code yaml pipelines/a.yml} is a file to write, {@code yaml +ingot.yml} is put into one that is there;
 * {@code sql @server} holds statements for that server; {@code mail} is a part of the newest message; a block without a word
 * is a part of what the command before it printed. All other blocks only show something. A comment {@code <!-- $ command
 * -->}, which no reader sees, is a command too.
 */
record HowTo(List<Act> acts) {

    /** One thing to do. */
    sealed interface Act {
        /** @param line in the page */
        record Run(int line, String command) implements Act {}

        /** @param whole whether that is all that was printed */
        record Expect(int line, List<String> lines, boolean whole) implements Act {}

        record Write(String file, String text) implements Act {}

        /** @param text whose top-level keys are those of the file, or new ones */
        record Put(String file, String text) implements Act {}

        record Sql(int line, String server, String statements) implements Act {}

        record Mail(int line, List<String> lines) implements Act {}
    }

    private static final Pattern FENCE = Pattern.compile("```(\\S*)(?: (\\S+))?");
    private static final Pattern HIDDEN = Pattern.compile("<!-- \\$ (.*) -->");

    static HowTo read(Path page) {
        try {
            return parse(Files.readAllLines(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HowTo parse(List<String> lines) {
        List<Act> acts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher hidden = HIDDEN.matcher(lines.get(i));
            Matcher fence = FENCE.matcher(lines.get(i));
            if (hidden.matches()) {
                acts.add(new Act.Run(i + 1, hidden.group(1)));
            } else if (fence.matches()) {
                int begin = i + 1;
                int end = begin;
                while (!lines.get(end).equals("```")) {
                    end++;
                }
                List<String> block = lines.subList(begin, end);
                String word = Optional.ofNullable(fence.group(1)).orElse("");
                String file = fence.group(2);
                String text = String.join("\n", block) + "\n";
                if (file != null && file.startsWith("@")) {
                    acts.add(new Act.Sql(begin + 1, file.substring(1), text));
                } else if (file != null && file.startsWith("+")) {
                    acts.add(new Act.Put(file.substring(1), text));
                } else if (file != null) {
                    acts.add(new Act.Write(file, text));
                } else {
                    acts.addAll(acts(word, block, begin + 1));
                }
                i = end;
            }
        }
        return new HowTo(acts);
    }

    private static List<Act> acts(String word, List<String> block, int line) {
        List<Act> acts = new ArrayList<>();
        switch (word) {
            case "" -> acts.add(new Act.Expect(line, block, false));
            case "mail" -> acts.add(new Act.Mail(line, block));
            case "crontab" -> {
                for (int i = 0; i < block.size(); i++) {
                    if (!block.get(i).startsWith("#")) {
                        acts.add(new Act.Run(line + i, block.get(i).split("\\s+", 6)[5]));
                    }
                }
            }
            case "sh" -> {
                for (int i = 0; i < block.size(); i++) {
                    if (!block.get(i).isBlank() && !block.get(i).startsWith("#")) {
                        acts.add(new Act.Run(line + i, block.get(i)));
                    }
                }
            }
            case "console" -> {
                int i = 0;
                while (i < block.size()) {
                    acts.add(new Act.Run(line + i, block.get(i).substring(2)));
                    int end = i + 1;
                    while (end < block.size() && !block.get(end).startsWith("$ ")) {
                        end++;
                    }
                    acts.add(new Act.Expect(line + i, block.subList(i + 1, end), true));
                    i = end;
                }
            }
            default -> {
                // It only shows something.
            }
        }
        return acts;
    }
}
