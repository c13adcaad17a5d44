package dev.ingot.core.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.ingot.api.error.IngotException;
import dev.ingot.config.BlockSpec;
import dev.ingot.config.JsonText;
import dev.ingot.config.KeySpec;
import dev.ingot.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One description drives the reader, the editor's schema and the docs. */
class ProjectLayoutTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final BlockSpec PROJECT = ProjectLayout.project(TestPlugins.all());
    private static final BlockSpec PIPELINES = PipelineLayout.file(TestPlugins.all());

    @TempDir
    static Path folder;

    private static final Map<String, List<Object>> WHOLE = new ConcurrentHashMap<>();

    private static Map<String, Object> plain(String yaml) {
        return Yaml.parse(yaml, "x.yml").mapping().plain();
    }

    private static final JsonSchema PROJECT_SCHEMA = schema(ProjectSchemas.project(TestPlugins.all()));

    private static JsonSchema schema(String text) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);
    }

    private static List<String> faults(JsonSchema schema, Object document) {
        JsonNode node = MAPPER.valueToTree(document);
        return schema.validate(node).stream().map(Object::toString).toList();
    }

    /** Paths of all keys of a document, lists by index. */
    private static Stream<List<Object>> paths() {
        List<List<Object>> paths = new ArrayList<>();
        collect(plain(Examples.PROJECT), PROJECT, List.of(), paths);
        return paths.stream();
    }

    private static void collect(Map<?, ?> node, BlockSpec block, List<Object> at, List<List<Object>> paths) {
        node.forEach((name, value) -> {
            List<Object> path = with(at, name);
            paths.add(path);
            KeySpec key = block.find((String) name).orElse(null);
            if (key instanceof KeySpec.Block one) {
                collect((Map<?, ?>) value, one.block(), path, paths);
            } else if (key instanceof KeySpec.Blocks list) {
                int index = 0;
                for (Object item : (Collection<?>) value) {
                    collect((Map<?, ?>) item, list.item(), with(path, index++), paths);
                }
            } else if (key instanceof KeySpec.Named named) {
                ((Map<?, ?>) value)
                        .forEach((entry, item) -> collect((Map<?, ?>) item, named.item(), with(path, entry), paths));
            }
        });
    }

    private static List<Object> with(List<Object> path, Object more) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(more);
        return List.copyOf(longer);
    }

    private static void describedKeys(BlockSpec block, Set<String> keys) {
        for (KeySpec key : block.keys()) {
            if (!keys.add(block.title() + ": " + key.name())) {
                continue;
            }
            if (key instanceof KeySpec.Block one) {
                describedKeys(one.block(), keys);
            } else if (key instanceof KeySpec.Blocks list) {
                describedKeys(list.item(), keys);
            } else if (key instanceof KeySpec.Named named) {
                describedKeys(named.item(), keys);
            }
        }
    }

    private static void writtenKeys(Map<?, ?> node, BlockSpec block, Set<String> keys) {
        node.forEach((name, value) -> {
            KeySpec key = block.find((String) name).orElse(null);
            if (key != null) {
                keys.add(block.title() + ": " + name);
            }
            if (key instanceof KeySpec.Block one) {
                writtenKeys((Map<?, ?>) value, one.block(), keys);
            } else if (key instanceof KeySpec.Blocks list) {
                ((Collection<?>) value).forEach(item -> writtenKeys((Map<?, ?>) item, list.item(), keys));
            } else if (key instanceof KeySpec.Named named) {
                ((Map<?, ?>) value).values().forEach(item -> writtenKeys((Map<?, ?>) item, named.item(), keys));
            }
        });
    }

    @Test
    void theExampleHasEveryDescribedKey() {
        Set<String> described = new TreeSet<>();
        describedKeys(PROJECT, described);
        Set<String> written = new TreeSet<>();
        writtenKeys(plain(Examples.PROJECT), PROJECT, written);

        assertThat(written).isEqualTo(described);
    }

    @Test
    void theEditorAcceptsTheExamples() {
        assertThat(faults(PROJECT_SCHEMA, plain(Examples.PROJECT))).isEmpty();
        assertThat(faults(schema(ProjectSchemas.pipelines(TestPlugins.all())), plain(Examples.PIPELINES)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void theEditorRefusesAMisspeltKey(List<Object> path) {
        boolean free = path.contains("vars") && path.indexOf("vars") < path.size() - 1;
        boolean named = path.size() >= 2 && path.get(path.size() - 2).equals("connections");
        if (free || named) {
            return;
        }
        Map<String, Object> misspelt = copy(plain(Examples.PROJECT));
        Map<String, Object> parent = parent(misspelt, path);
        String key = (String) path.get(path.size() - 1);
        parent.put(key + "x", parent.remove(key));

        assertThat(faults(PROJECT_SCHEMA, misspelt)).isNotEmpty();
    }

    /** A key that the reader forgets would be accepted without effect; removing it would change nothing. */
    @ParameterizedTest
    @MethodSource("paths")
    void everyKeyHasAnEffect(List<Object> path) throws IOException {
        if (path.equals(List.of("version"))) {
            return; // only one version exists; that another is refused has its own test
        }
        Map<String, Object> without = copy(plain(Examples.PROJECT));
        parent(without, path).remove((String) path.get(path.size() - 1));

        boolean same = sameContent(without, "dev") && sameContent(without, "");

        assertThat(same).as("the project without %s is the same", path).isFalse();
    }

    private static boolean sameContent(Map<String, Object> other, String target) throws IOException {
        List<Object> whole = WHOLE.get(target);
        if (whole == null) {
            whole = content(read(plain(Examples.PROJECT), target));
            WHOLE.put(target, whole);
        }
        try {
            return whole.equals(content(read(other, target)));
        } catch (IngotException e) {
            return false;
        }
    }

    /** All of a project but its places; what is forgotten here makes a key look dead and fails the test. */
    private static List<Object> content(Project project) {
        List<Object> content = new ArrayList<>(List.of(
                project.name(),
                project.target().name(),
                project.target().warehouse(),
                project.target().schema(),
                project.targetNames(),
                project.models(),
                project.vars(),
                project.threads(),
                project.retry(),
                project.retention(),
                project.publication(),
                project.metadata()));
        project.schedules()
                .forEach(it ->
                        content.add(List.of(it.name(), it.cron().toString(), it.zone(), it.select(), it.exclude())));
        project.connections().values().forEach(it -> content.add(List.of(it.name(), it.type(), it.values())));
        project.notifications().forEach(it -> content.add(List.of(it.via(), it.on(), it.to())));
        project.pipelines()
                .forEach(it -> content.add(Arrays.asList(
                        it.name(),
                        it.description(),
                        it.tags(),
                        it.active(),
                        it.connection(),
                        it.options(),
                        it.sourceTable(),
                        it.dataSource(),
                        it.to(),
                        it.load(),
                        it.key(),
                        it.orderBy(),
                        it.missingRows(),
                        it.partitionBy(),
                        it.contract(),
                        it.quarantine(),
                        it.recordPosition(),
                        it.schedule(),
                        it.retries())));
        return content;
    }

    private static Project read(Map<String, Object> plain, String target) throws IOException {
        Files.createDirectories(folder.resolve("transform"));
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("flows"));
        Files.writeString(folder.resolve("flows/orders.yml"), Examples.PIPELINES);
        Files.writeString(folder.resolve("ingot.yml"), JsonText.write(plain));
        Map<String, String> environment = Map.of("EMAIL_HOST", "h", "EMAIL_PASSWORD", "hunter22", "LAKE_PATH", "/lake");
        return new ProjectReader(TestPlugins.all(), environment).read(folder, target.isEmpty() ? null : target);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parent(Map<String, Object> root, List<Object> path) {
        Object node = root;
        for (Object step : path.subList(0, path.size() - 1)) {
            node = step instanceof Integer index
                    ? ((List<Object>) node).get(index)
                    : ((Map<String, Object>) node).get(step);
        }
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, item) -> copy.put(key, copy(item)));
            return (T) copy;
        }
        if (value instanceof Collection<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copy(item)));
            return (T) copy;
        }
        return value;
    }

    @Test
    void everyDescribedKeyIsInTheReference() {
        Set<String> described = new TreeSet<>();
        describedKeys(PROJECT, described);
        describedKeys(PIPELINES, described);
        String reference = ProjectSchemas.reference(TestPlugins.all());

        assertThat(described)
                .allSatisfy(key -> assertThat(reference).contains("| `" + key.substring(key.indexOf(": ") + 2) + "`"));
        assertThat(reference).contains("### from of type `files`").contains("### a connection of type `smtp`");
    }
}
