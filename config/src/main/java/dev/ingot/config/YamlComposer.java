package dev.ingot.config;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.api.error.Suggestion;
import dev.ingot.config.YamlScalar.Style;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * From SnakeYAML's events to our nodes. SnakeYAML's own composer stops at the first unknown alias and does not tell
 * duplicate keys; this one goes on and tells them all.
 */
final class YamlComposer {

    /** More nodes than any project has, few enough to hold: the bound for aliases that repeat aliases. */
    private static final long MOST_NODES = 2_000_000;

    private static final int DEEPEST = 200;

    /** Ends the reading; the problem is already collected. */
    private static final class Stop extends RuntimeException {
        Stop() {
            super(null, null, false, false);
        }
    }

    private record Anchored(YamlNode node, long weight) {}

    private final String text;
    private final YamlFlavor flavor;
    private final YamlPlaces places;
    private final Problems problems = new Problems();
    private final Problems warnings = new Problems();
    private final Map<String, Anchored> anchors = new TreeMap<>();
    private final Set<String> open = new HashSet<>();
    private long weight;

    YamlComposer(String text, String file, YamlFlavor flavor) {
        this.text = text;
        this.flavor = flavor;
        this.places = new YamlPlaces(file, text);
    }

    YamlDocument compose() {
        YamlNode root = null;
        try {
            root = document();
        } catch (Stop e) {
            // the problem was collected where it arose
        } catch (MarkedYAMLException e) {
            problems.add(YamlSyntax.explain(e, places));
        } catch (ReaderException e) {
            problems.add(Problem.of(
                            ConfigError.ENCODING,
                            String.format("The character U+%04X is not allowed in YAML.", e.getCodePoint()))
                    .at(places.atCodePoint(text, e.getPosition()))
                    .fix("Remove it, or write it as \"\\u....\" inside double quotes."));
        }
        problems.throwIfAny();
        if (root == null) {
            throw new IllegalStateException("no root and no problem");
        }
        return new YamlDocument(places.file(), root, warnings.sorted());
    }

    private YamlNode document() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        ParserImpl parser = new ParserImpl(new StreamReader(text), options);
        parser.getEvent();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return new YamlScalar(places.at(1, 1), "", Style.PLAIN, null);
        }
        parser.getEvent();
        YamlNode root = node(parser, 0);
        parser.getEvent();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            problems.add(
                    ConfigError.UNSUPPORTED,
                    "A second document starts here; only one is read from a file.",
                    place(parser.peekEvent().getStartMark()),
                    "Remove the '---' or put the second document into its own file.");
        }
        return root;
    }

    private YamlNode node(ParserImpl parser, int depth) {
        Event event = parser.getEvent();
        if (depth > DEEPEST) {
            stop(ConfigError.TOO_LARGE, "Blocks are nested more than " + DEEPEST + " deep.", event.getStartMark());
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        String anchor = ((NodeEvent) event).getAnchor();
        long before = weight;
        count(1, event.getStartMark());
        if (anchor != null) {
            open.add(anchor);
        }
        YamlNode node;
        if (event instanceof ScalarEvent scalar) {
            node = scalar(scalar);
        } else if (event instanceof SequenceStartEvent sequence) {
            node = sequence(parser, sequence, depth);
        } else {
            node = mapping(parser, (MappingStartEvent) event, depth);
        }
        if (anchor != null) {
            open.remove(anchor);
            anchors.put(anchor, new Anchored(node, weight - before));
        }
        return node;
    }

    private YamlNode alias(AliasEvent alias) {
        Place place = place(alias.getStartMark());
        String name = alias.getAnchor();
        Anchored anchored = anchors.get(name);
        if (open.contains(name)) {
            problems.add(
                    ConfigError.UNKNOWN_ANCHOR,
                    "'*" + name + "' stands inside the block that it repeats.",
                    place,
                    "Move the anchor to a block that is complete.");
        } else if (anchored == null) {
            problems.add(
                    ConfigError.UNKNOWN_ANCHOR,
                    "There is no anchor '&" + name + "' above this alias.",
                    place,
                    Suggestion.didYouMean(name, anchors.keySet()));
        } else {
            count(anchored.weight(), alias.getStartMark());
            return anchored.node();
        }
        return new YamlScalar(place, "", Style.PLAIN, null);
    }

    private void count(long nodes, Mark mark) {
        weight += nodes;
        if (weight > MOST_NODES) {
            stop(ConfigError.TOO_LARGE, "The aliases unfold to more than " + MOST_NODES + " values.", mark);
        }
    }

    private YamlSequence sequence(ParserImpl parser, SequenceStartEvent start, int depth) {
        List<YamlNode> items = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(parser, depth + 1));
        }
        parser.getEvent();
        return new YamlSequence(place(start.getStartMark()), items);
    }

    private YamlMapping mapping(ParserImpl parser, MappingStartEvent start, int depth) {
        Map<String, YamlMapping.Entry> own = new LinkedHashMap<>();
        Map<String, YamlMapping.Entry> merged = new LinkedHashMap<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            YamlNode key = node(parser, depth + 1);
            YamlNode value = node(parser, depth + 1);
            if (!(key instanceof YamlScalar name)) {
                problems.add(notAKey(key));
                continue;
            }
            if (name.style() == Style.PLAIN && name.text().equals("<<")) {
                merge(value, merged);
                continue;
            }
            YamlMapping.Entry first = own.put(name.text(), new YamlMapping.Entry(name, value));
            if (first != null) {
                duplicate(name, first.key().place());
            }
        }
        parser.getEvent();
        Map<String, YamlMapping.Entry> all = new LinkedHashMap<>(merged);
        all.putAll(own);
        return new YamlMapping(place(start.getStartMark()), all);
    }

    private Problem notAKey(YamlNode key) {
        Problem problem = Problem.of(
                        ConfigError.UNSUPPORTED, "A key must be a single word or text, not " + key.shape() + ".")
                .at(key.place());
        return lineAt(key).contains("{{")
                ? problem.because("An unquoted '{' starts a block of keys.")
                        .fix("Put the whole value in quotes: \"{{ ... }}\".")
                : problem;
    }

    private static String lineAt(YamlNode node) {
        String line = node.place().text();
        return line == null ? "" : line;
    }

    private void duplicate(YamlScalar key, Place first) {
        Problem problem = Problem.of(ConfigError.DUPLICATE_KEY, "The key '" + key.text() + "' is written twice.")
                .at(key.place())
                .because("It stands first in line " + first.line() + ", column " + first.column() + ".");
        if (flavor == YamlFlavor.PYYAML) {
            warnings.add(problem.fix("The last one counts. Remove the other."));
        } else {
            problems.add(problem.fix("Remove one of the two."));
        }
    }

    /** Keys of the block itself win over merged ones, and an earlier merged block over a later one (yaml.org/type/merge). */
    private void merge(YamlNode value, Map<String, YamlMapping.Entry> merged) {
        List<YamlNode> blocks = value instanceof YamlSequence sequence ? sequence.items() : List.of(value);
        for (YamlNode block : blocks) {
            if (block instanceof YamlMapping mapping) {
                mapping.entries().forEach(entry -> merged.putIfAbsent(entry.name(), entry));
            } else {
                problems.add(
                        ConfigError.WRONG_SHAPE,
                        "'<<' merges a block of keys, not " + block.shape() + ".",
                        block.place(),
                        "Give it an alias of a block: '<<: *name'.");
            }
        }
    }

    private YamlScalar scalar(ScalarEvent event) {
        Style style = switch (event.getScalarStyle()) {
            case PLAIN -> Style.PLAIN;
            case SINGLE_QUOTED -> Style.SINGLE_QUOTED;
            case DOUBLE_QUOTED -> Style.DOUBLE_QUOTED;
            case LITERAL, FOLDED, JSON_SCALAR_STYLE -> Style.BLOCK;
        };
        Place place = place(event.getStartMark());
        String value = event.getValue();
        return new YamlScalar(place, value, style, resolve(event.getTag(), style, value, place));
    }

    private @Nullable Object resolve(@Nullable String tag, Style style, String value, Place place) {
        if (tag == null) {
            return style == Style.PLAIN ? ScalarTypes.resolve(value, flavor) : value;
        }
        return switch (tag) {
            case "!", "tag:yaml.org,2002:str" -> value;
            case "tag:yaml.org,2002:int",
                    "tag:yaml.org,2002:float",
                    "tag:yaml.org,2002:bool",
                    "tag:yaml.org,2002:null",
                    "tag:yaml.org,2002:timestamp" -> ScalarTypes.resolve(value, flavor);
            default -> {
                problems.add(ConfigError.UNSUPPORTED, "The tag '" + tag + "' is not known.", place, "Remove the tag.");
                yield value;
            }
        };
    }

    private Place place(@Nullable Mark mark) {
        return places.at(mark);
    }

    private void stop(ConfigError code, String what, Mark mark) {
        problems.add(Problem.of(code, what).at(place(mark)));
        throw new Stop();
    }
}
