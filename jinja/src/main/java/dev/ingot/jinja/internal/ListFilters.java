package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/** Jinja2's filters on lists and dicts. map, select and their like are lazy, and can be walked once. */
final class ListFilters {

    private ListFilters() {}

    static void addTo(Map<String, Filter> filters) {
        filters.put("list", (activation, value, a) -> Values.list(value));
        filters.put("length", (activation, value, a) -> (long) Iteration.length(value));
        filters.put("count", (activation, value, a) -> (long) Iteration.length(value));
        filters.put("first", (activation, value, a) -> first(activation, Values.iterate(value), "first"));
        filters.put("last", (activation, value, a) -> first(activation, reversed(value), "last"));
        filters.put("random", (activation, value, a) -> random(activation, value));
        filters.put("reverse", (activation, value, a) -> reverse(value));
        filters.put("join", ListFilters::join);
        filters.put("sort", ListFilters::sort);
        filters.put("unique", ListFilters::unique);
        filters.put("min", (activation, value, a) -> extreme(activation, value, a, -1));
        filters.put("max", (activation, value, a) -> extreme(activation, value, a, 1));
        filters.put("sum", ListFilters::sum);
        filters.put("groupby", ListFilters::groupBy);
        filters.put("dictsort", (activation, value, a) -> dictSort(value, a));
        filters.put("items", (activation, value, a) -> items(value));
        filters.put("batch", (activation, value, a) -> batch(value, a));
        filters.put("slice", (activation, value, a) -> slice(value, a));
        filters.put("map", ListFilters::map);
        filters.put("select", (activation, value, a) -> select(activation, value, a, true, false));
        filters.put("reject", (activation, value, a) -> select(activation, value, a, false, false));
        filters.put("selectattr", (activation, value, a) -> select(activation, value, a, true, true));
        filters.put("rejectattr", (activation, value, a) -> select(activation, value, a, false, true));
    }

    /** A stable sort in Python's order. */
    static List<Object> sorted(List<Object> items, Function<Object, Object> key, boolean reverse) {
        record Keyed(Object key, Object item) {}
        Comparator<Keyed> order = (one, two) -> Values.compare(one.key(), two.key());
        return items.stream()
                .map(item -> new Keyed(key.apply(item), item))
                .sorted(reverse ? order.reversed() : order)
                .map(Keyed::item)
                .toList();
    }

    private static Object first(Activation activation, Iterator<Object> items, String which) {
        return items.hasNext()
                ? items.next()
                : activation.undefined(which, "no " + which + " item, sequence was empty");
    }

    private static Iterator<Object> reversed(Object value) {
        List<Object> items = new ArrayList<>(Values.list(value));
        java.util.Collections.reverse(items);
        return items.iterator();
    }

    private static Object reverse(Object value) {
        if (value instanceof String text) {
            return new StringBuilder(text).reverse().toString();
        }
        return new Generator("reverse", reversed(value));
    }

    private static Object random(Activation activation, Object value) {
        List<Object> items = Values.list(value);
        return items.isEmpty()
                ? activation.undefined("random", "no random item, sequence was empty")
                : items.get(ThreadLocalRandom.current().nextInt(items.size()));
    }

    private static Object join(Activation activation, Object value, Arguments a) {
        a.expect("join", "d", "attribute");
        String separator = a.text(0, "d", "");
        Function<Object, Object> part = attribute(activation, a.value(1, "attribute", None.NONE), false);
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Iterator<Object> items = Values.iterate(value); items.hasNext(); first = false) {
            out.append(first ? "" : separator).append(Values.print(part.apply(items.next())));
        }
        return out.toString();
    }

    /** What {@code attribute='a.b.0'} picks from an item; None picks the item itself. */
    private static Function<Object, Object> attribute(Activation activation, Object path, boolean ignoreCase) {
        return attribute(activation, path, ignoreCase, None.NONE);
    }

    private static Function<Object, Object> attribute(
            Activation activation, Object path, boolean ignoreCase, Object fallback) {
        List<Object> steps = new ArrayList<>();
        if (path instanceof String text) {
            for (String step : text.split("\\.")) {
                steps.add(step.matches("\\d+") ? (Object) Long.valueOf(step) : step);
            }
        } else if (!(path instanceof None)) {
            steps.add(path);
        }
        return item -> {
            Object value = item;
            for (Object step : steps) {
                value = Members.item(activation, value, step);
                if (value instanceof Undefined && !(fallback instanceof None)) {
                    value = fallback;
                }
            }
            return ignoreCase && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
        };
    }

    private static Object sort(Activation activation, Object value, Arguments a) {
        a.expect("sort", "reverse", "case_sensitive", "attribute");
        boolean ignoreCase = !a.flag(1, "case_sensitive", false);
        Object path = a.value(2, "attribute", None.NONE);
        Function<Object, Object> key;
        if (path instanceof String text && text.contains(",")) {
            List<Function<Object, Object>> parts = new ArrayList<>();
            for (String part : text.split(",")) {
                parts.add(attribute(activation, part, ignoreCase));
            }
            key = item ->
                    new PyTuple(parts.stream().map(part -> part.apply(item)).toList());
        } else {
            key = attribute(activation, path, ignoreCase);
        }
        return new PyList(sorted(Values.list(value), key, a.flag(0, "reverse", false)));
    }

    private static Object unique(Activation activation, Object value, Arguments a) {
        a.expect("unique", "case_sensitive", "attribute");
        Function<Object, Object> key =
                attribute(activation, a.value(1, "attribute", None.NONE), !a.flag(0, "case_sensitive", false));
        Set<Object> seen = new HashSet<>();
        return new Generator(
                "unique", Iteration.filtered(Values.iterate(value), item -> seen.add(Values.key(key.apply(item)))));
    }

    private static Object extreme(Activation activation, Object value, Arguments a, int sign) {
        Function<Object, Object> key =
                attribute(activation, a.value(1, "attribute", None.NONE), !a.flag(0, "case_sensitive", false));
        Iterator<Object> items = Values.iterate(value);
        if (!items.hasNext()) {
            return activation.undefined("aggregate", "no aggregated item, sequence was empty");
        }
        Object best = items.next();
        Object bestKey = key.apply(best);
        while (items.hasNext()) {
            Object item = items.next();
            Object itemKey = key.apply(item);
            if (Integer.signum(Comparison.compare(itemKey, bestKey, sign < 0 ? "<" : ">")) == sign) {
                best = item;
                bestKey = itemKey;
            }
        }
        return best;
    }

    private static Object sum(Activation activation, Object value, Arguments a) {
        a.expect("sum", "attribute", "start");
        Function<Object, Object> part = attribute(activation, a.value(0, "attribute", None.NONE), false);
        Object sum = a.value(1, "start", 0L);
        for (Iterator<Object> items = Values.iterate(value); items.hasNext(); ) {
            sum = Operators.binary("+", sum, part.apply(items.next()));
        }
        return sum;
    }

    private static Object groupBy(Activation activation, Object value, Arguments a) {
        a.expect("groupby", "attribute", "default", "case_sensitive");
        Object path = a.value(0, "attribute");
        Object fallback = a.value(1, "default", None.NONE);
        boolean ignoreCase = !a.flag(2, "case_sensitive", false);
        Function<Object, Object> key = attribute(activation, path, ignoreCase, fallback);
        Function<Object, Object> shown = attribute(activation, path, false, fallback);
        PyList groups = new PyList();
        PyList members = new PyList();
        Object current = None.NONE;
        for (Object item : sorted(Values.list(value), key, false)) {
            Object itemKey = key.apply(item);
            if (members.isEmpty() || !Values.equal(itemKey, current)) {
                members = new PyList();
                groups.add(new Group(shown.apply(item), members));
                current = itemKey;
            }
            members.add(item);
        }
        return groups;
    }

    private static Object items(Object value) {
        if (value instanceof Undefined) {
            return new PyList();
        }
        if (value instanceof Map<?, ?> map) {
            return new Generator("items", DictView.items(map).iterator());
        }
        throw new EvaluationException("can only get item pairs from a mapping");
    }

    private static Object dictSort(Object value, Arguments a) {
        a.expect("dictsort", "case_sensitive", "by", "reverse");
        String by = a.text(1, "by", "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw new EvaluationException("you can only sort by either 'key' or 'value'");
        }
        boolean ignoreCase = !a.flag(0, "case_sensitive", false);
        List<Object> pairs = new ArrayList<>(DictView.items(Operators.mapping(value)));
        return new PyList(sorted(
                pairs,
                pair -> {
                    Object part = ((PyTuple) pair).get(by.equals("key") ? 0 : 1);
                    return ignoreCase && part instanceof String text ? text.toLowerCase(Locale.ROOT) : part;
                },
                a.flag(2, "reverse", false)));
    }

    private static Object batch(Object value, Arguments a) {
        int size = a.number(0, "linecount");
        Object fill = a.value(1, "fill_with", None.NONE);
        PyList batches = new PyList();
        PyList batch = new PyList();
        for (Iterator<Object> items = Values.iterate(value); items.hasNext(); ) {
            if (batch.size() == size || batches.isEmpty()) {
                batch = new PyList();
                batches.add(batch);
            }
            batch.add(items.next());
        }
        while (!(fill instanceof None) && !batch.isEmpty() && batch.size() < size) {
            batch.add(fill);
        }
        return new Generator("batch", Values.iterate(batches));
    }

    private static Object slice(Object value, Arguments a) {
        int count = a.number(0, "slices");
        Object fill = a.value(1, "fill_with", None.NONE);
        List<Object> items = Values.list(value);
        int size = items.size() / count;
        int longer = items.size() % count;
        PyList slices = new PyList();
        int from = 0;
        for (int i = 0; i < count; i++) {
            int to = from + size + (i < longer ? 1 : 0);
            PyList slice = new PyList(items.subList(from, to));
            if (!(fill instanceof None) && i >= longer) {
                slice.add(fill);
            }
            slices.add(slice);
            from = to;
        }
        return new Generator("slice", Values.iterate(slices));
    }

    private static Object map(Activation activation, Object value, Arguments a) {
        Function<Object, Object> change;
        if (a.positional().isEmpty()) {
            a.expect("map", "attribute", "default");
            change = attribute(
                    activation, a.value(0, "attribute"), false, a.named().getOrDefault("default", None.NONE));
        } else {
            Filter filter = activation.filter(false, Values.print(a.positional().get(0)));
            Arguments rest = a.skip(1);
            change = item -> filter.apply(activation, item, rest);
        }
        Iterator<Object> items = itemsOf(value);
        return new Generator("map", new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Object next() {
                return Values.of(change.apply(items.next()));
            }
        });
    }

    private static Object select(
            Activation activation, Object value, Arguments a, boolean wanted, boolean byAttribute) {
        int skip = byAttribute ? 1 : 0;
        Function<Object, Object> part =
                byAttribute ? attribute(activation, a.value(0, "attribute"), false) : item -> item;
        Predicate<Object> test;
        if (a.positional().size() > skip) {
            Filter named = activation.filter(true, Values.print(a.positional().get(skip)));
            Arguments rest = a.skip(skip + 1);
            test = item -> Types.truth(named.apply(activation, part.apply(item), rest));
        } else {
            test = item -> Types.truth(part.apply(item));
        }
        return new Generator("select", Iteration.filtered(itemsOf(value), item -> test.test(item) == wanted));
    }

    /** Jinja2 looks into a value only if it is true, so that nothing at all, {@code None} too, gives no items. */
    private static Iterator<Object> itemsOf(Object value) {
        return Types.truth(value) ? Values.iterate(value) : Collections.emptyIterator();
    }
}
