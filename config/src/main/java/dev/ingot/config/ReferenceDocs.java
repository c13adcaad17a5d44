package dev.ingot.config;

import dev.ingot.api.config.OptionSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference of a file's keys in Markdown, from the description that also drives {@link Binder}: one table a block,
 * nested blocks after the one that holds them, each told once. Stateless.
 */
public final class ReferenceDocs {

    private static final String HEAD = "| key | value | default | what it does |\n| --- | --- | --- | --- |\n";

    private ReferenceDocs() {}

    /** @param level of the first heading, from 1 */
    public static String markdown(BlockSpec root, int level) {
        Map<String, String> sections = new LinkedHashMap<>();
        section(root, level, sections);
        return String.join("\n", sections.values());
    }

    private static void section(BlockSpec block, int level, Map<String, String> sections) {
        if (sections.containsKey(block.title())) {
            return;
        }
        StringBuilder text = new StringBuilder();
        text.append("#".repeat(level)).append(' ').append(block.title()).append("\n\n");
        text.append(block.doc()).append("\n\n");
        if (!block.keys().isEmpty()) {
            text.append(HEAD);
            block.keys().forEach(key -> text.append(row(key)));
        }
        BlockSpec.Variants variants = block.variants();
        if (variants != null) {
            variants.options().forEach((name, options) -> {
                text.append('\n').append("#".repeat(level + 1)).append(' ');
                text.append(block.title()).append(" of type `").append(name).append("`\n\n");
                if (options.isEmpty()) {
                    text.append("No further keys.\n");
                } else {
                    text.append(HEAD);
                    options.forEach(option -> text.append(row(new KeySpec.Option(option))));
                }
            });
        }
        sections.put(block.title(), text.toString());
        for (BlockSpec nested : nested(block)) {
            section(nested, level, sections);
        }
    }

    private static List<BlockSpec> nested(BlockSpec block) {
        List<BlockSpec> nested = new ArrayList<>();
        for (KeySpec key : block.keys()) {
            if (key instanceof KeySpec.Block one) {
                nested.add(one.block());
            } else if (key instanceof KeySpec.Blocks list) {
                nested.add(list.item());
            } else if (key instanceof KeySpec.Named named) {
                nested.add(named.item());
            }
        }
        return nested;
    }

    private static String row(KeySpec key) {
        String name = "`" + key.name() + "`" + (key.required() ? " (required)" : "");
        return "| " + name + " | " + cell(value(key)) + " | " + defaultOf(key) + " | " + cell(key.doc() + example(key))
                + " |\n";
    }

    private static String value(KeySpec key) {
        if (key instanceof KeySpec.Option option) {
            OptionSpec spec = option.spec();
            return spec.choices().isEmpty()
                    ? OptionValues.described(spec.type())
                    : String.join(
                            ", ",
                            spec.choices().stream()
                                    .map(choice -> "`" + choice + "`")
                                    .toList());
        }
        if (key instanceof KeySpec.Block block) {
            return "block: " + block.block().title();
        }
        if (key instanceof KeySpec.Blocks list) {
            return "list, each " + list.item().title();
        }
        if (key instanceof KeySpec.Named named) {
            return "block: " + named.named() + " name to " + named.item().title();
        }
        return "block: any names and values";
    }

    private static String defaultOf(KeySpec key) {
        if (!(key instanceof KeySpec.Option option) || option.spec().defaultValue() == null) {
            return "";
        }
        String text = option.spec().defaultValue();
        return text.isEmpty() ? "empty" : code(text);
    }

    private static String example(KeySpec key) {
        if (!(key instanceof KeySpec.Option option) || option.spec().example() == null) {
            return "";
        }
        return " Example: " + code(option.spec().example());
    }

    private static String code(String text) {
        return "`" + text.replace("`", "'") + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
