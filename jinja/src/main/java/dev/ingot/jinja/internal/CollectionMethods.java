package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.None;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.PyList;
import dev.ingot.jinja.PyTuple;
import dev.ingot.jinja.Values;
import dev.ingot.jinja.internal.Methods.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The methods of list, tuple, dict and set. What changes a value gives None, as in Python. */
@SuppressWarnings({"unchecked", "rawtypes"}) // a template's collections hold values of any kind
final class CollectionMethods {

    static final Table<Map> DICT = Table.of(Map.class)
            .with("get", (map, a) -> get(map, a.value(0, "key"), a.value(1, "default", None.NONE)), "key", "default")
            .with("keys", (map, a) -> DictView.keys(map))
            .with("values", (map, a) -> DictView.values(map))
            .with("items", (map, a) -> DictView.items(map))
            .with("pop", CollectionMethods::popKey, "key", "default")
            .with("popitem", (map, a) -> popItem(map))
            .with("setdefault", CollectionMethods::setDefault, "key", "default")
            .with("copy", (map, a) -> new PyDict(map))
            .with("clear", (map, a) -> {
                map.clear();
                return None.NONE;
            })
            .withAny("update", CollectionMethods::update)
            .with("fromkeys", (map, a) -> fromKeys(a), "iterable", "value");

    static final Table<List> TUPLE = Table.of(List.class)
            .with("index", CollectionMethods::index, "value", "start", "stop")
            .with("count", (list, a) -> count(list, a.value(0, "value")), "value");

    static final Table<List> LIST = Table.of(List.class)
            .with("index", CollectionMethods::index, "value", "start", "stop")
            .with("count", (list, a) -> count(list, a.value(0, "value")), "value")
            .with(
                    "append",
                    (list, a) -> {
                        list.add(a.value(0, "object"));
                        return None.NONE;
                    },
                    "object")
            .with(
                    "extend",
                    (list, a) -> {
                        list.addAll(Values.list(a.value(0, "iterable")));
                        return None.NONE;
                    },
                    "iterable")
            .with("insert", CollectionMethods::insert, "index", "object")
            .with("pop", CollectionMethods::popAt, "index")
            .with("remove", CollectionMethods::removeValue, "value")
            .with("clear", (list, a) -> {
                list.clear();
                return None.NONE;
            })
            .with("copy", (list, a) -> new PyList(list))
            .with("reverse", (list, a) -> {
                Collections.reverse(list);
                return None.NONE;
            })
            .with("sort", CollectionMethods::sort, "key", "reverse");

    static final Table<Set> SET = Table.of(Set.class)
            .with(
                    "add",
                    (set, a) -> {
                        set.add(a.value(0, "elem"));
                        return None.NONE;
                    },
                    "elem")
            .with(
                    "discard",
                    (set, a) -> {
                        set.remove(a.value(0, "elem"));
                        return None.NONE;
                    },
                    "elem")
            .with("remove", CollectionMethods::removeElement, "elem")
            .with("copy", (set, a) -> new LinkedHashSet<>(set))
            .with("issubset", (set, a) -> asSet(a.value(0, "other")).containsAll(set), "other")
            .with("issuperset", (set, a) -> set.containsAll(asSet(a.value(0, "other"))), "other")
            .with("isdisjoint", (set, a) -> Collections.disjoint(set, asSet(a.value(0, "other"))), "other")
            .withAny("update", (set, a) -> {
                a.positional().forEach(other -> set.addAll(asSet(other)));
                return None.NONE;
            })
            .withAny("union", (set, a) -> {
                Set<Object> union = new LinkedHashSet<>(set);
                a.positional().forEach(other -> union.addAll(asSet(other)));
                return union;
            })
            .withAny("intersection", (set, a) -> {
                Set<Object> common = new LinkedHashSet<>(set);
                a.positional().forEach(other -> common.retainAll(asSet(other)));
                return common;
            })
            .withAny("difference", (set, a) -> {
                Set<Object> rest = new LinkedHashSet<>(set);
                a.positional().forEach(other -> rest.removeAll(asSet(other)));
                return rest;
            })
            .with(
                    "symmetric_difference",
                    (set, a) -> {
                        Set<Object> other = asSet(a.value(0, "other"));
                        Set<Object> either = new LinkedHashSet<>(set);
                        either.removeAll(other);
                        other.removeAll(set);
                        either.addAll(other);
                        return either;
                    },
                    "other");

    private CollectionMethods() {}

    static Table<List> of(List<?> list) {
        return list instanceof PyTuple || list instanceof Range ? TUPLE : LIST;
    }

    private static Set<Object> asSet(Object value) {
        return new LinkedHashSet<>(Values.list(value));
    }

    private static Object get(Map map, Object key, Object fallback) {
        Comparison.key(key);
        Object value = Members.mapItem(map, key);
        return value == null ? fallback : value;
    }

    private static Object popKey(Map map, Arguments a) {
        Object key = a.value(0, "key");
        Object value = Members.mapItem(map, key);
        if (value == null) {
            if (a.has(1, "default")) {
                return a.value(1, "default");
            }
            throw new EvaluationException("KeyError: " + Printing.repr(key));
        }
        map.remove(Members.foreignKey(map, key));
        return value;
    }

    private static Object popItem(Map map) {
        List<Object> keys = new ArrayList<>(map.keySet());
        if (keys.isEmpty()) {
            throw new EvaluationException("popitem(): dictionary is empty");
        }
        Object last = keys.get(keys.size() - 1);
        return PyTuple.of(last, map.remove(last));
    }

    private static Object setDefault(Map map, Arguments a) {
        Object key = a.value(0, "key");
        Object value = Members.mapItem(map, key);
        if (value == null) {
            value = a.value(1, "default", None.NONE);
            map.put(key, value);
        }
        return value;
    }

    private static Object update(Map map, Arguments a) {
        if (a.positional().size() > 1) {
            throw new EvaluationException(
                    "update expected at most 1 argument, got " + a.positional().size());
        }
        a.positional().forEach(other -> map.putAll(Operators.mapping(other)));
        map.putAll(a.named());
        return None.NONE;
    }

    private static Object fromKeys(Arguments a) {
        PyDict dict = new PyDict();
        Values.iterate(a.value(0, "iterable")).forEachRemaining(key -> dict.put(key, a.value(1, "value", None.NONE)));
        return dict;
    }

    private static Object index(List list, Arguments a) {
        Object wanted = a.value(0, "value");
        int start = bound(a.number(1, "start", 0), list.size());
        int stop = bound(a.number(2, "stop", list.size()), list.size());
        for (int i = start; i < stop; i++) {
            if (Values.equal(Values.of(list.get(i)), wanted)) {
                return (long) i;
            }
        }
        throw new EvaluationException(Printing.repr(wanted) + " is not in " + Types.name(list));
    }

    private static int bound(int index, int size) {
        return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    private static Object count(List list, Object wanted) {
        return list.stream()
                .filter(item -> Values.equal(Values.of(item), wanted))
                .count();
    }

    private static Object insert(List list, Arguments a) {
        list.add(bound(a.number(0, "index"), list.size()), a.value(1, "object"));
        return None.NONE;
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

    private static Object removeValue(List list, Arguments a) {
        Object wanted = a.value(0, "value");
        for (int i = 0; i < list.size(); i++) {
            if (Values.equal(Values.of(list.get(i)), wanted)) {
                list.remove(i);
                return None.NONE;
            }
        }
        throw new EvaluationException("list.remove(x): x not in list");
    }

    private static Object sort(List list, Arguments a) {
        Object key = a.value(0, "key", None.NONE);
        boolean reverse = a.flag(1, "reverse", false);
        List<Object> sorted = ListFilters.sorted(
                Values.list(list),
                item -> key instanceof None
                        ? item
                        : Values.of(Members.callable(key).call(Arguments.of(item))),
                reverse);
        list.clear();
        list.addAll(sorted);
        return None.NONE;
    }

    private static Object removeElement(Set set, Arguments a) {
        if (!set.remove(a.value(0, "elem"))) {
            throw new EvaluationException("KeyError: " + Printing.repr(a.value(0, "elem")));
        }
        return None.NONE;
    }
}
