package dev.ingot.models.internal.project;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.config.Problems;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.config.YamlScalar;
import dev.ingot.config.YamlSequence;
import dev.ingot.jinja.Names;
import dev.ingot.jinja.TemplateException;
import dev.ingot.jinja.Values;
import dev.ingot.models.ModelsError;
import dev.ingot.models.internal.context.Templates;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plain values of YAML, with the templates in its text rendered to typed values, as dbt does. */
final class YamlRenderer {

    private final Templates templates;
    private final Names names;
    private final Problems problems;

    YamlRenderer(Templates templates, Names names, Problems problems) {
        this.templates = templates;
        this.names = names;
        this.problems = problems;
    }

    @Nullable
    Object render(YamlNode node) {
        if (node instanceof YamlMapping mapping) {
            return render(mapping);
        }
        if (node instanceof YamlSequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(render(item)));
            return list;
        }
        YamlScalar scalar = (YamlScalar) node;
        return scalar.plain() instanceof String text ? text(text, scalar) : plain(scalar.plain());
    }

    Map<String, @Nullable Object> render(YamlMapping mapping) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> map.put(entry.name(), render(entry.value())));
        return map;
    }

    /** @param raw keys, at any depth, whose values stay as they are written */
    Map<String, @Nullable Object> render(YamlMapping mapping, Set<String> raw) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries()
                .forEach(entry -> map.put(
                        entry.name(),
                        raw.contains(entry.name()) ? unrendered(entry.value()) : render(entry.value(), raw)));
        return map;
    }

    private @Nullable Object render(YamlNode node, Set<String> raw) {
        if (node instanceof YamlMapping mapping) {
            return render(mapping, raw);
        }
        if (node instanceof YamlSequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(render(item, raw)));
            return list;
        }
        return render(node);
    }

    /** The values as written, for what is rendered later: arguments of tests, hooks. */
    static @Nullable Object unrendered(YamlNode node) {
        if (node instanceof YamlMapping mapping) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            mapping.entries().forEach(entry -> map.put(entry.name(), unrendered(entry.value())));
            return map;
        }
        if (node instanceof YamlSequence sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(unrendered(item)));
            return list;
        }
        return plain(((YamlScalar) node).plain());
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Temporal ? value.toString() : value;
    }

    private @Nullable Object text(String text, YamlScalar scalar) {
        if (!text.contains("{{") && !text.contains("{%") && !text.contains("{#")) {
            return text;
        }
        try {
            return Values.toJava(templates.evaluate(scalar.place().file(), text, names));
        } catch (TemplateException failure) {
            Problem problem = failure.getCause() instanceof IngotException known
                    ? known.first()
                    : Problem.of(ModelsError.TEMPLATE, failure.problem())
                            .fix(failure.hint().isEmpty() ? null : failure.hint());
            problems.add(problem.at(scalar.place()));
            return text;
        }
    }
}
