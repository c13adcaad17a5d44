package dev.ingot.models.internal.project;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.models.internal.context.Captured;
import dev.ingot.models.internal.node.Checksums;
import dev.ingot.models.internal.node.Definition;
import dev.ingot.models.internal.node.Dependencies;
import dev.ingot.models.internal.node.Dependencies.Ref;
import dev.ingot.models.internal.node.Dependencies.SourceRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the templates of a project asked for when they were last read, so that only those are rendered whose text has
 * changed. It holds for one world: macros, variables, target and Ingot itself; where one of them is another, or the file
 * is damaged, everything is read anew. What looked at something beyond, such as an environment variable or the clock, is
 * not kept ({@link Captured#lasting}). Thread-safe.
 */
final class PartialParse {

    private static final Logger LOG = LoggerFactory.getLogger("dev.ingot.models.project");
    private static final String FORMAT = "ingot-parse-2";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    /**
     * What a template asked for.
     *
     * @param refs package, name and version of each
     * @param sources source and table of each
     */
    private record Asked(
            List<List<@Nullable String>> refs,
            List<List<String>> sources,
            List<String> macros,
            Map<String, Object> config) {}

    /** An {@link Asked} as the file has it, in JSON. One that was rendered again is another one. */
    private static final class Entry {
        private final String key;
        private final byte[] captured;

        Entry(String key, byte[] captured) {
            this.key = key;
            this.captured = captured;
        }
    }

    private final @Nullable Path file;
    private final String world;
    private final Map<String, Entry> before = new HashMap<>();
    private final Map<String, Entry> now = new ConcurrentHashMap<>();

    /**
     * @param file null: nothing is kept
     * @param world all that templates see besides their own text
     */
    PartialParse(@Nullable Path file, String world) {
        this.file = file;
        this.world = FORMAT + " " + Checksums.sha256(world);
        if (file != null && Files.isRegularFile(file)) {
            try {
                load(Files.readAllBytes(file));
            } catch (IOException | RuntimeException e) {
                before.clear();
                LOG.debug("{} is not used: {}", file, e.toString());
            }
        }
    }

    private void load(byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, bytes.length - Long.BYTES);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (!in.readUTF().equals(world)) {
                return;
            }
            for (int left = in.readInt(); left > 0; left--) {
                String id = text(in);
                String key = text(in);
                before.put(id, new Entry(key, in.readNBytes(in.readInt())));
            }
            if (in.readLong() != sum.getValue()) {
                throw new IOException("its checksum is another");
            }
        }
    }

    private static String key(Definition definition) {
        return String.join(
                "\n",
                definition.checksum(),
                definition.path(),
                definition.originalPath(),
                String.valueOf(definition.version()));
    }

    /** What the node's template asked for, if it is the same template. */
    Optional<Captured> find(Definition definition) {
        Entry entry = before.get(definition.uniqueId());
        if (entry == null || !entry.key.equals(key(definition))) {
            return Optional.empty();
        }
        try {
            Asked asked = JSON.readValue(entry.captured, Asked.class);
            Captured captured = new Captured();
            for (List<@Nullable String> ref : asked.refs()) {
                captured.add(new Ref(ref.get(0), String.valueOf(ref.get(1)), ref.get(2)));
            }
            asked.sources().forEach(source -> captured.add(new SourceRef(source.get(0), source.get(1))));
            asked.macros().forEach(captured::used);
            captured.config().putAll(asked.config());
            now.put(definition.uniqueId(), entry);
            return Optional.of(captured);
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are in memory", e);
        }
    }

    void keep(Definition definition, Captured captured) {
        if (file == null || !captured.lasting() || !isPlain(captured.config())) {
            return;
        }
        Dependencies asked = captured.dependencies();
        try {
            byte[] bytes = JSON.writeValueAsBytes(new Asked(
                    asked.refs().stream()
                            .map(ref -> Arrays.asList(ref.packageName(), ref.name(), ref.version()))
                            .toList(),
                    asked.sources().stream()
                            .map(source -> List.of(source.source(), source.table()))
                            .toList(),
                    List.copyOf(asked.macros()),
                    captured.config()));
            now.put(definition.uniqueId(), new Entry(key(definition), bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are in memory", e);
        }
    }

    /** Whether a value comes back from JSON as it was. */
    private static boolean isPlain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().allMatch(String.class::isInstance)
                    && map.values().stream().allMatch(PartialParse::isPlain);
        }
        return value == null
                || value instanceof Boolean
                || value instanceof Long
                || value instanceof String
                || (value instanceof Double number && Double.isFinite(number))
                || (value instanceof List<?> items && items.stream().allMatch(PartialParse::isPlain));
    }

    /** Writes the file where it would say something new. A file that cannot be written costs time at the next reading. */
    void save() {
        if (file == null || now.equals(before)) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(world);
            out.writeInt(now.size());
            for (Map.Entry<String, Entry> each : new TreeMap<>(now).entrySet()) {
                text(out, each.getKey());
                text(out, each.getValue().key);
                out.writeInt(each.getValue().captured.length);
                out.write(each.getValue().captured);
            }
            CRC32 sum = new CRC32();
            sum.update(bytes.toByteArray());
            out.writeLong(sum.getValue());
            Files.createDirectories(file.getParent());
            Path aside = file.resolveSibling(
                    "partial_parse." + ProcessHandle.current().pid() + ".tmp");
            Files.write(aside, bytes.toByteArray());
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debug("{} is not written", file, e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
