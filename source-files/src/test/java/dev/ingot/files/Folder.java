package dev.ingot.files;

import dev.ingot.api.error.IngotException;
import dev.ingot.api.error.Problem;
import dev.ingot.api.run.StepControl;
import dev.ingot.api.source.Batch;
import dev.ingot.api.source.FileRef;
import dev.ingot.api.source.Format;
import dev.ingot.api.source.ReadRequest;
import dev.ingot.api.source.Relation;
import dev.ingot.api.source.Source;
import dev.ingot.api.source.SourceFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A folder of real files, a pipeline over it, and the ledger that a run engine would keep. */
final class Folder {

    final Path root;
    final Path work;
    private final Map<String, Object> options = new HashMap<>();
    private final List<SourceFile> ledger = new ArrayList<>();
    private @Nullable LocalDate date;
    private boolean full;
    private long batches;
    private StepControl control = StepControl.NONE;
    List<Problem> notes = List.of();

    Folder(Path temporary) {
        this.root = temporary.resolve("root");
        this.work = temporary.resolve("work");
        io(() -> Files.createDirectories(root));
    }

    Folder put(String path, String text) {
        return put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    Folder put(String path, byte[] bytes) {
        Path file = root.resolve(path);
        io(() -> {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        });
        return this;
    }

    Folder option(String key, Object value) {
        options.put(key, value);
        return this;
    }

    Folder date(LocalDate newDate) {
        this.date = newDate;
        return this;
    }

    Folder full() {
        this.full = true;
        return this;
    }

    Folder control(StepControl newControl) {
        this.control = newControl;
        return this;
    }

    Source open() {
        return new FilesPlugin().open("raw", Map.of("path", "root"), root.getParent(), work);
    }

    /** Reads everything that is new, and writes it into the ledger; the paths of each batch. */
    List<List<String>> run() {
        List<List<String>> read = new ArrayList<>();
        batches(batch -> read.add(FilesPosition.parse(batch.position()).files().stream()
                .map(FilesPosition.Entry::path)
                .toList()));
        return read;
    }

    /** The text that the engine would see, per path. */
    Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        batches(batch -> scan(batch).files().forEach(file -> texts.put(file.path(), text(file))));
        return texts;
    }

    List<Format> formats() {
        List<Format> formats = new ArrayList<>();
        batches(batch -> formats.add(scan(batch).format()));
        return formats;
    }

    void batches(java.util.function.Consumer<Batch> each) {
        ReadRequest request = new ReadRequest("orders", options, date, full, ledger, null);
        try (Source source = open();
                Source.Batches found = source.read(request, control)) {
            for (Batch batch = found.next(); batch != null; batch = found.next()) {
                batches++;
                each.accept(batch);
                ledger.addAll(FilesPosition.parse(batch.position()).ledger(batches, "run-1"));
            }
            notes = found.notes();
        }
    }

    /** What goes wrong when everything new is read. */
    List<Problem> problems() {
        try {
            run();
        } catch (IngotException e) {
            return e.problems();
        }
        throw new AssertionError("nothing went wrong");
    }

    static Relation.FileScan scan(Batch batch) {
        return (Relation.FileScan) batch.relation();
    }

    static String text(FileRef file) {
        try (InputStream in =
                Compression.ofName(file.location()).unpack(Files.newInputStream(Path.of(file.location())))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        return pack(text, target -> new GZIPOutputStream(target));
    }

    static byte[] zstd(String text) {
        return pack(text, target -> {
            com.github.luben.zstd.ZstdOutputStream out = new com.github.luben.zstd.ZstdOutputStream(target);
            out.setChecksum(true);
            return out;
        });
    }

    private static byte[] pack(String text, Packer packer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        io(() -> {
            try (OutputStream out = packer.open(bytes)) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    private interface Packer {
        OutputStream open(OutputStream target) throws IOException;
    }

    interface Io {
        void run() throws IOException;
    }

    static void io(Io action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
