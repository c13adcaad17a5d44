package dev.ingot.config;

import dev.ingot.api.error.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list, in file order. */
public record YamlSequence(Place place, List<YamlNode> items) implements YamlNode {

    public YamlSequence {
        items = List.copyOf(items);
    }

    @Override
    public List<@Nullable Object> plain() {
        List<@Nullable Object> list = new ArrayList<>();
        items.forEach(item -> list.add(item.plain()));
        return Collections.unmodifiableList(list);
    }

    @Override
    public String shape() {
        return "a list";
    }
}
