package dev.ingot.jinja;

import java.util.List;
import java.util.function.BiConsumer;

/** A piece of a template's body. */
@FunctionalInterface
interface Statement {

    /** How a statement ended: whether a loop around it goes on. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    Flow execute(Frame frame, Output out);

    /** A statement after which the next one follows. */
    static Statement simple(BiConsumer<Frame, Output> action) {
        return (frame, out) -> {
            action.accept(frame, out);
            return Flow.NEXT;
        };
    }

    static Flow all(List<Statement> body, Frame frame, Output out) {
        for (Statement statement : body) {
            Flow flow = statement.execute(frame, out);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    /** What a body writes. */
    static String rendered(List<Statement> body, Frame frame) {
        Output out = new Output();
        all(body, frame, out);
        return out.toString();
    }

    record Text(String text) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            out.text(text);
            return Flow.NEXT;
        }
    }

    /** A macro of the template, or a block of a tag that the host registered. */
    record Define(Macro macro) implements Statement {
        @Override
        public Flow execute(Frame frame, Output out) {
            boolean variable = frame.activation.jinja.macroScope == MacroScope.TEMPLATE;
            if (variable && macro.kind().equals("macro")) {
                frame.set(macro.name(), new MacroFunction(macro, frame));
            }
            return Flow.NEXT;
        }
    }
}
