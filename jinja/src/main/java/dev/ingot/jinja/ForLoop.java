package dev.ingot.jinja;

import dev.ingot.jinja.Statement.Flow;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code {% for target in items if condition recursive %} body {% else %} otherwise {% endfor %}}. */
record ForLoop(
        Target target,
        Expression items,
        @Nullable Expression condition,
        boolean recursive,
        List<Statement> body,
        List<Statement> otherwise)
        implements Statement {

    @Override
    public Flow execute(Frame frame, Output out) {
        walk(frame, items.evaluate(frame), 0, out);
        return Flow.NEXT;
    }

    void walk(Frame frame, Object value, int depth, Output out) {
        Iterator<Object> all = frame.at(items.at(), () -> Values.iterate(value));
        Loop loop = condition == null
                ? new Loop(this, frame, all, value, depth)
                : new Loop(this, frame, wanted(frame, condition, all), null, depth);
        boolean empty = true;
        while (frame.at(items.at(), loop::advance)) {
            empty = false;
            frame.at(items.at(), frame.activation::step);
            Frame inner = frame.inner();
            inner.set("loop", loop);
            target.assign(inner, loop.current());
            if (Statement.all(body, inner, out) == Flow.BREAK) {
                break;
            }
        }
        if (empty) {
            Statement.all(otherwise, frame.inner(), out);
        }
    }

    private Iterator<Object> wanted(Frame frame, Expression test, Iterator<Object> all) {
        return Iteration.filtered(all, item -> {
            Frame inner = frame.inner();
            target.assign(inner, item);
            return test.truth(inner);
        });
    }
}
