package dev.ingot.models.internal.project;

import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.internal.node.Checksums;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One statement of {@code on-run-start} or {@code on-run-end}. Immutable. */
public record RunHook(String packageName, String event, int index, String statement) {

    public static final String START = "on-run-start";
    public static final String END = "on-run-end";

    /** Those of the packages by name, then the project's own. */
    static List<RunHook> of(List<ProjectFile> projects) {
        List<ProjectFile> order = new ArrayList<>(projects.subList(1, projects.size()));
        order.sort(Comparator.comparing(ProjectFile::name));
        order.add(projects.get(0));
        List<RunHook> hooks = new ArrayList<>();
        for (ProjectFile project : order) {
            add(project, START, project.onRunStart(), hooks);
            add(project, END, project.onRunEnd(), hooks);
        }
        return List.copyOf(hooks);
    }

    private static void add(ProjectFile project, String event, List<String> statements, List<RunHook> hooks) {
        for (int index = 0; index < statements.size(); index++) {
            hooks.add(new RunHook(project.name(), event, index, statements.get(index)));
        }
    }

    public String name() {
        return packageName + "-" + event + "-" + index;
    }

    public String uniqueId() {
        return "operation." + packageName + "." + name();
    }

    public List<String> fqn() {
        return List.of(packageName, "hooks", name());
    }

    /** As a run shows it. */
    public String shown() {
        return packageName + "." + event + "." + index;
    }

    public Node graphNode() {
        return new Node(
                uniqueId(),
                ResourceType.OPERATION,
                shown(),
                packageName,
                fqn(),
                "dbt_project.yml",
                Set.of(event),
                Map.of(),
                null,
                Set.of(),
                null,
                Checksums.sha256(statement));
    }
}
