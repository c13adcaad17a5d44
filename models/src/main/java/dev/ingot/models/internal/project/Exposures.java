package dev.ingot.models.internal.project;

import dev.ingot.core.graph.Node;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.DbtNode;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import dev.ingot.models.internal.node.SourceTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exposures: what outside the project reads its models. Stateless. */
public final class Exposures {

    private static final Pattern QUOTED = Pattern.compile("['\"]([^'\"]*)['\"]");

    private Exposures() {}

    public static String id(Map<String, @Nullable Object> exposure) {
        return "exposure." + exposure.get("package_name") + "." + exposure.get("name");
    }

    /** The unique ids that its {@code depends_on} names. */
    public static Set<String> parents(Manifest manifest, Map<String, @Nullable Object> exposure) {
        Set<String> parents = new LinkedHashSet<>();
        String packageName = String.valueOf(exposure.get("package_name"));
        if (exposure.get("depends_on") instanceof List<?> calls) {
            for (Object call : calls) {
                List<String> names = new ArrayList<>();
                Matcher matcher = QUOTED.matcher(String.valueOf(call));
                while (matcher.find()) {
                    names.add(matcher.group(1));
                }
                if (names.size() == 2 && String.valueOf(call).strip().startsWith("source")) {
                    manifest.lookup()
                            .find(new SourceRef(names.get(0), names.get(1)), packageName)
                            .map(SourceTable::uniqueId)
                            .ifPresent(parents::add);
                } else if (!names.isEmpty()) {
                    String owner = names.size() == 2 ? names.get(0) : null;
                    manifest.lookup()
                            .find(new Ref(owner, names.get(names.size() - 1), null), packageName)
                            .map(DbtNode::uniqueId)
                            .ifPresent(parents::add);
                }
            }
        }
        return parents;
    }

    public static Node node(Manifest manifest, Map<String, @Nullable Object> exposure) {
        String name = String.valueOf(exposure.get("name"));
        String packageName = String.valueOf(exposure.get("package_name"));
        return new Node(
                id(exposure),
                ResourceType.EXPOSURE,
                name,
                packageName,
                List.of(packageName, name),
                String.valueOf(exposure.get("original_file_path")),
                Set.of(),
                Map.of(),
                null,
                parents(manifest, exposure),
                null,
                Checksums.sha256(exposure.toString()));
    }
}
