package dev.ingot.cli;

import dev.ingot.api.error.Problem;
import dev.ingot.api.table.TableName;
import dev.ingot.api.warehouse.Session;
import dev.ingot.cli.terminal.Text;
import dev.ingot.core.graph.Graph;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.Environment;
import dev.ingot.models.StateManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ingot clone}. */
@Command(
        name = "clone",
        description = "Puts a view over the tables of --state wherever this target has no table of its own: a place to"
                + " develop in, without building anything.")
final class CloneCommand extends Globals.Command implements Callable<Integer> {

    private static final Set<ResourceType> CLONED =
            Set.of(ResourceType.MODEL, ResourceType.SEED, ResourceType.SNAPSHOT);

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(
            names = {"-f", "--full-refresh"},
            description = "Also where the target has a table, which is dropped.")
    boolean fullRefresh;

    @Override
    public Integer call() {
        try (Workspace workspace = globals.open()) {
            Path state = selection.state;
            if (state == null) {
                throw Problem.of(CliError.BAD_USAGE, "What is to be cloned is said by --state.")
                        .fix("Name the folder with the manifest.json of the other target: --state DIR.")
                        .toException();
            }
            Map<String, TableName> others = StateManifest.in(
                            workspace.project().folder().resolve(state))
                    .tables();
            Pipelines pipelines = Pipelines.preview(workspace);
            Models models = Models.load(workspace, pipelines, "none", "clone", false, Environment.Flags.NONE);
            Graph graph = models.graphWith(pipelines.nodes(workspace.project()));
            List<String> chosen = selection.choose(workspace, models, graph, CLONED::contains);
            long made = 0;
            for (String id : chosen) {
                TableName here = graph.node(id).table();
                TableName there = others.get(id);
                if (here != null && there != null && !here.equals(there)) {
                    made += clone(workspace, id, here, there) ? 1 : 0;
                }
            }
            globals.terminal().line("Cloned " + Text.plural(made, "relation") + ".");
            return 0;
        }
    }

    private boolean clone(Workspace workspace, String id, TableName here, TableName there) {
        try (Session session = workspace.warehouse().open(List.of())) {
            if (session.find(there).isEmpty()) {
                globals.terminal().line("skipped " + here + ": " + there + " is not there");
                return false;
            }
            boolean exists = session.find(here).isPresent();
            if (exists && !fullRefresh) {
                globals.terminal().line("skipped " + here + ": it is there already");
                return false;
            }
            if (exists) {
                session.drop(here);
            }
            session.createView(here, "select * from " + there.quoted(), new Session.WriteTag(id, "clone", null));
            globals.terminal().line("cloned  " + here + " from " + there);
            return true;
        }
    }
}
