package dev.ingot.core.run;

import dev.ingot.api.error.ErrorCode;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.Outcome;
import dev.ingot.api.table.TableName;
import dev.ingot.core.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A runner that does what the test says and writes down what happened, in order. */
final class ScriptedRunner implements NodeRunner {

    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Function<StepContext, Outcome>> scripts = new HashMap<>();

    ScriptedRunner on(String name, Function<StepContext, Outcome> script) {
        scripts.put(name, script);
        return this;
    }

    ScriptedRunner failing(String name, ErrorCode code) {
        return on(name, context -> {
            throw Problem.of(code, name + " is broken").toException();
        });
    }

    @Override
    public StepEnd run(Node node, StepContext context) {
        log.add("run " + node.name());
        return StepEnd.of(outcome(node, context));
    }

    private Outcome outcome(Node node, StepContext context) {
        return scripts.getOrDefault(node.name(), any -> Outcome.Succeeded.of(Counts.inserted(1)))
                .apply(context);
    }

    @Override
    public Prepared prepare(Node node, StepContext context) {
        log.add("build " + node.name());
        Outcome outcome = outcome(node, context);
        return new Prepared() {
            @Override
            public StepEnd publish() {
                log.add("publish " + node.name());
                return StepEnd.of(outcome);
            }

            @Override
            public Optional<TableName> keep() {
                log.add("keep " + node.name());
                return Optional.of(TableName.of("kept", node.name()));
            }

            @Override
            public void discard() {
                log.add("discard " + node.name());
            }
        };
    }
}
