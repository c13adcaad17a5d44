package dev.ingot.models.internal.run;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.Counts;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.warehouse.BuildMode;
import dev.ingot.api.warehouse.SchemaPolicy;
import dev.ingot.api.warehouse.Session;
import dev.ingot.api.warehouse.Session.WriteTag;
import dev.ingot.api.warehouse.Staged;
import dev.ingot.api.warehouse.Warehouse;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Built;
import dev.ingot.models.ModelsError;
import dev.ingot.models.RunContext;
import dev.ingot.models.internal.context.Macro;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds one node aside. For one call. */
record Builder(
        Warehouse warehouse,
        SqlFiles files,
        RunContext context,
        Session session,
        Compiler compiler,
        Function<Session, Compiler> compilers,
        StepControl control) {

    Built build(DbtNode node, Supplier<@Nullable Compiled> compile) {
        Optional<Macro> block = compiler.manifest().materialization(node);
        if (block.isPresent()) {
            return ownWay(node, block.get(), Objects.requireNonNull(compile.get()));
        }
        hooks(node, "pre_hook", compiler, session);
        return switch (node.type()) {
            case SEED -> seed(node);
            case SNAPSHOT -> snapshot(node, Objects.requireNonNull(compile.get()));
            default -> model(node, compile);
        };
    }

    /** What is done once the node is published; null where that is nothing. */
    private @Nullable Consumer<Session> after(DbtNode node) {
        Belongings belongings = new Belongings(node, compiler.targetType());
        boolean hooked = node.config().value("post_hook") instanceof List<?> hooks && !hooks.isEmpty();
        if (!hooked && !belongings.any()) {
            return null;
        }
        return published -> {
            belongings.give(published);
            hooks(node, "post_hook", compilers.apply(published), published);
        };
    }

    private Built model(DbtNode node, Supplier<@Nullable Compiled> compile) {
        NodeConfig config = node.config();
        if (config.text("language").orElse("").equals("python")) {
            throw BuildModes.unsupported(node, "Python");
        }
        String materialized = config.materialized();
        if (node.ephemeral()) {
            throw new IllegalArgumentException(node.uniqueId() + " is a part of what reads it");
        }
        if (!NodeConfig.MATERIALIZATIONS.contains(materialized)) {
            throw BuildModes.unsupported(node, "materialized '" + materialized + "'");
        }
        Compiled compiled = Objects.requireNonNull(compile.get());
        return switch (materialized) {
            case "view" -> view(node, compiled);
            case "incremental" -> incremental(node, compiled);
            case "latest" -> latest(node, compiled);
            default -> table(node, compiled, "table", BuildModes.replace(node), SchemaPolicy.SYNC_ALL_COLUMNS);
        };
    }

    /** The block runs the model's hooks itself. */
    private Built ownWay(DbtNode node, Macro block, Compiled compiled) {
        return new OwnWay(
                node,
                block,
                compiled.sql(),
                () -> warehouse.open(List.of()),
                published -> compilers.apply(published).materialize(node, block, compiled, files));
    }

    private Built incremental(DbtNode node, Compiled compiled) {
        if (!compiler.incremental(node)) {
            return table(node, compiled, "incremental", BuildModes.replace(node), SchemaPolicy.SYNC_ALL_COLUMNS);
        }
        return table(node, compiled, "incremental", mode(node, compiled), BuildModes.policy(node.config()));
    }

    private BuildMode mode(DbtNode node, Compiled compiled) {
        if (Batches.are(node)) {
            return new BuildMode.DeleteWhere(
                    compiler.batchesOf(node).condition(), node.config().texts("unique_key"));
        }
        // A template inside of the configuration, as hooks are: only now it is known what {{ this }} is.
        Optional<String> changed = node.config().text(BuildModes.CHANGED_KEYS);
        if (changed.isEmpty()) {
            return BuildModes.incremental(node, compiled.sql(), session, compiler.targetType());
        }
        BuildMode mode = BuildModes.changed(node, compiler.targetType());
        String keys = compiler.render(node, changed.get(), Map.of());
        execute(
                node,
                BuildModes.CHANGED_KEYS,
                "create or replace temp table " + BuildModes.CHANGED_KEYS + " as " + keys,
                session);
        return mode;
    }

    private Built latest(DbtNode node, Compiled compiled) {
        if (compiler.targetType().equals("postgres")) {
            throw BuildModes.unsupported(node, "materialized 'latest'");
        }
        LatestRows.Write write;
        try {
            write = LatestRows.of(
                    node,
                    session,
                    compiled.sql(),
                    compiler.onTop(node),
                    tablesUnder(node).distinct().count() == 1);
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, compiled.sql(), files.compiledShown(node));
        }
        files.writeRun(node, "-- the latest rows of\n" + compiled.sql());
        try {
            Staged staged = session.stage(
                    node.relation(),
                    write.select(),
                    write.mode(),
                    SchemaPolicy.WIDEN,
                    tag(node).at(write.position()),
                    control);
            Counts counts = write.ledger().apply(staged.counts());
            if (!counts.balanced()) {
                staged.close();
                throw Problem.of(
                                ModelsError.COUNTS_DIFFER,
                                "The build of " + node.relation() + " was stopped: " + counts.law() + ".")
                        .toException();
            }
            return new Products.Table(node.uniqueId(), "latest", compiled.sql(), staged, counts, after(node));
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, write.select(), files.compiledShown(node));
        }
    }

    /** The tables that a node's select is over, through views. */
    private Stream<String> tablesUnder(DbtNode node) {
        return node.dependencies().nodes().stream().flatMap(id -> {
            DbtNode parent = compiler.manifest().nodes().get(id);
            return parent != null
                            && (parent.ephemeral()
                                    || parent.config().materialized().equals("view"))
                    ? tablesUnder(parent)
                    : Stream.of(id);
        });
    }

    private Built view(DbtNode node, Compiled compiled) {
        files.writeRun(
                node, "create or replace view " + node.relation().quoted() + " as (\n" + compiled.sql() + "\n);");
        return new Products.View(
                node.uniqueId(),
                compiled.sql(),
                node.relation(),
                tag(node),
                () -> warehouse.open(List.of()),
                failure -> SqlProblems.of(failure, compiled, compiled.sql(), files.compiledShown(node)),
                after(node));
    }

    private Built table(DbtNode node, Compiled compiled, String materialized, BuildMode mode, SchemaPolicy policy) {
        files.writeRun(node, "-- " + mode + " into " + node.relation() + "\n" + compiled.sql());
        try {
            String select = Designs.checked(node, compiled.sql(), session);
            Staged staged = session.stage(node.relation(), select, mode, policy, tag(node), control);
            if (node.contractEnforced() && !session.keepsConstraints()) {
                requireConstraints(node, staged);
            }
            return new Products.Table(
                    node.uniqueId(), materialized, compiled.sql(), staged, staged.counts(), after(node));
        } catch (IngotException failure) {
            throw SqlProblems.of(failure, compiled, compiled.sql(), files.compiledShown(node));
        }
    }

    private void requireConstraints(DbtNode node, Staged staged) {
        try (Session asItWillBe = warehouse.open(List.of(staged))) {
            new ConstraintCheck(node).require(asItWillBe);
        } catch (IngotException broken) {
            staged.close();
            throw broken;
        }
    }

    private Built snapshot(DbtNode node, Compiled compiled) {
        return table(node, compiled, "snapshot", BuildModes.snapshot(node), SchemaPolicy.WIDEN);
    }

    private Built seed(DbtNode node) {
        String select = SeedTable.fill(node, session, compiler.targetType().equals("postgres"));
        Compiled compiled = new Compiled(node, select, select, Map.of());
        return table(node, compiled, "seed", BuildModes.replace(node), SchemaPolicy.SYNC_ALL_COLUMNS);
    }

    private static void hooks(DbtNode node, String key, Compiler compiler, Session session) {
        if (!(node.config().value(key) instanceof List<?> hooks)) {
            return;
        }
        for (Object hook : hooks) {
            String text = hook instanceof Map<?, ?> map ? String.valueOf(map.get("sql")) : String.valueOf(hook);
            String sql = compiler.render(node, text, Map.of());
            if (!sql.isBlank()) {
                execute(node, key, sql, session);
            }
        }
    }

    private static void execute(DbtNode node, String key, String sql, Session session) {
        try {
            session.execute(sql);
        } catch (IngotException failure) {
            Problem first = failure.first();
            throw Problem.of(
                            ModelsError.SQL,
                            "The " + key + " of " + node.type() + " '" + node.name() + "' failed: " + first.what())
                    .at(node.definition().source().placeOf(List.of(key, key.replace('_', '-'))))
                    .because("It ran: " + sql)
                    .fix(first.fix())
                    .toException();
        }
    }

    private WriteTag tag(DbtNode node) {
        String comment = node.type() == ResourceType.MODEL ? node.definition().originalPath() : null;
        return new WriteTag(node.uniqueId(), context.run(), comment);
    }
}
