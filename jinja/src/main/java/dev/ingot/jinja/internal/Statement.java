package dev.ingot.jinja.internal;

import dev.ingot.jinja.Arguments;
import dev.ingot.jinja.Callable;
import dev.ingot.jinja.EvaluationException;
import dev.ingot.jinja.MacroScope;
import dev.ingot.jinja.Namespace;
import dev.ingot.jinja.PyDict;
import dev.ingot.jinja.Undefined;
import dev.ingot.jinja.Values;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a template's body. */
public sealed interface Statement {

    /** How a statement ended: whether a loop around it goes on. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Flow execute(Frame frame, Output out);

    static Flow all(List<Statement> body, Frame frame, Output out) {
        for (Statement statement : body) {
            Flow flow = statement.execute(frame, out);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    /** What a body writes, in a scope of its own. */
    static String rendered(List<Statement> body, Frame frame) {
        Output out = new Output();
        all(body, frame, out);
        return out.toString();
    }

    /** Assigns to a name, a tuple of targets, or an attribute of a namespace. */
    static void assign(Frame frame, Expression target, Object value) {
        if (target instanceof Expression.Name name) {
            frame.set(name.name(), value);
        } else if (target instanceof Expression.TupleOf tuple) {
            frame.at(tuple.at());
            unpack(frame, tuple.items(), value);
        } else if (target instanceof Expression.NamespaceTarget place) {
            frame.at(place.at());
            Object object = frame.get(place.namespace());
            if (object instanceof Undefined undefined) {
                throw undefined.failure();
            }
            if (!(object instanceof Namespace namespace)) {
                throw new EvaluationException(
                        "cannot assign attribute on non-namespace object",
                        "Make it with {% set " + place.namespace() + " = namespace(" + place.name() + "=...) %}.");
            }
            namespace.set(place.name(), value);
        }
    }

    private static void unpack(Frame frame, List<Expression> targets, Object value) {
        if (!Iteration.isIterable(value)) {
            throw new EvaluationException("cannot unpack non-iterable " + Types.name(value) + " object");
        }
        List<Object> values = Values.list(value);
        if (values.size() != targets.size()) {
            throw new EvaluationException(
                    values.size() > targets.size()
                            ? "too many values to unpack (expected " + targets.size() + ")"
                            : "not enough values to unpack (expected " + targets.size() + ", got " + values.size()
                                    + ")");
        }
        for (int i = 0; i < targets.size(); i++) {
            assign(frame, targets.get(i), values.get(i));
        }
    }

    record Text(String text) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            out.text(text);
            return Flow.NEXT;
        }
    }

    record Print(Expression value) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            Object result = value.evaluate(frame);
            frame.at(value.at());
            out.print(result);
            return Flow.NEXT;
        }
    }

    record Branch(Expression condition, List<Statement> body) {}

    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            for (Branch branch : branches) {
                Object value = branch.condition().evaluate(frame);
                frame.at(branch.condition().at());
                if (Types.truth(value)) {
                    return all(branch.body(), frame, out);
                }
            }
            return all(otherwise, frame, out);
        }
    }

    record For(
            Expression target,
            Expression items,
            @Nullable Expression condition,
            boolean recursive,
            List<Statement> body,
            List<Statement> otherwise)
            implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            Object value = items.evaluate(frame);
            frame.at(items.at());
            walk(frame, value, 0, out);
            return Flow.NEXT;
        }

        void walk(Frame frame, Object value, int depth, Output out) {
            boolean filtered = condition != null;
            Iterator<Object> iterator = Values.iterate(value);
            Loop loop = new Loop(
                    this, frame, filtered ? filtered(frame, iterator) : iterator, filtered ? null : value, depth);
            boolean empty = true;
            while (loop.advance()) {
                empty = false;
                frame.activation().step();
                Frame inner = frame.inner();
                inner.set("loop", loop);
                assign(inner, target, loop.current());
                if (all(body, inner, out) == Flow.BREAK) {
                    break;
                }
            }
            if (empty) {
                all(otherwise, frame.inner(), out);
            }
        }

        private Iterator<Object> filtered(Frame frame, Iterator<Object> source) {
            return Sequences.filtered(source, item -> {
                Frame inner = frame.inner();
                assign(inner, target, item);
                return condition == null || Types.truth(condition.evaluate(inner));
            });
        }
    }

    record Jump(Flow flow) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            return flow;
        }
    }

    record Set(Expression target, Expression value) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            assign(frame, target, value.evaluate(frame));
            return Flow.NEXT;
        }
    }

    record SetBlock(Expression target, List<Expression.FilterCall> filters, List<Statement> body) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            assign(frame, target, FilterBlock.filtered(filters, frame, rendered(body, frame.inner())));
            return Flow.NEXT;
        }
    }

    record FilterBlock(List<Expression.FilterCall> filters, List<Statement> body) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            out.print(filtered(filters, frame, rendered(body, frame.inner())));
            return Flow.NEXT;
        }

        static Object filtered(List<Expression.FilterCall> filters, Frame frame, String text) {
            Object value = text;
            for (Expression.FilterCall filter : filters) {
                value = filter.apply(frame, value);
            }
            return value;
        }
    }

    record Do(Expression value) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            value.evaluate(frame);
            return Flow.NEXT;
        }
    }

    record With(List<Expression> targets, List<Expression> values, List<Statement> body) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            Frame inner = frame.inner();
            for (int i = 0; i < targets.size(); i++) {
                assign(inner, targets.get(i), values.get(i).evaluate(frame));
            }
            return all(body, inner, out);
        }
    }

    /** A macro of the template, or a block of a tag that the host registered. */
    record Define(MacroNode macro) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            boolean variable = frame.activation().settings().macroScope() == MacroScope.TEMPLATE;
            if (variable && macro.kind().equals("macro")) {
                frame.set(macro.name(), new MacroFunction(macro, frame));
            }
            return Flow.NEXT;
        }
    }

    record CallBlock(int at, MacroNode body, Expression.Call call) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            Object function = call.callee().evaluate(frame);
            Arguments arguments = call.arguments().evaluate(frame);
            Callable caller = new MacroFunction(body, frame);
            out.print(Expression.Call.call(frame, call.at(), function, arguments.with("caller", caller)));
            return Flow.NEXT;
        }
    }

    record Include(int at, Expression name, boolean ignoreMissing, boolean withContext) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            Modules.include(frame, at, name.evaluate(frame), ignoreMissing, withContext, out);
            return Flow.NEXT;
        }
    }

    /** {@code import 'x' as target}, or {@code from 'x' import a as b}. */
    record Import(int at, Expression name, @Nullable String target, Map<String, String> members, boolean withContext)
            implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            Object template = name.evaluate(frame);
            frame.at(at);
            PyDict module = Modules.module(frame, at, template, withContext);
            if (target != null) {
                frame.set(target, new Modules.Module(Values.print(template), module));
            }
            members.forEach((member, alias) -> {
                Object value = module.get(member);
                frame.set(
                        alias,
                        value != null
                                ? value
                                : frame.activation()
                                        .undefined(
                                                member,
                                                "the template '" + Values.print(template) + "' does not export '"
                                                        + member + "'"));
            });
            return Flow.NEXT;
        }
    }
}
