package dev.ingot.models.internal.project;

import dev.ingot.api.error.Place;
import dev.ingot.api.error.Problem;
import dev.ingot.config.YamlMapping;
import dev.ingot.config.YamlNode;
import dev.ingot.core.graph.ResourceType;
import dev.ingot.models.internal.node.Documentation;
import dev.ingot.models.internal.node.SourceTable;
import dev.ingot.models.internal.node.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the property files of all packages say. Immutable. */
record Properties(
        List<Patch> patches,
        List<SourceEntry> sources,
        List<SnapshotEntry> snapshots,
        List<UnitTestEntry> unitTests,
        List<Map<String, @Nullable Object>> groups,
        List<DeclarationEntry> declarations,
        List<Problem> warnings) {

    /**
     * Properties of a model, seed, snapshot, macro or singular test.
     *
     * @param section {@code models}, {@code seeds}, {@code snapshots}, {@code macros}, {@code tests}
     * @param config of its {@code config:} block
     * @param version null where the model has none
     * @param describes the name of the node, or of the file of the version
     */
    record Patch(
            String section,
            String name,
            Place place,
            ProjectFile owner,
            String file,
            Documentation documentation,
            Map<String, @Nullable Object> config,
            List<TestDeclaration> tests,
            @Nullable Version version,
            String describes) {

        String key() {
            return section + "." + describes;
        }
    }

    /** A test as it is asked for under a node or a column. */
    record TestDeclaration(YamlNode node, @Nullable String column) {}

    /** A unit test, still unread: its model may be described in a file that comes later. */
    record UnitTestEntry(YamlMapping block, String file) {}

    /**
     * An exposure, semantic model, metric or saved query.
     *
     * @param values rendered, but for filters, which are rendered when a query is made
     */
    record DeclarationEntry(
            ResourceType type, Map<String, @Nullable Object> values, ProjectFile owner, String file, Place place) {

        String name() {
            return String.valueOf(values.get("name"));
        }

        String uniqueId() {
            return type + "." + owner.name() + "." + name();
        }

        String label() {
            return type.toString().replace('_', ' ') + " '" + name() + "'";
        }

        List<String> fqn() {
            List<String> fqn = new ArrayList<>(List.of(owner.name()));
            fqn.addAll(PropertyReader.folders(file));
            fqn.add(name());
            return fqn;
        }
    }

    record SourceEntry(SourceTable table, ProjectFile owner, String file, List<TestDeclaration> tests) {}

    /** A snapshot that is written in YAML: {@code relation:} and a {@code config:} block. */
    record SnapshotEntry(
            String name,
            Place place,
            ProjectFile owner,
            String file,
            String relation,
            Map<String, @Nullable Object> config) {}
}
