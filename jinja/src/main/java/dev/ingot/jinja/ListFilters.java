package dev.ingot.jinja;

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
import java.util.stream.Stream;

/** Jinja2's filters on lists and dicts. map, select and their like are lazy, and can be walked once. */
final class ListFilters {

    static final Map<String, Filter> ALL = new Functions<>(Object.class)
            .with("list(...)", (value, a) -> Values.list(value))
            .with("length(...)", (value, a) -> (long) Iteration.length(value))
            .alias("length", "count")
            .add("first(...)", (activation, value, a) -> first(activation, Values.iterate(value), "first"))
            .add("last(...)", (activation, value, a) -> first(activation, reversed(value), "last"))
            .add("random(...)", (activation, value, a) -> {
                List<Object> items = Values.list(value);
                Collections.shuffle(items, ThreadLocalRandom.current());
                return first(activation, items.iterator(), "random");
            })
            .with(
                    "reverse(...)",
                    (value, a) -> value instanceof String text
                            ? new StringBuilder(text).reverse().toString()
                            : new Generator("reverse", reversed(value)))
            .add("join(d, attribute)", ListFilters::join)
            .add("sort(reverse, case_sensitive, attribute)", ListFilters::sort)
            .add("unique(case_sensitive, attribute)", ListFilters::unique)
            .add("min(...)", (activation, value, a) -> extreme(activation, value, a, "<"))
            .add("max(...)", (activation, value, a) -> extreme(activation, value, a, ">"))
            .add("sum(attribute, start)", ListFilters::sum)
            .add("groupby(attribute, default, case_sensitive)", ListFilters::groupBy)
            .with("dictsort(case_sensitive, by, reverse)", ListFilters::dictSort)
            .with("items(...)", (value, a) -> items(value))
            .with("batch(...)", ListFilters::batch)
            .with("slice(...)", ListFilters::slice)
            .add("map(...)", ListFilters::map)
            .add("select(...)", (activation, value, a) -> select(activation, value, a, true, false))
            .add("reject(...)", (activation, value, a) -> select(activation, value, a, false, false))
            .add("selectattr(...)", (activation, value, a) -> select(activation, value, a, true, true))
            .add("rejectattr(...)", (activation, value, a) -> select(activation, value, a, false, true))
            .all();

    private ListFilters() {}

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
        List<Object> items = Values.list(value);
        Collections.reverse(items);
        return items.iterator();
    }

    /** What {@code attribute='a.b.0'} picks from an item; None picks the item itself. */
    private static Function<Object, Object> attribute(Activation activation, Object path, Object fallback) {
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
                value = value instanceof Undefined && !(fallback instanceof None) ? fallback : value;
            }
            return value;
        };
    }

    private static Function<Object, Object> attribute(Activation activation, Arguments a, int index) {
        return attribute(activation, a.value(index, "attribute", None.NONE), None.NONE);
    }

    /** What {@code case_sensitive} asks of a key. */
    private static Function<Object, Object> caseOf(Arguments a, int index) {
        boolean sensitive = a.flag(index, "case_sensitive", false);
        return key -> !sensitive && key instanceof String text ? text.toLowerCase(Locale.ROOT) : key;
    }

    private static Object join(Activation activation, Object value, Arguments a) {
        List<String> parts = new ArrayList<>();
        Function<Object, Object> part = attribute(activation, a, 1);
        Values.iterate(value).forEachRemaining(item -> parts.add(Values.print(part.apply(item))));
        return String.join(a.text(0, "d", ""), parts);
    }

    private static Object sort(Activation activation, Object value, Arguments a) {
        Function<Object, Object> key = attribute(activation, a, 2).andThen(caseOf(a, 1));
        if (a.value(2, "attribute", None.NONE) instanceof String text && text.contains(",")) {
            List<Function<Object, Object>> parts = Stream.of(text.split(","))
                    .map(part -> attribute(activation, part, None.NONE).andThen(caseOf(a, 1)))
                    .toList();
            key = item ->
                    new PyTuple(parts.stream().map(part -> part.apply(item)).toList());
        }
        return new PyList(sorted(Values.list(value), key, a.flag(0, "reverse", false)));
    }

    private static Object unique(Activation activation, Object value, Arguments a) {
        Function<Object, Object> key = attribute(activation, a, 1).andThen(caseOf(a, 0));
        Set<Object> seen = new HashSet<>();
        Predicate<Object> isNew = item -> seen.add(Values.key(key.apply(item)));
        return new Generator("unique", Iteration.filtered(Values.iterate(value), isNew));
    }

    private static Object extreme(Activation activation, Object value, Arguments a, String operator) {
        Function<Object, Object> key = attribute(activation, a, 1).andThen(caseOf(a, 0));
        return Values.list(value).stream()
                .reduce((best, item) -> Operators.compare(operator, key.apply(item), key.apply(best)) ? item : best)
                .orElseGet(() -> activation.undefined("aggregate", "no aggregated item, sequence was empty"));
    }

    private static Object sum(Activation activation, Object value, Arguments a) {
        Function<Object, Object> part = attribute(activation, a, 0);
        Object sum = a.value(1, "start", 0L);
        for (Object item : Values.list(value)) {
            sum = Operators.binary("+", sum, part.apply(item));
        }
        return sum;
    }

    private static Object groupBy(Activation activation, Object value, Arguments a) {
        Function<Object, Object> shown =
                attribute(activation, a.value(0, "attribute"), a.value(1, "default", None.NONE));
        Function<Object, Object> key = shown.andThen(caseOf(a, 2));
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
        String by = a.text(1, "by", "key");
        if (!by.equals("key") && !by.equals("value")) {
            throw new EvaluationException("you can only sort by either 'key' or 'value'");
        }
        Function<Object, Object> part = pair -> ((PyTuple) pair).get(by.equals("key") ? 0 : 1);
        List<Object> pairs = List.copyOf(DictView.items(Operators.mapping(value)));
        return new PyList(sorted(pairs, part.andThen(caseOf(a, 0)), a.flag(2, "reverse", false)));
    }

    private static Object batch(Object value, Arguments a) {
        int size = Math.max(1, a.number(0, "linecount"));
        Object fill = a.value(1, "fill_with", None.NONE);
        List<Object> items = Values.list(value);
        PyList batches = new PyList();
        for (int from = 0; from < items.size(); from += size) {
            PyList batch = new PyList(items.subList(from, Math.min(from + size, items.size())));
            while (!(fill instanceof None) && batch.size() < size) {
                batch.add(fill);
            }
            batches.add(batch);
        }
        return new Generator("batch", batches.iterator());
    }

    private static Object slice(Object value, Arguments a) {
        int count = a.number(0, "slices");
        Object fill = a.value(1, "fill_with", None.NONE);
        List<Object> items = Values.list(value);
        int size = items.size() / count;
        int longer = items.size() % count;
        PyList slices = new PyList();
        for (int i = 0; i < count; i++) {
            int from = i * size + Math.min(i, longer);
            PyList slice = new PyList(items.subList(from, from + size + (i < longer ? 1 : 0)));
            if (!(fill instanceof None) && i >= longer) {
                slice.add(fill);
            }
            slices.add(slice);
        }
        return new Generator("slice", slices.iterator());
    }

    private static Object map(Activation activation, Object value, Arguments a) {
        Function<Object, Object> change;
        if (a.positional().isEmpty()) {
            a.expect("map", "attribute", "default");
            change = attribute(activation, a.value(0, "attribute"), a.value(1, "default", None.NONE));
        } else {
            Filter filter = activation.filter(false, Values.print(a.value(0, "name")));
            change = item -> Values.of(filter.apply(activation, item, a.skip(1)));
        }
        return new Generator("map", Iteration.mapped(itemsOf(value), change));
    }

    private static Object select(
            Activation activation, Object value, Arguments a, boolean wanted, boolean byAttribute) {
        int skip = byAttribute ? 1 : 0;
        Function<Object, Object> part =
                byAttribute ? attribute(activation, a.value(0, "attribute"), None.NONE) : item -> item;
        Predicate<Object> test = item -> Values.truth(part.apply(item));
        if (a.positional().size() > skip) {
            Filter named = activation.filter(true, Values.print(a.positional().get(skip)));
            test = item -> Values.truth(named.apply(activation, part.apply(item), a.skip(skip + 1)));
        }
        return new Generator("select", Iteration.filtered(itemsOf(value), wanted ? test : test.negate()));
    }

    /** Jinja2 looks into a value only if it is true, so that nothing at all, {@code None} too, gives no items. */
    private static Iterator<Object> itemsOf(Object value) {
        return Values.truth(value) ? Values.iterate(value) : Collections.emptyIterator();
    }
}
