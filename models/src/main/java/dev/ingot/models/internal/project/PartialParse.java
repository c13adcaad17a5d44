package dev.ingot.models.internal.project;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private static final String FORMAT = "ingot-parse-1";

    /** What one template asked for, in the form of the file. One that was rendered again is another one. */
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
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry.captured))) {
            Captured captured = new Captured();
            for (Object ref : list(in)) {
                List<?> parts = (List<?>) ref;
                captured.add(new Ref((String) parts.get(0), String.valueOf(parts.get(1)), (String) parts.get(2)));
            }
            for (Object source : list(in)) {
                List<?> parts = (List<?>) source;
                captured.add(new SourceRef(String.valueOf(parts.get(0)), String.valueOf(parts.get(1))));
            }
            list(in).forEach(macro -> captured.used(String.valueOf(macro)));
            if (read(in) instanceof Map<?, ?> config) {
                config.forEach((key, value) -> captured.config().put(String.valueOf(key), value));
            }
            now.put(definition.uniqueId(), entry);
            return Optional.of(captured);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the bytes are in memory", e);
        }
    }

    void keep(Definition definition, Captured captured) {
        if (file == null || !captured.lasting()) {
            return;
        }
        Dependencies asked = captured.dependencies();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            List<Object> refs = new ArrayList<>();
            asked.refs()
                    .forEach(ref -> refs.add(java.util.Arrays.asList(ref.packageName(), ref.name(), ref.version())));
            boolean plain = write(out, refs)
                    && write(
                            out,
                            asked.sources().stream()
                                    .map(source -> List.of(source.source(), source.table()))
                                    .toList())
                    && write(out, List.copyOf(asked.macros()))
                    && write(out, captured.config());
            if (plain) {
                now.put(definition.uniqueId(), new Entry(key(definition), bytes.toByteArray()));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the bytes are in memory", e);
        }
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

    /** @return whether there is a form for it */
    private static boolean write(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte('n');
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? 't' : 'f');
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else if (value instanceof String text) {
            out.writeByte('s');
            text(out, text);
        } else if (value instanceof List<?> items) {
            out.writeByte('a');
            out.writeInt(items.size());
            return all(out, items);
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('m');
            out.writeInt(map.size());
            List<@Nullable Object> flat = new ArrayList<>();
            map.forEach((key, item) -> {
                flat.add(key);
                flat.add(item);
            });
            return all(out, flat);
        } else {
            return false;
        }
        return true;
    }

    private static boolean all(DataOutputStream out, List<?> items) throws IOException {
        for (Object item : items) {
            if (!write(out, item)) {
                return false;
            }
        }
        return true;
    }

    private static List<?> list(DataInputStream in) throws IOException {
        return read(in) instanceof List<?> items ? items : List.of();
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case 'n' -> null;
            case 't' -> true;
            case 'f' -> false;
            case 'l' -> in.readLong();
            case 'd' -> in.readDouble();
            case 's' -> text(in);
            case 'a' -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int left = in.readInt(); left > 0; left--) {
                    items.add(read(in));
                }
                yield items;
            }
            case 'm' -> {
                Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
                for (int left = in.readInt(); left > 0; left--) {
                    map.put(read(in), read(in));
                }
                yield map;
            }
            default -> throw new IOException("no value begins with " + kind);
        };
    }
}
