package dev.ingot.jinja;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The methods of list, tuple, dict and set. */
@SuppressWarnings({"unchecked", "rawtypes"}) // a template's collections hold values of any kind
final class CollectionMethods {

    static final Map<String, Filter> DICT = new Functions<>(Map.class)
            .with("get(key, default)", (map, a) -> {
                Object value = Members.mapItem(map, hashable(a.value(0, "key")));
                return value == null ? a.value(1, "default", None.NONE) : value;
            })
            .with("keys()", (map, a) -> DictView.keys(map))
            .with("values()", (map, a) -> DictView.values(map))
            .with("items()", (map, a) -> DictView.items(map))
            .with("pop(key, default)", CollectionMethods::popKey)
            .with("popitem()", (map, a) -> popItem(map))
            .with("setdefault(key, default)", (map, a) -> {
                if (map instanceof PyDict dict) {
                    return dict.putIfMissing(hashable(a.value(0, "key")), a.value(1, "default", None.NONE));
                }
                Object value = Members.mapItem(map, a.value(0, "key"));
                if (value == null) {
                    map.put(a.value(0, "key"), a.value(1, "default", None.NONE));
                }
                return value == null ? a.value(1, "default", None.NONE) : value;
            })
            .with("copy()", (map, a) -> new PyDict(map))
            .with("fromkeys(iterable, value)", (map, a) -> {
                PyDict dict = new PyDict();
                Object value = a.value(1, "value", None.NONE);
                Values.iterate(a.value(0, "iterable")).forEachRemaining(key -> dict.put(key, value));
                return dict;
            })
            .does("clear()", (map, a) -> map.clear())
            .does("update(...)", CollectionMethods::update)
            .all();

    static final Map<String, Filter> TUPLE = sequence().all();

    static final Map<String, Filter> LIST = sequence()
            .with("copy()", (list, a) -> new PyList(list))
            .with("pop(index)", CollectionMethods::popAt)
            .does("append(object)", (list, a) -> list.add(a.value(0, "object")))
            .does("extend(iterable)", (list, a) -> list.addAll(Values.list(a.value(0, "iterable"))))
            .does("insert(index, object)", (list, a) -> {
                list.add(bound(a.number(0, "index"), list.size()), a.value(1, "object"));
            })
            .does("remove(value)", (list, a) -> {
                int at = indexOf(list, a.value(0, "value"), 0, list.size());
                if (at < 0) {
                    throw new EvaluationException("list.remove(x): x not in list");
                }
                list.remove(at);
            })
            .does("clear()", (list, a) -> list.clear())
            .does("reverse()", (list, a) -> Collections.reverse(list))
            .does("sort(key, reverse)", CollectionMethods::sort)
            .all();

    static final Map<String, Filter> SET = new Functions<>(Set.class)
            .with("copy()", (set, a) -> new LinkedHashSet<>(set))
            .with("issubset(other)", (set, a) -> asSet(a.value(0, "other")).containsAll(set))
            .with("issuperset(other)", (set, a) -> set.containsAll(asSet(a.value(0, "other"))))
            .with("isdisjoint(other)", (set, a) -> Collections.disjoint(set, asSet(a.value(0, "other"))))
            .with("union(...)", (set, a) -> combined(set, a, Set::addAll))
            .with("intersection(...)", (set, a) -> combined(set, a, Set::retainAll))
            .with("difference(...)", (set, a) -> combined(set, a, Set::removeAll))
            .with("symmetric_difference(other)", (set, a) -> {
                Set<Object> either = new LinkedHashSet<>(set);
                Values.iterate(asSet(a.value(0, "other"))).forEachRemaining(item -> {
                    if (!either.remove(item)) {
                        either.add(item);
                    }
                });
                return either;
            })
            .does("add(elem)", (set, a) -> set.add(a.value(0, "elem")))
            .does("discard(elem)", (set, a) -> set.remove(a.value(0, "elem")))
            .does("remove(elem)", (set, a) -> {
                if (!set.remove(a.value(0, "elem"))) {
                    throw noKey(a.value(0, "elem"));
                }
            })
            .does("update(...)", (set, a) -> a.positional().forEach(other -> set.addAll(asSet(other))))
            .all();

    private CollectionMethods() {}

    private static Functions<List> sequence() {
        return new Functions<>(List.class)
                .with("index(value, start, stop)", (list, a) -> {
                    int start = bound(a.number(1, "start", 0), list.size());
                    int stop = bound(a.number(2, "stop", list.size()), list.size());
                    int at = indexOf(list, a.value(0, "value"), start, stop);
                    if (at < 0) {
                        throw new EvaluationException(
                                Values.repr(a.value(0, "value")) + " is not in " + Values.typeName(list));
                    }
                    return (long) at;
                })
                .with("count(value)", (list, a) -> {
                    Object wanted = a.value(0, "value");
                    return list.stream()
                            .filter(item -> Values.equal(Values.of(item), wanted))
                            .count();
                });
    }

    private static int indexOf(List list, Object wanted, int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (Values.equal(Values.of(list.get(i)), wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static int bound(int index, int size) {
        return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    private static Set<Object> asSet(Object value) {
        return new LinkedHashSet<>(Values.list(value));
    }

    private static Object hashable(Object key) {
        Comparison.key(key);
        return key;
    }

    private static EvaluationException noKey(Object key) {
        return new EvaluationException("KeyError: " + Values.repr(key));
    }

    private static Set<Object> combined(Set set, Arguments a, BiConsumer<Set<Object>, Set<Object>> with) {
        Set<Object> result = new LinkedHashSet<>(set);
        a.positional().forEach(other -> with.accept(result, asSet(other)));
        return result;
    }

    private static Object popKey(Map map, Arguments a) {
        Object key = a.value(0, "key");
        Object value = Members.mapItem(map, key);
        if (value == null && !a.has(1, "default")) {
            throw noKey(key);
        }
        map.remove(Members.keyIn(map, key));
        return value == null ? a.value(1, "default") : value;
    }

    private static Object popItem(Map map) {
        if (map.isEmpty()) {
            throw new EvaluationException("popitem(): dictionary is empty");
        }
        List<Object> keys = List.copyOf(map.keySet());
        Object last = keys.get(keys.size() - 1);
        return PyTuple.of(last, map.remove(last));
    }

    private static void update(Map map, Arguments a) {
        if (a.positional().size() > 1) {
            throw new EvaluationException(
                    "update expected at most 1 argument, got " + a.positional().size());
        }
        a.positional().forEach(other -> map.putAll(Operators.mapping(other)));
        map.putAll(a.named());
    }

    private static Object popAt(List list, Arguments a) {
        if (list.isEmpty()) {
            throw new EvaluationException("pop from empty list");
        }
        int index = a.number(0, "index", -1);
        int absolute = index < 0 ? index + list.size() : index;
        if (absolute < 0 || absolute >= list.size()) {
            throw new EvaluationException("pop index out of range");
        }
        return Values.of(list.remove(absolute));
    }

    private static void sort(List list, Arguments a) {
        Object key = a.value(0, "key", None.NONE);
        List<Object> sorted = ListFilters.sorted(
                Values.list(list),
                item -> key instanceof None
                        ? item
                        : Values.of(Members.callable(key).call(Arguments.of(item))),
                a.flag(1, "reverse", false));
        list.clear();
        list.addAll(sorted);
    }
}
