package dev.ingot.jinja;

import java.util.List;

/** What a set or a loop assigns to. */
@FunctionalInterface
interface Target {

    void assign(Frame frame, Object value);

    static Target variable(String name) {
        return (frame, value) -> frame.set(name, value);
    }

    static Target attribute(int at, String namespace, String name) {
        return (frame, value) -> frame.at(at, () -> {
            Object object = frame.get(namespace);
            Undefined.refuse(object);
            if (!(object instanceof Namespace found)) {
                throw new EvaluationException(
                        "cannot assign attribute on non-namespace object",
                        "Make it with {% set " + namespace + " = namespace(" + name + "=...) %}.");
            }
            found.set(name, value);
            return value;
        });
    }

    static Target tuple(int at, List<Target> targets) {
        return (frame, value) -> {
            List<Object> values = frame.at(at, () -> unpacked(value, targets.size()));
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).assign(frame, values.get(i));
            }
        };
    }

    private static List<Object> unpacked(Object value, int wanted) {
        if (!Iteration.isIterable(value)) {
            throw new EvaluationException("cannot unpack non-iterable " + Values.typeName(value) + " object");
        }
        List<Object> values = Values.list(value);
        if (values.size() > wanted) {
            throw new EvaluationException("too many values to unpack (expected " + wanted + ")");
        }
        if (values.size() < wanted) {
            throw new EvaluationException(
                    "not enough values to unpack (expected " + wanted + ", got " + values.size() + ")");
        }
        return values;
    }
}
