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
        return (frame, value) -> {
            frame.at(at);
            Object object = frame.get(namespace);
            if (object instanceof Undefined undefined) {
                throw undefined.failure();
            }
            if (!(object instanceof Namespace found)) {
                throw new EvaluationException(
                        "cannot assign attribute on non-namespace object",
                        "Make it with {% set " + namespace + " = namespace(" + name + "=...) %}.");
            }
            found.set(name, value);
        };
    }

    static Target tuple(int at, List<Target> targets) {
        return (frame, value) -> {
            frame.at(at);
            if (!Iteration.isIterable(value)) {
                throw new EvaluationException("cannot unpack non-iterable " + Values.typeName(value) + " object");
            }
            List<Object> values = Values.list(value);
            int wanted = targets.size();
            if (values.size() > wanted) {
                throw new EvaluationException("too many values to unpack (expected " + wanted + ")");
            }
            if (values.size() < wanted) {
                throw new EvaluationException(
                        "not enough values to unpack (expected " + wanted + ", got " + values.size() + ")");
            }
            for (int i = 0; i < wanted; i++) {
                targets.get(i).assign(frame, values.get(i));
            }
        };
    }
}
